"""The first difference between a digest and what the trail tells is a sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.digest import (
    Adopted,
    Broken,
    Count,
    Day,
    Figure,
    Figures,
    Pair,
    Rejected,
    Spanned,
    Speed,
    Unpaid,
)
from chatops.core.digest_difference import difference
from tests.builders import NOW

WHOLE = Figures(
    figures=(Figure(Count.OPENED, 3), Figure(Count.OPENED, 2, "checkout")),
    speeds=(Speed("payments", 2, 60, 90),),
    overall=Speed("", 2, 60, 90),
    days=(Day("2026-03-02", opened=3),),
    rejected=(Rejected("CR-1", "ana", NOW, "Not yet."),),
    broken=(Broken("CR-2", "cleo", NOW, used=True, why="It is down."),),
    unpaid=(Unpaid("CR-2", 1, "review", "cleo", NOW, NOW + timedelta(days=1)),),
    spans=(Spanned("year end", "freeze", 1, 3),),
    adopted=(Adopted("e" * 64, "max", NOW, "Agreed."),),
    pairs=(Pair("ana", "ben", 3, 4),),
    approvals=4,
)
OTHER = "is another in the digest than in the trail"
OVERALL = "approved 2, median 60, ninetieth 90"


def test_what_people_wrote_and_what_the_policy_tells_is_not_compared() -> None:
    trail = replace(
        WHOLE,
        rejected=(replace(WHOLE.rejected[0], why=""),),
        broken=(replace(WHOLE.broken[0], why=""),),
        adopted=(replace(WHOLE.adopted[0], why=""),),
        spans=(),
    )
    assert difference(WHOLE, trail) == ""


def test_a_figure_that_is_nought_may_be_left_out() -> None:
    more = replace(WHOLE, figures=(*WHOLE.figures, Figure(Count.EXPIRED, 0)))
    assert difference(more, WHOLE) == difference(WHOLE, more) == ""


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"figures": WHOLE.figures[1:]}, "opened is 3 in the digest and 0 in the trail."),
        (
            {"figures": (WHOLE.figures[0], Figure(Count.OPENED, 1, "checkout"))},
            "opened of checkout is 2 in the digest and 1 in the trail.",
        ),
        (
            {"figures": (*WHOLE.figures, Figure(Count.AFTER_HOURS, 1))},
            "after-hours is 0 in the digest and 1 in the trail.",
        ),
        (
            {"figures": (*WHOLE.figures, Figure(Count.DURING, 1, "year end"))},
            "during of year end is 0 in the digest and 1 in the trail.",
        ),
        (
            {"figures": (*WHOLE.figures, Figure(Count.BYPASSED, 1))},
            "bypassed is 0 in the digest and 1 in the trail.",
        ),
        (
            {"speeds": (Speed("payments", 2, 61, 90),)},
            f"the time to approval by team {OTHER}: it has team payments, {OVERALL}.",
        ),
        (
            {"overall": None},
            f"the time to approval of all together {OTHER}: {OVERALL}, not None.",
        ),
        ({"days": ()}, "what happened on each day is another"),
        ({"rejected": ()}, "what was rejected is another"),
        ({"broken": (replace(WHOLE.broken[0], used=False),)}, "who broke the glass is another"),
        ({"unpaid": ()}, "what is owed is another"),
        ({"adopted": ()}, "which policies were adopted is another"),
        ({"pairs": ()}, "who approved only each other is another"),
        (
            {"approvals": 5},
            f"how many approvals there were {OTHER}: 4, not 5.",
        ),
    ],
)
def test_any_other_difference_is_told(changed: dict[str, object], words: str) -> None:
    trail = replace(WHOLE, **changed)  # type: ignore[arg-type]  # as the cases say
    assert difference(WHOLE, trail).startswith(words)
    assert difference(trail, WHOLE) != ""


def test_what_the_digest_lacks_is_named() -> None:
    told = difference(replace(WHOLE, pairs=()), WHOLE)
    assert told.endswith(": it lacks one ana, other ben, of_other 3, of_one 4.")
