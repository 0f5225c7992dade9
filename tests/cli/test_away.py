"""`chatops away`: who is away, until when, and who acts in their place."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatops.bootstrap import utc_now
from chatops.cli.doors import user
from chatops.core.people import Standing
from chatops.usecases.observe import observe
from tests.cli.terminal import Terminal

BERLIN = ZoneInfo("Europe/Berlin")


def day(ahead: int = 5) -> str:
    return f"{utc_now() + timedelta(days=ahead):%Y-%m-%d}"


def midnight(zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(day()).replace(tzinfo=zone)


def test_an_operator_sets_lists_and_clears_an_absence(terminal: Terminal) -> None:
    assert terminal.types("away", "list").out == "Nobody is away.\n"
    seen = terminal.types("away", "set", "grace", "--until", day(), "--delegate", "radia")
    assert (seen.code, seen.err) == (0, "")
    assert seen.out == (
        f"Grace Hopper is away until {day()} 00:00 UTC. Radia Perlman acts in their place.\n"
    )
    head, row = terminal.types("away", "list").out.splitlines()
    assert head.split() == ["person", "until", "delegate", "set", "by"]
    assert row.split()[:2] == ["Grace", "Hopper"]
    assert row.rstrip().endswith(f"operator:{user()}")
    assert terminal.types("away", "clear", "grace").out == "Grace Hopper is back.\n"
    assert terminal.types("away", "list", "--json").json == []
    again = terminal.types("away", "clear", "grace")
    assert (again.code, again.out) == (0, "Grace Hopper was not away; nothing was changed.\n")


def test_programs_read_json(terminal: Terminal) -> None:
    made = terminal.types("away", "set", "grace", "--until", day(), "--json").json
    assert made == {
        "person": "grace",
        "until": f"{day()}T00:00:00+00:00",
        "delegate": None,
        "set_by": f"operator:{user()}",
    }
    assert terminal.types("away", "list", "--json").json == [made]
    assert terminal.types("away", "clear", "grace", "--json").json == {
        "person": "grace",
        "was_away": True,
    }


def test_nobody_is_named_where_there_is_no_delegate(terminal: Terminal) -> None:
    seen = terminal.types("away", "set", "grace", "--until", day())
    assert seen.out.endswith("00:00 UTC. Nobody acts in their place.\n")


def test_a_day_is_meant_in_the_zone_of_the_directory(terminal: Terminal) -> None:
    path = terminal.folder / "directory.yml"
    text = path.read_text(encoding="utf-8")
    named = text.replace("name: Grace Hopper", "name: Grace Hopper\n    time_zone: Europe/Berlin")
    path.write_text(named, encoding="utf-8")
    until = terminal.types("away", "set", "grace", "--until", day(), "--json").json["until"]
    assert datetime.fromisoformat(until) == midnight(BERLIN)


def test_a_day_is_meant_in_the_zone_that_slack_told(terminal: Terminal) -> None:
    with terminal.house() as house:
        observe(house, "grace", Standing.FULL, "Europe/Berlin")
    until = terminal.types("away", "set", "grace", "--until", day(), "--json").json["until"]
    assert datetime.fromisoformat(until) == midnight(BERLIN)


def test_a_whole_time_is_taken_as_it_stands(terminal: Terminal) -> None:
    given = f"{day()}T12:30+02:00"
    until = terminal.types("away", "set", "grace", "--until", given, "--json").json["until"]
    assert datetime.fromisoformat(until) == datetime.fromisoformat(given)
    assert datetime.fromisoformat(until).astimezone(UTC).hour == 10


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("grace", "--until", "soon"), 1, "“soon” is no day. Write it as YYYY-MM-DD, or with"),
        (("grace", "--until", "2026-02-30"), 1, "“2026-02-30” is no day."),
        (("grace", "--until", "2020-01-01"), 1, "Name a day that is still to come, within a"),
        (("grace", "--until", day(400)), 1, "Name a day that is still to come, within a year"),
        (("nobody", "--until", day()), 1, "“nobody” is not in the directory."),
        (("grace", "--until", day(), "--delegate", "nobody"), 1, "“nobody” is not in the"),
        (("grace", "--until", day(), "--delegate", "linus"), 1, "below Grace Hopper's senior"),
        (("grace", "--until", day(), "--delegate", "grace"), 1, "Nobody is their own delegate."),
        (("grace", "--until", day(), "--delegate", "renovate"), 1, "is a bot"),
        (("grace",), 2, "Missing option '--until'."),
    ],
)
def test_mistakes_are_told_in_a_line(
    terminal: Terminal, arguments: tuple[str, ...], code: int, said: str
) -> None:
    seen = terminal.types("away", "set", *arguments)
    assert (seen.code, seen.out) == (code, "")
    assert said in seen.err
    assert seen.err.startswith("error: ")
    assert terminal.types("away", "list").out == "Nobody is away.\n"


def test_back_is_said_of_people_of_the_directory_only(terminal: Terminal) -> None:
    seen = terminal.types("away", "clear", "nobody")
    assert (seen.code, seen.err) == (1, "error: “nobody” is not in the directory.\n")


def test_an_unreadable_directory_is_the_reason_and_nobody_is_unknown(terminal: Terminal) -> None:
    (terminal.folder / "directory.yml").write_text("version: 2\n", encoding="utf-8")
    for command in (("set", "grace", "--until", day()), ("clear", "grace")):
        seen = terminal.types("away", *command)
        assert (seen.code, seen.out) == (2, "")
        assert seen.err.startswith("error: The directory cannot be used. directory.yml, line 1: ")
