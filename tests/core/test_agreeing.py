"""Rows of the tables held against what the entries tell."""

from typing import Any

import pytest

from chatops.core.agreeing import ERASED_CONTENT, Tables, disagreements
from chatops.core.private import ERASED
from chatops.core.projection import UNKNOWN, Projection, Row, Unsalted
from chatops.ledger.canonical import digest

NOTHING = "decision 2 has `at` nothing in the table, the log says "
ANOTHER = "decision 2 has another `comment`"


def differ(
    told: dict[str, Any], found: dict[str, Any] | None, table: str = "decisions"
) -> list[str]:
    projection = Projection("CR-1", rows={table: {(2,): Row(7, told, {"at": 9})}})
    return list(disagreements(projection, {table: {(2,): found}} if found is not None else {}))


@pytest.mark.parametrize(
    ("told", "found", "sentence"),
    [
        ({"person": "ana"}, {"person": "ana", "more": 1}, ""),
        (
            {"person": "ana"},
            {"person": "ben"},
            "decision 2 has `person` ben in the table, the log says ana (entry 7)",
        ),
        (
            {"at": "1"},
            {"at": ""},
            "decision 2 has `at` nothing in the table, the log says 1 (entry 9)",
        ),
        (
            {"at": ["a", "b"]},
            {},
            "decision 2 has `at` nothing in the table, the log says a, b (entry 9)",
        ),
        (
            {"comment": "No."},
            {"comment": "Yes."},
            "decision 2 has another `comment` than the log holds",
        ),
        ({"comment": Unsalted(digest("No."))}, {"comment": "No."}, ""),
        (
            {"comment": Unsalted(digest("No."))},
            {"comment": "Yes."},
            "decision 2 has another `comment`",
        ),
        ({"comment": UNKNOWN}, {"comment": "Yes."}, ""),
        ({"comment": ERASED}, {"comment": ERASED}, ""),
        ({"comment": ERASED}, {"comment": "No."}, "decision 2 still has its `comment`, which was"),
        ({"content": "ab"}, {"content": ERASED_CONTENT}, ""),
        ({"content": "ab"}, {"content": "cd"}, "decision 2 has another `content` than its digest"),
        ({"commit": "ab"}, {}, ""),
        ({"commit": "ab"}, {"commit": "cd"}, "decision 2 has `commit` cd in the table"),
        ({"unreachable": "No."}, {"unreachable": ""}, ""),
        ({"unreachable": "No."}, {"unreachable": "Yes."}, "decision 2 has another `unreachable`"),
        ({"reviews": (("a", "1", UNKNOWN),)}, {"reviews": (("a", "1", "Fine."),)}, ""),
        ({"reviews": (("a", "1", "Fine."),)}, {"reviews": ()}, "decision 2 has another `reviews`"),
        ({"at": "1"}, {"problem": "cannot be read"}, "decision 2 cannot be read"),
        ({"at": "1"}, None, "decision 2 is not in the tables, the log tells of it (entry 7)"),
    ],
)
def test_what_differs_is_named(
    told: dict[str, Any], found: dict[str, Any] | None, sentence: str
) -> None:
    (*said,) = differ(told, found)
    assert len(said) == (1 if sentence else 0)
    assert all(one.startswith(sentence) for one in said)


def test_a_row_of_which_no_entry_tells_is_named_unless_entries_tell_some_only() -> None:
    tables: Tables = {"targets": {(1, "checkout"): {"environment": "production"}}}
    sentence = "target 1 checkout is in the tables, and no entry tells of it"
    assert list(disagreements(Projection("CR-1"), tables)) == [sentence]
    assert list(disagreements(Projection("CR-1", partly={"targets"}), tables)) == []


def test_a_row_under_another_number_is_missed_and_not_told_of() -> None:
    told = Projection("CR-1", rows={"nudges": {(1,): Row(7, {"by": "ana"})}})
    assert list(disagreements(told, {"nudges": {(2,): {"by": "ana"}}})) == [
        "nudge 1 is not in the tables, the log tells of it (entry 7)",
        "nudge 2 is in the tables, and no entry tells of it",
    ]


def test_a_long_value_is_cut() -> None:
    (said,) = differ({"link": ""}, {"link": "x" * 200})
    assert said == f"decision 2 has `link` {'x' * 80}… in the table, the log says nothing (entry 7)"
