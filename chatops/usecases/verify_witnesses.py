"""Checkpoints that somebody outside the database kept, which the log has to be true to."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chatops.ledger.checkpoint import claimed_checkpoint, notes_in
from chatops.ledger.findings import Findings
from chatops.ledger.rotation import Keyring
from chatops.ledger.unproven import Unproven
from chatops.store.log import Log

WITNESSES = "witnesses"


@dataclass(frozen=True, slots=True)
class Witness:
    """A text that holds checkpoints, and where it is from."""

    name: str
    text: str


@dataclass(slots=True)
class Witnessed:
    """The roots that were seen, by size, each with where; `count` is how many checkpoints."""

    findings: Findings = field(default_factory=Findings)

    roots: dict[int, list[tuple[bytes, str]]] = field(default_factory=dict)
    count: int = 0


def verify_witnesses(witnesses: Iterable[Witness], ring: Keyring, log: Log, size: int) -> Witnessed:
    """Check their signatures; return what the log of `size` entries still has to be true to."""
    seen = Witnessed()
    for witness in witnesses:
        notes = notes_in(witness.text)
        if not notes:
            seen.findings.add(WITNESSES, "none", witness.name, "There is no checkpoint in it.")
        for note in notes:
            seen.count += 1
            _see(note, witness.name, ring, log, seen)
    _too_large(seen, size)
    return seen


def _see(note: str, name: str, ring: Keyring, log: Log, seen: Witnessed) -> None:
    try:
        said = claimed_checkpoint(note)
        stored = log.checkpoint(said.size)
        if stored is not None and stored.note == note:
            return  # it is walked with the log's own
        said = ring.checkpoint(note)
    except Unproven as unproven:
        seen.findings.add(WITNESSES, "note", name, unproven.sentence)
        return
    where = f"checkpoint of {said.size:,} entries in {name}"
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
