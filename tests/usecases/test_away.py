"""Absences through the store: who stands in, that quorum is never weakened, and until when."""

from datetime import timedelta
from typing import Any

import pytest

from chatops.core.away import Away
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.usecases.absent import absent
from chatops.usecases.away import away
from chatops.usecases.reassess import reassess
from tests.usecases.stage import Stage

DAY = timedelta(days=1)


def leaves(
    house: Stage, who: str = "ana", delegate: str | None = "eve", days: int = 3, **more: Any
) -> Any:
    until = house.now + days * DAY if days else None
    return away(house.house, Away(who, until, delegate, set_by=who), **more)


def test_a_delegate_signs_as_themselves_and_the_record_says_for_whom(house: Stage) -> None:
    key = house.opens()
    with pytest.raises(Refused, match="not among them"):
        house.says(key, "eve")
    leaves(house)
    house.says(key, "eve")
    house.says(key, "cleo")
    assert house.asks().allowed
    first = house.change(key).decisions[0]
    assert (first.person, first.on_behalf_of) == ("eve", "ana")
    entry = house.entries(key, "decision:made")[0].data["event"]
    assert (entry["person"], entry["on_behalf_of"]) == ("eve", "ana")


def test_the_absent_and_the_delegate_are_one_voice(house: Stage) -> None:
    key = house.opens()
    leaves(house)
    house.says(key, "eve")
    house.says(key, "ana")
    assert house.change(key).state is State.PENDING
    assert not house.asks().allowed


def test_the_absence_is_audited_and_ends_by_itself(house: Stage) -> None:
    leaves(house)
    (entry,) = house.entries("person:ana")
    assert entry.data["event"] == {
        "tag": "absence:set",
        "person": "ana",
        "until": (house.now + 3 * DAY).isoformat(),
        "delegate": "eve",
        "set_by": "ana",
    }
    assert [one.person for one in absent(house.house)] == ["ana"]
    house.passes(days=3)
    assert absent(house.house) == ()
    with pytest.raises(Refused, match="not among them"):
        house.says(house.opens(), "eve")


def test_who_is_back_early_needs_no_delegate(house: Stage) -> None:
    leaves(house)
    leaves(house, delegate=None, days=0)
    assert absent(house.house) == ()
    with pytest.raises(Refused, match="not among them"):
        house.says(house.opens(), "eve")


def test_who_is_back_first_is_listed_first(house: Stage) -> None:
    leaves(house, "ana", None, days=5)
    leaves(house, "cleo", None, days=2)
    assert [one.person for one in absent(house.house)] == ["cleo", "ana"]


def test_a_repeated_delivery_is_dealt_with_once(house: Stage) -> None:
    assert leaves(house, delivery="command-1") is not None
    assert leaves(house, days=9, delivery="command-1") is None
    assert len(house.entries("person:ana")) == 1


@pytest.mark.parametrize(
    ("who", "delegate", "days", "said"),
    [
        ("ana", "ben", 3, "below Ana's senior"),
        ("ana", "ana", 3, "Nobody is their own delegate"),
        ("cleo", "robo", 3, "is a bot"),
        ("ana", None, -1, "still to come"),
        ("ana", None, 367, "within a year"),
        ("nobody", None, 3, "not in the directory"),
    ],
)
def test_what_cannot_be_is_refused_and_not_stored(
    house: Stage, who: str, delegate: str | None, days: int, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        leaves(house, who, delegate, days)
    assert absent(house.house) == ()


def test_a_delegate_who_left_the_workspace_is_refused(house: Stage) -> None:
    house.slack_says("eve", Standing.DEACTIVATED)
    with pytest.raises(Refused, match="deactivated"):
        leaves(house)


def test_open_changes_are_judged_anew(house: Stage) -> None:
    """Of three who could sign, one contributed and one is away: it cannot be approved now."""
    key = house.opens()
    assert house.change(key).unreachable == ""
    leaves(house, "ana", None)
    leaves(house, "cleo", None)
    assert house.change(key).unreachable != ""
    assert len(house.entries(key, "change:unreachable")) == 1
    leaves(house, "ana", None, days=0)
    reassess(house.house)
    assert house.change(key).unreachable == ""


def test_a_delegate_who_may_decide_nothing_is_asked_for_nothing(house: Stage) -> None:
    """Eve is of another team, so that only the absence leads to her."""
    key = house.opens()
    house.slack_says("dan", Standing.DEACTIVATED)
    leaves(house)
    assert house.change(key).unreachable == ""
    house.slack_says("eve", Standing.DEACTIVATED)
    assert "only Cleo could sign" in house.change(key).unreachable
