"""Entries in the order of the log, each looked at with its predecessor in its chain.

Nothing but the entry, the hash before it and its words is needed, so any stretch of the log can be
walked by itself, and in any process.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from chatops.ledger.chain import GENESIS
from chatops.ledger.commitment import SALT_BYTES
from chatops.ledger.entry import Body, body_of
from chatops.ledger.findings import Findings
from chatops.ledger.unproven import Unproven

CHAINS, TREE, WORDS = "chains", "tree", "words"
_COMMITMENT = "_commitment"
_COMMITTED, _TO_NOTHING = b'_commitment":"', b'_commitment":""'
_HASH = 32
_NO_LEAF = bytes(_HASH)


class Step(NamedTuple):
    """A leaf with the columns of its entry, None where there is none, and the hash before it."""

    leaf: int
    scope: str
    number: int
    at: str | None
    tag: str | None
    body: str | None
    hash: str | None
    before: str | None


class Spoken(NamedTuple):
    """Salt (hexadecimal) and text of a private field; both None once they are erased."""

    field: str
    salt: str | None
    text: str | None


Words = Mapping[tuple[str, int], Sequence[Spoken]]


class Walk:
    """Looks at steps; `findings` is what was wrong, `opened` and `erased` count words.

    With `hashes_only` the bytes are hashed as they are, and nothing beside them is compared.
    """

    def __init__(self, *, hashes_only: bool = False) -> None:
        self.findings = Findings()
        self.hashes_only = hashes_only
        self.steps = self.opened = self.erased = 0

    def leaves(self, first: int, end: int, steps: Iterable[Step], words: Words) -> list[bytes]:
        """Return the hashes of the leaves from `first` to before `end`."""
        hashes: list[bytes] = []
        for step in steps:
            expected = first + len(hashes)
            if step[0] < expected:
                self.findings.add(TREE, "twice", f"leaf {step[0]}", "It is there twice.")
                continue
            if step[0] > expected:
                hashes += self._gap(expected, step[0])
            written = self.entry(step, words)
            hashes.append(sha256(b"\0" + written).digest() if written else _NO_LEAF)
        return hashes + self._gap(first + len(hashes), end)

    def entry(self, step: Step, words: Words) -> bytes:
        """Look at one entry; return its bytes, none where it is not there."""
        _, _, number, _, _, body, hashed, before = step  # it is walked a million times
        self.steps += 1
        if type(body) is not str or type(number) is not int:
            self._unreadable(step)
            return b""
        written = body.encode(errors="surrogatepass")
        if not follows(before if number > 1 else GENESIS, written, hashed):
            self._broken(step)
        if not self.hashes_only:
            self._content(step, written, words)
        return written

    def _content(self, step: Step, written: bytes, words: Words) -> None:
        _, scope, number, at, tag, *_ = step
        try:
            value = body_of(written)
        except Unproven as unproven:
            self._found(CHAINS, "body", step, unproven.sentence)
            return
        if (value["scope"], value["number"], value["at"]) != (scope, number, at) or (
            value["event"]["tag"] != tag
        ):
            self._columns(step, value)
        spoken = words.get((scope, number), ()) if words else ()
        if spoken or written.count(_COMMITTED) > written.count(_TO_NOTHING):
            self.words(step, value, spoken)

    def _unreadable(self, step: Step) -> None:
        if step.body is None:
            sentence = f"It is not there, but leaf {step.leaf} of the log is this entry."
            self._found(TREE, "missing", step, sentence)
        else:
            self._found(CHAINS, "body", step, "It is no text with a number.")

    def _broken(self, step: Step) -> None:
        if step.before is None and step.number > 1:
            sentence = f"The entry before it, {step.number - 1}, is missing."
            self._found(CHAINS, "gap", step, sentence)
        else:
            sentence = "It does not fit its hash: it, or the entry before it, was changed later."
            self._found(CHAINS, "hash", step, sentence)

    def _columns(self, step: Step, body: Body) -> None:
        told = body["scope"], body["number"], body["at"], body["event"]["tag"]
        beside = (step.scope, step.number, step.at, step.tag)
        pairs = zip(("scope", "number", "time", "tag"), told, beside, strict=True)
        name = next(name for name, one, other in pairs if one != other)
        self._found(CHAINS, "columns", step, f"Its {name} is another one than its body says.")

    def words(self, step: Step, body: Body, words: Sequence[Spoken]) -> None:
        """Compare the words beside an entry with what it commits to."""
        event = body["event"]
        committed = {
            name.removesuffix(_COMMITMENT): told
            for name, told in event.items()
            if name.endswith(_COMMITMENT) and told
        }
        for one in words:
            self._word(step, one, committed.pop(one.field, None))
        for name in committed:
            sentence = f"The words of its {name} are missing beside the log."
            self._found(WORDS, "missing", step, sentence)

    def _word(self, step: Step, word: Spoken, commitment: str | None) -> None:
        if commitment is None:
            self._found(WORDS, "extra", step, f"It has no {word.field}, but there are words of it.")
        elif word.salt is None and word.text is None:
            self.erased += 1
        elif not _opens(commitment, word):
            sentence = f"The words of its {word.field} are not those it was written with."
            self._found(WORDS, "changed", step, sentence)
        else:
            self.opened += 1

    def _gap(self, begin: int, end: int) -> list[bytes]:
        if begin < end:
            self.findings.add(TREE, "gap", f"leaf {begin}", "It is missing from the log.")
        return [_NO_LEAF] * (end - begin)

    def _found(self, part: str, kind: str, step: Step, sentence: str) -> None:
        self.findings.add(part, kind, f"entry {step.number} of {step.scope}", sentence)


def follows(before: str | None, written: bytes, hashed: str | None) -> bool:
    """Tell whether this is the hash of an entry's bytes after the hash before it."""
    head = b"" if before is None else _bytes(before)
    return len(head) == _HASH and sha256(head + written).hexdigest() == hashed


def _opens(commitment: str, word: Spoken) -> bool:
    if type(word.salt) is not str or type(word.text) is not str:
        return False
    salt, text = _bytes(word.salt), word.text.encode(errors="surrogatepass")
    return len(salt) == SALT_BYTES and sha256(salt + text).hexdigest() == commitment


def _bytes(written: str) -> bytes:
    """Return what is written in lower-case hexadecimal; for anything else nothing: it fits nowhere.

    One text has one spelling: blanks and upper case, which Python takes, would be another.
    """
    try:
        found = bytes.fromhex(written)
    except (ValueError, TypeError):  # SQLite stores what it is given
        return b""
    return found if found.hex() == written else b""
