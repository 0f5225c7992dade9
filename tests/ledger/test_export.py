"""An export proves what it holds, or it is refused with the line and the entry named."""

from collections.abc import Iterable
from dataclasses import replace

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.export import ExportProof, proven_export
from chatops.ledger.export_lines import (
    LONGEST,
    checkpoint_line,
    end_line,
    entry_line,
    header_line,
    policy_line,
    read_line,
)
from chatops.ledger.keys import PublicKey
from chatops.ledger.rotation import rotated
from chatops.ledger.unproven import Unproven
from chatops.ledger.walk import Spoken
from tests.ledger import exports
from tests.ledger.signing import signer

KEY = (signer().public,)
WHOLE, PART = exports.complete(), exports.filtered()
STEPS = exports.steps()


def proof_of(lines: Iterable[bytes], *against: str) -> ExportProof:
    return proven_export(lines, KEY, against)


def refusal(lines: Iterable[bytes], *against: str, keys: tuple[PublicKey, ...] = KEY) -> str:
    with pytest.raises(Unproven) as caught:
        proven_export(lines, keys, against)
    return caught.value.sentence


def test_a_complete_export_is_proved() -> None:
    proof = proof_of(WHOLE)
    assert (proof.entries, proof.checkpoints, proof.opened, proof.erased) == (7, 2, 7, 0)
    assert (proof.policies, proof.missing) == (1, 0)
    assert proof.checkpoint == Checkpoint("log.example", 7, exports.root(STEPS))


def test_a_filtered_one_is_proved_entry_by_entry() -> None:
    proof = proof_of(PART)
    assert (proof.entries, proof.header.complete, proof.header.filter) == (4, False, "change CR-1")


@pytest.mark.parametrize("whole", [WHOLE, PART], ids=["complete", "filtered"])
def test_no_line_can_be_missing_doubled_or_swapped_with_the_next(whole: list[bytes]) -> None:
    for place in range(len(whole)):
        assert refusal([*whole[:place], *whole[place + 1 :]])
        assert refusal([*whole[:place], whole[place], *whole[place:]])
    for place in range(len(whole) - 1):
        one, other = whole[place : place + 2]
        assert refusal([*whole[:place], other, one, *whole[place + 2 :]])


@pytest.mark.parametrize("whole", [WHOLE, PART], ids=["complete", "filtered"])
def test_it_can_end_nowhere_else(whole: list[bytes]) -> None:
    text = b"".join(whole)
    for end in range(0, len(text), 97):
        assert refusal(text[:end].splitlines(keepends=True))
    assert "There is more after the end" in refusal([*whole, whole[-1]])


@pytest.mark.parametrize("whole", [WHOLE, PART], ids=["complete", "filtered"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_no_byte_can_be_another(whole: list[bytes], data: st.DataObject) -> None:
    text = bytearray(b"".join(whole))
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] ^= data.draw(st.integers(1, 255))
    try:
        again = proof_of(bytes(text).splitlines(keepends=True))
    except Unproven:
        return
    told = b'"filter":"change CR-1"'  # words about it, which nobody signed
    assert told in b"".join(whole)
    assert replace(again.header, filter="") == replace(proof_of(whole).header, filter="")


def edited(place: int, old: str, new: str) -> list[bytes]:
    line = WHOLE[place].decode()
    assert old in line
    return [*WHOLE[:place], line.replace(old, new, 1).encode(), *WHOLE[place + 1 :]]


def at(place: int, line: bytes) -> list[bytes]:
    return [*WHOLE[:place], line, *WHOLE[place + 1 :]]


OTHER = exports.steps(("CR-1", "CR-1", "CR-9"))
TABLE: list[tuple[list[bytes], str]] = [
    ([], "The export was cut off: it has no end after line 0."),
    (WHOLE[:5], "The export was cut off: it has no end after line 5."),
    ([*WHOLE[:5], WHOLE[5][:-9]], "Line 6: The export was cut off here."),
    (at(3, b"x" * (LONGEST + 1)), "Line 4: It is longer than 16,000,000 bytes."),
    (at(3, b"x\n"), "Line 4: It is not JSON."),
    (at(3, b"[1]\n"), "Line 4: It is not JSON as an export writes it; somebody changed it."),
    (at(3, b'{"a": 1}\n'), "Line 4: It is not JSON as an export writes it; somebody changed it."),
    (at(3, b'{"a":1}\n'), "Line 4: It is no line of such an export."),
    (edited(0, "chatops-export/1", "chatops-export/2"), "Line 1: It is not the header of"),
    (edited(0, '"size":7', '"size":8'), "Line 1: The checkpoint in the header is of another log"),
    (edited(0, '"size":7', '"size":"7"'), "Line 1: In the header of the export something has"),
    (edited(0, '"rotations":[]', '"rotations":{}'), "Line 1: In the header of the export the"),
    (edited(0, '"rotations":[]', '"rotations":["x"]'), "Line 1: A signed note ends in"),
    (
        edited(0, '"complete":true', '"complete":false'),
        "Line 2: It is no line of such an export.",
    ),
    (
        [*WHOLE[:2], *WHOLE[3:]],
        "Line 3: entry 1 of CR-2: It is leaf 2, where leaf 1 has to be. Lines are missing",
    ),
    (edited(2, "CR-1", "CR-7"), "Line 3: entry 2 of CR-7: It does not fit its hash"),
    (edited(2, '"index":1', '"index":true'), "Line 3: It is not the line of an entry."),
    (edited(2, '"words":[', '"words":[1,'), "Line 3: entry 2 of CR-1: Its words are no list."),
    (
        edited(2, "Good", "Bad!"),
        "Line 3: entry 2 of CR-1: The words of its comment are not those it was written with.",
    ),
    (
        at(2, entry_line(STEPS[1], (), None)),
        "Line 3: entry 2 of CR-1: The words of its comment are missing beside the log.",
    ),
    (
        at(1, entry_line(STEPS[0]._replace(before="a" * 64), exports.words(), None)),
        "Line 2: entry 1 of CR-1: It is the first of its chain, but follows another.",
    ),
    (at(5, checkpoint_line(exports.note(STEPS[:3]))), "Line 6: The checkpoint of 3 entries does"),
    (
        at(5, checkpoint_line(exports.note([*STEPS[:2], *OTHER[:2]]))),
        "Line 6: The checkpoint of 4 entries was signed over others than those above it.",
    ),
    (
        at(5, checkpoint_line(exports.note(STEPS[:4], signer(seed=2)))),
        "Line 6: None of the keys given signed this",
    ),
    (at(10, policy_line(exports.digest_of("x"), "x")), "Line 11: No entry above names this policy"),
    (
        at(10, policy_line(exports.digest_of(exports.POLICY), "x")),
        "Line 11: The text of the policy is not that of its digest.",
    ),
    (at(11, end_line(8, 2, 1)), "Line 12: The end counts other lines than there are."),
    ([*WHOLE[:5], end_line(4, 0, 0)], "Line 6: The entries above are not those of the checkpoint"),
]


@pytest.mark.parametrize(("lines", "sentence"), TABLE)
def test_what_is_wrong_is_named(lines: list[bytes], sentence: str) -> None:
    assert refusal(lines).startswith(sentence)


def test_an_erased_word_is_counted() -> None:
    erased = [Spoken("comment", None, None)]
    proof = proof_of(at(2, entry_line(STEPS[1], erased, None)))
    assert (proof.opened, proof.erased) == (6, 1)


def test_entries_of_two_transactions_may_overlap() -> None:
    """The second entry of a chain may be an earlier leaf than the first."""
    made = exports.steps(("CR-1", "CR-2", "CR-2", "CR-1"))
    order = [made[0], made[2], made[1], made[3]]
    overlapping = [one._replace(leaf=leaf) for leaf, one in enumerate(order)]
    assert proof_of(exports.complete(overlapping)).entries == 4


def test_a_chain_has_to_be_whole_in_the_end() -> None:
    made = exports.steps(("CR-1", "CR-2", "CR-2"))
    gap = [made[0], made[2]._replace(leaf=1)]
    sentence = refusal(exports.complete(gap))
    assert sentence == "Line 6: Entry 1 of CR-2 is missing; there is 2."


def test_another_key_proves_nothing() -> None:
    other = (signer(seed=2).public,)
    assert refusal(WHOLE, keys=other).startswith("Line 1: None of the keys given signed this")
    assert refusal(WHOLE, keys=(signer("other.example").public,)).startswith("Line 1: None of")


def test_a_rotation_binds_the_key_that_took_over() -> None:
    new = signer(seed=2)
    handed = rotated(signer(), new, 4)
    head = exports.header(STEPS, checkpoint=exports.note(STEPS, new), rotations=(handed,))
    lines = [header_line(head), *WHOLE[1:6], *WHOLE[6:9]]
    lines += [checkpoint_line(exports.note(STEPS, new)), *WHOLE[10:]]
    assert proof_of(lines).entries == 7
    assert proven_export(lines, (new.public,)).entries == 7


def test_checkpoints_from_elsewhere_are_compared() -> None:
    first, newest = exports.note(STEPS[:2]), exports.note(STEPS)
    assert proof_of(WHOLE, first, newest).compared == 2
    assert proof_of(PART, newest).compared == 1
    forged = sealed(Checkpoint("log.example", 2, bytes(32)), signer())
    assert "two different logs of one size were signed" in refusal(WHOLE, forged)
    later = exports.note(exports.steps((*exports.SCOPES, "CR-1")))
    assert "The export ends after 7 entries" in refusal(WHOLE, later)
    assert "can only be compared with a checkpoint of its own size" in refusal(PART, first)
    split = sealed(Checkpoint("log.example", 7, bytes(32)), signer())
    assert "a split view" in refusal(PART, split)
    assert "None of the keys given" in refusal(WHOLE, exports.note(STEPS, signer(seed=2)))


def test_an_entry_of_a_filtered_export_needs_its_own_proof() -> None:
    line = read_line(PART[1])
    for path in ([], line["path"][1:], [*line["path"], line["path"][0]], "x", [1], ["x"]):
        again = read_line(PART[2]) | {"path": path}
        lines = [*PART[:2], _written(again), *PART[3:]]
        assert refusal(lines).startswith("Line 3: entry 2 of CR-1: ")


def _written(line: dict[str, object]) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
