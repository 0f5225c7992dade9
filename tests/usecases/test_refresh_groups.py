"""Slack's user groups: remembered, judged by, and kept where Slack does not tell."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from chatops.core.events import PolicyAdopted
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.store.policies import AdoptedPolicy
from chatops.usecases.refresh_groups import refresh_groups
from tests import builders as make
from tests.usecases.stage import Stage

POLICY = make.policy(make.rule(SignOffs("release", 1, ("group:SREL",))))


@pytest.fixture
def key(house: Stage) -> str:
    house.facts = make.facts(the_policy=POLICY).with_standings({})
    return house.opens()


def tells(house: Stage, *people: str) -> None:
    refresh_groups(house.house, {"SREL": people}.__getitem__)


def silent(_: str) -> Sequence[str]:
    raise Refused("cannot_tell", "Slack is away.")


def test_a_group_that_nobody_told_is_an_error_and_no_approval(house: Stage, key: str) -> None:
    assert house.change(key).state is State.ERROR
    refresh_groups(house.house, silent)
    assert house.change(key).state is State.ERROR
    assert not house.asks().allowed


def test_members_may_sign_and_who_left_the_group_counts_no_more(house: Stage, key: str) -> None:
    tells(house, "eve", "cleo")
    assert house.change(key).state is State.PENDING
    house.says(key, "eve")
    assert house.asks().allowed
    refresh_groups(house.house, silent)
    assert house.asks().allowed
    tells(house, "cleo")
    assert house.change(key).state is State.PENDING
    assert not house.asks().allowed


def test_the_same_again_wakes_nobody(house: Stage, key: str) -> None:
    tells(house, "eve", "cleo")
    wakes, entries = house.wakes, len(house.entries(key))
    tells(house, "cleo", "eve")
    assert (house.wakes, len(house.entries(key))) == (wakes, entries)


def test_an_answer_that_was_overtaken_by_a_newer_one_is_not_remembered(
    house: Stage, key: str
) -> None:
    """Eve leaves the group while the first question is still under way."""

    def slow(_: str) -> Sequence[str]:
        house.passes(seconds=1)
        tells(house, "cleo")
        house.passes(seconds=1)
        return ("cleo", "eve")

    refresh_groups(house.house, slow)
    with pytest.raises(Refused, match="not among them"):
        house.says(key, "eve")


@pytest.mark.usefixtures("key")
def test_the_groups_of_the_policy_in_force_are_asked_for(house: Stage) -> None:
    """Not those of a file that was changed after another policy was adopted."""
    in_force, asked = house.facts, list[str]()

    def members(group: str) -> Sequence[str]:
        asked.append(group)
        return ("eve",)

    policy = AdoptedPolicy("e" * 64, "text", "ana", "Agreed.", "", house.now)
    event = PolicyAdopted("e" * 64, "", "ana", "", "Agreed.")
    with house.store.transaction() as tx:
        tx.adopt(policy, event, (), house.now)
    house.facts = replace(house.facts, policy=make.policy(digest="f" * 64))
    adopted = replace(house.house, adopted=lambda _, __, ___: in_force)
    refresh_groups(adopted, members)
    assert asked == ["SREL"]


def test_who_is_in_a_group_is_known_as_the_owners_are(house: Stage, key: str) -> None:
    """Their standing, time zone and work in hand are looked up: nobody else knows who can sign."""
    tells(house, "eve", "max")
    house.slack_says("eve", Standing.DEACTIVATED)
    with house.store.transaction() as tx:
        tx.remember_standing("max", Standing.FULL, house.now, "Asia/Tokyo")
        facts = house.house.facts_about(tx.change(key), tx)
    assert (facts.standing("eve"), facts.zone("max")) == (Standing.DEACTIVATED, "Asia/Tokyo")
    assert house.change(key).asked == ("max",)
    house.slack_says("max", Standing.FULL)
    tells(house, "eve")
    assert "Nobody can complete “release”" in house.change(key).unreachable
