"""A condition of an approval through the store: owed until its evidence is there."""

from datetime import timedelta
from typing import Any

import pytest

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.paying import Pay
from chatops.core.refused import Refused
from chatops.usecases.chase import chase
from chatops.usecases.decide import decide
from chatops.usecases.pay import pay
from tests.store.acting import behind_its_back
from tests.usecases.stage import Stage, stage


@pytest.fixture
def key(house: Stage) -> str:
    """Ana approved under a condition that is due in nine hours."""
    key = house.opens()
    due = house.now + timedelta(hours=9)
    condition = Decide(
        key,
        "ana",
        Verb.APPROVE,
        1,
        "slack",
        condition="Watch p99 until 18:00.",
        condition_due=due,
    )
    decide(house.house, condition)
    return key


def pays(house: Stage, key: str, who: str, text: str = "p99 stayed at 80 ms.", **more: Any) -> Any:
    return pay(house.house, Pay(key, 1, who, "slack", text), **more)


def test_a_condition_does_not_hold_the_gate_and_stays_visible(house: Stage, key: str) -> None:
    house.says(key, "cleo")
    assert house.asks().allowed
    (owed,) = house.change(key).open_obligations()
    assert (owed.by, owed.text) == ("ana", "Watch p99 until 18:00.")


def test_it_is_closed_with_evidence_that_lies_beside_the_log(house: Stage, key: str) -> None:
    with pytest.raises(Refused, match="Give the evidence"):
        pays(house, key, "ben", " ")
    pays(house, key, "ben")
    (owed,) = house.change(key).obligations
    assert (owed.closed_by, owed.evidence) == ("ben", "p99 stayed at 80 ms.")
    (entry,) = house.entries(key, "obligation:closed")
    assert entry.data["event"]["evidence"] == owed.evidence
    assert owed.evidence not in entry.body
    with pytest.raises(Refused, match="owes nothing"):
        pays(house, key, "ana")


def test_a_repeated_delivery_is_dealt_with_once(house: Stage, key: str) -> None:
    assert pays(house, key, "ana", delivery="click-1") is not None
    assert pays(house, key, "ana", delivery="click-1") is None


def test_somebody_else_closes_nothing(house: Stage, key: str) -> None:
    with pytest.raises(Refused) as refused:
        pays(house, key, "dan")
    assert refused.value.code == "not_allowed"


def test_those_who_can_keep_it_hear_once_that_it_is_overdue(house: Stage, key: str) -> None:
    house.delivers()
    house.passes(hours=9)
    assert (chase(house.house), chase(house.house)) == (1, 0)
    house.passes(minutes=1)
    told = sorted(one for one in house.delivers() if one[0] == "reminder")
    assert told == [("reminder", "ana", key), ("reminder", "ben", key)]
    pays(house, key, "ben")
    house.passes(days=1)
    chase(house.house)
    trail = [one.tag for one in house.entries(key) if one.tag.startswith("obligation:")]
    assert trail == ["obligation:overdue", "obligation:closed"]


def test_a_quiet_tick_writes_nothing(house: Stage, key: str) -> None:
    before = len(house.entries(key))
    assert (chase(house.house), len(house.entries(key))) == (0, before)


def test_one_damaged_change_does_not_keep_the_others_from_being_told(
    house: Stage, key: str, sqlite_url: str
) -> None:
    other = house.opens(title="Another")
    due = house.now + timedelta(hours=10)
    watch = Decide(other, "ana", Verb.APPROVE, 1, "slack", condition="Watch it.", condition_due=due)
    decide(house.house, watch)
    behind_its_back(sqlite_url, f"UPDATE revisions SET content = '{{}}' WHERE key = '{key}'")  # noqa: S608 - our key
    with stage(sqlite_url) as restarted:  # a process that remembers nothing
        restarted.passes(hours=11)
        assert chase(restarted.house) == 1
        assert len(restarted.entries(other, "obligation:overdue")) == 1
