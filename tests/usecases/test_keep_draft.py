"""What was typed survives, but not for ever."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.draft import Draft
from chatops.usecases.drop_draft import drop_draft
from chatops.usecases.keep_draft import KEPT, keep_draft
from chatops.usecases.kept_draft import kept_draft
from chatops.usecases.tidy import tidy
from tests.usecases.stage import Stage

EMPTY = Draft(systems=(), environment="", title="", commit="", degree="", labels=("",))


def keep(house: Stage, draft: Draft) -> None:
    keep_draft(house.house, "ben", draft, sent="view:V1")


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "A"},
        {"description": "A"},
        {"link": "A"},
        {"commit": "a"},
        {"tool": "A"},
        {"rollback_plan": "A"},
        {"test_evidence": "A"},
        {"labels": ("a",)},
        {"systems": ("checkout",)},
    ],
)
def test_anything_typed_is_kept(house: Stage, typed: dict[str, Any]) -> None:
    keep(house, replace(EMPTY, **typed))
    kept = kept_draft(house.house, "ben")
    assert kept is not None
    assert kept.draft == replace(EMPTY, **typed)


def test_an_empty_form_keeps_nothing_and_ends_what_was_kept(house: Stage) -> None:
    keep(house, EMPTY)
    assert kept_draft(house.house, "ben") is None
    keep(house, replace(EMPTY, title="A"))
    keep(house, replace(EMPTY, environment="production", kind="normal", title=" \u200b"))
    assert kept_draft(house.house, "ben") is None


def test_it_is_dropped_when_the_person_is_done_with_it(house: Stage) -> None:
    keep(house, replace(EMPTY, title="A"))
    drop_draft(house.house, "ben")
    assert kept_draft(house.house, "ben") is None


def test_after_two_weeks_it_is_forgotten(house: Stage) -> None:
    keep(house, replace(EMPTY, title="A"))
    house.now += KEPT - timedelta(seconds=1)
    tidy(house.house)
    assert kept_draft(house.house, "ben") is not None
    house.now += timedelta(seconds=1)
    assert kept_draft(house.house, "ben") is None
    house.now += timedelta(seconds=1)
    tidy(house.house)
    with house.store.reading() as reading:
        assert reading.draft("ben") is None
