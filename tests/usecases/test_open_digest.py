"""Whoever opens a digest is written down, once a minute."""

from chatops.core.events_audit import READS
from chatops.usecases.open_digest import open_digest
from tests.usecases.stage import Stage


def readings(house: Stage) -> list[tuple[str, str, str]]:
    events = [one.data["event"] for one in house.entries(READS)]
    return [(one["by"], one["what"], one["about"]) for one in events]


def test_it_is_an_entry_with_who_and_of_what(house: Stage) -> None:
    open_digest(house.house, "max 2026-W12", "max")
    assert readings(house) == [("max", "digest", "max 2026-W12")]


def test_pages_that_are_turned_within_a_minute_are_one_opening(house: Stage) -> None:
    for seconds in (0, 20, 20, 20):
        house.passes(seconds=seconds)
        open_digest(house.house, "max 2026-W12", "max")
    assert len(readings(house)) == 2


def test_another_person_or_digest_is_another_opening(house: Stage) -> None:
    for by, about in (("max", "a"), ("vera", "a"), ("max", "b"), ("max", "a")):
        open_digest(house.house, about, by)
    assert [one[0::2] for one in readings(house)] == [("max", "a"), ("vera", "a"), ("max", "b")]
