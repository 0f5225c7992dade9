"""Checkpoints: written and read as C2SP's tlog-checkpoint says, and nothing else is one."""

import base64
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.checkpoint import (
    Checkpoint,
    checkpoint_of,
    claimed_checkpoint,
    notes_in,
    notes_of,
    read_checkpoint,
    sealed,
)
from chatops.ledger.keys import key_of
from chatops.ledger.note import opened, signed
from chatops.ledger.unproven import Unproven
from tests.ledger.signing import signer

ROOT = bytes(range(32))
ROOT64 = base64.b64encode(ROOT).decode()
MINE = Checkpoint("log.example", 20, ROOT)

# A checkpoint of https://sum.golang.org/latest, and that log's key as the go command knows it.
GO_KEY = key_of("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
GO_TEXT = "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n"
GO_NOTE = (
    f"{GO_TEXT}\n— sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXd"
    "S935jiIGiUUAXBVHzT/P6fYhqAmAk=\n"
)


def test_what_is_sealed_is_read() -> None:
    note = sealed(MINE, signer())
    assert note.startswith(f"log.example\n20\n{ROOT64}\n\n— log.example ")
    assert checkpoint_of(note, [signer().public]) == MINE
    assert checkpoint_of(note, [signer(seed=2).public, signer().public]) == MINE
    assert claimed_checkpoint(note) == MINE


def test_a_checkpoint_of_another_log_is_read_and_its_signature_checked() -> None:
    found = claimed_checkpoint(GO_NOTE)
    assert (found.origin, found.size, len(found.root)) == ("go.sum database tree", 63_096_908, 32)
    assert found.text == opened(GO_NOTE, [GO_KEY]) == GO_TEXT
    with pytest.raises(Unproven, match=r"^The signature of sum.golang.org 033de0ae is wrong"):
        opened(GO_NOTE.replace("63096908", "63096909"), [GO_KEY])


def test_lines_after_the_root_are_passed_over() -> None:
    assert read_checkpoint(f"{MINE.text}more\nand more\n") == MINE


LINES = "A checkpoint has a line each for origin, size and root."
SIZE = "The size of a checkpoint is a number in decimal without leading zeros."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", LINES),
        ("log.example\n", LINES),
        ("log.example\n20\n", LINES),
        (f"log.example\n20\n{ROOT64}", LINES),
        (f"\n20\n{ROOT64}\n", LINES),
        (f"log.example\n020\n{ROOT64}\n", SIZE),
        (f"log.example\n-1\n{ROOT64}\n", SIZE),
        (f"log.example\n+1\n{ROOT64}\n", SIZE),
        (f"log.example\n1 \n{ROOT64}\n", SIZE),
        (f"log.example\n1e3\n{ROOT64}\n", SIZE),
        (f"log.example\n\u0662\u0660\n{ROOT64}\n", SIZE),
        (f"log.example\n{'9' * 20}\n{ROOT64}\n", SIZE),
        (f"log.example\n\n{ROOT64}\n", SIZE),
        (f"log.example\n{ROOT64}\n20\n", SIZE),
        ("log.example\n20\n\n", "The root of a checkpoint has 32 bytes."),
        (f"log.example\n20\n{ROOT64[:-4]}\n", "The root of a checkpoint has 32 bytes."),
        (f"log.example\n20\n {ROOT64}\n", "In the root of a checkpoint there is"),
        (f"log.example\n20\n{ROOT.hex()}\n", "The root of a checkpoint has 32 bytes."),
        (f"log.example\n20\n{ROOT64[:-1]}\n", "In the root of a checkpoint there is"),
    ],
)
def test_what_is_no_checkpoint_is_refused_with_the_reason(text: str, sentence: str) -> None:
    for read in (read_checkpoint, lambda one: claimed_checkpoint(signed(one, signer()))):
        if text.endswith("\n"):
            with pytest.raises(Unproven) as caught:
                read(text)
            assert caught.value.sentence.startswith(sentence)


def test_a_key_signs_for_its_own_log_only() -> None:
    """A key that is trusted for another log, and a note of two logs: the origin's key counts."""
    other = signer("other.example", seed=2)
    forged = sealed(MINE, other)
    with pytest.raises(Unproven, match="None of the keys given signed this"):
        checkpoint_of(forged, [signer().public, other.public])
    both = signed(MINE.text, other, signer())
    assert checkpoint_of(both, [signer().public, other.public]) == MINE
    with pytest.raises(Unproven, match="None of the keys given signed this"):
        checkpoint_of(both, [other.public])


@pytest.mark.parametrize("keys", [[], [signer(seed=2).public], [signer("other.example").public]])
def test_an_unknown_key_proves_nothing(keys: list[object]) -> None:
    with pytest.raises(Unproven, match="None of the keys given signed this; it is signed by log"):
        checkpoint_of(sealed(MINE, signer()), keys)  # type: ignore[arg-type]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_edited_checkpoint_passes(data: st.DataObject) -> None:
    note = sealed(MINE, signer())
    place = data.draw(st.integers(0, len(note) - 1))
    piece = data.draw(st.characters(codec="utf-8"))
    edited = note[:place] + piece + note[place + 1 :]
    if edited != note:
        with pytest.raises(Unproven):
            checkpoint_of(edited, [key_of(signer().public.vkey)])


def test_checkpoints_are_found_in_any_text() -> None:
    notes = [sealed(Checkpoint("log.example", size, ROOT), signer()) for size in (1, 20, 300)]
    quoted = "".join(f"> {line}\n" for line in notes[1].splitlines())
    shifted = "".join(f"    {line}  \n" for line in notes[2].splitlines())
    text = f"Of today:\r\n\n{notes[0]}\nquoted:\n{quoted}\n\n{shifted}\n{notes[0]}Regards"
    assert notes_in(text) == tuple(notes)
    assert notes_in("\n".join(notes)) == tuple(notes)
    assert notes_in(notes[0].replace("\n", "\r\n")) == (notes[0],)
    assert notes_in(notes[0].removesuffix("\n")) == (notes[0],)


@pytest.mark.parametrize(
    "around",
    [
        "```{}```",
        "```\n{}\n```",
        '"{}"',
        "“{}”,",
        "\u00a0\u00a0{}",
        "> > {}",
        "* {}",
        "- {}\n- and more",
        "3. `{}`",
    ],
)
def test_what_stands_around_a_checkpoint_is_left_out(around: str) -> None:
    note = sealed(MINE, signer())
    assert notes_in(around.format(note.removesuffix("\n"))) == (note,)
    each = "\n".join(around.format(one) if one else "" for one in note.splitlines())
    assert notes_in(each) == (note,) or "\n" in around


def test_a_name_may_begin_as_a_quotation_does() -> None:
    note = sealed(Checkpoint("'log", 2, ROOT), signer("'log"))
    assert note in notes_in(note)


def test_a_file_of_checkpoints_is_never_held_as_a_whole() -> None:
    note, read = sealed(MINE, signer()), 0

    def lines() -> Iterator[str]:
        nonlocal read
        for _ in range(3):
            for one in f"{note}\n".splitlines():
                read += 1
                yield one

    found = notes_of(lines())
    assert (next(found), read) == (note, 6)
    assert list(found) == [note, note]


@pytest.mark.parametrize("text", ["", "nothing", MINE.text, f"{MINE.text}\n", "— log.example AAAA"])
def test_a_text_without_a_checkpoint_has_none(text: str) -> None:
    assert notes_in(text) == ()
