"""One entry of a proof: its body, where in the log it is, and the words that open its commitments.

`written` and `read` are the two ways; what is read is checked against the checkpoint at once.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from chatops.ledger.checkpoint import Checkpoint
from chatops.ledger.commitment import SALT_BYTES, opens
from chatops.ledger.entry import Body, body_of
from chatops.ledger.keys import decoded_base64
from chatops.ledger.merkle import check_inclusion, leaf_hash
from chatops.ledger.strict_json import members_of, text_of
from chatops.ledger.unproven import Unproven

_SUFFIX = "_commitment"
_SALT = re.compile(rf"[0-9a-f]{{{2 * SALT_BYTES}}}")
_MOST_HASHES = 64  # of a log of 2**64 entries
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class OpenedWord:
    """What somebody wrote into a field: salt and value (a text, or several) open its commitment."""

    field: str
    salt: bytes
    value: str | list[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Leaf `index` of the log is an entry with this body; `path` proves it."""

    index: int
    body: str
    path: tuple[bytes, ...]
    words: tuple[OpenedWord, ...]


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An entry that the log holds. `withheld` are the fields whose words are not shown."""

    index: int
    number: int
    at: datetime
    event: Mapping[str, Any]
    body: str
    words: tuple[OpenedWord, ...]
    withheld: tuple[str, ...]

    @property
    def tag(self) -> str:
        """Return what happened, as the event calls it."""
        return str(self.event["tag"])


def written(evidence: Evidence) -> dict[str, Any]:
    """Return the JSON members of the entry."""
    return {
        "index": evidence.index,
        "body": evidence.body,
        "path": [base64.b64encode(one).decode() for one in evidence.path],
        "words": [
            {"field": one.field, "salt": one.salt.hex(), "value": one.value}
            for one in evidence.words
        ],
    }


def read(value: Any, scope: str, number: int | None, checkpoint: Checkpoint) -> ProvenEntry:
    """Return entry `number` of the scope, which has to be in the log; raise `Unproven`.

    Without a number it may be any entry of the scope.
    """
    what = f"entry {number} of {scope}" if number else f"the entry of {scope}"
    members = members_of(value, ("index", "body", "path", "words"), what)
    body = _body(members["body"], what)
    _check_place(body, scope, number, what)
    index, path = _index(members["index"], what), _path(members["path"], what)
    leaf = leaf_hash(members["body"].encode())
    try:
        check_inclusion(leaf, index, checkpoint.size, path, checkpoint.root)
    except Unproven as error:
        sentence = f"The log does not hold {what} as it stands here."
        raise Unproven(f"{sentence} {error.sentence}") from None
    words, event = _words(members["words"], body["event"], what), body["event"]
    opened = {one.field for one in words}
    withheld = tuple(one for one in _committed(event) if one not in opened)
    at = _moment(body["at"], what)
    return ProvenEntry(index, body["number"], at, event, members["body"], words, withheld)


def _body(written: Any, what: str) -> Body:
    if not isinstance(written, str):
        raise Unproven(f"The body of {what} is no text.")
    try:
        return body_of(written.encode())
    except UnicodeEncodeError:  # half of a surrogate pair
        raise Unproven(f"The body of {what} is no text.") from None
    except Unproven as error:
        raise Unproven(f"What stands here for {what} is no entry. {error.sentence}") from None


def _check_place(body: Body, scope: str, number: int | None, what: str) -> None:
    if body["scope"] != scope:
        raise Unproven(f"In the place of {what} there is an entry of another scope.")
    if number is not None and body["number"] != number:
        found = str(body["number"])[:20]
        raise Unproven(f"In the place of {what} there is entry {found}: one is missing or moved.")


def _index(value: Any, what: str) -> int:
    if type(value) is not int or not 0 <= value < 1 << _MOST_HASHES:
        raise Unproven(f"The index of {what} is no number of an entry in a log.")
    return value


def _path(value: Any, what: str) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > _MOST_HASHES:
        raise Unproven(f"The path of {what} is no list of at most {_MOST_HASHES} hashes.")
    if not all(isinstance(one, str) for one in value):
        raise Unproven(f"A hash in the path of {what} is no text.")
    return tuple(decoded_base64(one, f"the path of {what}") for one in value)


def _moment(written: str, what: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):  # the first or the last day there is, in another zone
        pass
    raise Unproven(f"The time of {what} is no moment in a time zone.")


def _words(value: Any, event: Mapping[str, Any], what: str) -> tuple[OpenedWord, ...]:
    if not isinstance(value, list):
        raise Unproven(f"The words of {what} are no list.")
    words = tuple(_word(one, event, what) for one in value)
    if len({one.field for one in words}) < len(words):
        raise Unproven(f"The words of a field of {what} stand there twice.")
    return words


def _word(value: Any, event: Mapping[str, Any], what: str) -> OpenedWord:
    members = members_of(value, ("field", "salt", "value"), f"the words of {what}")
    field = text_of(members["field"], f"The field of the words of {what}", _LONGEST_NAME)
    salt, told = members["salt"], members["value"]
    if not isinstance(salt, str) or not _SALT.fullmatch(salt):
        raise Unproven(f"The salt of “{field}” of {what} is not in hexadecimal.")
    texts = told if isinstance(told, list) else [told]
    if not all(isinstance(one, str) for one in texts):
        raise Unproven(f"The words in “{field}” of {what} are no text.")
    commitment = event.get(field + _SUFFIX)
    if not isinstance(commitment, str) or not _opens(commitment, salt, told):
        raise Unproven(f"The words in “{field}” of {what} are not those that were written.")
    return OpenedWord(field, bytes.fromhex(salt), told)


def _opens(commitment: str, salt: str, told: Any) -> bool:
    try:
        return opens(commitment, bytes.fromhex(salt), told)
    except (ValueError, rfc8785.CanonicalizationError):  # half of a surrogate pair
        return False


def _committed(event: Mapping[str, Any]) -> Iterable[str]:
    """Yield the fields for whose words there is a commitment."""
    for name, commitment in event.items():
        if name.endswith(_SUFFIX) and commitment:
            yield name.removesuffix(_SUFFIX)
