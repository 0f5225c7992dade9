"""Verify everything: chains, tree, checkpoints, words, witnesses, and the tables beside them.

Whatever is wrong is named, the first of each kind, and verifying goes on with the rest. All of it
is one snapshot, read in stretches, so that memory does not grow with the log.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from chatops.core.events_audit import REDACTIONS
from chatops.core.refused import Refused
from chatops.core.trail import Entry
from chatops.ledger.fault import Fault
from chatops.ledger.findings import Findings, Verified
from chatops.ledger.keys import PublicKey
from chatops.ledger.rotation import Keyring, keyring
from chatops.ledger.unproven import Unproven
from chatops.ledger.walk import CHAINS, TREE, WORDS, Walk
from chatops.store.database import UNAVAILABLE, Reading
from chatops.store.log_walk import is_no_text
from chatops.usecases.compare_tables import compare_tables
from chatops.usecases.guarded import UNREADABLE as _UNREADABLE
from chatops.usecases.guarded import guarded
from chatops.usecases.house import House
from chatops.usecases.log_keys import LogKeys, log_keys
from chatops.usecases.verify_asked import verify_asked
from chatops.usecases.verify_signed import verify_signed
from chatops.usecases.verify_stretch import CHECKPOINTS
from chatops.usecases.verify_tree import Pace, Progress, verify_tree
from chatops.usecases.verify_witnesses import WITNESSES, Witness, Witnessed, verify_witnesses

KEYS, TABLES = "keys", "tables"
_NAMED = 1000  # of what the database itself finds wrong


class Depth(StrEnum):
    """What is looked at: the hashes; each entry, with its words; the state tables, too."""

    HASHES = "hashes"
    ENTRIES = "entries"
    ALL = "all"


_SKIPPED = {Depth.HASHES: (WORDS, TABLES), Depth.ENTRIES: (TABLES,), Depth.ALL: ()}


@dataclass(frozen=True, slots=True)
class Asked:
    """`keys` pins whose signatures count; the witnesses; how many processes may read; how deep."""

    keys: tuple[PublicKey, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    processes: int = 2
    depth: Depth = Depth.ALL


def verify_log(house: House, asked: Asked, progress: Progress) -> Verified:
    """Look at everything there is, in one snapshot."""
    with house.store.reading() as reading:
        counts = reading.log_walk.counts()
        done = Verified(entries=counts.entries, size=counts.leaves, chains=counts.chains)
        ring = _ring(house, reading, asked.keys, done)
        found, seen = done.findings, Witnessed()
        with guarded(found, WITNESSES, "the witnesses"):
            seen = verify_witnesses(asked.witnesses, ring, reading, done.size)
        found.take(seen.findings)
        done.witnessed, done.others, done.held = seen.count, seen.others, seen.held
        with guarded(found, CHECKPOINTS, "the newest checkpoint"):
            _newest(reading, ring, found)
        done.skipped = _SKIPPED[asked.depth]
        pace = Pace(
            asked.processes,
            hashes_only=asked.depth is Depth.HASHES,
            meanwhile=lambda: _guarded_chains(reading, found),
        )
        with guarded(found, TREE, "the log"):
            verify_tree(house.store, reading, ring, seen, done, pace=pace, progress=progress)
        with guarded(found, CHECKPOINTS, "the checkpoints"):
            verify_signed(reading, done, house.now())
        with guarded(found, CHAINS, "the entries that wait"):
            _unsealed(reading, done, pace, progress)
        _passed_over(reading, found)
        _beside(house, reading, done, asked.depth, progress)
    return done


def _beside(
    house: House, reading: Reading, done: Verified, depth: Depth, progress: Progress
) -> None:
    """Look at what lies beside the log, as deep as was asked."""
    if depth is not Depth.HASHES:
        with guarded(done.findings, WORDS, "the words"):
            _words(reading, done)
        with guarded(done.findings, CHAINS, "the entries of proofs"):
            verify_asked(reading, done.findings)
    if depth is Depth.ALL:
        with guarded(done.findings, TABLES, "the tables"):
            _tables(house, reading, done, progress)


def _guarded_chains(reading: Reading, findings: Findings) -> None:
    with guarded(findings, CHAINS, "the chains"):
        _chains(reading, findings)


def _passed_over(reading: Reading, findings: Findings) -> None:
    with guarded(findings, TREE, "the entries that wait"):
        for scope, number in reading.log.passed_over(_NAMED):
            sentence = "Entries after it are sealed, so it would never be."
            findings.add(TREE, "passed over", f"entry {number} of {scope}", sentence)


def _ring(house: House, reading: Reading, pinned: tuple[PublicKey, ...], done: Verified) -> Keyring:
    """Return the keys that count: those given, or the log's own, and who took over from them."""
    keys = LogKeys()
    with guarded(done.findings, KEYS, "keys of the log"):
        try:
            keys = log_keys(reading)
        except (Refused, *_UNREADABLE) as error:
            why = error.sentence if isinstance(error, Refused) else "Their entries cannot be read."
            done.findings.add(KEYS, "entries", "keys of the log", why)
    done.has_key = keys.current is not None
    _own_key(house, keys, done.findings)
    try:
        return keyring(pinned, keys.rotations) if pinned else keys.ring()
    except Unproven as unproven:  # those given are not keys of one log
        done.findings.add(KEYS, "rotations", "keys given", unproven.sentence)
        return keys.ring()


def _newest(reading: Reading, ring: Keyring, findings: Findings) -> None:
    """All that is sealed hangs on the newest checkpoint: a key that was replaced is not enough."""
    newest = reading.log.newest()
    if newest is None:
        return
    try:
        ring.inside(newest.note)
    except Unproven:  # the walk names it
        return
    try:
        ring.checkpoint(newest.note)
    except Unproven as unproven:
        where = f"checkpoint of {newest.size:,} entries"
        findings.add(CHECKPOINTS, "newest", where, unproven.sentence)


def _own_key(house: House, keys: LogKeys, findings: Findings) -> None:
    try:
        signer = house.signer()
    except Refused:  # `chatops doctor` says what is wrong with it; to verify it is not needed
        return
    if signer and keys.current and signer.public not in keys.ring().keys:
        sentence = f"The log names {keys.current.vkey}, but the key here is {signer.public.vkey}."
        findings.add(KEYS, "own", "keys of the log", sentence)


def _chains(reading: Reading, findings: Findings) -> None:
    bad = reading.log_walk.bad_chains(_NAMED)
    for scope, seq, many, most in bad:
        where = f"chain of {scope}"
        if many < most:
            sentence = f"Of its {most} entries {most - many} are missing."
        elif most < seq:
            where = f"entry {most + 1} of {scope}"
            sentence = f"It is missing: the chain counts {seq} entries."
        elif most > seq:
            where = f"entry {seq + 1} of {scope}"
            sentence = f"Its chain does not count it; it ends after {seq} entries."
        else:
            where = f"entry {most} of {scope}"
            sentence = "The chain ends in the hash of another entry."
        findings.add(CHAINS, "ends", where, sentence)
    is_all = not bad and reading.log_walk.is_counted()
    for scope, number in () if is_all else reading.log_walk.unchained(_NAMED):
        findings.add(CHAINS, "no chain", f"entry {number} of {scope}", "It has no chain.")
    for scope, number, first, last in reading.log_walk.twice(_NAMED):
        sentence = f"It is leaf {first} and leaf {last} of the log."
        findings.add(TREE, "twice", f"entry {number} of {scope}", sentence)


def _unsealed(reading: Reading, done: Verified, pace: Pace, progress: Progress) -> None:
    walk = Walk(hashes_only=pace.hashes_only)
    many = None if done.findings.of(TREE) else done.unsealed  # every leaf is another entry
    for steps, words in reading.log_walk.unsealed(many):
        for step in steps:
            walk.entry(step, words)
        progress("entries", done.size + walk.steps, done.entries)
    done.findings.take(walk.findings)
    done.opened, done.erased = done.opened + walk.opened, done.erased + walk.erased


def _words(reading: Reading, done: Verified) -> None:
    """Look for words of no entry, and for more erased ones than the log tells were erased."""
    for scope, number, name in reading.log_walk.homeless_words(_NAMED):
        where = f"entry {number} of {scope}"
        done.findings.add(
            WORDS, "no entry", where, f"It is not there, but words of its {name} are."
        )
    try:
        told = sum(_erased(one) for one in reading.entries(REDACTIONS))
    except _UNREADABLE:  # the walk names the entry
        told = 0
    if done.erased > told:
        sentence = f"Of {done.erased} texts nothing is left, but the log tells of {told} erased."
        done.findings.add(WORDS, "erased", "words", sentence)


def _erased(entry: Entry) -> int:
    words = entry.data.get("event", {}).get("words", 0)
    return words if isinstance(words, int) else 0


def _tables(house: House, reading: Reading, done: Verified, progress: Progress) -> None:
    def compared() -> Iterator[Fault]:
        found = yield from compare_tables(house, reading, lambda *of: progress("tables", *of))
        done.changes, done.approvals, done.unread = found.changes, found.approvals, found.unread

    try:
        for fault in compared():
            done.findings.add(TABLES, "tables", fault.where, fault.sentence)
    except Refused as refused:
        done.findings.add(TABLES, "unread", "the tables", refused.sentence)
    except UNAVAILABLE as error:
        if not is_no_text(error):
            raise
        done.findings.add(TABLES, "unread", "the tables", "A text in them is not UTF-8.")
