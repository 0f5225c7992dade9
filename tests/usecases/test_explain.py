"""Why a change is in its state, then and if others had decided."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.cancelling import Cancel
from chatops.core.decision import Verb
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.core.what_if import Supposed
from chatops.usecases.cancel import cancel
from chatops.usecases.explain import explain
from tests import builders as make
from tests.usecases.stage import Stage

ANA, CLEO, BEN = (Supposed(who, Verb.APPROVE) for who in ("ana", "cleo", "ben"))


def test_now_it_is_what_everybody_sees(house: Stage) -> None:
    key = house.opens()
    found = explain(house.house, key)
    assert (found.verdict.state, found.at) == (State.PENDING, house.now)
    assert (found.supposition, found.then) == (None, None)


def test_what_if_is_what_then_happens_and_writes_nothing(house: Stage) -> None:
    key = house.opens()
    before = len(house.entries(key))
    found = explain(house.house, key, (ANA, CLEO))
    assert found.then is not None
    assert found.then.state is State.APPROVED
    assert len(house.entries(key)) == before
    house.says(key, "ana")
    house.says(key, "cleo")
    assert explain(house.house, key).verdict == found.then


def test_what_would_be_refused_is_told(house: Stage) -> None:
    found = explain(house.house, house.opens(), (BEN, ANA))
    assert found.then is not None
    assert found.then.state is State.PENDING
    assert found.supposition is not None
    (refusal,) = found.supposition.refusals
    assert refusal.supposed == BEN
    assert "contributors never sign off their own change" in refusal.sentence


def test_who_was_never_looked_up_is_taken_for_a_full_member_and_said_so(house: Stage) -> None:
    people = (*make.PEOPLE, make.person("fay"), make.person("gus", slack_id=None))
    teams = tuple(replace(one, members=(*one.members, "fay", "gus")) for one in make.TEAMS)
    house.facts = make.facts(the_directory=make.directory(people, teams)).with_standings({})
    supposed = tuple(Supposed(who, Verb.APPROVE) for who in ("fay", "gus", "ana"))
    found = explain(house.house, house.opens(), supposed)
    assert found.then is not None
    assert (found.then.state, found.assumed) == (State.APPROVED, ("fay",))
    assert found.supposition is not None
    assert [one.supposed.person for one in found.supposition.refusals] == ["gus"]
    house.slack_says("fay", Standing.GUEST)
    guest = explain(house.house, "CR-1", supposed)
    assert guest.then is not None
    assert (guest.then.state, guest.assumed) == (State.PENDING, ())


def test_a_freeze_to_come_is_seen_at_its_time(house: Stage) -> None:
    freeze = make.window(begins=make.NOW + timedelta(days=1), refuses=True)
    house.facts = replace(house.facts, policy=make.policy(windows=(freeze,)))
    key = house.approved()
    states = [
        explain(house.house, key, (), make.NOW + timedelta(days=days)).verdict.state
        for days in (0, 1, 3, 7)
    ]
    assert states == [State.APPROVED, State.FROZEN, State.APPROVED, State.EXPIRED]


def test_an_earlier_moment_knows_only_what_had_happened(house: Stage) -> None:
    key = house.opens()
    house.passes(hours=1)
    house.says(key, "ana")
    house.passes(hours=1)
    house.revises(key, title="Raise it more")
    house.passes(hours=1)
    house.says(key, "ana")
    house.says(key, "cleo")
    found = {
        hours: explain(house.house, key, (), make.NOW + timedelta(hours=hours))
        for hours in (0, 1, 2, 3)
    }
    numbers = [one.change.present.number for one in found.values()]
    assert numbers == [1, 1, 2, 2]
    states = [one.verdict.state for one in found.values()]
    assert states == [State.PENDING, State.PENDING, State.STALE, State.APPROVED]


def test_an_expired_change_was_open_before(house: Stage) -> None:
    key = house.approved()
    house.passes(days=8)
    assert explain(house.house, key).verdict.state is State.EXPIRED
    assert explain(house.house, key, (), make.NOW).verdict.state is State.APPROVED


def test_a_cancelled_change_was_open_before(house: Stage) -> None:
    key = house.approved()
    house.passes(hours=1)
    cancel(house.house, Cancel(key, "ben", 1, "slack", "The customer waits."))
    assert explain(house.house, key).verdict.state is State.CANCELLED
    before = make.NOW + timedelta(minutes=59)
    assert explain(house.house, key, (), before).verdict.state is State.APPROVED


def test_a_moment_before_it_was_opened(house: Stage) -> None:
    key = house.opens()
    with pytest.raises(Refused, match=r"CR-1 was opened at 2026-03-02 09:00 UTC. Name a later"):
        explain(house.house, key, (), make.NOW - timedelta(seconds=1))


def test_a_change_that_is_none(house: Stage) -> None:
    with pytest.raises(Refused, match="There is no change CR-9"):
        explain(house.house, "CR-9")
