"""The shortest way to green: who is asked."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.absence import Absence
from chatops.core.escalation import enough, others
from chatops.core.facts import Facts
from chatops.core.policy import SignOffs
from chatops.core.roster import roster_of
from chatops.core.way import Way, shortest_way
from tests import builders as make

OWNERS = SignOffs("owners", 2, ("owners",))
SENIOR = SignOffs("senior", 1, ("anyone",), min_level="senior")
SHARED = replace(SENIOR, shared=True)
AT_WORK, ASLEEP = "Europe/Berlin", "America/Los_Angeles"  # on Monday at 09:00 UTC


def ruled(*lines: SignOffs, **changed: Any) -> Facts:
    return replace(make.facts(the_policy=make.policy(make.rule(*lines))), **changed)


CASES = {
    "as many as are asked for, by id": (ruled(OWNERS), ("ana", "cleo")),
    "one person for two lines that share": (ruled(OWNERS, SHARED), ("ana", "cleo")),
    "nobody for two lines that do not": (ruled(OWNERS, SENIOR), ("ana", "cleo", "dan")),
    "who is at work first": (
        ruled(OWNERS, zones={"ana": ASLEEP, "cleo": AT_WORK, "dan": AT_WORK}),
        ("cleo", "dan"),
    ),
    "then who has the least to do": (
        ruled(OWNERS, waiting={"ana": 3, "cleo": 2, "dan": 0}),
        ("dan", "cleo"),
    ),
    "then who signed the least lately": (
        ruled(OWNERS, signed={"ana": 3, "cleo": 2, "dan": 0}),
        ("dan", "cleo"),
    ),
    "but what waits goes before what was signed": (
        ruled(OWNERS, waiting={"dan": 1}, signed={"ana": 3, "cleo": 2}),
        ("cleo", "ana"),
    ),
    "but never more people for it": (
        ruled(OWNERS, SHARED, zones={"cleo": AT_WORK, "dan": AT_WORK}, waiting={"ana": 9}),
        ("cleo", "ana"),
    ),
    "a delegate for who is away": (
        ruled(
            SignOffs("ana", 1, ("person:ana",)),
            absences={"ana": Absence("ana", make.NOW + timedelta(days=1), "eve")},
        ),
        ("eve",),
    ),
    "a stranger where no owner will do": (
        ruled(replace(SENIOR, count=3)),
        ("ana", "eve", "max"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_smallest_set_of_people_is_asked(case: str) -> None:
    given, people = CASES[case]
    nobody_asked = replace(make.opened(given=make.facts()), chases=())
    assert shortest_way(nobody_asked, given, make.NOW) == Way(people, complete=True)


def test_only_what_lacks_is_asked_for() -> None:
    change = make.approved_by(make.opened(), "cleo")
    assert shortest_way(change, make.facts(), make.NOW).people == ("ana",)
    assert change.asked == ("ana",)
    done = make.approved_by(change, "ana")
    assert shortest_way(done, make.facts(), make.NOW) == Way((), complete=True)
    assert done.asked == ()


def test_the_request_itself_is_not_held_against_who_is_asked_already() -> None:
    given = ruled(SignOffs("one", 1, ("owners",)), waiting={"ana": 1, "cleo": 0, "dan": 1})
    asked = replace(make.opened(), asked=("ana",))
    assert shortest_way(asked, given, make.NOW).people == ("ana",)


def test_who_is_asked_on_this_revision_stays_asked() -> None:
    given = ruled(OWNERS, zones={"cleo": AT_WORK, "dan": AT_WORK}, signed={"ana": 9})
    assert shortest_way(make.opened(), given, make.NOW).people == ("cleo", "ana")
    revised = replace(make.revised(make.opened(), title="Another"), chases=make.opened().chases)
    assert shortest_way(revised, given, make.NOW).people == ("cleo", "dan")


def test_but_who_was_silent_so_long_that_others_are_asked_comes_last() -> None:
    opened = make.opened()
    first, *_ = opened.chases
    assert first.person == "ana"
    other = replace(first, number=9, person="dan", instead_of="ana")
    silent = replace(opened, chases=(*opened.chases, other))
    assert shortest_way(silent, make.facts(), make.NOW).people == ("cleo", "dan")


def test_somebody_who_signed_moves_over_where_another_is_needed() -> None:
    """Ana signed and fills “owner”; with Cleo she is free for “ana”."""
    given = ruled(SignOffs("owner", 1, ("owners",)), SignOffs("ana", 1, ("person:ana",)))
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    assert shortest_way(change, given, make.NOW).people == ("cleo",)


def test_where_nobody_could_complete_it_as_much_as_possible_is_asked_for() -> None:
    given = ruled(replace(OWNERS, count=9), SignOffs("eve", 1, ("person:eve",)))
    way = shortest_way(make.opened(given=make.facts()), given, make.NOW)
    assert way == Way(("ana", "cleo", "dan", "eve"), complete=False)


def test_what_cannot_be_judged_has_no_way() -> None:
    given = ruled(OWNERS, problems=("The directory cannot be read.",))
    assert shortest_way(make.opened(), given, make.NOW) == Way((), complete=False)


def test_many_kinds_of_people_are_asked_within_bounds() -> None:
    people = tuple(make.person(f"p{number:02}", make.SENIOR) for number in range(60))
    lines = [
        SignOffs(f"line {at}", 2, tuple(f"person:p{one:02}" for one in range(60) if one & 1 << at))
        for at in range(6)
    ]
    given = replace(ruled(*lines), directory=make.directory((*make.PEOPLE, *people)), standings={})
    way = shortest_way(make.opened(given=make.facts()), given, make.NOW)
    assert way.complete
    assert len(way.people) == 12


def test_who_is_silent_is_replaced_by_the_fewest_not_by_one_for_each_line() -> None:
    """Ana could sign both lines, but Cleo is there for the owners: only a senior is missing."""
    given = ruled(replace(OWNERS, count=1), SENIOR)
    change = make.opened(given=given)
    assert set(change.asked) == {"ana", "cleo"}
    found = roster_of(change, given, make.NOW)
    assert others(found, "ana")[0] == "dan"
    assert enough(found, "ana", others(found, "ana")) == ("max",)
    assert enough(found, "ana", ("dan",)) == ("dan",)
