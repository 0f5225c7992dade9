"""Whatever is judged first tells where the work of somebody went who can decide no more."""

from dataclasses import replace

import pytest

from chatops.core.concerned import concerned
from chatops.core.events import Event
from chatops.core.events_talk import WorkMoved
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, reassess
from chatops.core.people import Person, Standing
from chatops.core.policy import SignOffs
from tests import builders as make
from tests.builders import NOW

WHY = Standing.DEACTIVATED.reason
GONE = make.facts(standings={"cleo": Standing.DEACTIVATED})


def moved(outcome: Outcome) -> list[Event]:
    return [one for one in outcome.events if isinstance(one, WorkMoved)]


def test_others_are_asked_and_only_the_new_ones_hear_it() -> None:
    change = make.opened()
    assert change.asked == ("ana", "cleo")
    outcome = reassess(change, GONE, NOW)
    event = WorkMoved("CR-1", "cleo", "has a deactivated Slack account", ("dan",))
    assert outcome.events == (event,)
    assert outcome.change.asked == ("ana", "dan")
    assert list(concerned(event, outcome.change, GONE)) == ["dan"]


def test_again_it_does_nothing() -> None:
    change = reassess(make.opened(), GONE, NOW).change
    assert reassess(change, GONE, NOW).events == ()


def test_whatever_happens_first_tells_it_too() -> None:
    outcome = make.decided(make.opened(), "ana", given=GONE)
    assert [one.TAG for one in outcome.events] == ["decision:made", "work:moved"]
    assert moved(outcome) == [WorkMoved("CR-1", "cleo", WHY, ("dan",))]


@pytest.mark.parametrize(
    "facts",
    [
        make.facts(standings={"dan": Standing.DEACTIVATED}),
        make.facts(standings={"cleo": Standing.FULL}),
        make.facts().with_standings({}),
    ],
    ids=["was not asked", "can still sign", "nobody asked Slack yet"],
)
def test_of_anybody_else_nothing_is_told(facts: Facts) -> None:
    outcome = reassess(make.opened(), facts, NOW)
    assert (moved(outcome), outcome.change.asked) == ([], ("ana", "cleo"))


def test_where_nobody_else_can_it_moves_to_nobody() -> None:
    gone = make.facts(standings={"cleo": Standing.DEACTIVATED, "dan": Standing.DEACTIVATED})
    event, unreachable = reassess(make.opened(), gone, NOW).events
    assert event == WorkMoved("CR-1", "cleo", WHY, ())
    assert unreachable.TAG == "change:unreachable"


def test_of_two_who_leave_at_once_each_newcomer_hears_of_one() -> None:
    anybody = make.policy(make.rule(SignOffs("two", 2, ("anyone",))))
    change = replace(make.opened(), asked=("ana", "cleo"))
    gone = {"ana": Standing.DEACTIVATED, "cleo": Standing.GUEST}
    outcome = reassess(change, make.facts(the_policy=anybody, standings=gone), NOW)
    told = [(one.person, one.to) for one in outcome.events if isinstance(one, WorkMoved)]
    assert [person for person, _ in told] == ["ana", "cleo"]
    assert tuple(who for _, to in told for who in to) == outcome.change.asked
    assert [len(to) for _, to in told] == [1, 1]


@pytest.mark.parametrize("left", [(make.person("cleo", active=False),), ()], ids=["listed", "not"])
def test_who_left_the_directory_is_told_of_as_well(left: tuple[Person, ...]) -> None:
    people = tuple(one for one in make.PEOPLE if one.id != "cleo")
    facts = make.facts(the_directory=make.directory((*people, *left)))
    (event,) = moved(reassess(make.opened(), facts, NOW))
    assert isinstance(event, WorkMoved)
    assert (event.person, event.to) == ("cleo", ("dan",))


def test_what_needs_nobody_any_more_moves_nowhere() -> None:
    one = make.policy(make.rule(SignOffs("owner", 1, ("owners",))))
    change = replace(make.opened(), asked=("ana", "cleo"))
    facts = make.facts(the_policy=one, standings={"cleo": Standing.DEACTIVATED})
    outcome = make.decided(change, "ana", given=facts)
    assert (moved(outcome), outcome.change.asked) == ([], ())
