"""The quick look vouches for what is sound, and for nothing else."""

from collections.abc import Sequence
from typing import Any

import pytest

from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS, link
from chatops.ledger.merkle import leaf_hash
from chatops.ledger.stride import Stride
from chatops.ledger.walk import Spoken, Step, Walk, Words
from tests.ledger import exports

STEPS = exports.steps()
WORDS: Words = {(one.scope, one.number): exports.words() for one in STEPS}
HASHES = [leaf_hash(str(one.body).encode()) for one in STEPS]


def row(step: Step, *, hashes_only: bool = False) -> tuple[Any, ...]:
    beside = () if hashes_only else (step.at, step.tag)
    return step.scope, step.number, step.body, step.hash, *beside


def doubted(steps: Sequence[Step], words: Words = WORDS, *, hashes_only: bool = False) -> list[int]:
    stride = Stride(Walk(hashes_only=hashes_only))
    hashes, doubtful = stride.leaves([row(one, hashes_only=hashes_only) for one in steps], words)
    assert len(hashes) == len(steps)
    return doubtful


def with_step(place: int, **fields: Any) -> list[Step]:
    return [*STEPS[:place], STEPS[place]._replace(**fields), *STEPS[place + 1 :]]


def with_body(**fields: Any) -> list[Step]:
    """Return a log of one entry, sound but for what its body says."""
    entry = {"scope": "CR-1", "number": 1, "at": "x", "event": {"tag": "y"}} | fields
    body = canonical(entry).decode()
    return [Step(0, "CR-1", 1, "x", "y", body, link(GENESIS, body), None)]


def test_what_is_sound_is_vouched_for_with_its_words_counted() -> None:
    walk = Walk()
    hashes, doubtful = Stride(walk).leaves(map(row, STEPS), WORDS)
    assert (hashes, doubtful, walk.opened, bool(walk.findings)) == (HASHES, [], len(STEPS), False)
    assert doubted(STEPS, {}, hashes_only=True) == []
    assert doubted(with_body(), {}) == []


def test_a_stretch_begins_anywhere_and_goes_on_page_by_page() -> None:
    stride = Stride(Walk())
    first = stride.leaves(map(row, STEPS[1:4]), WORDS)
    assert first == (HASHES[1:4], [0])  # of what is before it nothing is known
    assert stride.leaves(map(row, STEPS[4:]), WORDS) == (HASHES[4:], [])


@pytest.mark.parametrize(
    ("steps", "doubtful"),
    [
        (with_step(1, body=None, scope=None, number=None), [1, 3]),
        (with_step(1, body=b"x"), [1, 3]),
        (with_step(1, number="2"), [1, 3]),
        (with_step(1, hash="A" * 64), [1, 3]),
        (with_step(1, hash="x"), [1, 3]),
        (with_step(1, hash=None), [1, 3]),
        (with_step(1, body=f"{STEPS[1].body} "), [1]),
        (with_step(1, number=3), [1, 3]),
        ([STEPS[1], STEPS[0], *STEPS[2:]], [0, 3]),
    ],
)
def test_what_does_not_fit_its_hash_or_place_is_doubted(
    steps: list[Step], doubtful: list[int]
) -> None:
    assert doubted(steps) == doubtful
    assert doubted(steps, {}, hashes_only=True) == doubtful


@pytest.mark.parametrize(
    "steps",
    [
        with_step(1, tag="y"),
        with_step(1, at="y"),
        with_body(event={"tag": "y", "a": 2.5}),
        with_body(event={"tag": "y", "a": [{"b": [2.5]}]}),
        with_body(event={"tag": "y", "a": "ü"}),
        with_body(event=["tag", "y"]),
        with_body(event="y"),
        with_body(number=True),
        with_body(scope="CR-2"),
        with_body(more=1),
    ],
)
def test_what_the_body_says_otherwise_is_doubted(steps: list[Step]) -> None:
    assert len(doubted(steps, WORDS if len(steps) > 1 else {})) == 1
    assert doubted(steps, {}, hashes_only=True) == []


@pytest.mark.parametrize("body", ["[1]", "1", "{", '{"at": "x"}', '{"at":"x"}', '"x"'])
def test_a_body_that_is_no_entry_is_doubted(body: str) -> None:
    step = Step(0, "CR-1", 1, "x", "y", body, link(GENESIS, body), None)
    assert doubted([step], {}) == [0]


@pytest.mark.parametrize(
    "words",
    [
        [],
        [exports.words()[0]._replace(text='"x"')],
        [*exports.words(), Spoken("other", "", "")],
    ],
)
def test_words_that_do_not_open_their_commitment_are_doubted_and_not_counted(
    words: list[Spoken],
) -> None:
    walk = Walk()
    _, doubtful = Stride(walk).leaves(map(row, STEPS), {**WORDS, ("CR-1", 2): words})
    assert (doubtful, walk.opened, bool(walk.findings)) == ([1], len(STEPS) - 1, False)


def test_erased_words_are_counted() -> None:
    walk = Walk()
    erased = {**WORDS, ("CR-1", 2): [Spoken("comment", None, None)]}
    _, doubtful = Stride(walk).leaves(map(row, STEPS), erased)
    assert (doubtful, walk.opened, walk.erased) == ([], len(STEPS) - 1, 1)
