"""An export proves what it holds, or it is refused with the line and the entry named."""

import tracemalloc
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.canonical import canonical, digest
from chatops.ledger.chain import link
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
from chatops.ledger.walk import Spoken, Step
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


def test_erased_words_are_those_that_redactions_tell_of() -> None:
    erased = [Spoken("comment", None, None)]
    lines = at(2, entry_line(STEPS[1], erased, None))
    assert refusal(lines).startswith("Line 12: Of 1 texts nothing is left, but the entries tell of")
    told = digest(["CR-1", 1, "comment"])
    every = sha256(told.encode()).hexdigest()
    for event in ({"words": 1}, {"words": 1, "all_words": every}):
        assert proof_of(redaction(event)).erased == 1
    for wrong, sentence in (
        ({"words": True}, "Of 1 texts nothing is left"),
        ({"words": 1, "all_words": "a" * 64}, "Other texts are erased here"),
    ):
        assert refusal(redaction(wrong)).startswith(f"Line 5: {sentence}")


def redaction(told: Mapping[str, object]) -> list[bytes]:
    """Return the export of an entry whose words are erased, and of one that tells so."""
    made = exports.following({"tag": "person:redacted", **told})
    return [*whole(made, [Spoken("comment", None, None)]), end_line(2, 1, 0)]


def whole(made: list[Step], words: list[Spoken]) -> list[bytes]:
    lines = [header_line(exports.header(made)), entry_line(made[0], words, None)]
    lines += [entry_line(one, (), None) for one in made[1:]]
    return [*lines, checkpoint_line(exports.note(made))]


def test_what_an_entry_holds_is_a_witness_of_what_stands_above_it() -> None:
    first = exports.note(exports.steps(("CR-1",)))
    other = sealed(Checkpoint("log.example", 1, bytes(32)), signer())
    early = sealed(Checkpoint("log.example", 2, bytes(32)), signer())
    foreign = exports.note(exports.steps(("CR-1",)), signer(seed=2))
    for event, sentence in (
        ({"tag": "digest:sent", "checkpoint": first}, ""),
        ({"tag": "digest:attested", "checkpoint": first}, ""),
        ({"tag": "digest:sent", "checkpoint": ""}, ""),
        ({"tag": "other", "checkpoint": other}, ""),
        ({"tag": "key:rotated", "size": 1}, ""),
        ({"tag": "digest:sent", "checkpoint": other}, "It holds a checkpoint of 1 entries that is"),
        ({"tag": "digest:attested", "checkpoint": other}, "It holds a checkpoint of 1 entries"),
        ({"tag": "digest:sent", "checkpoint": early}, "It says that the log had 2 entries, but is"),
        ({"tag": "digest:sent", "checkpoint": foreign}, "None of the keys given signed this"),
        ({"tag": "digest:sent", "checkpoint": "x"}, "A signed note ends in"),
        ({"tag": "key:rotated", "size": 2}, "It says that the log had 2 entries, but is itself"),
    ):
        made = exports.following(event)
        lines = whole(made, exports.words())
        lines[2:2] = [checkpoint_line(first)]
        lines.append(end_line(2, 2, 0))
        if sentence:
            assert refusal(lines).startswith(f"Line 4: entry 1 of other:1: {sentence}")
        else:
            assert proof_of(lines).entries == 2


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


def test_what_waits_for_its_predecessor_is_kept_without_its_text() -> None:
    """However large the entries are that come before their predecessors."""
    lines = [WHOLE[0], *(_large(number, leaf) for leaf, number in enumerate(range(2, 42)))]
    tracemalloc.start()
    with pytest.raises(Unproven, match="The export was cut off"):
        proven_export(lines, KEY)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(lines) / 2 * LARGE


LARGE = 100_000


def _large(number: int, leaf: int) -> bytes:
    event = {"tag": "x", "text": "x" * LARGE}
    body = canonical({"scope": "CR-1", "number": number, "at": "x", "event": event}).decode()
    before = "a" * 64
    step = Step(leaf, "CR-1", number, "x", "x", body, link(before, body), before)
    return entry_line(step, (), None)


def test_nothing_that_is_kept_can_be_large() -> None:
    long, before = "C" * 1001, "a" * 66
    body = canonical({"scope": long, "number": 2, "at": "x", "event": {"tag": "x"}}).decode()
    step = Step(0, long, 2, "x", "x", body, link("a" * 64, body), "a" * 64)
    assert "Its scope is longer than 1,000 characters." in refusal(
        at(1, entry_line(step, (), None))
    )
    body = canonical({"scope": "C", "number": 2, "at": "x", "event": {"tag": "x"}}).decode()
    step = Step(0, "C", 2, "x", "x", body, link(before, body), before)
    assert "It does not fit its hash" in refusal(at(1, entry_line(step, (), None)))


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


def test_what_a_replaced_key_signed_proves_nothing_but_inside_what_the_next_one_signed() -> None:
    new = signer(seed=2)
    handed = rotated(signer(), new, 7)
    for whole in (WHOLE, PART):
        is_all = whole is WHOLE
        head = exports.header(STEPS, rotations=(handed,), complete=is_all, filter="x")
        lines = [header_line(head), *whole[1:]]
        assert proof_of(lines).entries == (7 if is_all else 4)
        assert refusal(lines, keys=(new.public,)).startswith(
            "Line 1: It was signed with a key that was replaced at 7 entries, before that or by "
        )
        both = (new.public, *KEY)
        assert "no rotation here binds them" in refusal(whole, keys=both)
        head = replace(head, checkpoint=exports.note(STEPS, new))
        proof = proven_export([header_line(head), *whole[1:]], (new.public,), [exports.note(STEPS)])
        assert proof.compared == 1


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


def test_hashes_and_salts_have_one_spelling() -> None:
    salt = exports.SALT.hex()
    for other in (salt.upper(), f"{salt[:2]} {salt[2:]}"):
        sentence = refusal(edited(2, salt, other))
        assert sentence.startswith("Line 3: entry 2 of CR-1: The words of its comment are not")
    line = read_line(PART[2])
    again = _written(line | {"previous": line["previous"].upper()})
    assert again != PART[2]
    assert "It does not fit its hash" in refusal([*PART[:2], again, *PART[3:]])
