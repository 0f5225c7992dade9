"""Where the rows of the tables differ from what the entries of one scope tell."""

from collections.abc import Iterator, Mapping
from typing import Any

from chatops.core.private import ERASED
from chatops.core.projection import UNKNOWN, Key, Projection, Row, Unsalted
from chatops.ledger.canonical import digest

Found = Mapping[str, Any]
"""A row of a table by its columns; `problem` says what is wrong with the row by itself."""
Tables = Mapping[str, Mapping[Key, Found]]

ERASED_CONTENT = "erased content"
"""Stands in place of the digest of a content of which people's names and words were erased."""

_ONE = {
    "changes": "the change",
    "revisions": "revision",
    "targets": "target",
    "decisions": "decision",
    "check_runs": "check run",
    "declarations": "break-glass",
    "obligations": "obligation",
    "questions": "question",
    "hand_overs": "hand-over",
    "nudges": "nudge",
    "snoozes": "snooze",
    "cancellations": "cancellation",
    "deployments": "deployment",
    "states": "state of entry",
    "bypasses": "bypass by deployment",
    "policies": "adopted policy",
    "digests": "digest",
    "attestations": "attestation of",
    "absences": "the absence",
    "incidents": "incident",
}
_PRIVATE = {"comment", "reason", "text", "note", "reviews", "evidence", "answer", "summary"} | {
    "why",
    "title",
    "unreachable",
}
_CONTENTS = {"content", "body"}
_OF_CONTENT = {"environment", "commit", "systems"}  # bound by its digest, unless it is erased
_MISSING = object()
_LONGEST = 80


def disagreements(told: Projection, tables: Tables) -> Iterator[str]:
    """Yield a sentence for everything that differs, table by table."""
    for table in dict.fromkeys([*told.rows, *tables]):
        expected, found = told.rows.get(table, {}), tables.get(table, {})
        yield from _of_table(table, expected, found, told)


def named(table: str, key: Key) -> str:
    """Return how to call a row: `decision 2`."""
    return " ".join([_ONE.get(table, table), *(str(one) for one in key)])


def _of_table(
    table: str, expected: Mapping[Key, Row], found: Mapping[Key, Found], told: Projection
) -> Iterator[str]:
    for key, row in expected.items():
        there = found.get(key)
        if there is None:
            entry = row.entry
            yield f"{named(table, key)} is not in the tables, the log tells of it (entry {entry})"
        elif not row.values.items() <= there.items():
            yield from (f"{named(table, key)} {what}" for what in _of_row(row, there))
    if table not in told.partly and found.keys() != expected.keys():
        for key in found.keys() - expected.keys():
            yield f"{named(table, key)} is in the tables, and no entry tells of it"


def _of_row(row: Row, found: Found) -> Iterator[str]:
    """Yield what differs in a row; it may only look so."""
    if "problem" in found:
        yield found["problem"]
        return
    for column, value in row.values.items():
        there = found.get(column, _MISSING)
        if there != value and not _is_same(column, value, there):
            yield f"{_difference(column, value, there)} (entry {row.told_by(column)})"


def _is_same(column: str, told: Any, found: object) -> bool:
    """Tell whether both are the same, although they do not look so."""
    if told is UNKNOWN:
        return True  # whoever checks the words tells that they are missing
    if isinstance(told, Unsalted):
        return told.digest == digest(found)
    if column == "unreachable":
        return found == ""  # that somebody could sign again is told by no entry of its own
    if column == "reviews":
        return _are_same_reviews(told, found)
    if column in _CONTENTS:
        return found == ERASED_CONTENT or found is _MISSING
    return column in _OF_CONTENT and found is _MISSING


def _are_same_reviews(told: Any, found: object) -> bool:
    if not isinstance(found, tuple) or len(told) != len(found):
        return False
    both = zip(told, found, strict=True)
    pairs = [pair for one, there in both for pair in zip(one, there, strict=True)]
    return all(one == there or _is_same("note", one, there) for one, there in pairs)


def _difference(column: str, told: Any, found: Any) -> str:
    if column in _CONTENTS:
        return f"has another `{column}` than its digest says, which the log tells"
    if told == ERASED:
        return f"still has its `{column}`, which was erased beside the log"
    if column in _PRIVATE:
        return f"has another `{column}` than the log holds"
    return f"has `{column}` {_shown(found)} in the table, the log says {_shown(told)}"


def _shown(value: Any) -> str:
    if value is _MISSING or value is None or value == "":
        return "nothing"
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
