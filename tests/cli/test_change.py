"""`chatops change`: what a pipeline or an engineer types."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chatops.bootstrap import utc_now
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.deploying import Report
from chatops.core.glass import Break
from chatops.core.paying import Pay
from chatops.core.people import Standing
from chatops.core.post_check import PostCheck
from chatops.usecases.break_glass import break_glass
from chatops.usecases.decide import decide
from chatops.usecases.observe import observe
from chatops.usecases.pay import pay
from chatops.usecases.post_check import post_check
from chatops.usecases.read import show
from chatops.usecases.report_deployment import report_deployment
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
    coming = change["next"]
    assert (coming["what"], coming["why"]) == ("reminder", "")
    assert set(coming["people"]) <= {"ada", "grace", "linus"}
    assert datetime.fromisoformat(coming["at"]) > utc_now()


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
        "Next: it expires ",
        "✓ The chain of 5 entries is sound.",
    ):
        assert words in seen.out
    assert all(len(line) <= 80 for line in seen.out.splitlines())
    assert "\x1b" not in seen.out


def test_a_change_of_several_systems_with_kind_and_labels(terminal: Terminal) -> None:
    more = ("--system", "ledger", "--kind", "emergency", "--label", "db", "--label", "api")
    assert terminal.opens(*more).code == 0
    (revision,) = terminal.types("change", "show", "CR-1", "--json").json["revisions"]
    assert revision["systems"] == ["checkout", "ledger"]
    assert (revision["kind"], revision["labels"]) == ("emergency", ["api", "db"])
    shown = terminal.types("change", "show", "CR-1").out
    for row in (
        "systems       checkout, ledger in production",
        "kind          emergency, medium risk",
        "labels        api, db",
    ):
        assert row in shown
    assert "checkout, ledger production" in terminal.types("change", "list").out


def test_a_change_without_a_system_is_none(terminal: Terminal) -> None:
    seen = terminal.types("change", "open", *terminal.at)
    assert (seen.code, "Missing option '--system'." in seen.err) == (2, True)


def test_kind_and_labels_stay_unless_given(terminal: Terminal) -> None:
    terminal.opens("--kind", "standard", "--label", "db")
    for more, kind, labels in (
        (("--title", "Two"), "standard", ["db"]),
        (("--title", "Three", "--label", "api", "--kind", "normal"), "normal", ["api"]),
        (("--title", "Four", "--label", ""), "normal", []),
    ):
        seen = terminal.types("change", "revise", "CR-1", *terminal.at, *more, "--json")
        assert seen.code == 0, seen.err
        present = seen.json["revisions"][-1]
        assert (present["kind"], present["labels"]) == (kind, labels)


def checked(terminal: Terminal, outcome: str, name: str = "staging-soak", **fields: str) -> None:
    with terminal.house() as house:
        present = show(house, "CR-1").change.present
        told = PostCheck("CR-1", name, outcome, present.number, present.commit, "api:ci", **fields)
        post_check(house, told)


def test_checks_are_shown_with_where_to_read_them(terminal: Terminal) -> None:
    terminal.opens()
    checked(terminal, "running")
    link = f"https://ci.example.com/{'7' * 90}"
    checked(terminal, "passed", link=link, summary="No errors.")
    checked(terminal, "failed", "lint")
    terminal.types("change", "revise", "CR-1", *terminal.at, "--title", "Two")
    checked(terminal, "running", "lint")
    assert f"\n    {link}\n" in terminal.types("change", "show", "CR-1").out  # it can be copied
    shown = shows(terminal)
    assert "✓ staging-soak passed, revision 1 (not the present one), 20" in shown
    assert "• lint running, revision 2, 20" in shown
    assert "UTC, api:ci No errors." in shown
    assert (
        "staging-soak running, revision 1, told by token ci" in shown
    )  # the audit trail has it all


def shows(terminal: Terminal) -> str:
    """What a wide terminal shows of CR-1, with single spaces."""
    terminal.environment.setenv("COLUMNS", "300")
    return " ".join(terminal.types("change", "show", "CR-1").out.split())


def broken(terminal: Terminal) -> None:
    """The director breaks the glass, as the shipped policy lets her."""
    terminal.opens()
    with terminal.house() as house:
        observe(house, "radia", Standing.FULL)
        break_glass(house, Break("CR-1", "radia", 1, "slack", "Cards are refused."))


def test_a_break_glass_opens_once_and_is_shown_with_what_is_owed(terminal: Terminal) -> None:
    broken(terminal)
    gate = ("gate", "--system", "checkout", "--commit", "HEAD", *terminal.at)
    shown = shows(terminal)
    assert "CR-1 Raise the retry limit overridden" in shown
    assert "opens the gate once until" in shown
    first = terminal.types(*gate)
    assert (first.code, first.out.splitlines()[0]) == (0, "overridden")
    assert "CR-1: Overridden by break-glass, not approved: revision 1 may go once" in first.out
    second = terminal.types(*gate)
    assert (second.code, second.out.splitlines()[0]) == (1, "denied")
    shown = shows(terminal)
    for words in (
        "Radia Perlman, revision 1",
        "Cards are refused.",
        "by cli:",
        "1. review by 2 (0 given), due",
        "Radia Perlman: Cards are refused.",
        "Radia Perlman broke the glass: revision 1 once until",
        "went through on the break-glass of Radia Perlman",
        "was told yes, by break-glass, for",
    ):
        assert words in shown


def test_an_overridden_answer_is_said_as_such_to_programs(terminal: Terminal) -> None:
    broken(terminal)
    gate = ("gate", "--system", "checkout", "--commit", "HEAD", *terminal.at, "--json")
    told = terminal.types(*gate)
    assert (told.code, told.json["allowed"], told.json["state"]) == (0, True, "overridden")


def test_what_was_paid_is_shown_with_its_words(terminal: Terminal) -> None:
    broken(terminal)
    with terminal.house() as house:
        for person in ("ada", "grace"):
            observe(house, person, Standing.FULL)
            pay(house, Pay("CR-1", 1, person, "slack", f"Seen by {person}."))
    shown = shows(terminal)
    for words in (
        "review by 2 (2 given), paid",
        "Ada Lovelace reviewed: Seen by ada.",
        "Grace Hopper reviewed: Seen by grace.",
        "the follow-up review was paid; last by Grace Hopper",
    ):
        assert words in shown


def test_a_condition_that_went_with_its_approval_is_not_shown_as_paid(terminal: Terminal) -> None:
    terminal.opens()
    said = Decide("CR-1", "ada", Verb.APPROVE, 1, "slack", condition="Watch p99.")
    with terminal.house() as house:
        observe(house, "ada", Standing.FULL)
        decide(house, replace(said, condition_due=utc_now() + timedelta(hours=1)))
        decide(house, Decide("CR-1", "ada", Verb.WITHDRAW, 1, "slack", "It leaks."))
    shown = shows(terminal)
    assert "1. condition, owed no more: Ada Lovelace took the approval back" in shown
    assert "condition 1 is owed no more: Ada Lovelace took the approval back" in shown


def test_a_delegate_is_shown_with_whom_they_stand_in_for(terminal: Terminal) -> None:
    day = f"{utc_now() + timedelta(days=5):%Y-%m-%d}"
    terminal.types("away", "set", "grace", "--until", day, "--delegate", "radia")
    terminal.opens()
    terminal.approves("CR-1", "radia")
    shown = shows(terminal)
    assert "Radia Perlman for Grace Hopper, principal approve revision 1" in shown
    assert "1 of 2 sign-offs from Payments (owners): Radia Perlman (for Grace Hopper)." in shown
    told = "approved revision 1 for Grace Hopper, as principal, in Slack, without having opened"
    assert f"Radia Perlman {told}" in shown


def test_a_reset_is_announced_with_the_days_left(terminal: Terminal) -> None:
    begins, ends = (f"{utc_now() + timedelta(days=days):%Y-%m-%d}" for days in (-1, 30))
    policy = terminal.folder / "policy.yml"
    reset = (
        "\nresets:\n  - name: safety reset\n    time_zone: UTC\n"
        f"    from: {begins}\n    until: {ends}\n    system: [checkout]\n"
    )
    rule = (
        "  - name: senior during the reset\n    when: {during: safety reset}\n"
        "    require: [{name: reset senior, sign_offs: 1, from: anyone, min_level: senior}]\n"
    )
    policy.write_text(policy.read_text(encoding="utf-8") + rule + reset, encoding="utf-8")
    terminal.opens()
    shown = shows(terminal)
    assert f"safety reset: stricter rules until {ends} 00:00 UTC, 30 days left." in shown


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
        (("--kind", "urgent"), 1, "error: --kind: Choose standard, normal or emergency.\n"),
        (("--label", "two words"), 1, "error: --label: “two words” is no label: use letters,"),
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


def test_an_unreadable_directory_is_the_reason_and_no_author_is_unknown(
    terminal: Terminal,
) -> None:
    (terminal.folder / "directory.yml").write_text("version: 2\n", encoding="utf-8")
    seen = terminal.opens()
    assert seen.code == 2
    assert seen.err.startswith("error: The directory cannot be used. directory.yml, line 1: ")


def test_what_nobody_could_approve_is_told_at_once(terminal: Terminal) -> None:
    policy = terminal.folder / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("sign_offs: 2", "sign_offs: 7"), encoding="utf-8")
    seen = terminal.opens("--json")
    sentence = seen.json["unreachable"]
    assert sentence
    assert f"  {sentence}" in terminal.opens("--title", "Another").out.splitlines()
    assert " ".join(sentence.split()) in shows(terminal)


def test_an_unknown_change(terminal: Terminal) -> None:
    seen = terminal.types("change", "show", "CR-9")
    assert (seen.code, seen.err) == (1, "error: There is no change CR-9.\n")


CANCEL = ("change", "cancel", "CR-1", "--reason", "It waits for May.", "--as")


def test_a_change_is_cancelled_for_good(terminal: Terminal) -> None:
    terminal.opens()
    with terminal.house() as house:
        observe(house, "linus", Standing.FULL)
    seen = terminal.types(*CANCEL, "linus")
    assert (seen.code, seen.err) == (0, "")
    assert seen.out.startswith("CR-1 cancelled: Cancelled by Linus ")
    shown = shows(terminal)
    assert "It waits for May." in shown
    assert re.search(r"Linus \S+ cancelled it at revision 1, on the command line", shown)
    again = terminal.types(*CANCEL, "linus")
    assert (again.code, "was cancelled, for good" in again.err) == (1, True)
    assert terminal.types("change", "list").out.strip() == "There are no change requests."
    (listed,) = terminal.types("change", "list", "--all", "--json").json
    assert (listed["state"], listed["cancellation"]["person"]) == ("cancelled", "linus")


def test_who_may_not_cancel_and_who_gives_no_reason(terminal: Terminal) -> None:
    terminal.opens()
    with terminal.house() as house:
        for person in ("linus", "grace"):
            observe(house, person, Standing.FULL)
    for arguments, sentence in (
        ((*CANCEL, "grace"), "Only these may cancel CR-1: Linus "),
        ((*CANCEL, "nobody"), "nobody is not in the directory"),
        (("change", "cancel", "CR-1", "--reason", " ", "--as", "linus"), "Say why, for those"),
    ):
        seen = terminal.types(*arguments)
        assert (seen.code, seen.out) == (1, "")
        assert sentence in seen.err


def test_deployments_are_shown_with_their_link(terminal: Terminal) -> None:
    terminal.opens()
    with terminal.house() as house:
        commit = show(house, "CR-1").change.present.commit
        link = "https://ci.example.com/7"
        told = Report("checkout", "production", commit, "failed", "api:ci", link)
        report_deployment(house, told)
        report_deployment(house, replace(told, outcome="started", posted_by="api:x"))
    shown = shows(terminal)
    bypass = "although the gate did not say yes"
    assert f"started on checkout in production, revision 1, api:x, {bypass}" in shown
    assert (
        f"deployment started on Checkout in production, revision 1, told by token x, {bypass}"
        in shown
    )
    assert shown.count(bypass) == 2
    assert "failed on checkout in production, revision 1, api:ci" in shown
    assert f"    {link}" in terminal.types("change", "show", "CR-1").out
    assert "deployment failed on Checkout in production, revision 1, told by token ci" in shown
