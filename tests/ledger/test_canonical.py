"""The fast way writes what `rfc8785` writes, and refuses what it refuses."""

import enum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from chatops.ledger.canonical import canonical

NUMBERS = st.integers() | st.sampled_from([2**53 - 1, 2**53, 1 - 2**53, -(2**53)])
TEXTS = st.text() | st.text(alphabet=[*map(chr, range(160)), "\u2028", "\ud800", "\U0001f600"])
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS | st.floats()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=12
)


class Word(enum.StrEnum):
    YES = "yes"


def outcome(write: Any, value: Any) -> Any:
    try:
        return write(value)
    except (ValueError, TypeError) as error:
        return type(error)


@given(VALUES)
def test_as_rfc8785_does(value: Any) -> None:
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)


@pytest.mark.parametrize(
    "value",
    [{"b": 1, "a": (True, None)}, {"word": Word.YES}, {1: "x"}, {"x": b""}, {"😀": 1, "\uffff": 2}],
)
def test_as_rfc8785_does_with_what_python_adds(value: Any) -> None:
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)
