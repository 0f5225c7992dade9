"""The lines of an export: JSON Lines in canonical form, so that there is one way to write each.

The first says which log it is and how much of it. Then come the entries in the order of the log,
after them the texts of policies they name, and an end that counts. In a complete export each
checkpoint stands behind the last entry it covers; in one that was filtered each entry has its
inclusion proof. All hashes are hexadecimal, proofs Base64.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from chatops.ledger.unproven import Unproven
from chatops.ledger.walk import Spoken, Step

FORMAT = "chatops-export/1"
BEGINS = b'{"checkpoint":'
"""How the first line begins: its members are sorted."""
LONGEST = 16_000_000
HEADER = frozenset({"format", "origin", "complete", "filter", "size", "checkpoint", "rotations"})
ENTRY = frozenset({"index", "body", "hash", "previous", "words"})
CHECKPOINT, POLICY = frozenset({"checkpoint"}), frozenset({"policy", "text"})
END = frozenset({"end"})

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Header:
    """Which log this is of, as of which checkpoint; `filter` says in words what was asked for."""

    origin: str
    complete: bool
    filter: str
    size: int
    checkpoint: str
    rotations: tuple[str, ...]


def header_line(header: Header) -> bytes:
    """Return the first line."""
    told = {name: getattr(header, name) for name in HEADER - {"format", "rotations"}}
    return _written(told | {"format": FORMAT, "rotations": list(header.rotations)})


def entry_line(step: Step, words: Iterable[Spoken], path: Sequence[bytes] | None) -> bytes:
    """Return the line of a sealed entry; `path` is its proof where not all entries are there."""
    line: Line = {
        "index": step.leaf,
        "body": step.body,
        "hash": step.hash,
        "previous": step.before,
        "words": [one._asdict() for one in sorted(words)],
    }
    if path is not None:
        line["path"] = [base64.b64encode(one).decode() for one in path]
    return _written(line)


def checkpoint_line(note: str) -> bytes:
    """Return the line of a checkpoint over all entries above it."""
    return _written({"checkpoint": note})


def policy_line(digest: str, text: str) -> bytes:
    """Return the line of a policy's text."""
    return _written({"policy": digest, "text": text})


def end_line(entries: int, checkpoints: int, policies: int) -> bytes:
    """Return the last line, which counts those above it."""
    counted = {"entries": entries, "checkpoints": checkpoints, "policies": policies}
    return _written({"end": counted})


def read_line(raw: bytes) -> Line:
    """Return what a line says; raise `Unproven` where it is not written as it is here."""
    if len(raw) > LONGEST:
        raise Unproven(f"It is longer than {LONGEST:,} bytes.")
    if not raw.endswith(b"\n"):
        raise Unproven("The export was cut off here.")
    try:
        value = orjson.loads(raw)
        again = _written(value)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        raise Unproven("It is not JSON.") from None
    if again != raw or type(value) is not dict:
        raise Unproven("It is not JSON as an export writes it; somebody changed it.")
    return value


def header_of(raw: bytes) -> Header:
    """Return what the first line says; raise `Unproven`."""
    line = read_line(raw)
    if line.get("format") != FORMAT or line.keys() != HEADER:
        raise Unproven(f"It is not the header of an export ({FORMAT}).")
    kinds = {"origin": str, "complete": bool, "filter": str, "size": int, "checkpoint": str}
    if any(type(line[name]) is not kind for name, kind in kinds.items()):
        raise Unproven("In the header of the export something has another type.")
    rotations = line["rotations"]
    if type(rotations) is not list or any(type(one) is not str for one in rotations):
        raise Unproven("In the header of the export the rotations are no list of notes.")
    told = {name: line[name] for name in kinds}
    return Header(**told, rotations=tuple(rotations))


def words_of(line: Line) -> list[Spoken]:
    """Return the words of an entry's line; raise `Unproven`."""
    words = line["words"]
    if type(words) is not list or any(type(one) is not dict for one in words):
        raise Unproven("Its words are no list.")
    for one in words:
        if one.keys() != {"field", "salt", "text"} or type(one["field"]) is not str:
            raise Unproven("Its words are not field, salt and text.")
        if any(one[name] is not None and type(one[name]) is not str for name in ("salt", "text")):
            raise Unproven("Its words are not field, salt and text.")
    return [Spoken(**one) for one in words]


def _written(line: Any) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
