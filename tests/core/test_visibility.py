"""Who may see a change whose channels are private."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.hand_over import HandOver
from chatops.core.obligation import Review
from chatops.core.people import Team
from chatops.core.policy import BreakGlass, Policy, SignOffs
from chatops.core.question import Question
from chatops.core.systems import Registry
from chatops.core.visibility import has_part, may_see
from tests import builders
from tests.builders import NOW

FAR = builders.person("far", builders.SENIOR)
VP = builders.person("vera", builders.PRINCIPAL)
HELPER = builders.person("helga", builders.SENIOR)
TEAMS = (
    replace(builders.TEAMS[0], vp="vera", on_call=("helga",)),
    builders.TEAMS[1],
    Team("other", "Other", "COTH", ("far",)),
)
DIRECTORY = builders.directory((*builders.PEOPLE, FAR, VP, HELPER), TEAMS)
FACTS = builders.facts(the_directory=DIRECTORY)


def sees(
    who: str,
    change: Change,
    facts: Facts = FACTS,
    *,
    public: tuple[str, ...] = (),
    member: tuple[str, ...] = (),
) -> bool:
    return may_see(
        change,
        who,
        facts,
        NOW,
        is_public=lambda channel: channel in public,
        member_of=lambda channel: channel in member,
    )


def opened(**fields: Any) -> Change:
    return builders.opened("ben", given=FACTS, **fields)


def test_one_public_channel_is_enough_for_everybody() -> None:
    change = opened(systems=("checkout", "ledger"))
    assert sees("far", change, public=("CPAY",))
    assert sees("far", change, public=("CLED",))
    assert not sees("far", change, public=("COTH",))


def test_a_member_of_one_of_the_private_channels_sees_it() -> None:
    change = opened(system="ledger")
    assert sees("far", change, member=("CLED",))
    assert not sees("far", change, member=("COTH",))


def test_a_change_without_any_channel_is_not_shown_to_others() -> None:
    homeless = replace(FACTS, registry=Registry())
    assert not sees("far", opened(), homeless)
    assert sees("ben", opened(), homeless)


def test_whoever_has_a_part_in_it_sees_it_in_whatever_channels_they_are() -> None:
    written = builders.commit(author="eve")
    change = opened(the_commit=written)
    for who in ("ben", "eve", "ana", "max", "vera", "helga"):
        assert sees(who, change), who
    assert not sees("far", change)


def test_whoever_was_asked_or_decided_keeps_seeing_it() -> None:
    assert sees("far", replace(opened(), asked=("far",)))
    said = builders.decided(opened(), "ana", Verb.APPROVE, given=FACTS).change
    decided = replace(said, asked=())
    gone = replace(FACTS, directory=builders.directory(teams=(TEAMS[1],)))
    assert sees("ana", decided, gone)
    assert not sees("cleo", decided, gone)


def test_being_anyone_of_a_level_makes_nobody_a_witness() -> None:
    assisted = opened(degree="generated", tool="Claude")
    assert not has_part(assisted, "far", FACTS, NOW)
    named = SignOffs("named", 1, ("person:far",))
    policy = builders.policy(*builders.SHIPPED_RULES, builders.rule(named))
    assert has_part(assisted, "far", replace(FACTS, policy=policy), NOW)


def test_a_policy_that_cannot_be_read_shows_nothing_more() -> None:
    broken = replace(FACTS, policy=None, problems=("The policy cannot be read.",))
    assert not sees("far", opened(), broken)
    assert sees("ana", opened(), broken)


LOST = replace(FACTS, moved={"CPAY": ""})


def test_a_lost_channel_hides_it_from_nobody_who_has_a_part_in_it() -> None:
    change = opened(the_commit=builders.commit(author="eve"))
    for who in ("ben", "eve", "ana", "max", "vera", "helga"):
        assert sees(who, change, LOST), who
    assert not sees("far", change, LOST)


def given_to(change: Change) -> Change:
    return replace(change, hand_overs=(HandOver(1, "helga", "far", NOW),))


def asked_by(change: Change) -> Change:
    return replace(change, questions=(Question(1, "far", "Why now?", NOW),))


def reviewed(change: Change) -> Change:
    paid = replace(
        builders.broken(change).change.obligations[0],
        reviews=(Review("far", NOW, "Fine."),),
        closed_at=NOW,
    )
    return replace(change, obligations=(paid,))


@pytest.mark.parametrize("does", [given_to, asked_by, reviewed])
def test_whoever_was_given_it_or_asked_or_reviewed_keeps_seeing_it(
    does: Callable[[Change], Change],
) -> None:
    assert sees("far", does(opened()), LOST)
    assert not sees("far", opened(), LOST)


def test_who_handed_it_over_keeps_seeing_it() -> None:
    handed = replace(opened(), hand_overs=(HandOver(1, "far", "ana", NOW),))
    assert sees("far", handed, LOST)


def test_the_delegate_of_who_was_asked_sees_it_before_they_are_asked_themselves() -> None:
    away = replace(LOST, absences=builders.absence("eve", "far"))
    assert sees("far", replace(opened(), asked=("eve",)), away)
    over = replace(LOST, absences=builders.absence("eve", "far", until=NOW))
    assert not sees("far", replace(opened(), asked=("eve",)), over)


@pytest.mark.parametrize(
    "policy",
    [
        builders.policy(break_glass=BreakGlass(sources=("person:far",))),
        builders.policy(lift=("person:far",)),
    ],
)
def test_whom_the_policy_names_for_exceptions_sees_it(policy: Policy) -> None:
    assert sees("far", opened(), replace(LOST, policy=policy))


def test_it_is_seen_where_its_card_stands_and_where_it_stood() -> None:
    moved = replace(FACTS, moved={"CPAY": "CFALL"})
    for place in ("CFALL", "CPAY"):
        assert sees("far", opened(), moved, member=(place,))
    assert not sees("far", opened(), LOST, member=("CFALL",))
    assert sees("far", opened(), FACTS.with_cards(["COLD"]), public=("COLD",))
