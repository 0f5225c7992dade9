"""A new key takes over from an old one: both sign that they are keys of the same log.

Whoever trusts either key can then check what the other signed: checkpoints of the old one up to
the size at which the new one took over, and those of the new one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from chatops.ledger.checkpoint import Checkpoint, checkpoint_of
from chatops.ledger.keys import PublicKey, Signer, key_of
from chatops.ledger.note import Note, parsed, signed, signers
from chatops.ledger.unproven import Unproven

_TITLE = "chatops audit key rotation"
_LINES = 4


@dataclass(frozen=True, slots=True)
class Rotation:
    """`after` signs in place of `before` from the checkpoint after `size` entries on."""

    before: PublicKey
    after: PublicKey
    size: int

    @property
    def text(self) -> str:
        """Return what both keys sign."""
        return f"{_TITLE}\n{self.before.vkey}\n{self.after.vkey}\n{self.size}\n"


def rotated(before: Signer, after: Signer, size: int) -> str:
    """Return the note, signed by both, that hands the log over."""
    return signed(Rotation(before.public, after.public, size).text, before, after)


def rotation_of(note: str) -> Rotation:
    """Return the rotation of a note that both of its keys signed; raise `Unproven`."""
    found = parsed(note)
    rotation = _read(found)
    if len(signers(found, (rotation.before, rotation.after))) != 2:  # noqa: PLR2004 - both
        raise Unproven("The rotation of a key is not signed by both keys.")
    return rotation


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that are trusted, and up to which size each that was replaced may have signed."""

    keys: tuple[PublicKey, ...]
    retired: Mapping[PublicKey, int]

    def checkpoint(self, note: str) -> Checkpoint:
        """Return the checkpoint of a note that one of the keys signed; raise `Unproven`."""
        found = checkpoint_of(note, self.keys)
        by = signers(parsed(note), (one for one in self.keys if one.name == found.origin))
        if all(found.size > self.retired.get(one, found.size) for one in by):
            most = max(self.retired[one] for one in by)
            sentence = f"A key that was replaced at {most} entries signed {found.size} entries."
            raise Unproven(sentence)
        return found


def keyring(keys: Iterable[PublicKey], notes: Iterable[str] = ()) -> Keyring:
    """Return the keys with those that rotations bind to any of them; raise `Unproven`.

    Rotations lead from one key to one other, at sizes that never go back: else whoever got hold
    of a key that was replaced could hand the log over once more, to a key of their own.
    """
    found, retired = dict.fromkeys(keys), dict[PublicKey, int]()
    for line in _lines(dict.fromkeys(map(rotation_of, notes))):
        members = dict.fromkeys([line[0].before, *(one.after for one in line)])
        if not found.keys().isdisjoint(members):
            found |= members
            retired |= {one.before: one.size for one in line}
    return Keyring(tuple(found), retired)


def _lines(rotations: Collection[Rotation]) -> Iterator[list[Rotation]]:
    """Yield the rotations as lines, each from a key that replaced none; raise `Unproven`."""
    following = {one.before: one for one in rotations}
    taken_over = {one.after for one in rotations}
    if len(following) < len(rotations) or len(taken_over) < len(rotations):
        raise Unproven("The rotations of keys fork: a key was replaced twice, or took over twice.")
    left = len(rotations)
    for first in (one for one in rotations if one.before not in taken_over):
        line = [first]
        while step := following.get(line[-1].after):
            if step.size < line[-1].size:
                raise Unproven("The rotations of keys go back in the log.")
            line.append(step)
        left -= len(line)
        yield line
    if left:
        raise Unproven("The rotations of keys lead back to a key that was replaced.")


def _read(note: Note) -> Rotation:
    title, *rest = note.text.splitlines()
    if title != _TITLE or len(rest) != _LINES - 1 or not _is_number(rest[2]):
        raise Unproven("That is no rotation of a key.")
    before, after = key_of(rest[0]), key_of(rest[1])
    if before.name != after.name or before == after:
        raise Unproven("A rotation binds two keys of the same log.")
    return Rotation(before, after, int(rest[2]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20  # noqa: PLR2004 - 64 bits
