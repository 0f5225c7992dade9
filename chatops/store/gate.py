"""What the gate last told, so that the same no is written down once and not each minute."""

import json
from dataclasses import asdict
from datetime import datetime

from chatops.core.events import GateAnswered
from chatops.core.gate import Answer, Question
from chatops.core.passage import Passage
from chatops.core.verdict import State
from chatops.ledger.canonical import digest
from chatops.store import trail
from chatops.store.session import Session, Statement, instant

_LAST = Statement("SELECT fingerprint FROM gate_answers WHERE question = :question")
_REMEMBER = Statement(
    """INSERT INTO gate_answers (question, fingerprint, at) VALUES (:question, :fingerprint, :at)
    ON CONFLICT (question) DO UPDATE SET fingerprint = excluded.fingerprint, at = excluded.at"""
)
_PASSED = Statement(
    "SELECT at, body FROM entries WHERE scope = :key AND tag = :tag ORDER BY number"
)
_LONGEST_NAME = 200  # a caller may ask about any text; an index cannot hold any text


def last_answer(session: Session, question: Question) -> str | None:
    """Return the fingerprint of the last answer that was written down for this question."""
    row = session.run(_LAST, question=digest(asdict(question))).fetchone()
    return row[0] if row else None


def record_answer(
    session: Session,
    question: Question,
    answer: Answer,
    event: GateAnswered,
    *,
    fingerprint: str,
    at: datetime,
) -> None:
    """Write the entry, in the change's scope or else the system's, and the fingerprint.

    The chain is locked before the answer's row, here as everywhere.
    """
    trail.append(session, answer.key or f"gate:{question.system[:_LONGEST_NAME]}", event, at)
    asked = digest(asdict(question))
    session.run(_REMEMBER, question=asked, fingerprint=fingerprint, at=at)


def passed(session: Session, key: str) -> tuple[Passage, ...]:
    """Return each yes of the gate on this change, oldest first."""
    rows = session.run(_PASSED, key=key, tag=GateAnswered.TAG).fetchall()
    told = ((at, json.loads(body)["event"]) for at, body in rows)
    return tuple(
        Passage(one["caller"], instant(at), one["revision_digest"], State(one["state"]))
        for at, one in told
        if one["allowed"]
    )
