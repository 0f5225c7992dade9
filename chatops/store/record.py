"""`record`: the state, the audit entries and the outbox rows of an outcome, written together.

The version is compared in the database too: an outcome of a change that has moved on since
writes nothing. How it is written is a matter of the database (`writing_*.py`).
"""

from dataclasses import dataclass

from chatops.core.change import Change
from chatops.core.decision import Decision
from chatops.core.facts import Facts
from chatops.core.notices import notices
from chatops.core.outcome import Outcome
from chatops.core.revision import Revision, content
from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS
from chatops.store import writing_postgresql, writing_sqlite
from chatops.store.memory import Parts
from chatops.store.parcels import packed
from chatops.store.session import Session, SqliteSession, Values, stamp
from chatops.store.trail import chained
from chatops.store.writing import Writing


@dataclass(frozen=True, slots=True)
class Held:
    """What the transaction holds locked: the stored change's extent and the end of its chain."""

    version: int = 0
    revisions: int = 0
    decisions: int = 0
    seq: int = 0
    head: str = GENESIS


class OutOfDate(RuntimeError):  # noqa: N818 - says what the outcome is
    """The outcome was not made from the change as it is stored: a mistake in the program."""


def held(change: Change, seq: int, head: str) -> Held:
    """Return the extent of a change that was just read and locked."""
    return Held(change.version, len(change.revisions), len(change.decisions), seq, head)


def record(session: Session, outcome: Outcome, facts: Facts, stored: Held) -> None:
    """Write the outcome of a change that is held; raise `OutOfDate` for any other."""
    change = outcome.change
    writing = _writing(outcome, facts, stored)
    if change.version != stored.version or not _write(session, writing):
        raise OutOfDate(f"{change.key} is not at version {change.version}: lock it first")
    parts = Parts(writing.head, change.revisions, change.decisions)
    session.memory.remember(change.key, parts)


def _write(session: Session, writing: Writing) -> bool:
    if isinstance(session, SqliteSession):
        return writing_sqlite.write(session, writing)
    return writing_postgresql.write(session, writing)


def _writing(outcome: Outcome, facts: Facts, stored: Held) -> Writing:
    change = outcome.change
    entries = chained(change.key, stored.seq, stored.head, outcome.events, outcome.at)
    return Writing(
        change=change,
        at=outcome.at,
        seq=stored.seq + len(entries),
        head=str(entries[-1]["hash"]),
        revisions=[_revision(one) for one in change.revisions[stored.revisions :]],
        decisions=[_decision(one) for one in change.decisions[stored.decisions :]],
        entries=entries,
        parcels=[packed(one) for one in dict.fromkeys(notices(outcome, facts))],
    )


def _revision(revision: Revision) -> Values:
    return {
        "number": revision.number,
        "system": revision.system,
        "environment": revision.environment,
        "commit_sha": revision.commit,
        "digest": revision.digest,
        "content": canonical(content(revision)).decode(),
        "submitted_by": revision.submitted_by,
        "submitted_at": stamp(revision.submitted_at),
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
    }
