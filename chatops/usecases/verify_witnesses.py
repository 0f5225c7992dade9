"""Checkpoints that somebody kept, outside the database or in an entry: the log is true to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chatops.ledger.checkpoint import Checkpoint, claimed_checkpoint, notes_in, notes_of
from chatops.ledger.findings import Findings
from chatops.ledger.held import held_checkpoint, held_note
from chatops.ledger.merkle import EMPTY_ROOT
from chatops.ledger.note import parsed
from chatops.ledger.rotation import Keyring
from chatops.ledger.unproven import Unproven
from chatops.store.database import Reading
from chatops.store.held import Holder
from chatops.store.log import Log

WITNESSES = "witnesses"


@dataclass(frozen=True, slots=True)
class Witness:
    """A text that holds checkpoints, or the lines of a long one, and where it is from.

    In the log's own file (`is_own`) there may be some of another log that was begun before.
    """

    name: str
    text: str | Iterable[str]
    is_own: bool = False

    def notes(self) -> Iterable[str]:
        """Return its checkpoints; of lines each as soon as it was read."""
        return notes_in(self.text) if isinstance(self.text, str) else notes_of(self.text)


@dataclass(slots=True)
class Witnessed:
    """The roots that were seen, by size, each with where.

    `count` is how many checkpoints others kept, `others` how many of other logs were passed over,
    and `held` how many entries hold.
    """

    findings: Findings = field(default_factory=Findings)
    roots: dict[int, list[tuple[bytes, str]]] = field(default_factory=dict)
    count: int = 0
    others: int = 0
    held: int = 0


def verify_witnesses(
    witnesses: Iterable[Witness], ring: Keyring, reading: Reading, size: int
) -> Witnessed:
    """Check their signatures; return what the log of `size` entries still has to be true to."""
    seen = Witnessed()
    for witness in witnesses:
        _look(witness, ring, reading.log, seen)
    for holder in reading.log_walk.holders():
        _hold(holder, ring, reading.log, seen)
    _too_large(seen, size)
    return seen


def _look(witness: Witness, ring: Keyring, log: Log, seen: Witnessed) -> None:
    is_empty = True
    for note in witness.notes():
        is_empty = False
        if witness.is_own and _is_of_another(note, ring):
            seen.others += 1
            continue
        seen.count += 1
        _see(note, witness.name, ring, log, seen)
    if is_empty:
        seen.findings.add(WITNESSES, "none", witness.name, "There is no checkpoint in it.")


def _hold(holder: Holder, ring: Keyring, log: Log, seen: Witnessed) -> None:
    """Take the checkpoint that an entry holds for that of a witness."""
    where = f"entry {holder.number} of {holder.scope}"
    try:
        said = held_checkpoint(holder.event, holder.leaf, ring)
    except Unproven as unproven:
        seen.findings.add(WITNESSES, "held", where, unproven.sentence)
        return
    if said:
        seen.held += 1
        stored = log.checkpoint(said.size)
        if stored is None or stored.note != held_note(holder.event):
            _remember(said, where, seen)


def _is_of_another(note: str, ring: Keyring) -> bool:
    """Tell whether it names another log than all keys do; without a key nobody can tell."""
    names = {one.name for one in ring.keys}
    return bool(names) and note.partition("\n")[0] not in names


def _see(note: str, name: str, ring: Keyring, log: Log, seen: Witnessed) -> None:
    try:
        said = claimed_checkpoint(note)
        stored = log.checkpoint(said.size)
        if stored is not None and stored.note == note:
            return  # it is walked with the log's own
        said = ring.inside(note)
    except Unproven as unproven:
        sentence = f"{unproven.sentence}{_keys_of(note, ring)}"
        seen.findings.add(WITNESSES, "note", name, sentence)
        return
    _remember(said, name, seen)


def _keys_of(note: str, ring: Keyring) -> str:
    """Return a sentence about the keys that count, where the note is of none of them."""
    every = (*ring.keys, *ring.earlier)
    try:
        by = {(one.name, one.key_id) for one in parsed(note).signatures}
    except Unproven:
        return ""
    if not every:
        return " The log has no key."
    if by.intersection((one.name, one.id) for one in every):
        return ""
    return f" Keys of the log: {', '.join(f'{one.name} {one.id.hex()}' for one in every)}."


def _remember(said: Checkpoint, name: str, seen: Witnessed) -> None:
    where = f"checkpoint of {said.size:,} entries in {name}"
    if not said.size:
        if said.root != EMPTY_ROOT:
            sentence = "A log without entries has another root: it was never this log's."
            seen.findings.add(WITNESSES, "empty", where, sentence)
        return
    others = seen.roots.setdefault(said.size, [])
    if any(root != said.root for root, _ in others):
        sentence = "Another one of this size was signed with another root: a split view."
        seen.findings.add(WITNESSES, "split", where, sentence)
    if all(root != said.root for root, _ in others):
        others.append((said.root, where))


def _too_large(seen: Witnessed, size: int) -> None:
    """Tell of checkpoints that no root can be made for any more."""
    for lost in sorted(one for one in seen.roots if one > size):
        for _, where in seen.roots.pop(lost):
            sentence = f"The log was cut off: it has {size:,} entries now."
            seen.findings.add(WITNESSES, "cut", where, sentence)
