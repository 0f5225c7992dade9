"""Verifies an export line by line: with a public key, and nothing else.

Of a complete export the whole tree is made anew, and every checkpoint in it has to have the root
that the entries above it give. Of one that was filtered each entry is proved by itself; what was
left out cannot be known. Memory does not grow with the entries, only with their scopes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from chatops.ledger.chain import GENESIS
from chatops.ledger.checkpoint import Checkpoint
from chatops.ledger.entry import Body, body_of
from chatops.ledger.erasures import Erasures
from chatops.ledger.export_lines import (
    CHECKPOINT,
    END,
    ENTRY,
    POLICY,
    Header,
    Line,
    end_line,
    header_of,
    read_line,
    words_of,
)
from chatops.ledger.held import held_checkpoint
from chatops.ledger.keys import PublicKey, decoded_base64
from chatops.ledger.merkle import Frontier, check_inclusion, leaf_hash
from chatops.ledger.rotation import Keyring, keyring
from chatops.ledger.unproven import Unproven
from chatops.ledger.walk import Step, Walk, follows

_MOST_WAITING = 10_000  # entries that came before their predecessor: transactions overlap a little
_LONGEST_SCOPE = 1000
_DIGEST = 64  # hexadecimal digits of SHA-256


@dataclass(slots=True)
class ExportProof:
    """What an export proves, as far as it was read."""

    header: Header
    checkpoint: Checkpoint
    entries: int = 0
    checkpoints: int = 0
    compared: int = 0
    opened: int = 0
    erased: int = 0
    policies: int = 0
    named: set[str] = field(default_factory=set)

    @property
    def missing(self) -> int:
        """Return of how many policies that entries name the text is not there."""
        return len(self.named) - self.policies


def proven_export(
    lines: Iterable[bytes],
    keys: Iterable[PublicKey],
    against: Iterable[str] = (),
    *,
    begin: int = 1,
) -> ExportProof:
    """Return what the lines prove to whoever trusts one of the keys.

    `against` are checkpoints of others it has to agree with; `begin` is the number of the first
    line. Raises `Unproven`, which names the line.
    """
    number, reader = 0, None
    for number, raw in enumerate(lines, start=begin):
        try:
            if reader is None:
                reader = _Reader(header_of(raw), keys, against)
            else:
                reader.take(read_line(raw))
        except Unproven as unproven:
            raise Unproven(f"Line {number}: {unproven.sentence}") from None
    if reader is None or not reader.ended:
        raise Unproven(f"The export was cut off: it has no end after line {number}.")
    return reader.proof


class _Reader:
    """Takes the lines after the first, in order."""

    def __init__(self, header: Header, keys: Iterable[PublicKey], against: Iterable[str]) -> None:
        self._ring = keyring(keys, header.rotations)
        checkpoint = self._ring.checkpoint(header.checkpoint)
        if (checkpoint.origin, checkpoint.size) != (header.origin, header.size):
            raise Unproven("The checkpoint in the header is of another log or size.")
        self.proof = ExportProof(header, checkpoint)
        self.ended = False
        self._asked = _asked(against, self._ring, header)
        self._tree, self._walk, self._chains = Frontier(), Walk(), _Chains()
        self._next = self._sealed_to = 0
        self._texts: set[str] = set()
        self._signed: dict[int, bytes] = {}  # the roots of the checkpoints above
        self._erasures = Erasures()
        if header.complete:
            self._compare()
            return
        for others in self._asked.values():
            if any(one.root != checkpoint.root for one in others):
                raise Unproven("The checkpoint to compare with has another root: a split view.")
            self.proof.compared += len(others)

    def take(self, line: Line) -> None:
        """Take one line; raise `Unproven`."""
        names = frozenset(line)
        if self.ended:
            raise Unproven("There is more after the end of the export.")
        if self.proof.policies and names not in {POLICY, END}:
            raise Unproven("After the texts of the policies only the end can come.")
        if names == (ENTRY if self.proof.header.complete else ENTRY | {"path"}):
            self._entry(line)
        elif names == CHECKPOINT:
            self._checkpoint(line)
        elif names == POLICY:
            self._policy(line)
        elif names == END:
            self._end(line)
        else:
            raise Unproven("It is no line of such an export.")

    def _entry(self, line: Line) -> None:
        index, text = line["index"], line["body"]
        if type(index) is not int or any(
            type(line[name]) is not str for name in ("body", "hash", "previous")
        ):
            raise Unproven("It is not the line of an entry.")
        written = text.encode()
        body = body_of(written)
        event, columns = body["event"], (body["scope"], body["number"], body["at"])
        step = Step(index, *columns, event["tag"], text, line["hash"], line["previous"])
        try:
            self._check(step, body, line, written)
            if self.proof.header.complete:
                self._follow(step, event, line)
        except Unproven as unproven:
            name = f"entry {step.number} of {step.scope}"
            raise Unproven(f"{name}: {unproven.sentence}") from None
        self.proof.entries += 1
        digest = event.get("policy_digest")
        if type(digest) is str and len(digest) == _DIGEST:
            self.proof.named.add(digest)

    def _check(self, step: Step, body: Body, line: Line, written: bytes) -> None:
        if step.number == 1 and step.before != GENESIS:
            raise Unproven("It is the first of its chain, but follows another.")
        if not follows(step.before, written, step.hash):
            raise Unproven("It does not fit its hash: it was changed after it was written.")
        self._walk.words(step, body, words_of(line))
        for part in self._walk.findings.parts():
            raise Unproven(self._walk.findings.of(part)[0][0].sentence)
        self._place(step, line, written)
        self.proof.opened, self.proof.erased = self._walk.opened, self._walk.erased

    def _follow(self, step: Step, event: Line, line: Line) -> None:
        """Compare the checkpoint that the entry holds; take what it tells of erased words."""
        said = held_checkpoint(event, step.leaf, self._ring)
        if said and self._signed.get(said.size) != said.root:
            sentence = f"It holds a checkpoint of {said.size:,} entries that is not the one above"
            raise Unproven(f"{sentence}: the log was written anew, or a line is missing.")
        self._erasures.tells(event)
        for one in line["words"]:
            if one["salt"] is None:
                self._erasures.erased(step.scope, step.number, one["field"])

    def _place(self, step: Step, line: Line, written: bytes) -> None:
        if not self.proof.header.complete:
            if step.leaf < self._next:
                raise Unproven("It does not come after the entry above it.")
            path = _path(line["path"])
            checkpoint = self.proof.checkpoint
            leaf = leaf_hash(written)
            check_inclusion(leaf, step.leaf, checkpoint.size, path, checkpoint.root)
            self._next = step.leaf + 1
            return
        if step.leaf != self._tree.size:
            sentence = f"It is leaf {step.leaf}, where leaf {self._tree.size} has to be."
            raise Unproven(f"{sentence} Lines are missing, doubled or swapped.")
        self._chains.take(step)
        self._tree.add(leaf_hash(written))
        self._compare()

    def _compare(self) -> None:
        for other in self._asked.pop(self._tree.size, ()):
            if other.root != self._tree.root():
                sentence = f"The checkpoint of {other.size:,} entries to compare with has another"
                raise Unproven(f"{sentence} root: two different logs of one size were signed.")
            self.proof.compared += 1

    def _checkpoint(self, line: Line) -> None:
        said = self._ring.inside(str(line["checkpoint"]))
        is_here = self.proof.header.complete and said.size == self._tree.size > self._sealed_to
        if not is_here:
            raise Unproven(f"The checkpoint of {said.size:,} entries does not belong here.")
        if said.root != self._tree.root():
            sentence = f"The checkpoint of {said.size:,} entries was signed over others"
            raise Unproven(f"{sentence} than those above it.")
        self.proof.checkpoints += 1
        self._signed[said.size] = said.root
        self._sealed_to = said.size

    def _policy(self, line: Line) -> None:
        digest, text = line["policy"], line["text"]
        if type(text) is not str or sha256(text.encode()).hexdigest() != digest:
            raise Unproven("The text of the policy is not that of its digest.")
        if digest in self._texts or digest not in self.proof.named:
            raise Unproven("No entry above names this policy, or it is there twice.")
        self._texts.add(digest)
        self.proof.policies += 1

    def _end(self, line: Line) -> None:
        proof = self.proof
        counted = proof.entries, proof.checkpoints, proof.policies
        if line != read_line(end_line(*counted)):
            raise Unproven("The end counts other lines than there are.")
        if proof.header.complete:
            self._chains.end()
            self._erasures.check()
            if self._tree.size != proof.header.size or self._tree.root() != proof.checkpoint.root:
                raise Unproven("The entries above are not those of the checkpoint in the header.")
        self.ended = True


class _Chains:
    """How far each chain was read. One entry may come before its predecessor: two transactions."""

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, str]] = {}
        self._waiting: dict[tuple[str, int], tuple[str | None, str | None]] = {}

    def take(self, step: Step) -> None:
        """Take an entry wherever it stands in its chain; raise `Unproven`."""
        scope, number = step.scope, step.number
        last, head = self._heads.get(scope, (0, GENESIS))
        if number <= last or (scope, number) in self._waiting:
            raise Unproven("It is there twice.")
        if len(scope) > _LONGEST_SCOPE:
            raise Unproven(f"Its scope is longer than {_LONGEST_SCOPE:,} characters.")
        self._waiting[scope, number] = step.before, step.hash  # and nothing that may be large
        while following := self._waiting.pop((scope, last + 1), None):
            last += 1
            before, hashed = following
            if before != head or hashed is None:
                raise Unproven(f"Entry {last} does not follow the one before it in its chain.")
            self._heads[scope], head = (last, hashed), hashed
        if len(self._waiting) > _MOST_WAITING:
            self.end()

    def end(self) -> None:
        """Raise `Unproven` where an entry never came."""
        for scope, number in sorted(self._waiting):
            last, _ = self._heads.get(scope, (0, GENESIS))
            raise Unproven(f"Entry {last + 1} of {scope} is missing; there is {number}.")


def _asked(against: Iterable[str], ring: Keyring, header: Header) -> dict[int, list[Checkpoint]]:
    """Return the checkpoints to compare with by their size; raise `Unproven`."""
    asked: dict[int, list[Checkpoint]] = {}
    for note in against:
        one = ring.inside(note)
        asked.setdefault(one.size, []).append(one)
    for size in asked:
        if size > header.size:
            sentence = f"The export ends after {header.size:,} entries, before the checkpoint of"
            raise Unproven(f"{sentence} {size:,} to compare with: export again.")
        if size < header.size and not header.complete:
            sentence = "An export that was filtered can only be compared with a checkpoint of its"
            raise Unproven(f"{sentence} own size, {header.size:,} entries.")
    return asked


def _path(given: object) -> list[bytes]:
    if not isinstance(given, list) or any(type(one) is not str for one in given):
        raise Unproven("Its proof is no list of hashes.")
    return [decoded_base64(one, "the proof") for one in given]
