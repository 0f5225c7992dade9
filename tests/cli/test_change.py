"""`chatops change`: what a pipeline or an engineer types."""

from datetime import timedelta

import pytest

from chatops.bootstrap import utc_now
from tests.cli.terminal import Terminal


def test_a_change_is_opened_from_a_commit(terminal: Terminal) -> None:
    seen = terminal.opens()
    assert seen.code == 0
    assert seen.out.splitlines() == [
        "CR-1 opened: Waiting: revision 1 does not have all it needs yet.",
        "  0 of 2 sign-offs from Payments (owners).",
    ]
    change = terminal.types("change", "show", "CR-1", "--json").json
    (revision,) = change["revisions"]
    assert change["requester"] == "linus"
    assert revision["title"] == "Raise the retry limit"
    assert revision["description"] == "Cards time out."
    assert revision["commit"] == terminal.repository.git("rev-parse", "HEAD")
    assert revision["files"] == [{"path": "retry.py", "added": 1, "deleted": 0}]
    assert change["audit"]["sound"] is True
    assert change["audit"]["entries"][0]["event"]["tag"] == "change:opened"


def test_documents_come_from_files_and_options_win(terminal: Terminal) -> None:
    (terminal.folder / "plan.txt").write_text("Deploy the last one.\n", encoding="utf-8")
    day = f"{utc_now() + timedelta(days=30):%Y-%m-%d}"
    seen = terminal.types(
        *("change", "open", "--system", "checkout", *terminal.at, "--rollback-plan", "@plan.txt"),
        *("--title", "Mine", "--description", "Why", "--link", "https://example.com/1"),
        *("--ai", "assisted", "--tool", "Cursor", "--risk", "high", "--as", "ada"),
        *("--window-start", f"{day}T22:00+01:00", "--window-end", f"{day}T23:00+01:00"),
        "--json",
    )
    assert seen.code == 0, seen.err
    (revision,) = seen.json["revisions"]
    assert seen.json["requester"] == "ada"
    assert revision["rollback_plan"] == "Deploy the last one."
    assert (revision["title"], revision["risk"]) == ("Mine", "high")
    assert revision["assistance"]["tool"] == "Cursor"
    assert revision["window"][0] == f"{day}T22:00:00+01:00"


def test_detected_assistance_overrides_none(terminal: Terminal) -> None:
    terminal.repository.commit(
        "Do\n\nCo-authored-by: Claude <noreply@anthropic.com>", author="Linus <linus@example.com>"
    )
    terminal.opens("--ai", "none")
    shown = terminal.types("change", "show", "CR-1").out
    assert "Assisted with Claude (detected: co-author Claude)" in shown
    assert "0 of 1 sign-off from anyone who is senior or above." in shown


def test_a_revision_keeps_what_is_documented(terminal: Terminal) -> None:
    terminal.opens("--risk", "low")
    terminal.repository.write("retry.py", "tries = 4\n")
    terminal.repository.commit("Less", author="Linus <linus@example.com>")
    seen = terminal.types("change", "revise", "CR-1", *terminal.at, "--test-evidence", "Run 8.")
    assert (seen.code, seen.out.split(":")[0]) == (0, "CR-1 revised")
    first, second = terminal.types("change", "show", "CR-1", "--json").json["revisions"]
    for field in ("title", "risk", "rollback_plan", "description"):
        assert second[field] == first[field]
    assert second["test_evidence"] == "Run 8."
    assert second["commit"] != first["commit"]
    again = terminal.types("change", "revise", "CR-1", *terminal.at)
    assert (again.code, again.err) == (
        1,
        "error: Nothing was changed, so this is no new revision.\n",
    )


def test_a_change_is_shown_whole(terminal: Terminal) -> None:
    terminal.opens()
    terminal.approves("CR-1", "ada", "grace")
    terminal.types("gate", "--system", "checkout", "--commit", "HEAD", *terminal.at)
    seen = terminal.types("change", "show", "CR-1")
    assert seen.code == 0
    for words in (
        "CR-1  Raise the retry limit  approved",
        "Approved: revision 1 has every sign-off and document it needs.",
        "Linus Example (requester, author, committer)",
        "✓ 2 of 2 sign-offs from Payments (owners): Ada Lovelace, Grace Hopper.",
        "Rollback plan\n  Revert it.",
        "Files: 1, +1 -0 lines",
        "approve revision 1",
        "verdict:changed",
        "✓ The chain of 5 entries is sound.",
    ):
        assert words in seen.out
    assert all(len(line) <= 80 for line in seen.out.splitlines())
    assert "\x1b" not in seen.out


def test_a_broken_chain_is_told(terminal: Terminal) -> None:
    terminal.opens()
    with terminal.house() as house, house.store.transaction() as tx:
        driver = tx._session.driver  # noqa: SLF001 - somebody who edits the database behind our back
        driver.execute("UPDATE chains SET head = :head", {"head": "0" * 64})
    seen = terminal.types("change", "show", "CR-1")
    assert seen.code == 1
    assert "The chain is broken" in seen.out


def test_what_people_typed_controls_no_terminal(terminal: Terminal) -> None:
    evil = "Red \x1b[31m[bold]x[/bold] :smile: \u202etxt"
    terminal.opens("--title", evil, "--description", evil)
    for command in (("change", "show", "CR-1"), ("change", "list")):
        out = terminal.types(*command).out
        assert "[bold]x[/bo" in out
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_changes_are_listed(terminal: Terminal) -> None:
    assert terminal.types("change", "list").out == "There are no change requests.\n"
    terminal.opens()
    terminal.opens("--as", "ada")
    assert [one.split()[0] for one in terminal.types("change", "list").out.splitlines()] == [
        "key",
        "CR-2",
        "CR-1",
    ]
    listed = terminal.types("change", "list", "--requester", "ada", "--all", "--json").json
    assert [one["key"] for one in listed] == ["CR-2"]


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--title", " "), 1, "error: --title: Give the change a title.\n"),
        (("--risk", "huge"), 1, "error: --risk: Choose low, medium or high.\n"),
        (("--ai", "much"), 1, "error: --ai: Choose none, assisted or generated.\n"),
        (("--system", "chekout"), 1, "Did you mean checkout?\n"),
        (("--as", "nobody"), 1, "error: “nobody” is not in the directory.\n"),
        (("--environment", "prod"), 1, "error: --environment: Checkout has no environment “prod”"),
        (("--window-start", "noon"), 2, "error: --window-start: “noon” is no time with a time"),
        (("--window-start", "2026-03-02T22:00"), 2, "is no time with a time zone."),
        (("--rollback-plan", "@none.txt"), 2, "error: none.txt cannot be read (No such file"),
        (("--commit", "--all"), 1, "error: “--all” is no commit."),
        (("--commit", "beef"), 1, "has no commit beef. Fetch it first"),
        (("--repo", "/none"), 2, "error: There is no folder /none."),
        (("--nope",), 2, "No such option"),
    ],
)
def test_mistakes_are_told_in_a_line(
    terminal: Terminal, more: tuple[str, ...], code: int, said: str
) -> None:
    seen = terminal.opens(*more)
    assert seen.code == code
    assert said in seen.err
    assert all(line.startswith("error: ") for line in seen.err.splitlines())
    assert seen.out == ""


def test_an_author_nobody_knows_has_to_be_named(terminal: Terminal) -> None:
    terminal.repository.commit("X", author="Eve <eve@example.com>")
    seen = terminal.opens()
    assert seen.code == 1
    assert "Eve <eve@example.com>, is not in the directory. Say who asks with --as" in seen.err
    assert terminal.opens("--as", "ada").code == 0


def test_an_unknown_change(terminal: Terminal) -> None:
    seen = terminal.types("change", "show", "CR-9")
    assert (seen.code, seen.err) == (1, "error: There is no change CR-9.\n")
