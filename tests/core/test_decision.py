"""Which of one person's words stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.decide import Decide, decide
from chatops.core.decision import Decision, Verb, standing
from chatops.core.gate import Question, answer
from chatops.core.refused import Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

VERBS = {"A": Verb.APPROVE, "R": Verb.REJECT, "W": Verb.WITHDRAW, "L": Verb.LIFT}
HALF_A_MINUTE = timedelta(seconds=30)
GIVEN = make.facts(the_policy=make.policy(undo_for=HALF_A_MINUTE))


def said(words: str) -> list[Decision]:
    """Ana's words in order, one letter each."""
    one = Decision(1, "ana", Verb.APPROVE, 1, "d", "production", "p", "senior", "slack", NOW)
    return [replace(one, number=n, verb=VERBS[word]) for n, word in enumerate(words, start=1)]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("", None),
        ("A", 1),
        ("AR", 2),
        ("RA", 2),
        ("AW", 2),  # nothing stands but that it was withdrawn
        ("AAW", 3),
        ("RW", 2),
        ("ARW", 3),  # an approval does not come back
        ("RAW", 1),  # a rejection does
        ("RAAW", 1),
        ("RAWW", 4),
        ("ARAW", 2),
        ("RAWA", 4),
        ("AL", 1),
        ("RAWL", 1),
    ],
)
def test_withdrawing_an_approval_brings_back_the_rejection_before(
    words: str, number: int | None
) -> None:
    found = standing(said(words))
    assert (found.number if found else None) == number


def test_undoing_a_mistaken_approval_does_not_open_the_gate_over_ones_own_rejection() -> None:
    change = make.approved_by(make.opened(given=GIVEN), "ana", "cleo", given=GIVEN)
    rejected = make.decided(change, "dan", Verb.REJECT, given=GIVEN).change
    mistaken = make.decided(rejected, "dan", given=GIVEN, now=NOW + timedelta(hours=1)).change
    soon = NOW + timedelta(hours=1, seconds=5)
    command = Decide("CR-1", "dan", Verb.WITHDRAW, 1, "slack", of=Verb.APPROVE)
    undone = decide(mistaken, command, GIVEN, soon).change
    assert undone.state is State.BLOCKED
    question = Question("ci", "checkout", "production", undone.present.commit)
    for later in (soon, soon + timedelta(minutes=1)):
        assert not answer(question, [undone], GIVEN, later).allowed
    assert decide(undone, replace(command, of=None), GIVEN, soon).change.state is State.APPROVED


def test_an_old_undo_withdraws_no_rejection_that_came_after_it() -> None:
    change = make.approved_by(make.opened(given=GIVEN), "ana", given=GIVEN)
    rejected = make.decided(change, "ana", Verb.REJECT, given=GIVEN).change
    command = Decide("CR-1", "ana", Verb.WITHDRAW, 1, "slack", of=Verb.APPROVE)
    with pytest.raises(Refused, match="Your word on CR-1 is a rejection by now"):
        decide(rejected, command, GIVEN, NOW)
    with pytest.raises(Refused, match="Your word on CR-1 is an approval by now"):
        decide(change, replace(command, of=Verb.REJECT), GIVEN, NOW)
