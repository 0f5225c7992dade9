"""An entry's body is read as strictly as it is written."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.canonical import canonical
from chatops.ledger.entry import body_of
from chatops.ledger.unproven import Unproven

AT = "2026-03-02T09:00:00.000000+00:00"
BODY: dict[str, Any] = {"scope": "CR-1", "number": 1, "at": AT, "event": {"tag": "x"}}

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(max_codepoint=126), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


def refusal(written: bytes) -> str:
    with pytest.raises(Unproven) as caught:
        body_of(written)
    return caught.value.sentence


@settings(max_examples=50, deadline=None)
@given(PLAIN)
def test_whatever_is_written_is_read(value: Any) -> None:
    body = BODY | {"event": {"tag": "x", "value": value}}
    assert body_of(canonical(body)) == body


def with_event(**event: Any) -> bytes:
    return json.dumps(
        BODY | {"event": {"tag": "x"} | event},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (b"{", "is not canonical JSON"),
        (b"\xff", "is not canonical JSON"),
        (b"[" * 100_000, "is not canonical JSON"),
        (canonical(BODY) + b"\n", "is not in its canonical form"),
        (canonical(BODY).replace(b'"CR-1"', b'"\\u0043R-1"'), "is not in its canonical form"),
        (json.dumps(BODY).encode(), "is not in its canonical form"),
        (canonical(BODY).replace(b'"at":', b'"at":"x","at":'), "names something twice"),
        (with_event(a=1.5), "holds 1.5, which is no whole number"),
        (with_event(a=[{"b": [1.0]}]), "holds 1.0, which is no whole number"),
        (with_event(a=1e300), "holds 1e+300, which is no whole number"),
        (with_event(a=float("nan")), "holds NaN, which is no whole number"),
        (with_event(a=2**53), "is not canonical JSON"),
        (with_event(a=10**30), "is not canonical JSON"),
        (with_event(é=1), "has a key outside ASCII"),
        (with_event(a={"é": 1}), "has a key outside ASCII"),
        (canonical([BODY]), "is not scope, number, time and event"),
        (canonical(BODY | {"more": 1}), "is not scope, number, time and event"),
        (canonical(BODY | {"scope": 1}), "is not that of an entry"),
        (canonical(BODY | {"number": True}), "is not that of an entry"),
        (canonical(BODY | {"number": 0}), "is not that of an entry"),
        (canonical(BODY | {"at": None}), "is not that of an entry"),
        (canonical(BODY | {"event": []}), "is not that of an entry"),
        (canonical(BODY | {"event": {"tag": 1}}), "is not that of an entry"),
    ],
)
def test_any_other_spelling_is_refused(written: bytes, sentence: str) -> None:
    assert sentence in refusal(written)


def test_text_outside_ascii_is_read_where_it_is_a_value() -> None:
    body = BODY | {"event": {"tag": "x", "who": "Ünal \U0001f600"}}
    assert body_of(canonical(body)) == body


def test_orjson_alone_would_take_a_float() -> None:
    written = with_event(a=1.5)
    assert orjson.dumps(orjson.loads(written), option=orjson.OPT_SORT_KEYS) == written
    refusal(written)
