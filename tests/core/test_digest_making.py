from dataclasses import replace
from datetime import timedelta

from chatops.core.digest import Count, Digest, Figure, Figures, Load, Missing, Spanned
from chatops.core.digest_making import digest
from chatops.core.extent import extent_of
from chatops.core.facts import Facts
from chatops.core.weeks import sent_at, week_of
from chatops.core.window import Span
from tests import builders as make

WEEK = week_of("2026-W12", "Europe/Berlin")
MONDAY = sent_at(WEEK)


def made(facts: Facts, *figures: Figure, systems: tuple[str, ...] = ("ledger",)) -> Digest:
    extent = extent_of(systems, WEEK, facts)
    missing = (Missing("eve", "2026-W11"),)
    told = Figures(figures)
    return digest("max", WEEK, told, extent, facts, now=MONDAY, version=2, missing=missing)


def test_a_digest_says_whose_week_it_is_and_when_it_was_made() -> None:
    found = made(make.facts())
    assert (found.director, found.week, found.version) == ("max", "2026-W12", 2)
    assert (found.zone, found.begins, found.ends) == ("Europe/Berlin", WEEK.begins, WEEK.ends)
    assert (found.made_at, found.systems) == (MONDAY, ("ledger",))
    assert found.missing == (Missing("eve", "2026-W11"),)


def test_windows_of_the_week_tell_their_changes_and_the_days_that_are_left() -> None:
    day = timedelta(days=1)
    windows = (
        make.window("reset", span=Span.RESET, begins=WEEK.ends - day, lasts=4 * day),
        make.window("over", begins=WEEK.begins - day, lasts=2 * day),
        make.window("before", begins=WEEK.begins - day, lasts=day),
        make.window("after", begins=WEEK.ends, lasts=day),
        make.window("elsewhere", begins=WEEK.begins, lasts=day, systems=("login",)),
    )
    facts = make.facts(the_policy=make.policy(windows=windows))
    found = made(facts, Figure(Count.DURING, 3, "reset"))
    assert found.figures.spans == (Spanned("over", "freeze", 0, 0), Spanned("reset", "reset", 3, 3))


def test_loads_are_those_of_the_seniors_of_its_teams_and_of_whoever_signed_as_one() -> None:
    facts = replace(make.facts(), waiting={"ana": 2, "eve": 9, "ben": 5})
    found = made(facts, Figure(Count.SIGNED, 4, "max"))
    assert found.loads == (Load("max", 4, 0), Load("ana", 0, 2))


def test_systems_that_too_few_could_approve_are_named() -> None:
    assert [one.system for one in made(make.facts(), systems=("ledger", "login")).short] == [
        "login"
    ]
