"""Each number has a name, the same wherever it is read."""

import pytest

from chatops.core.digest import Count
from chatops.reports.words import LABELS, NOTHING, label, took, whose

NAMES = {"checkout": "Checkout", "ana": "Ana", "ben": "Ben"}


def named(which: str) -> str:
    return NAMES.get(which, which)


def test_every_count_has_a_label_of_its_own() -> None:
    assert LABELS.keys() == set(Count)
    assert len(set(LABELS.values())) == len(Count)
    assert NOTHING.keys() <= set(Count)


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [
        (Count.OPENED, "", "Opened"),
        (Count.OPENED, "checkout", "Opened: Checkout"),
        (Count.KIND, "emergency", "Kind: Emergency"),
        (Count.PAIR, "ana ben", "Approve only each other: Ana and Ben"),
        (Count.SIGNED, "gone", "Signed: gone"),
    ],
)
def test_a_label_says_what_and_whose(count: Count, of: str, said: str) -> None:
    assert label(count, of, named) == said
    assert not of or said.endswith(whose(count, of, named))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (12_000, "3 h 20 min"),
        (86_399, "23 h 59 min"),
        (86_400, "1 day"),
        (183_600, "2 days 3 h"),
    ],
)
def test_a_length_of_time_has_two_units_at_most(seconds: int, said: str) -> None:
    assert took(seconds) == said
