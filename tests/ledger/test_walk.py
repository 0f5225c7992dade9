"""Each entry is looked at with the hash before it and the words beside it."""

from typing import Any

import pytest

from chatops.ledger.walk import Spoken, Step, Walk, Words
from tests.ledger import exports

STEPS = exports.steps()
WORDS: Words = {(one.scope, one.number): exports.words() for one in STEPS}


def walked(steps: list[Step], words: Words = WORDS) -> list[str]:
    walk = Walk()
    hashes = walk.leaves(0, len(STEPS), steps, words)
    assert len(hashes) == len(STEPS)
    found = walk.findings
    return [f"{part}: {fault}" for part in found.parts() for fault, _ in found.of(part)]


def with_step(place: int, **fields: Any) -> list[Step]:
    return [*STEPS[:place], STEPS[place]._replace(**fields), *STEPS[place + 1 :]]


def test_a_sound_log_has_nothing() -> None:
    assert walked(STEPS) == []
    first = [one._replace(before=None) if one.number == 1 else one for one in STEPS]
    assert walked(first) == []  # there is no entry before the first


@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        (with_step(1, body=None), ["tree: entry 2 of CR-1: It is not there, but leaf 1 of the"]),
        (with_step(1, body=b"x"), ["chains: entry 2 of CR-1: It is no text with a number."]),
        (with_step(1, number="2"), ["chains: entry 2 of CR-1: It is no text with a number."]),
        (
            with_step(1, before=None),
            ["chains: entry 2 of CR-1: The entry before it, 1, is missing."],
        ),
        (with_step(1, before="x"), ["chains: entry 2 of CR-1: It does not fit its hash"]),
        (with_step(1, before=b"x"), ["chains: entry 2 of CR-1: It does not fit its hash"]),
        (with_step(1, hash="A" * 64), ["chains: entry 2 of CR-1: It does not fit its hash"]),
        (with_step(1, hash=None), ["chains: entry 2 of CR-1: It does not fit its hash"]),
        (with_step(1, tag="y"), ["chains: entry 2 of CR-1: Its tag is another one than its body"]),
        (with_step(1, at="y"), ["chains: entry 2 of CR-1: Its time is another one than its body"]),
        (STEPS[1:], ["tree: leaf 0: It is missing from the log."]),
        (STEPS[:-1], ["tree: leaf 6: It is missing from the log."]),
        ([*STEPS[:3], *STEPS[4:]], ["tree: leaf 3: It is missing from the log."]),
        ([*STEPS[:3], STEPS[2], *STEPS[3:]], ["tree: leaf 2: It is there twice."]),
    ],
)
def test_what_is_wrong_is_named(steps: list[Step], faults: list[str]) -> None:
    for found, told in zip(walked(steps), faults, strict=True):
        assert found.startswith(told)


COMMENT = exports.words()[0]
ODD: Any = ("comment", COMMENT.salt, b"x")  # SQLite stores what it is given


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ([], "The words of its comment are missing beside the log."),
        ([COMMENT._replace(text='"x"')], "The words of its comment are not those"),
        ([COMMENT._replace(text=None)], "The words of its comment are not those"),
        ([COMMENT._replace(salt=None)], "The words of its comment are not those"),
        ([Spoken(*ODD)], "The words of its comment are not those"),
        ([COMMENT._replace(salt="")], "The words of its comment are not those"),
        ([COMMENT._replace(salt="xy")], "The words of its comment are not those"),
        (
            [COMMENT._replace(salt=f"{COMMENT.salt}22", text=str(COMMENT.text)[1:])],
            "The words of its comment are not those",  # a byte moved from the text to the salt
        ),
        ([COMMENT, COMMENT], "It has no comment, but there are words of it."),
        ([COMMENT, Spoken("note", "", "")], "It has no note, but there are words of it."),
        ([COMMENT, Spoken("other", "", "")], "It has no other, but there are words of it."),
    ],
)
def test_words_are_those_that_were_committed_to(words: list[Spoken], fault: str) -> None:
    (found,) = walked(STEPS, {**WORDS, ("CR-1", 2): words})
    assert found.startswith(f"words: entry 2 of CR-1: {fault}")


def test_erased_words_are_counted() -> None:
    walk = Walk()
    walk.leaves(0, len(STEPS), STEPS, {**WORDS, ("CR-1", 2): [Spoken("comment", None, None)]})
    assert (walk.opened, walk.erased, bool(walk.findings)) == (len(STEPS) - 1, 1, False)


def test_hashes_alone_can_be_walked() -> None:
    walk = Walk(hashes_only=True)
    walk.leaves(0, len(STEPS), with_step(1, tag="y"), {})
    assert (walk.steps, walk.opened, bool(walk.findings)) == (len(STEPS), 0, False)
    walk.leaves(0, len(STEPS), with_step(1, hash="y"), {})
    assert walk.findings
