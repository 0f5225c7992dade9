"""What an entry tells of a value, whichever version wrote it, and rows that grow by entries."""

from typing import Any

import pytest

from chatops.core.private import ERASED
from chatops.core.projected_scope import projected_scope
from chatops.core.projection import UNKNOWN, UNTOLD, Projection, Told, Unsalted, stamped
from chatops.ledger.canonical import digest


def told(number: int = 1, words: dict[str, str | None] | None = None, **event: Any) -> Told:
    return Told(number, "2026-03-02T09:00:00.000000+00:00", "a:tag", event, words or {})


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (told(text_commitment="ab", words={"text": '"Why?"'}), "Why?"),
        (told(text_commitment="ab", words={"text": None}), ERASED),
        (told(text_commitment="ab"), UNKNOWN),
        (told(text_commitment=""), ""),
        (told(text_digest=digest("Why?")), Unsalted(digest("Why?"))),
        (told(text_digest=""), ""),
        (told(text="Why?"), "Why?"),
        (told(), UNTOLD),
    ],
)
def test_a_private_text_is_told_in_one_of_the_ways_there_were(entry: Told, text: object) -> None:
    assert entry.text("text") == text


@pytest.mark.parametrize(
    ("moment", "stored"),
    [
        ("2026-03-02T10:00:00+01:00", "2026-03-02T09:00:00.000000+00:00"),
        ("2026-03-02T09:00:00.000001+00:00", "2026-03-02T09:00:00.000001+00:00"),
        ("", None),
    ],
)
def test_instants_are_as_the_tables_have_them(moment: str, stored: str | None) -> None:
    assert stamped(moment) == told(until=moment).moment("until") == stored
    assert told().moment("until") is UNTOLD


def test_of_each_value_the_entry_is_known_that_told_it_last() -> None:
    found = Projection("CR-1")
    found.put("snoozes", (1,), told(3), person="ana", ended=False, until=UNTOLD)
    found.put("snoozes", (1,), told(5), ended=True)
    row = found.row("snoozes", (1,))
    assert row.values == {"person": "ana", "ended": True}
    assert (row.told_by("person"), row.told_by("ended")) == (3, 5)
    assert found.value("snoozes", (1,), "until") is UNTOLD
    assert found.value("snoozes", (2,), "person") is UNTOLD
    with pytest.raises(KeyError):
        found.amend("snoozes", (2,), told(6), ended=True)


def test_an_entry_that_is_no_event_is_odd_and_ends_nothing() -> None:
    entries = [Told(1, "", "policy:adopted", {"digest": []}, {}) for _ in range(2)]
    entries += [Told(3, "", "digest:sent", {}, {}), Told(4, "", "nobody:knows", {}, {})]
    found = projected_scope("policy", entries)
    assert found.odd == [(3, "does not follow from those before it")]
    assert found.entries == 4
