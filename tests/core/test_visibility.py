"""Who may see a change whose channels are private."""

from dataclasses import replace
from typing import Any

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.people import Team
from chatops.core.policy import SignOffs
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
