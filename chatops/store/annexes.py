"""What hangs on a change (check runs, obligations, questions, ...) as JSON, and back, strictly.

The number is the row's; everything else is in the body. A body that says more or less, or
something of another kind, than was written is not read at all.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from chatops.core.break_glass import Declaration
from chatops.core.cancellation import Cancellation
from chatops.core.change import Change
from chatops.core.chase import Chase, Chased, Rung
from chatops.core.check_run import CheckOutcome, CheckRun
from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.hand_over import HandOver
from chatops.core.note import Note
from chatops.core.nudge import Nudge
from chatops.core.obligation import Obligation, Owed, Review
from chatops.core.question import Question
from chatops.core.snooze import Snooze
from chatops.ledger.canonical import canonical
from chatops.store.session import stamp

Annex = CheckRun | Declaration | Obligation | Note
_Readers = Mapping[str, Callable[[Any], Any]]


def body(annex: Annex) -> str:
    """Return the canonical JSON of all but the number."""
    return canonical(_plain(annex)).decode()


def check_run(number: int, stored: str) -> CheckRun:
    """Return what `body` was written of; raise ValueError or TypeError for anything else."""
    return CheckRun(number=number, **_read(json.loads(stored), _CHECK_RUN))


def declaration(number: int, stored: str) -> Declaration:
    """Return what `body` was written of; raise ValueError or TypeError for anything else."""
    return Declaration(number=number, **_read(json.loads(stored), _DECLARATION))


def obligation(number: int, stored: str) -> Obligation:
    """Return what `body` was written of; raise ValueError or TypeError for anything else."""
    return Obligation(number=number, **_read(json.loads(stored), _OBLIGATION))


def note(kind: str, number: int, stored: str) -> Note:
    """Return the note of this kind (`NOTES`) that `body` was written of; raise as above."""
    if kind not in NOTES:
        raise ValueError(f"{kind!r} is no kind of note")
    made: type[Note] = NOTES[kind][0]
    return made(number=number, **_read(json.loads(stored), NOTES[kind][1]))


def notes_of(change: Change) -> dict[str, tuple[Note, ...]]:
    """Return all notes of the change by the name of the field that holds them."""
    return {kind: getattr(change, kind) for kind in NOTES}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return stamp(value)
        case Enum():
            return value.value
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            names = (one.name for one in fields(value) if one.name != "number")
            return {name: _plain(getattr(value, name)) for name in names}
        case _:
            return value


def _read(stored: Any, readers: _Readers) -> dict[str, Any]:
    if type(stored) is not dict or stored.keys() != readers.keys():
        raise ValueError("not what was written")
    return {name: read(stored[name]) for name, read in readers.items()}


def _only(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"{value!r} is not of {kind}")
        return value

    return read


_TEXT, _WHOLE, _FLAG, _LIST = _only(str), _only(int), _only(bool), _only(list)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_TEXT(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} is no instant")
    return moment


def _moment_or_none(value: Any) -> datetime | None:
    return None if value is None else _moment(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_TEXT, _LIST(value)))


def _reviews(value: Any) -> tuple[Review, ...]:
    return tuple(Review(**_read(one, _REVIEW)) for one in _LIST(value))


_REVIEW: _Readers = {"person": _TEXT, "at": _moment, "note": _TEXT}
_CHECK_RUN: _Readers = {
    "name": _TEXT,
    "outcome": CheckOutcome,
    "revision": _WHOLE,
    "revision_digest": _TEXT,
    "posted_by": _TEXT,
    "at": _moment,
    "link": _TEXT,
    "summary": _TEXT,
}
_DECLARATION: _Readers = {
    "person": _TEXT,
    "reason": _TEXT,
    "revision": _WHOLE,
    "revision_digest": _TEXT,
    "environment": _TEXT,
    "surface": _TEXT,
    "at": _moment,
    "expires_at": _moment,
    "used_at": _moment_or_none,
    "used_by": _TEXT,
}
_OBLIGATION: _Readers = {
    "owed": Owed,
    "by": _TEXT,
    "text": _TEXT,
    "created_at": _moment,
    "due_at": _moment,
    "reviewers": _WHOLE,
    "reviews": _reviews,
    "closed_at": _moment_or_none,
    "closed_by": _TEXT,
    "evidence": _TEXT,
    "told_overdue": _FLAG,
}
_QUESTION: _Readers = {
    "asker": _TEXT,
    "text": _TEXT,
    "asked_at": _moment,
    "answer": _TEXT,
    "answered_by": _TEXT,
    "answered_at": _moment_or_none,
}
_DEPLOYMENT: _Readers = {
    "system": _TEXT,
    "environment": _TEXT,
    "revision": _WHOLE,
    "outcome": DeploymentOutcome,
    "posted_by": _TEXT,
    "at": _moment,
    "passed": _FLAG,
    "link": _TEXT,
}
_CHASE: _Readers = {
    "what": Chased,
    "person": _TEXT,
    "revision": _WHOLE,
    "obligation": _WHOLE,
    "since": _moment,
    "reminders": _WHOLE,
    "reminded_at": _moment_or_none,
    "rung": Rung,
    "next_at": _moment_or_none,
    "instead_of": _TEXT,
    "over": _FLAG,
    "began_at": _moment_or_none,
    "silent_since": _moment_or_none,
    "mark": _TEXT,
}
NOTES: dict[str, tuple[Any, _Readers]] = {
    "questions": (Question, _QUESTION),
    "hand_overs": (HandOver, {"person": _TEXT, "to": _TEXT, "at": _moment}),
    "nudges": (Nudge, {"by": _TEXT, "people": _texts, "at": _moment}),
    "snoozes": (
        Snooze,
        {"person": _TEXT, "until": _moment, "at": _moment, "revision": _WHOLE, "ended": _FLAG},
    ),
    "cancellations": (
        Cancellation,
        {"person": _TEXT, "reason": _TEXT, "at": _moment, "surface": _TEXT},
    ),
    "deployments": (Deployment, _DEPLOYMENT),
    "chases": (Chase, _CHASE),
}
"""By the field of `Change` that holds them, which is also their kind in the table `notes`."""
