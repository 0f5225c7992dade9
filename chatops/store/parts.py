"""The parts of a change read back: rows become what they were recorded from, or nothing at all.

A revision is compared with its stored digest when it is read. One that differs is refused, so
that a row that somebody edited can be shown, approved or let through by nobody.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.note import Note
from chatops.core.refused import Refused
from chatops.core.revision import Revision, restored
from chatops.store import annexes
from chatops.store.memory import Parts, mark_of
from chatops.store.session import Session, Statement, instant

PARTS = Statement(
    """SELECT h.scope, h.head, (SELECT c.version FROM changes c WHERE c.key = h.scope),
        (SELECT json_agg(json_build_array(r.number, r.digest, r.submitted_by, r.submitted_at,
            r.is_erased))
        FROM revisions r WHERE r.key = h.scope),
        (SELECT json_agg(json_build_array(d.number, d.person, d.verb, d.revision,
            d.revision_digest, d.environment, d.policy_digest, d.level, d.surface, d.at, d.comment,
            d.shown, d.on_behalf_of, d.lifts, d.named_by, d.read_at))
        FROM decisions d WHERE d.key = h.scope),
        (SELECT json_agg(json_build_array(a.number, a.body)) FROM check_runs a
        WHERE a.key = h.scope),
        (SELECT json_agg(json_build_array(a.number, a.body)) FROM declarations a
        WHERE a.key = h.scope),
        (SELECT json_agg(json_build_array(a.number, a.body)) FROM obligations a
        WHERE a.key = h.scope),
        (SELECT json_agg(json_build_array(a.number, a.kind, a.body)) FROM notes a
        WHERE a.key = h.scope)
    FROM chains h WHERE h.scope = ANY(:keys)"""
)
_CONTENTS = Statement("SELECT key, number, content FROM revisions WHERE key = ANY(:keys)")
_Read = TypeVar("_Read", bound=annexes.Annex)


def under(session: Session, marks: Mapping[str, str], *, remember: bool = True) -> dict[str, Parts]:
    """Return the parts of each change (by key) that still has the given mark (`memory.mark_of`).

    What is remembered under that mark is not read again. Raises `Refused("tampered")`.
    """
    known = {key: session.memory.parts(key) for key in marks}
    missing = [key for key, parts in known.items() if parts is None or parts.mark != marks[key]]
    loaded = _loaded(session, missing) if missing else {}
    if remember:
        for key, parts in loaded.items():
            session.memory.remember(key, parts)
    found = known | loaded
    return {key: parts for key, parts in found.items() if parts and parts.mark == marks[key]}


def parts_of(change: Change, mark: str) -> Parts:
    """Return the parts of a change under its mark."""
    return Parts(
        mark,
        change.revisions,
        change.decisions,
        change.check_runs,
        change.declarations,
        change.obligations,
        {kind: notes for kind, notes in annexes.notes_of(change).items() if notes},
    )


def _loaded(session: Session, keys: list[str]) -> dict[str, Parts]:
    rows = session.run(PARTS, keys=keys).fetchall()
    revisions = _revisions(session, {row[0]: _listed(row[0], row[3]) for row in rows})
    found = {}
    for key, head, version, _, decisions, runs, declarations, obligations, notes in rows:
        if not revisions[key]:
            raise tampered(key, "its revisions are missing")
        found[key] = Parts(
            mark_of(head, version),
            revisions[key],
            tuple(map(_decision, _listed(key, decisions))),
            _annexes(key, runs, annexes.check_run),
            _annexes(key, declarations, annexes.declaration),
            _annexes(key, obligations, annexes.obligation),
            _notes(key, notes),
        )
    return found


def _annexes(key: str, stored: Any, read: Callable[[int, str], _Read]) -> tuple[_Read, ...]:
    """Return what one of the tables holds of the change; mostly that is nothing."""
    if not stored or stored == "[]":
        return ()
    try:
        return tuple(read(number, text) for number, text in _listed(key, stored))
    except (ValueError, TypeError) as error:
        raise tampered(key, f"a row of its {read.__name__}s cannot be read") from error


def _notes(key: str, stored: Any) -> dict[str, tuple[Note, ...]]:
    """Return the notes of each kind; mostly there is none."""
    if not stored or stored == "[]":
        return {}
    rows = json.loads(stored) if isinstance(stored, str) else stored
    kinds = {kind: [row[::2] for row in rows if row[1] == kind] for _, kind, _ in rows}
    try:
        return {
            kind: tuple(annexes.note(kind, number, text) for number, text in _listed(key, own))
            for kind, own in kinds.items()
        }
    except (ValueError, TypeError) as error:
        raise tampered(key, "one of its notes cannot be read") from error


def _listed(key: str, stored: Any) -> list[list[Any]]:
    """Return the JSON rows, which PostgreSQL's driver has parsed already, by number."""
    rows = sorted(json.loads(stored) if isinstance(stored, str) else stored or [])
    if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
        raise tampered(key, "a row of it is missing")
    return rows


def _revisions(
    session: Session, listed: Mapping[str, list[list[Any]]]
) -> dict[str, tuple[Revision, ...]]:
    """Return the revisions of each change, reading only texts that were not read before."""
    known = {key: _known(session.memory.parts(key)) for key in listed}
    unread = [
        key for key, rows in listed.items() if any(_mark(row) not in known[key] for row in rows)
    ]
    contents = session.run(_CONTENTS, keys=unread).fetchall() if unread else ()
    texts = {(key, number): text for key, number, text in contents}
    return {
        key: tuple(
            known[key].get(_mark(row)) or _revision(key, row, texts.get((key, row[0]), ""))
            for row in rows
        )
        for key, rows in listed.items()
    }


_Mark = tuple[int, str, str, datetime, bool]


def _known(parts: Parts | None) -> dict[_Mark, Revision]:
    revisions = parts.revisions if parts else ()
    return {
        (one.number, one.digest, one.submitted_by, one.submitted_at, bool(one.erased)): one
        for one in revisions
    }


def _mark(row: list[Any]) -> _Mark:
    number, digest, submitted_by, submitted_at, is_erased = row
    return number, digest, submitted_by, instant(submitted_at), bool(is_erased)


def _revision(key: str, row: list[Any], text: str) -> Revision:
    number, digest, by, at, _ = _mark(row)
    try:
        read = restored(json.loads(text), number=number, submitted_by=by, submitted_at=at)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise tampered(key, f"revision {number} cannot be read") from error
    if read.digest != digest:
        raise tampered(key, f"revision {number} is not what was recorded under its digest")
    return read


def _decision(row: Iterable[Any]) -> Decision:
    number, person, verb, revision, revision_digest, environment, *rest = row
    policy_digest, level, surface, moment, comment, shown, on_behalf_of, lifts, *last = rest
    named_by, read_at = last
    return Decision(
        number=number,
        person=person,
        verb=Verb(verb),
        revision=revision,
        revision_digest=revision_digest,
        environment=environment,
        policy_digest=policy_digest,
        level=level,
        surface=surface,
        at=instant(moment),
        comment=comment,
        shown=shown,
        on_behalf_of=on_behalf_of,
        lifts=lifts,
        named_by=tuple(json.loads(named_by)),
        read_at=instant(read_at) if read_at else None,
    )


def tampered(key: str, what: str) -> Refused:
    """Return the refusal of a change whose rows cannot be what was recorded."""
    sentence = f"{key}: {what}. The database was changed by other means; nothing can be decided."
    return Refused("tampered", sentence)
