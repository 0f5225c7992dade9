"""The log for an auditor: every sealed entry, or those asked for, with all that proves them."""

from collections.abc import Callable, Generator, Iterator
from datetime import UTC, date, datetime
from typing import Any

import orjson

from chatops.core.events_audit import REDACTIONS
from chatops.core.refused import Refused
from chatops.ledger.chain import GENESIS
from chatops.ledger.checkpoint import claimed_checkpoint
from chatops.ledger.export_lines import (
    Header,
    checkpoint_line,
    end_line,
    entry_line,
    header_line,
    policy_line,
)
from chatops.ledger.held import held_note
from chatops.ledger.merkle import inclusion_path
from chatops.ledger.unproven import Unproven
from chatops.ledger.walk import Step
from chatops.store.database import Reading
from chatops.store.log import Sealed
from chatops.usecases.check_wanted import Wanted, check_wanted
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.note_reading import note_reading
from chatops.usecases.seal import seal

_INIT = "The audit log has no key yet, so nothing is sealed. Make one: chatops audit init"
_PAGE = 2048
_EVERY_ONE = 1000  # so many checkpoints are all exported; of more than that the last of each day

Lines = Generator[bytes, None, None]
Progress = Callable[[int, int], None]
"""Told how many leaves were looked at, and of how many."""


def export_log(house: House, wanted: Wanted, by: str, progress: Progress) -> Lines:
    """Yield the lines, after it was written down that `by` reads them and all was sealed.

    All is one snapshot. Raises `Refused`: no_audit_key, not_sealed, tampered, and what
    `check_wanted` and sealing raise.
    """
    with house.store.reading() as reading:
        if log_keys(reading).current is None:
            raise Refused("no_audit_key", _INIT)
        check_wanted(house, reading, wanted)
    note_reading(house, by, "export", wanted.told or "all")
    seal(house)
    with house.store.reading() as reading:
        newest = reading.log.newest()
        if newest is None:
            raise Refused("not_sealed", "Nothing is sealed yet: chatops audit seal")
        _check_redactions(reading, newest)
        yield from _lines(reading, newest, wanted, progress)


def _check_redactions(reading: Reading, newest: Sealed) -> None:
    """Without its entry nobody could tell why the words are not there that a redaction erased."""
    last = reading.log.last(REDACTIONS)
    leaf = reading.log.leaf(REDACTIONS, last) if last else 0
    if leaf is None or leaf >= newest.size:
        sentence = "A redaction is not sealed yet: export again in a moment."
        raise Refused("not_sealed", sentence)


def _lines(reading: Reading, newest: Sealed, wanted: Wanted, progress: Progress) -> Iterator[bytes]:
    origin = claimed_checkpoint(newest.note).origin
    rotations = log_keys(reading).rotations
    is_all = not wanted.told
    yield header_line(Header(origin, is_all, wanted.told, newest.size, newest.note, rotations))
    counted = _Counted()
    if is_all:
        yield from _everything(reading, newest, counted, progress)
    else:
        yield from _filtered(reading, newest, wanted, counted, progress)
    policies = 0
    for digest in sorted(counted.policies):
        text = reading.policy_text(digest)
        if text is not None:
            policies += 1
            yield policy_line(digest, text)
    yield end_line(counted.entries, counted.checkpoints, policies)


class _Counted:
    """How many entries and checkpoints were exported, and which policies they name."""

    def __init__(self) -> None:
        self.entries = self.checkpoints = 0
        self.policies: set[str] = set()

    def take(self, event: dict[str, Any]) -> None:
        self.entries += 1
        digest = event.get("policy_digest")
        if isinstance(digest, str) and digest:
            self.policies.add(digest)


def _everything(
    reading: Reading, newest: Sealed, counted: _Counted, progress: Progress
) -> Iterator[bytes]:
    checkpoints = _checkpoints(reading, newest)
    following = next(checkpoints)
    for first in range(0, newest.size, _PAGE):
        end = min(first + _PAGE, newest.size)
        words = reading.log_walk.words(first, end)
        for step in _steps(reading, first, end):
            counted.take(_event(step))
            yield entry_line(step, words.get((step.scope, step.number), ()), None)
            if step.leaf + 1 == following.size:
                counted.checkpoints += 1
                yield checkpoint_line(following.note)
                following = next(checkpoints, newest)
        progress(end, newest.size)


def _filtered(
    reading: Reading, newest: Sealed, wanted: Wanted, counted: _Counted, progress: Progress
) -> Iterator[bytes]:
    fits = _fits(reading, wanted)
    for first in range(0, newest.size, _PAGE):
        end = min(first + _PAGE, newest.size)
        words, nodes = reading.log_walk.words(first, end), reading.log.nodes()
        for step in _steps(reading, first, end):
            event = _event(step)
            if fits(step, event):
                counted.take(event)
                path = inclusion_path(step.leaf, newest.size, nodes)
                yield entry_line(step, words.get((step.scope, step.number), ()), path)
        progress(end, newest.size)


def _steps(reading: Reading, first: int, end: int) -> Iterator[Step]:
    expected = first
    for step in reading.log_walk.steps(first, end):
        if step.body is None or step.leaf != expected:
            raise Refused("tampered", f"Leaf {expected} of the log is broken: chatops audit verify")
        expected += 1
        yield step if step.number > 1 else step._replace(before=GENESIS)


def _event(step: Step) -> dict[str, Any]:
    try:
        event = orjson.loads(step.body or "")["event"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        event = None
    if not isinstance(event, dict):
        where = f"Entry {step.number} of {step.scope}"
        raise Refused("tampered", f"{where} cannot be read: chatops audit verify")
    return event


def _fits(reading: Reading, wanted: Wanted) -> Callable[[Step, dict[str, Any]], bool]:
    """Return what tells whether an entry is asked for."""
    scopes = _scopes(reading, wanted)
    since = _stamp(wanted.since) if wanted.since else ""
    until = _stamp(wanted.until) if wanted.until else "~"

    def fits(step: Step, event: dict[str, Any]) -> bool:
        if scopes is not None and step.scope not in scopes:
            return False
        is_then = since <= (step.at or "") < until
        return is_then and (not wanted.person or _names(event, wanted.person))

    return fits


def _scopes(reading: Reading, wanted: Wanted) -> frozenset[str] | None:
    """Return the scopes asked for; None for all."""
    found: frozenset[str] | None = None
    if wanted.system:
        touching = reading.log_walk.changes_touching(wanted.system)
        found = touching | {f"gate:{wanted.system}", f"system:{wanted.system}"}
    if wanted.change:
        one = frozenset({wanted.change})
        found = one if found is None else found & one
    return found


def _names(value: Any, person: str) -> bool:
    if isinstance(value, dict):
        return any(_names(one, person) for one in value.values())
    if isinstance(value, list):
        return any(_names(one, person) for one in value)
    return bool(value == person)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _checkpoints(reading: Reading, newest: Sealed) -> Iterator[Sealed]:
    """Yield all checkpoints; of very many the last of each day, and those that entries hold."""
    is_few = len(reading.log.checkpoints(0, _EVERY_ONE + 1)) <= _EVERY_ONE
    wanted = set() if is_few else _held(reading)
    after, before = 0, None
    while page := reading.log.checkpoints(after, _EVERY_ONE):
        for one in page:
            if before and (is_few or before.size in wanted or _day(before) != _day(one)):
                yield before
            before = one
        after = page[-1].size
    yield before or newest


def _day(sealed: Sealed) -> date:
    return sealed.at.astimezone(UTC).date()


def _held(reading: Reading) -> set[int]:
    """Return the sizes of the checkpoints that entries hold."""
    notes = {held_note(one.event) for one in reading.log_walk.holders()} - {""}
    try:
        return {claimed_checkpoint(one).size for one in notes}
    except Unproven as unproven:
        sentence = f"A checkpoint that an entry holds is none. {unproven.sentence}"
        raise Refused("tampered", sentence) from None
