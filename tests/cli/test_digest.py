"""`chatops digest`: looked at anywhere, sent again, who attested, and checked."""

import csv
import io
import re
from datetime import timedelta

import pytest

from chatops.bootstrap import utc_now
from chatops.core.attesting import Attest
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Standing
from chatops.core.weeks import last_week
from chatops.ledger.checkpoint import notes_in
from chatops.usecases.attest import attest
from chatops.usecases.decide import decide
from chatops.usecases.observe import observe
from tests.cli.terminal import Terminal

WEEK = last_week(utc_now(), "UTC").label
OVER = last_week(utc_now() - timedelta(days=7), "UTC").label


def previews(terminal: Terminal, *more: str) -> str:
    seen = terminal.types("digest", "preview", "--director", "radia", *more)
    assert seen.code == 0
    return seen.out


def sends(terminal: Terminal, week: str = OVER) -> str:
    seen = terminal.types("digest", "send", "--director", "radia", "--week", week, "--as", "ada")
    assert (seen.code, seen.err) == (0, "")
    return seen.out


def happened(terminal: Terminal) -> None:
    """Let a change be opened and decided on a week ago, by a clock that is set back."""
    with terminal.house() as house:
        observe(house, "grace", Standing.FULL)
    terminal.opens("--title", "=1+1 raises [bold]\x1b[31m", "--link", "https://example.com/1")
    with terminal.house() as house:
        decide(house, Decide("CR-1", "grace", Verb.REJECT, 1, "slack", "No\nplan."))
        back = utc_now() - timedelta(days=7)
        with house.store.transaction() as tx:  # what the tables say: nobody waits a week here
            driver = tx._session.driver  # noqa: SLF001 - as above
            for table, column in (
                ("changes", "opened_at"),
                ("revisions", "submitted_at"),
                ("decisions", "at"),
                ("states", "at"),
            ):
                moment = back.isoformat(timespec="microseconds")
                driver.execute(f"UPDATE {table} SET {column} = :at", {"at": moment})  # noqa: S608


def test_a_week_in_which_nothing_happened(terminal: Terminal) -> None:
    shown = previews(terminal)
    assert shown.splitlines()[0] == f"Audit digest of Radia Perlman, week {WEEK}"
    assert "Changes: 0 opened" in shown
    assert "Nothing was rejected, nobody broke the glass, nothing is owed" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_every_part_of_a_busy_week(terminal: Terminal) -> None:
    happened(terminal)
    label = f"{utc_now() - timedelta(days=7):%G-W%V}"
    shown = previews(terminal, "--week", label)
    assert "Changes: 1 opened" in shown
    assert all(one == one.rstrip() for one in shown.splitlines())
    assert re.search(r"Checkout +1 +█+", shown)
    assert re.search(r"CR-1 +Grace Hopper +\d{4}-\d\d-\d\d \d\d:\d\d +No plan\.", shown)
    assert "AI-assisted: 0 of 1 (0 %), 0 generated" in shown
    assert "\x1b" not in shown
    rows = list(csv.reader(io.StringIO(previews(terminal, "--week", label, "--format", "csv"))))
    assert rows[1][0] == "CR-1"
    assert rows[1][1].startswith("'=1+1")
    page = previews(terminal, "--week", label, "--format", "html")
    assert "CR-1" in page
    assert "<html" in page


def test_json_holds_the_digest_and_its_hash(terminal: Terminal) -> None:
    seen = terminal.types("digest", "preview", "--director", "radia", "--format", "json")
    assert set(seen.json) == {"hash", "digest"}
    assert (seen.json["digest"]["director"], seen.json["digest"]["week"]) == ("radia", WEEK)
    assert len(seen.json["hash"]) == 64


@pytest.mark.parametrize("drawn", ["terminal", "json", "html", "csv"])
def test_it_is_written_to_a_file(terminal: Terminal, drawn: str) -> None:
    arguments = ("digest", "preview", "--director", "radia", "--format", drawn)
    seen = terminal.types(*arguments, "--out", "made")
    assert (seen.code, seen.out, seen.err) == (0, "", "Written to made.\n")
    assert (terminal.folder / "made").read_bytes() != b""


def test_it_is_sent_attested_and_sent_again(terminal: Terminal) -> None:
    seen = terminal.types("digest", "status")
    assert (seen.code, seen.out) == (0, "No digest was sent yet.\n")
    first = sends(terminal).splitlines()
    never = "was never sent: this is its first version. It goes out."
    assert first[0] == f"The digest of Radia Perlman for {OVER} {never}"
    assert re.fullmatch("Its hash is [0-9a-f]{64}.", first[1])
    seen = terminal.types("digest", "status")
    assert (seen.code, seen.out.splitlines()[1].split()[:3]) == (1, [OVER, "Radia", "Perlman"])
    assert seen.out.rstrip().endswith(" no")
    with terminal.house() as house:
        observe(house, "radia", Standing.FULL)
        attest(house, Attest("radia", OVER, 1, "radia", "Looked\ninto [bold]all."))
    seen = terminal.types("digest", "status")
    assert seen.code == 0
    assert "Looked into [bold]all." in " ".join(seen.out.split())
    again = sends(terminal).splitlines()[0]
    assert again == f"The digest of Radia Perlman for {OVER} goes out as version 2, corrected."
    seen = terminal.types("digest", "status", "--week", OVER)
    assert seen.code == 1
    assert "only version 1" in " ".join(seen.out.split())


def test_moments_are_told_in_the_zone_of_the_director(terminal: Terminal) -> None:
    path = terminal.folder / "directory.yml"
    name = "    name: Radia Perlman\n"
    text = path.read_text(encoding="utf-8").replace(name, f"{name}    time_zone: Asia/Kolkata\n")
    path.write_text(text, encoding="utf-8")
    sends(terminal)
    told = " ".join(terminal.types("digest", "status").out.split())
    assert re.search(r"\d\d:\d\d IST no$", told)


def test_what_was_sent_is_shown_as_it_was_sent(terminal: Terminal) -> None:
    asked = ("digest", "preview", "--director", "radia", "--week", OVER)
    never = terminal.types(*asked, "--sent")
    assert (never.code, never.out) == (2, "")
    assert f"No such digest of Radia Perlman for {OVER} was sent." in never.err
    assert terminal.types(*asked).err == ""
    sends(terminal)
    sends(terminal)
    anew = f"{OVER} is counted anew here; it was sent as version 2. To see that one: --sent\n"
    assert terminal.types(*asked).err == anew
    (row,) = terminal.types("digest", "status", "--week", OVER, "--json").json
    stored = terminal.types(*asked, "--sent", "--format", "json")
    assert (stored.json["hash"], stored.json["digest"]["version"]) == (row["hash"], 2)
    assert stored.err == ""
    assert row["hash"] in terminal.types(*asked, "--sent", "--format", "html").out
    assert (
        terminal.types(*asked, "--sent", "--format", "csv")
        .out.lstrip("\ufeff")
        .startswith(("key,", '"key",'))
    )
    with terminal.house() as house:
        observe(house, "radia", Standing.FULL)
        attest(house, Attest("radia", OVER, 2, "radia", "All [bold]read."))
    lines = terminal.types(*asked, "--sent").out.splitlines()
    assert lines[-2] == f"SHA-256 {row['hash']}"
    assert re.fullmatch(r"Attested \d{4}-\d\d-\d\d \d\d:\d\d \S+ All \[bold\]read\.", lines[-1])


def test_what_was_sent_comes_with_a_checkpoint_that_can_be_compared(terminal: Terminal) -> None:
    asked = ("digest", "preview", "--director", "radia", "--week", OVER)
    sends(terminal)
    told = "Audit log: not sealed: nobody can prove what it said. To begin: chatops audit init\n"
    assert told in terminal.types(*asked, "--sent").out
    assert "Audit log" not in terminal.types(*asked).out
    assert terminal.types("audit", "init").code == 0
    sends(terminal)
    with terminal.house() as house, house.store.reading() as reading:
        checkpoints = [one.note for one in reading.log.checkpoints(0, 10)]
    for drawn in ("terminal", "html"):
        found = notes_in(terminal.types(*asked, "--sent", "--format", drawn).out)
        assert list(found) == checkpoints


def test_without_a_week_the_last_that_is_due_is_shown(terminal: Terminal) -> None:
    sends(terminal, WEEK)
    asked = ("digest", "preview", "--director", "radia", "--sent", "--format", "json")
    assert terminal.types(*asked).json["digest"]["week"] == WEEK


def test_programs_read_the_status(terminal: Terminal) -> None:
    sent = terminal.types(
        "digest", "send", "--director", "radia", "--week", OVER, "--as", "ada", "--json"
    ).json
    (row,) = terminal.types("digest", "status", "--week", OVER, "--json").json
    assert (row["director"], row["week"], row["version"]) == ("radia", OVER, 1)
    assert (row["hash"], row["sent_by"], row["attested"]) == (sent["hash"], "ada", False)
    assert row["attestation"] is None
    with terminal.house() as house:
        observe(house, "radia", Standing.FULL)
        attest(house, Attest("radia", OVER, 1, "radia", "Read."))
    seen = terminal.types("digest", "status", "--json")
    said = seen.json[0]["attestation"]
    assert seen.code == 0
    assert (said["version"], said["note"], said["hash"]) == (1, "Read.", sent["hash"])
    assert said["checkpoint"] == ""  # the log has no key


def test_directors_who_got_none_of_a_week_are_listed(terminal: Terminal) -> None:
    seen = terminal.types("digest", "status", "--week", OVER)
    assert seen.code == 1
    assert seen.out.splitlines()[1].split() == [OVER, "Radia", "Perlman", "no", "no"]
    assert terminal.types("digest", "status", "--week", OVER, "--json").json[0]["version"] is None


def test_it_is_checked_against_the_trail(terminal: Terminal) -> None:
    sends(terminal)
    check = ("digest", "check", "--director", "radia", "--week", OVER)
    seen = terminal.types(*check)
    assert (seen.code, seen.err) == (0, "")
    assert seen.out == "Version 1 says what the trail tells (entries read: 1).\n"
    with terminal.house() as house, house.store.transaction() as tx:
        driver = tx._session.driver  # noqa: SLF001 - somebody who edits the database behind our back
        driver.execute("UPDATE digests SET body = replace(body, ':0', ':1')", {})
    seen = terminal.types(*check)
    assert seen.code == 1
    assert "Version 1 differs from the trail: its text was changed" in seen.out
    assert "another hash" in terminal.types(*check, "--json").json["difference"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("preview", "--director", "nobody"), 1, "“nobody” is not in the directory."),
        (("preview", "--director", "linus"), 1, "is director or VP of no system. Who is: radia."),
        (("preview", "--director", "radia", "--week", "May"), 2, "Write the year and the ISO week"),
        (("preview", "--director", "radia", "--week", "2126-W01"), 1, "2126-W01 is not over."),
        (("preview", "--director", "radia", "--format", "pdf"), 2, "'pdf' is not one of"),
        (("preview",), 2, "Missing option '--director'."),
        (("send", "--director", "radia", "--week", OVER, "--as", "nobody"), 1, "“nobody” is not"),
        (("send", "--director", "radia", "--week", OVER), 2, "Missing option '--as'."),
        (("status", "--week", "May"), 2, "--week: “May” is no week."),
        (("check", "--director", "radia", "--week", "May"), 2, "“May” is no week."),
        (("send", "--director", "radia", "--week", "May", "--as", "ada"), 2, "“May” is no week."),
        (("check", "--director", "radia", "--week", OVER), 2, "No digest of Radia Perlman for"),
    ],
)
def test_mistakes_are_told_in_a_line(
    terminal: Terminal, arguments: tuple[str, ...], code: int, said: str
) -> None:
    seen = terminal.types("digest", *arguments)
    assert (seen.code, seen.out) == (code, "")
    assert said in seen.err
    assert seen.err.startswith("error: ")


def test_an_unreadable_policy_is_no_digest(terminal: Terminal) -> None:
    (terminal.folder / "policy.yml").write_text("version: 2\n", encoding="utf-8")
    seen = terminal.types("digest", "preview", "--director", "radia")
    assert (seen.code, seen.out) == (2, "")
    assert "Nothing can be decided until this is mended" in seen.err
