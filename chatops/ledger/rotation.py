"""A new key takes over from an old one: both sign that they are keys of the same log.

Trust goes forward only. Whoever trusts a key trusts those that took over from it, each up to the
size at which it was replaced itself. A key that was replaced before the one they trust may have
been found since by anybody: by itself it proves nothing, and counts only for checkpoints that
stand inside a tree which a trusted key signed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from chatops.ledger.checkpoint import Checkpoint, read_checkpoint
from chatops.ledger.keys import PublicKey, Signer, key_of
from chatops.ledger.note import Note, parsed, signed, signed_by, signers
from chatops.ledger.unproven import Unproven

MOST_ROTATIONS = 100
"""More are not read: a key a month, for eight years."""

_TITLE = "chatops audit key rotation"
_LINES, _BOTH, _LONGEST = 4, 2, 2_000
_THEN = "ask for a new one, or give the key of then."


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
    if len(note) > _LONGEST:
        raise Unproven(f"The rotation of a key has {_LONGEST:,} characters at most.")
    found = parsed(note)
    rotation = _read(found)
    if len(found.signatures) > _BOTH:
        raise Unproven("The rotation of a key has two signatures, of both keys.")
    if len(signers(found, (rotation.before, rotation.after))) != _BOTH:
        raise Unproven("The rotation of a key is not signed by both keys.")
    return rotation


@dataclass(frozen=True, slots=True)
class Keyring:
    """Which keys count: `keys` are trusted, `earlier` ones only inside what those signed.

    `retired` says up to which size each that was replaced may have signed.
    """

    keys: tuple[PublicKey, ...]
    retired: Mapping[PublicKey, int]
    earlier: tuple[PublicKey, ...] = ()

    def checkpoint(self, note: str) -> Checkpoint:
        """Return the checkpoint of a note that a trusted key signed; raise `Unproven`."""
        return self.signed(note)[0]

    def signed(self, note: str) -> tuple[Checkpoint, tuple[PublicKey, ...]]:
        """Return the same, and which trusted keys signed it."""
        found = parsed(note)
        said = read_checkpoint(found.text)
        trusted = [one for one in self.keys if one.name == said.origin]
        by = signers(found, trusted)
        if not by:
            self._refuse(found, said, trusted)
        return said, self._in_time(said, by)

    def inside(self, note: str) -> Checkpoint:
        """Return a checkpoint that any of the keys signed; raise `Unproven`.

        Only for one whose root is compared with that of a tree which a trusted key signed.
        """
        found = parsed(note)
        said = read_checkpoint(found.text)
        every = (*self.keys, *self.earlier)
        self._in_time(said, signed_by(found, (one for one in every if one.name == said.origin)))
        return said

    def _in_time(self, said: Checkpoint, by: tuple[PublicKey, ...]) -> tuple[PublicKey, ...]:
        """Return the keys that were not replaced yet when the log had this size."""
        good = tuple(one for one in by if said.size <= self.retired.get(one, said.size))
        if not good:
            most = max(self.retired[one] for one in by)
            sentence = f"A key that was replaced at {most} entries signed {said.size} entries."
            raise Unproven(sentence)
        return good

    def _refuse(self, found: Note, said: Checkpoint, trusted: Collection[PublicKey]) -> None:
        """Raise `Unproven`, and say how to go on where the log has had another key."""
        replaced = signers(found, (one for one in self.earlier if one.name == said.origin))
        if replaced:
            most = self.retired[self._in_time(said, replaced)[0]]
            sentence = f"It was signed with a key that was replaced at {most:,} entries, before"
            raise Unproven(f"{sentence} that or by whoever has the old key since: {_THEN}")
        try:
            signed_by(found, trusted)
        except Unproven as unproven:
            if not trusted:
                raise
            sentence = f"{unproven.sentence} If the log's key was replaced since, {_THEN}"
            raise Unproven(sentence) from None


def keyring(keys: Iterable[PublicKey], notes: Iterable[str] = ()) -> Keyring:
    """Return which keys count for whoever trusts these; raise `Unproven`.

    Rotations lead from one key to one other, at sizes that never go back: else whoever got hold
    of a key that was replaced could hand the log over once more, to a key of their own. Several
    keys of one log have to be bound by them.
    """
    several = tuple(dict.fromkeys(notes))
    if len(several) > MOST_ROTATIONS:
        raise Unproven(f"There are more than {MOST_ROTATIONS} rotations of keys.")
    return keyring_of(keys, map(rotation_of, several))


def keyring_of(keys: Iterable[PublicKey], rotations: Iterable[Rotation]) -> Keyring:
    """Return the same for rotations that were checked already."""
    given, retired = tuple(dict.fromkeys(keys)), dict[PublicKey, int]()
    trusted, earlier = dict.fromkeys(given), list[PublicKey]()
    bound = {one: {one} for one in given}
    for line in _lines(dict.fromkeys(rotations)):
        members = [line[0].before, *(one.after for one in line)]
        mine = [place for place, one in enumerate(members) if one in bound]
        if mine:
            earlier += members[: mine[0]]
            trusted |= dict.fromkeys(members[mine[0] :])
            retired |= {one.before: one.size for one in line}
            bound |= {one: set(members) for one in given if one in members}
    _check_bound(given, bound)
    return Keyring(tuple(trusted), retired, tuple(earlier))


def _check_bound(given: Iterable[PublicKey], bound: Mapping[PublicKey, set[PublicKey]]) -> None:
    first: dict[str, PublicKey] = {}
    for one in given:
        other = first.setdefault(one.name, one)
        if one not in bound[other]:
            ids = f"{other.id.hex()} and {one.id.hex()}"
            raise Unproven(
                f"Two keys of the log {one.name} were given, {ids}, and no rotation here binds "
                "them: give only the one that is known to be right."
            )


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
