"""`record`: the state, the audit entries and the outbox rows of an outcome, written together.

The version is compared in the database too: an outcome of a change that has moved on since
writes nothing. How it is written is a matter of the database (`writing_*.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from chatops.core.assistance import strongest
from chatops.core.break_glass import Declaration
from chatops.core.change import Change, Status
from chatops.core.decision import Decision
from chatops.core.deployment import DEPLOYED, Deployment
from chatops.core.events import VerdictChanged
from chatops.core.events_talk import DeploymentReported
from chatops.core.facts import Facts
from chatops.core.note import Note
from chatops.core.notices import notices
from chatops.core.obligation import Obligation
from chatops.core.outcome import Outcome
from chatops.core.revision import Revision, content
from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS
from chatops.store import annexes, policies, writing_postgresql, writing_sqlite
from chatops.store.annexes import Annex, notes_of
from chatops.store.parcels import waiting
from chatops.store.parts import parts_of
from chatops.store.session import Session, SqliteSession, Values, stamp
from chatops.store.trail import chained
from chatops.store.writing import Writing

_Kind = TypeVar("_Kind", bound=Annex)


@dataclass(frozen=True, slots=True)
class Held:
    """What the transaction holds locked: the stored change (None: none yet), its chain's end."""

    change: Change | None = None
    seq: int = 0
    head: str = GENESIS


class OutOfDate(RuntimeError):  # noqa: N818 - says what the outcome is
    """The outcome was not made from the change as it is stored: a mistake in the program."""


def record(session: Session, outcome: Outcome, facts: Facts, stored: Held) -> None:
    """Write the outcome of a change that is held; raise `OutOfDate` for any other."""
    change = outcome.change
    version = stored.change.version if stored.change else 0
    if change.version != version or not _write(session, _writing(outcome, facts, stored)):
        raise OutOfDate(f"{change.key} is not at version {change.version}: lock it first")
    policies.keep(session, facts.policy)


def _write(session: Session, writing: Writing) -> bool:
    if isinstance(session, SqliteSession):
        written = writing_sqlite.write(session, writing)
    else:
        written = writing_postgresql.write(session, writing)
    if written:
        session.memory.remember(writing.change.key, parts_of(writing.change, writing.mark))
    return written


def _writing(outcome: Outcome, facts: Facts, stored: Held) -> Writing:
    change = outcome.change
    before = stored.change or _nothing(change)
    new = chained(change.key, stored.seq, stored.head, outcome.events, outcome.at)
    revisions = change.revisions[len(before.revisions) :]
    asked = _asked(change)
    return Writing(
        change=change,
        at=outcome.at,
        seq=stored.seq + len(new.entries),
        head=str(new.entries[-1]["hash"]),
        revisions=[_revision(one, change) for one in revisions],
        targets=[target for one in revisions for target in _targets(one)],
        decisions=[_decision(one) for one in change.decisions[len(before.decisions) :]],
        check_runs=[_annex(one) for one in _others(before.check_runs, change.check_runs)],
        declarations=[
            _declaration(one) for one in _others(before.declarations, change.declarations)
        ],
        obligations=[_obligation(one) for one in _others(before.obligations, change.obligations)],
        notes=list(_notes(before, change)),
        states=list(_states(outcome, stored.seq)),
        bypasses=[
            _bypass(one) for one in _others(before.deployments, change.deployments) if one.is_bypass
        ],
        ask=asked if asked != _asked(before) else None,
        entries=new.entries,
        words=new.words,
        parcels=[waiting(one, outcome.at) for one in dict.fromkeys(notices(outcome, facts))],
    )


def _nothing(change: Change) -> Change:
    """Return what is stored of a new change."""
    return replace(
        change,
        revisions=(),
        decisions=(),
        check_runs=(),
        declarations=(),
        obligations=(),
        asked=(),
        questions=(),
        hand_overs=(),
        nudges=(),
        snoozes=(),
        cancellations=(),
        deployments=(),
        chases=(),
    )


def _revision(revision: Revision, change: Change) -> Values:
    written = revision.documentation
    until_then = (one.assistance for one in change.revisions[: revision.number])
    return {
        "number": revision.number,
        "digest": revision.digest,
        "content": canonical(content(revision)).decode(),
        "submitted_by": revision.submitted_by,
        "submitted_at": stamp(revision.submitted_at),
        "kind": written.kind.value,
        "risk": written.risk.value,
        "assistance": strongest(until_then).degree.word,
    }


def _targets(revision: Revision) -> Iterator[Values]:
    for system in revision.systems:
        yield {
            "revision": revision.number,
            "system": system,
            "environment": revision.environment,
            "commit_sha": revision.commit,
        }


def _decision(decision: Decision) -> Values:
    return {
        "number": decision.number,
        "person": decision.person,
        "verb": decision.verb.value,
        "revision": decision.revision,
        "revision_digest": decision.revision_digest,
        "environment": decision.environment,
        "policy_digest": decision.policy_digest,
        "level": decision.level,
        "surface": decision.surface,
        "at": stamp(decision.at),
        "comment": decision.comment,
        "shown": decision.shown,
        "on_behalf_of": decision.on_behalf_of,
        "lifts": decision.lifts,
        "named_by": canonical(list(decision.named_by)).decode(),
        "read_at": stamp(decision.read_at) if decision.read_at else None,
    }


def _others(before: Sequence[_Kind], now: Sequence[_Kind]) -> list[_Kind]:
    """Return what was added or became another since; numbers are places in the list."""
    if now is before:
        return []
    return [one for place, one in enumerate(now) if place >= len(before) or before[place] != one]


def _notes(before: Change, now: Change) -> Iterator[Values]:
    stored = notes_of(before)
    for kind, notes in notes_of(now).items():
        yield from (_note(kind, one) for one in _others(stored[kind], notes))


def _note(kind: str, note: Note) -> Values:
    return {"kind": kind, **_annex(note)}


def _states(told: Outcome, seq: int) -> Iterator[Values]:
    """Yield the states that the events after `seq` entries of the chain tell of.

    What is deployed is done: that its approvals lapse, and that it expires, is none of them.
    """
    is_done = told.change.is_deployed
    for number, event in enumerate(told.events, start=seq + 1):
        if isinstance(event, DeploymentReported) and is_done:
            yield {"number": number, "state": DEPLOYED}
        elif isinstance(event, VerdictChanged) and event.after != event.before and not is_done:
            yield {"number": number, "state": event.after}


def _bypass(deployment: Deployment) -> Values:
    at = stamp(deployment.at)
    return {"number": deployment.number, "system": deployment.system, "at": at}


def _declaration(declaration: Declaration) -> Values:
    return {**_annex(declaration), "at": stamp(declaration.at)}


def _annex(annex: Annex) -> Values:
    return {"number": annex.number, "body": annexes.body(annex)}


def _obligation(obligation: Obligation) -> Values:
    closed_at = obligation.closed_at
    looked_for = {
        "owed": obligation.owed.value,
        "due_at": stamp(obligation.due_at),
        "is_open": obligation.is_open,
        "created_at": stamp(obligation.created_at),
        "closed_at": stamp(closed_at) if closed_at else None,
    }
    return {**_annex(obligation), **looked_for}


def _asked(change: Change) -> list[str]:
    """Return who is asked; of a change that is over, nobody."""
    return sorted(set(change.asked)) if change.status is Status.OPEN else []
