"""A decision through the store: once for each delivery, and by the clock of its own moment."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.events_talk import ApprovalRecalled
from chatops.core.refused import Refused
from chatops.usecases.decide import decide
from chatops.usecases.token import create_token
from tests import builders as make
from tests.usecases.stage import Stage


def test_a_repeated_delivery_is_dealt_with_once(house: Stage) -> None:
    key = house.opens()
    assert house.says(key, "ana", delivery="click-1") is not None
    assert house.says(key, "ana", delivery="click-1") is None
    assert len(house.change(key).decisions) == 1


def test_a_refused_delivery_may_come_again(house: Stage) -> None:
    key = house.opens()
    with pytest.raises(Refused):
        house.says(key, "eve", delivery="click-1")
    assert house.says(key, "ana", delivery="click-1") is not None


def test_what_is_recorded_wakes_the_sender(house: Stage) -> None:
    key = house.opens()
    before = house.wakes
    house.says(key, "ana")
    assert house.wakes == before + 1


def test_the_moment_of_a_decision_is_taken_when_the_change_is_locked(house: Stage) -> None:
    """A click that waited for the lock until the change expired comes too late."""
    key = house.opens()
    ticks = iter([house.now])

    def now() -> datetime:
        return next(ticks, house.change(key).expires_at)

    late = replace(house.house, now=now)
    with pytest.raises(Refused) as refused:
        decide(late, Decide(key, "ana", Verb.APPROVE, 1, "slack"), delivery="click-1")
    assert refused.value.code == "expired"


def recalls(house: Stage, key: str, who: str) -> list[Any]:
    """Withdraw with a reason; return the recalls that the trail tells of."""
    house.says(key, who, Verb.WITHDRAW)
    return [one.data["event"] for one in house.entries(key, ApprovalRecalled.TAG)]


def test_a_recall_tells_whom_the_gate_had_let_through(house: Stage) -> None:
    create_token(house.house, "ci/shop", token_id="t1", random="r" * 43, owner="dan")
    create_token(house.house, "ci/other", token_id="t2", random="s" * 43, owner="eve")
    key = house.approved()
    for caller in ("ci/shop", "cli:ops", "ci/shop"):
        assert house.asks(caller).allowed
    (event,) = recalls(house, key, "cleo")
    assert (event["callers"], event["owners"]) == (["ci/shop", "cli:ops"], ["dan"])
    assert len(event["reason_commitment"]) == 64
    carried = house.delivers()
    assert ("channel", "CPAY", ApprovalRecalled.TAG) in carried
    heard = {who for kind, who, tag in carried if (kind, tag) == ("dm", ApprovalRecalled.TAG)}
    assert heard == {"ben", "dan"}


def test_who_was_turned_away_at_the_gate_is_not_told(house: Stage) -> None:
    key = house.opens()
    house.asks("early")
    for who in ("ana", "cleo"):
        house.says(key, who)
    house.asks("ci")
    (told,) = recalls(house, key, "cleo")
    assert told["callers"] == ["ci"]


def test_where_the_gate_let_nobody_through_on_this_revision_nothing_is_recalled(
    house: Stage,
) -> None:
    key = house.approved()
    house.asks()
    house.revises(key, title="Other")
    for who in ("ana", "cleo"):
        house.says(key, who)
    assert recalls(house, key, "cleo") == []


def test_undoing_in_time_is_no_recall_and_never_opened_the_gate(house: Stage) -> None:
    policy = make.policy(undo_for=timedelta(seconds=30))
    house.facts = make.facts(the_policy=policy).with_standings({})
    key = house.approved()
    house.passes(seconds=29)
    assert not house.asks().allowed
    decide(house.house, Decide(key, "cleo", Verb.WITHDRAW, 1, "slack"))
    house.passes(seconds=1)
    assert not house.asks().allowed
    assert house.entries(key, ApprovalRecalled.TAG) == []
    house.says(key, "cleo")
    house.passes(seconds=30)
    assert house.asks().allowed
    with pytest.raises(Refused, match="Say why"):
        decide(house.house, Decide(key, "cleo", Verb.WITHDRAW, 1, "slack"))
    assert len(recalls(house, key, "cleo")) == 1
