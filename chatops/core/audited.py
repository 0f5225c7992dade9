"""An event as the audit log keeps it: private texts as commitments, the texts themselves beside.

`FIELD_commitment` stands in the place of each private field (empty for an empty text). Entries of
earlier versions have the text itself there, or an unsalted `FIELD_digest`; they stay as they are.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from chatops.core.events import TYPES, Event, as_json
from chatops.core.private import ALTERED, ERASED
from chatops.ledger.canonical import canonical
from chatops.ledger.commitment import commit_canonical, opens

_COMMITMENT = "_commitment"


@dataclass(frozen=True, slots=True)
class Word:
    """What opens the commitment of one field of an entry: its salt and its canonical JSON.

    `person` (directory id) wrote it, or is empty. Erased, it has neither `salt` nor `text`.
    """

    field: str
    person: str
    salt: bytes | None
    text: str | None


def audited(event: Event, salt: Callable[[], bytes]) -> tuple[dict[str, Any], tuple[Word, ...]]:
    """Return the event as an entry holds it, and the words that go beside; each gets a salt."""
    stored, words = as_json(event), []
    for name, by in private_fields(event.TAG):
        value, commitment = stored.pop(name), ""
        if value:
            secret, text = salt(), canonical(value)
            commitment = commit_canonical(secret, text)
            words.append(Word(name, stored[by] if by else "", secret, text.decode()))
        stored[name + _COMMITMENT] = commitment
    return stored, tuple(words)


def retold(stored: Mapping[str, Any], words: Iterable[Word]) -> dict[str, Any]:
    """Return the event of an entry with its private fields besides, under their own names.

    An erased text reads `ERASED`, and one that does not open its commitment `ALTERED`.
    """
    told, found = dict(stored), {one.field: one for one in words}
    for key, commitment in stored.items():
        if key.endswith(_COMMITMENT):
            name = key.removesuffix(_COMMITMENT)
            value = _opened(commitment, found.get(name)) if commitment else ""
            if type(value) is str and name in _lists(stored.get("tag", "")):
                value = [value] if value else []
            told[name] = value
    return told


def _opened(commitment: str, word: Word | None) -> Any:
    if word is None:
        return ALTERED
    if word.salt is None or word.text is None:
        return ERASED
    value = json.loads(word.text)
    return value if opens(commitment, word.salt, value) else ALTERED


def misattributed(event: Mapping[str, Any], writers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields of an entry's event of which the words name another writer beside."""
    tag = event.get("tag")
    fields_by = private_fields(tag) if tag in TYPES else ()
    return tuple(
        name
        for name, by in fields_by
        if name in writers and writers[name] != ((event.get(by) if by else "") or "")
    )


@cache
def private_fields(tag: str) -> tuple[tuple[str, str], ...]:
    """Return the private fields of the event with this tag, each with who wrote it by field."""
    marked = ((one.name, one.metadata.get("private")) for one in fields(TYPES[tag]))
    return tuple((name, by) for name, by in marked if by is not None)


@cache
def _lists(tag: str) -> frozenset[str]:
    """Return the fields of the event with this tag that hold several texts."""
    kind = TYPES.get(tag)
    found = fields(kind) if kind else ()
    return frozenset(one.name for one in found if one.type is not str)
