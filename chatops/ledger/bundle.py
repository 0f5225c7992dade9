"""A proof as one file: all entries of a scope, and that a signed log holds them.

The file is JSON with the members of `MEMBERS`: `evidence.py` lists those of an entry; `asked` is
the log's own entry that somebody asked for this proof, which says how many entries there were, so
that none can be cut off its end; `key` names the key that signed the checkpoint, `rotations` are
the signed notes that bind it to earlier ones, and `policies` are the texts of which the
entries hold the digests (SHA-256). Nothing else is needed to check it but a public key of the log.
It is read strictly, and fails closed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from chatops.ledger import evidence
from chatops.ledger.checkpoint import Checkpoint, claimed_checkpoint
from chatops.ledger.dsse import key_name
from chatops.ledger.evidence import Evidence, ProvenEntry
from chatops.ledger.keys import PublicKey
from chatops.ledger.rotation import MOST_ROTATIONS, keyring
from chatops.ledger.strict_json import list_of, members_of, strict_json, text_of
from chatops.ledger.unproven import Unproven

FORMAT = "chatops-proof/1"
MEMBERS = ("format", "about", "entries", "asked", "checkpoint", "rotations", "key", "policies")
READS, READ, PROOF = "audit:reads", "trail:read", "proof"
"""Scope, tag and kind of the entry that a proof was asked for."""

MOST_CHARACTERS = 8_000_000
"""A longer proof is not read: some five thousand entries. Of more than that an export is made."""

_LONGEST_SCOPE, _LONGEST_KEY = 300, 300
_MOST_POLICIES, _MOST_BRACKETS = 10_000, 400_000
_OBJECT = re.compile(r"\s*\{")
_FORMAT = re.compile(r'"format"\s*:\s*"chatops-proof/')  # quotes inside a text have a backslash


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof proves: these are entries 1 to n of the scope `about` in the log.

    `key` signed the checkpoint. `asked` says that they were all when somebody asked; what came
    later is not in it. `policies` are texts by their digest, `missing` the digests that an entry
    names and no text is there for.
    """

    about: str
    checkpoint: Checkpoint
    key: PublicKey
    entries: tuple[ProvenEntry, ...]
    asked: ProvenEntry
    policies: Mapping[str, str]
    missing: tuple[str, ...]


def asked_of(about: str, entries: int) -> str:
    """Return how the log names what was asked for: `CR-1#7`, the first seven entries of CR-1."""
    return f"{about}#{entries}"


def made(
    about: str,
    entries: Iterable[Evidence],
    asked: Evidence,
    *,
    checkpoint: str,
    key: PublicKey,
    rotations: Iterable[str],
    policies: Mapping[str, str],
) -> str:
    """Return the file: `checkpoint` is the note that `key` signed."""
    document = {
        "format": FORMAT,
        "about": about,
        "entries": [evidence.written(one) for one in entries],
        "asked": evidence.written(asked),
        "checkpoint": checkpoint,
        "rotations": list(rotations),
        "key": key_name(key),
        "policies": [{"digest": digest, "text": text} for digest, text in policies.items()],
    }
    return json.dumps(document, separators=(",", ":")) + "\n"


def is_bundle(text: str) -> bool:
    """Tell whether a file is a proof by what it says of itself, in whatever order and layout."""
    return _OBJECT.match(text) is not None and _FORMAT.search(text) is not None


def proven(text: str, keys: Iterable[PublicKey]) -> Proven:
    """Return what the file proves to whoever trusts one of the keys; raise `Unproven`."""
    members = _members(text)
    about = text_of(members["about"], "What the proof is about", _LONGEST_SCOPE)
    checkpoint, key = _checkpoint(members, tuple(keys))
    found = list_of(members["entries"], "What the proof holds")
    entries = tuple(
        evidence.read(one, about, number, checkpoint) for number, one in enumerate(found, start=1)
    )
    asked = _asked(members["asked"], asked_of(about, len(entries)), checkpoint)
    named = dict.fromkeys(one for entry in entries for one in policies_of(entry.event))
    policies = _policies(members["policies"], named)
    missing = tuple(one for one in named if one not in policies)
    return Proven(about, checkpoint, key, entries, asked, policies, missing)


def policies_of(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield the digest of the policy under which an event happened, where it names one."""
    found = event.get("policy_digest")
    if isinstance(found, str) and found:
        yield found


def _members(text: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise Unproven(f"A proof has {MOST_CHARACTERS:,} characters at most.")
    if text.count("{") + text.count("[") > _MOST_BRACKETS:  # each costs some 200 bytes to read
        raise Unproven(f"A proof has {_MOST_BRACKETS:,} brackets at most.")
    value = strict_json(text, "The proof")
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Unproven(f"That is no proof of the format {FORMAT}.")
    return members_of(value, MEMBERS, "the proof")


def _checkpoint(
    members: Mapping[str, Any], keys: tuple[PublicKey, ...]
) -> tuple[Checkpoint, PublicKey]:
    """Return the checkpoint, and the key that signed it and could at that size."""
    note = members["checkpoint"]
    if not isinstance(note, str):
        raise Unproven("The checkpoint of the proof is no text.")
    _check_origin(claimed_checkpoint(note), keys)
    found, by = keyring(keys, _rotations(members["rotations"])).signed(note)
    name = text_of(members["key"], "The key's name in the proof", _LONGEST_KEY)
    for one in by:
        if key_name(one) == name:
            return found, one
    raise Unproven("The checkpoint is not signed by the key that the proof names.")


def _check_origin(claimed: Checkpoint, keys: tuple[PublicKey, ...]) -> None:
    names = sorted({one.name for one in keys})
    if not names:
        raise Unproven("Without a public key of the log nothing can be proved.")
    if claimed.origin not in names:
        given = ", ".join(names)
        raise Unproven(
            f"The proof is of the log {claimed.origin[:_LONGEST_KEY]}; the key is of {given}."
        )


def _asked(value: Any, of: str, checkpoint: Checkpoint) -> ProvenEntry:
    found = evidence.read(value, READS, None, checkpoint)
    told = (found.tag, found.event.get("what"), found.event.get("about"))
    if told != (READ, PROOF, of) or not isinstance(found.event.get("by"), str):
        raise Unproven(
            f"The log does not say that a proof of {of} was asked for: entries are missing."
        )
    return found


def _rotations(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ROTATIONS:
        raise Unproven(f"The rotations are no list of at most {MOST_ROTATIONS} notes.")
    if not all(isinstance(one, str) for one in value):
        raise Unproven("A rotation in the proof is no text.")
    return value


def _policies(value: Any, named: Mapping[str, None]) -> dict[str, str]:
    if not isinstance(value, list) or len(value) > _MOST_POLICIES:
        raise Unproven(f"The policies are no list of at most {_MOST_POLICIES:,} texts.")
    found: dict[str, str] = {}
    for one in value:
        members = members_of(one, ("digest", "text"), "a policy of the proof")
        digest, text = members["digest"], members["text"]
        if not isinstance(digest, str) or digest not in named or digest in found:
            raise Unproven("A policy of the proof stands there twice, or no entry names it.")
        if not isinstance(text, str) or sha256(_bytes(text)).hexdigest() != digest:
            raise Unproven(f"The text of policy {digest[:12]} is another one than was in force.")
        found[digest] = text
    return found


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
