"""Conditions compared: which follow from which, for every change there could be."""

from typing import Any

import pytest

from chatops.core.paths import PathPattern
from chatops.core.policy import When
from chatops.files.conditions import follows
from tests import builders as make

SRC, SQL = PathPattern("src/"), PathPattern("*.sql")
NOT_TESTS = PathPattern("/src/test/", is_exception=True)


def told(wide: dict[str, Any], narrow: dict[str, Any]) -> bool:
    facts = make.facts()
    return follows(When(**wide), When(**narrow), facts.directory, facts.registry)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ({}, {"tiers": (1,), "ai_assisted": True}),
        ({"tiers": (1, 2)}, {"tiers": (1,)}),
        ({"tiers": (1,)}, {"systems": ("checkout", "ledger")}),
        ({"systems": ("checkout", "ledger")}, {"systems": ("ledger",)}),
        ({"environments": ("production", "staging")}, {"environments": ("staging",)}),
        ({"kinds": ("normal", "standard")}, {"kinds": ("normal",), "risks": ("high",)}),
        ({"labels": ("a", "b")}, {"labels": ("a",)}),
        ({"sources": ("api",)}, {"sources": ("api:ci/shop", "api:ci/till")}),
        ({"during": ("freeze", "reset")}, {"during": ("reset",)}),
        ({"ai_assisted": True}, {"ai_assisted": True}),
        ({"ai_assisted": True}, {"ai_generated": True}),
        ({"ai_generated": False}, {"ai_assisted": False}),
        ({"contributor_below": "senior"}, {"contributor_below": "mid"}),
        ({"files_over": 10}, {"files_over": 20}),
        ({"lines_over": 10}, {"lines_over": 10, "files_over": 3}),
        ({"paths": (SRC, SQL)}, {"paths": (SQL,)}),
        ({"paths": (SRC, NOT_TESTS)}, {"paths": (SRC, NOT_TESTS)}),
    ],
)
def test_what_follows_does_not_follow_the_other_way_round(
    wide: dict[str, Any], narrow: dict[str, Any]
) -> None:
    assert told(wide, narrow)
    assert wide == narrow or not told(narrow, wide)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ({"tiers": (1,)}, {}),
        ({"tiers": (2,)}, {"systems": ("checkout",)}),
        ({"tiers": (1,)}, {"systems": ("gone",)}),
        ({"tags": ("pci",)}, {"systems": ("checkout",)}),
        ({"sources": ("api:ci/shop",)}, {"sources": ("api",)}),
        ({"ai_generated": True}, {"ai_assisted": True}),
        ({"ai_assisted": False}, {"ai_generated": False}),
        ({"ai_assisted": True}, {"ai_assisted": False}),
        ({"contributor_below": "gone"}, {"contributor_below": "mid"}),
        ({"files_over": 10}, {"lines_over": 20}),
        ({"paths": (SRC, NOT_TESTS)}, {"paths": (SRC,)}),
        ({"paths": (SRC,)}, {"files_over": 1}),
    ],
)
def test_what_may_differ_does_not_follow(wide: dict[str, Any], narrow: dict[str, Any]) -> None:
    assert not told(wide, narrow)
