"""Whatever strangers send is answered: with the same facts, or with one sentence that refuses.

Never a traceback, and never a yes to something else.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.bundle import Proven, proven
from chatops.ledger.checkpoint import checkpoint_of, claimed_checkpoint, notes_in
from chatops.ledger.keys import key_of
from chatops.ledger.note import opened, parsed
from chatops.ledger.rotation import keyring, rotation_of
from chatops.ledger.unproven import Unproven
from tests.ledger.bundles import NEW, OLD, bundle

TEXT = bundle()
KEYS = [OLD.public, NEW.public]
FACTS = proven(TEXT, KEYS)
DOCUMENT = json.loads(TEXT)
Path = tuple[str | int, ...]


def proved(text: str) -> Proven | None:
    """Return what the text proves; None where it is refused, with a sentence."""
    try:
        return proven(text, KEYS)
    except Unproven as error:
        sentence = error.sentence
    assert sentence.endswith(".")
    assert len(sentence) < 1000
    return None


def no_more_than_true(found: Proven | None) -> bool:
    """Tell whether it proves what the bundle does, but for words and policies that it withholds."""
    if found is None:
        return True
    whole = replace(found, entries=(), policies={}, missing=())
    return (
        whole == replace(FACTS, entries=(), policies={}, missing=())
        and found.policies.items() <= FACTS.policies.items()
        and len(found.missing) + len(found.policies) == 2
        and len(found.entries) == len(FACTS.entries)
        and all(
            replace(mine, words=(), withheld=()) == replace(true, words=(), withheld=())
            and all(one in true.words for one in mine.words)
            and len(mine.words) + len(mine.withheld) == len(true.words) + len(true.withheld)
            for mine, true in zip(found.entries, FACTS.entries, strict=True)
        )
    )


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where in the document each value stands, its own place first."""
    yield path
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, name))


PLACES = list(places(DOCUMENT))
SIMPLE = st.none() | st.booleans() | st.text(max_size=5) | st.floats()
HUGE = st.sampled_from([2**53, 2**64, 10**400, -1, 0, 1e308, "A" * 5_000, "=", "\ud800", "\x00"])
DEEP = st.integers(1, 60).map(lambda depth: json.loads("[" * depth + "]" * depth))
STRANGE = SIMPLE | HUGE | DEEP | st.dictionaries(st.text(max_size=3), SIMPLE, max_size=3)


def put(document: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return document


def at(document: Any, path: Path) -> Any:
    for name in path:
        document = document[name]
    return document


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PLACES), STRANGE)
def test_a_member_of_another_kind(path: Path, strange: Any) -> None:
    assert no_more_than_true(proved(json.dumps(put(json.loads(TEXT), path, strange))))


def taken(path: Path) -> str:
    document = json.loads(TEXT)
    del at(document, path[:-1])[path[-1]]
    return json.dumps(document)


OPTIONAL = {("entries", 1, "words", 0), ("entries", 3, "words", 0), ("policies", 0)}


@pytest.mark.parametrize("path", [one for one in PLACES if one and one not in OPTIONAL], ids=str)
def test_nothing_can_be_taken_out(path: Path) -> None:
    found = proved(taken(path))
    assert found is None or (path == ("rotations", 0) and found == FACTS)


def test_what_may_be_left_out_is_told() -> None:
    found = [proved(taken(path)) for path in sorted(OPTIONAL)]
    assert [one.entries[1].withheld for one in found if one] == [("comment",), (), ()]
    assert [len(one.missing) for one in found if one] == [1, 1, 2]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_bytes_that_are_flipped_dropped_or_added(data: st.DataObject) -> None:
    raw = bytearray(TEXT.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(raw) - 1))
        kind = data.draw(st.sampled_from(["flip", "drop", "double", "cut"]))
        if kind == "flip":
            raw[place] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "drop":
            del raw[place]
        elif kind == "double":
            raw.insert(place, raw[place])
        else:
            del raw[place : place + data.draw(st.integers(1, 400))]
    assert no_more_than_true(proved(raw.decode(errors="surrogateescape")))


def test_every_character_matters() -> None:
    """A yes after a change of one character is only ever a yes to the same facts."""
    for place in range(0, len(TEXT), 7):
        other = "0" if TEXT[place] != "0" else "1"
        assert proved(TEXT[:place] + other + TEXT[place + 1 :]) in (None, FACTS)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(TEXT) - 3))
def test_a_proof_that_is_cut_off_proves_nothing(length: int) -> None:
    assert proved(TEXT[:length]) is None


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(DOCUMENT["entries"]))), st.sampled_from(["entries", "path"]))
def test_nothing_can_change_places(order: list[int], what: str) -> None:
    document = json.loads(TEXT)
    holder = document if what == "entries" else document["entries"][0]
    before = list(holder[what])
    holder[what] = [before[one] for one in order]
    assert (proved(json.dumps(document)) == FACTS) is (holder[what] == before)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([one for one in PLACES if one and isinstance(one[-1], str)]),
    st.sampled_from(["same", "null"]),
)
def test_a_member_that_stands_twice(path: Path, other: str) -> None:
    """Even the same value twice: parsers differ in which of the two they believe."""
    holder = at(DOCUMENT, path[:-1])
    mark = f'"{path[-1]}":{json.dumps(at(DOCUMENT, path), separators=(",", ":"))}'
    written = json.dumps(holder, separators=(",", ":"))
    both = f"{mark},{mark}" if other == "same" else f'"{path[-1]}":null,{mark}'
    doubled = TEXT.replace(written, written.replace(mark, both, 1), 1)
    assert doubled != TEXT
    assert proved(doubled) is None


READERS: list[Callable[[str], object]] = [
    key_of,
    parsed,
    claimed_checkpoint,
    rotation_of,
    lambda text: opened(text, KEYS),
    lambda text: checkpoint_of(text, KEYS),
    lambda text: keyring(KEYS, [text]),
    lambda text: proven(text, KEYS),
]
PIECES = ["log.example", "9", "+", "— ", "\n", "\n\n", "AAAA", "=", "\ud800", "{", '"', "\x85", "٣"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_is_answered(text: str) -> None:
    for read in READERS:
        with pytest.raises(Unproven):
            read(text)
    assert notes_in(text) == ()
