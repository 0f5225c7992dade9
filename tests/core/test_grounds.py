"""Whether an approval follows from what people said."""

from datetime import timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.grounds import unfounded
from chatops.core.least import Least
from chatops.core.projection import Claim, Word
from tests.builders import NOW

TWO, STICKY = Least(2, sticky=False), Least(2, sticky=True)
Said = tuple[str, Verb, int]
A, R, W, L = Verb.APPROVE, Verb.REJECT, Verb.WITHDRAW, Verb.LIFT


def claim(*said: Said | tuple[str, Verb, int, int], at: str = "") -> Claim:
    words = (
        Word(number, *one[:3], one[3] if len(one) == 4 else 0, NOW.isoformat())
        for number, one in enumerate(said, 1)
    )
    return Claim(9, at, 2, "e" * 64, tuple(words))


@pytest.mark.parametrize(
    ("said", "least", "why"),
    [
        ([("ana", A, 2), ("cleo", A, 2)], TWO, ""),
        ([("ana", A, 2)], TWO, "the entries tell of 1 (ana)"),
        ([("ana", A, 2), ("ana", A, 2)], TWO, "the entries tell of 1 (ana)"),
        ([("ana", A, 2), ("ben", A, 2)], TWO, "the entries tell of 1 (ana)"),  # contributed
        ([("ana", A, 2), ("cleo", A, 1)], TWO, "the entries tell of 1 (ana)"),
        ([("ana", A, 2), ("cleo", A, 1)], STICKY, ""),
        ([("ana", A, 2), ("cleo", A, 3)], STICKY, "the entries tell of 1 (ana)"),
        ([("ana", A, 2), ("cleo", A, 2), ("cleo", W, 2)], TWO, "the entries tell of 1 (ana)"),
        ([("ana", A, 2), ("cleo", A, 2), ("dan", R, 1)], TWO, "decision 3, a rejection by dan"),
        ([("ana", A, 2), ("cleo", A, 2), ("dan", R, 2), ("max", L, 2, 3)], TWO, ""),
        ([("ana", A, 2), ("cleo", A, 2), ("dan", R, 2), ("max", L, 2, 2)], TWO, "a rejection"),
        ([("ana", A, 2), ("cleo", A, 2), ("dan", R, 2), ("dan", W, 2)], TWO, ""),
        ([], Least(0, sticky=False), ""),
        ([], Least(1, sticky=False), "1 person has to approve revision 2 at least"),
    ],
)
def test_it_follows_or_says_why_not(said: list[Said], least: Least, why: str) -> None:
    found = unfounded(claim(*said), {"ben"}, least)
    assert (found is None) == (why == "")
    assert why in (found or "")


@pytest.mark.parametrize(("seconds", "follows"), [(59, True), (60, False), (61, False)])
def test_an_approval_that_ended_by_then_counts_no_more(seconds: int, follows: bool) -> None:  # noqa: FBT001 - a case
    at = (NOW + timedelta(seconds=seconds)).isoformat()
    minute = Least(1, sticky=False, seconds=60)
    assert (unfounded(claim(("ana", A, 2), at=at), {"ben"}, minute) is None) is follows
    assert unfounded(claim(("ana", A, 2)), {"ben"}, minute) is None  # nobody tells when it was
