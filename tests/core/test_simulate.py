"""What would differ under another policy."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.absence import Absence
from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.policy import Rule, SignOffs
from chatops.core.simulate import Comparison, compared, ended_at
from chatops.core.tally import Affected, Load, Tally
from chatops.core.verdict import State
from tests import builders as make

ONE = make.rule(SignOffs("owners", 1, ("owners",)))
TWO = make.rule(SignOffs("owners", 2, ("owners",)))
TOO_MANY = make.rule(SignOffs("owners", 9, ("owners",)))
SENIOR = make.rule(SignOffs("senior", 1, ("owners",), min_level="senior"))
LATER = make.NOW + timedelta(days=30)


def under(*rules: Rule, digest: str = "e" * 64) -> Facts:
    return make.facts(the_policy=make.policy(*rules, digest=digest))


OLD, NEW = under(TWO), under(ONE, digest="f" * 64)


def signed(*people: str, given: Facts = OLD) -> Change:
    return make.approved_by(make.opened(given=given), *people, given=given)


def test_the_same_policy_changes_nothing() -> None:
    found = compared(signed("ana"), OLD, OLD, make.NOW)
    assert not found.is_changed
    assert found.reworded == ()


def test_an_open_change_that_becomes_approved() -> None:
    found = compared(signed("ana"), OLD, NEW, make.NOW)
    assert (found.old.state, found.new.state) == (State.PENDING, State.APPROVED)
    assert found.became_approved
    assert (found.old.sign_offs, found.new.sign_offs) == (2, 1)
    assert [(one.name, one.after) for one in found.reworded] == [
        ("owners", "1 of 1 sign-off from Payments (owners): Ana.")
    ]


def test_an_open_change_that_becomes_unreachable() -> None:
    found = compared(signed("ana"), OLD, under(TOO_MANY), make.NOW)
    assert found.became_unreachable
    assert found.new.obstacle.startswith("Nobody can complete “owners”: it asks for 9")


def test_an_open_change_whose_approvals_the_new_policy_voids() -> None:
    policy = replace(NEW.rules(), stale_on_policy_change=True)
    found = compared(signed("ana", "cleo"), OLD, replace(NEW, policy=policy), make.NOW)
    assert found.lost_approval
    assert found.became_stale


def test_a_past_change_is_judged_at_its_end_as_if_decided_under_the_policy() -> None:
    """That it is over by now makes no difference, nor that approvals name the old policy."""
    policy = replace(NEW.rules(), stale_on_policy_change=True)
    away = {"ana": Absence("ana", LATER + timedelta(days=1))}
    new = replace(NEW, policy=policy, absences=away)
    found = compared(signed("ana"), OLD, new, LATER)
    assert not found.is_open
    assert (found.old.state, found.new.state) == (State.PENDING, State.APPROVED)
    assert not compared(signed("ana"), OLD, under(TOO_MANY), LATER).became_unreachable


def test_a_cancelled_change_is_judged_by_what_was_signed_before() -> None:
    command = Cancel("CR-1", "ben", 1, "slack", "The customer waits.")
    gone = cancel(signed("ana"), command, OLD, make.NOW).change
    found = compared(gone, OLD, NEW, make.NOW)
    assert not found.is_open
    assert (found.old.state, found.new.state) == (State.PENDING, State.APPROVED)


def test_a_change_ends_with_the_last_that_people_did() -> None:
    assert ended_at(make.opened()) == make.NOW
    at = make.NOW + timedelta(hours=2)
    decided = make.decided(make.opened(), "ana", now=at).change
    assert ended_at(decided) == at
    later = at + timedelta(hours=1)
    assert ended_at(make.revised(decided, title="Another", now=later)) == later


def test_what_cannot_be_judged_is_an_error_and_never_approved() -> None:
    found = compared(signed("ana"), OLD, replace(NEW, policy=None), make.NOW)
    assert found.new.state is State.ERROR
    assert (found.new.asked, found.new.load) == ((), {})


@pytest.mark.parametrize(
    ("people", "load"),
    [
        ((), {"ana": 1.0}),
        (("ana",), {"ana": 1.0}),
        (("cleo",), {"ana": 1.0}),
    ],
)
def test_the_load_falls_to_who_signed_or_is_asked(
    people: tuple[str, ...], load: dict[str, float]
) -> None:
    assert compared(signed(*people), OLD, under(TWO, SENIOR), make.NOW).new.load == load


def test_the_load_is_spread_evenly_and_nobody_bears_more_than_one_sign_off_a_change() -> None:
    anyone = make.rule(SignOffs("senior", 1, ("anyone",), min_level="senior", shared=True))
    again = make.rule(SignOffs("again", 1, ("anyone",), min_level="senior", shared=True))
    found = compared(signed(), OLD, under(anyone), make.NOW)
    assert found.new.load == {"ana": 0.5, "max": 0.5}
    assert compared(signed("ana"), OLD, under(anyone, again), make.NOW).new.load == {"ana": 1.0}
    three = make.rule(SignOffs("senior", 3, ("owners",), min_level="senior"))
    nobody = compared(signed(), OLD, under(three), make.NOW)
    assert nobody.new.load == {"ana": 1.0, "": 2.0}


def test_the_tally_counts_and_lists_open_changes_only() -> None:
    tally = Tally()
    for one in (
        compared(signed("ana"), OLD, NEW, make.NOW),
        compared(signed("ana"), OLD, NEW, LATER),
        compared(signed("ana"), OLD, under(TOO_MANY), make.NOW),
        compared(signed("ana", "cleo"), OLD, under(TOO_MANY), LATER),
    ):
        tally = tally.add(one)
    assert (tally.total, tally.open, tally.changed) == (4, 2, 4)
    assert (tally.asking_more, tally.asking_fewer) == (2, 2)
    assert (tally.more, tally.fewer) == ({"owners": 2}, {"owners": 2})
    sentence = "Approved: revision 1 has every sign-off and document it needs."
    assert tally.approved == (Affected("CR-1", sentence),)
    assert [one.key for one in tally.unreachable] == ["CR-1"]
    assert (tally.past_approved, tally.past_lost) == (1, 1)


def test_the_load_is_told_by_the_week() -> None:
    found = compared(signed("ana"), OLD, under(TWO, SENIOR), make.NOW)
    tally = _added(Tally(), found, 4)
    assert tally.loads(timedelta(weeks=2)) == (Load("ana", 0.0, 2.0),)
    assert tally.loads(timedelta(days=1)) == (Load("ana", 0.0, 4.0),)


def _added(tally: Tally, found: Comparison, times: int) -> Tally:
    for _ in range(times):
        tally = tally.add(found)
    return tally
