"""Somebody can decide no more: what waits for them moves to others, and they are told."""

from chatops.core.concerned import concerned
from chatops.core.events_talk import WorkMoved
from chatops.core.leaving import leave
from chatops.core.people import Standing
from tests import builders as make
from tests.builders import NOW

WHY = Standing.DEACTIVATED.reason
GONE = make.facts(standings={"cleo": Standing.DEACTIVATED})


def test_others_are_asked_and_only_the_new_ones_hear_it() -> None:
    change = make.opened()
    assert change.asked == ("ana", "cleo")
    outcome = leave(change, "cleo", WHY, GONE, NOW)
    moved = WorkMoved("CR-1", "cleo", "has a deactivated Slack account", ("dan",))
    assert outcome.events == (moved,)
    assert outcome.change.asked == ("ana", "dan")
    assert list(concerned(moved, outcome.change, GONE)) == ["dan"]


def test_again_it_does_nothing() -> None:
    change = leave(make.opened(), "cleo", WHY, GONE, NOW).change
    assert leave(change, "cleo", WHY, GONE, NOW).events == ()


def test_who_was_not_asked_leaves_nothing_behind() -> None:
    gone = make.facts(standings={"dan": Standing.DEACTIVATED})
    events = leave(make.opened(), "dan", WHY, gone, NOW).events
    assert not any(isinstance(one, WorkMoved) for one in events)


def test_whoever_can_still_sign_keeps_it() -> None:
    outcome = leave(make.opened(), "cleo", WHY, make.facts(), NOW)
    assert (outcome.events, outcome.change.asked) == ((), ("ana", "cleo"))


def test_where_nobody_else_can_it_moves_to_nobody() -> None:
    gone = make.facts(
        standings={"cleo": Standing.DEACTIVATED, "dan": Standing.DEACTIVATED},
    )
    moved, unreachable = leave(make.opened(), "cleo", WHY, gone, NOW).events
    assert moved == WorkMoved("CR-1", "cleo", WHY, ())
    assert unreachable.TAG == "change:unreachable"
