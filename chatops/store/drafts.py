"""What somebody typed and has not sent: one draft a person and slot, no history.

The slot says where the form began: nowhere (empty), at a message, as the edit of a revision.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from chatops.core.draft import Draft
from chatops.store.session import Session, Statement, instant

_FIND = Statement("SELECT body, at FROM drafts WHERE person = :person AND slot = :slot")
_KEEP = Statement(
    """INSERT INTO drafts (person, slot, body, at)
    SELECT :person, :slot, :body, :at
    WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE delivery = :sent)
    ON CONFLICT (person, slot) DO UPDATE SET body = excluded.body, at = excluded.at"""
)
_DROP = Statement("DELETE FROM drafts WHERE person = :person AND slot = :slot")
_FORGET = Statement("DELETE FROM drafts WHERE at < :before")
_NAMES = frozenset(one.name for one in fields(Draft))
_LISTS = ("systems", "labels", "required")
_MOMENTS = ("window_start", "window_end")


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft, and when it was last typed into."""

    draft: Draft
    at: datetime


def find(session: Session, person: str, slot: str) -> KeptDraft | None:
    """Return the person's draft; None without one, and for one that this version cannot read."""
    row = session.run(_FIND, person=person, slot=slot).fetchone()
    if row is None:
        return None
    body, at = row
    try:
        return KeptDraft(_draft(json.loads(body)), instant(at))
    except (ValueError, TypeError):
        return None


def keep(session: Session, person: str, slot: str, kept: KeptDraft, sent: str) -> None:
    """Keep the draft in place of an earlier one, unless the form was sent: `sent` names that."""
    body = json.dumps(asdict(kept.draft), default=datetime.isoformat)
    session.run(_KEEP, person=person, slot=slot, body=body, at=kept.at, sent=sent)


def drop(session: Session, person: str, slot: str) -> None:
    """Delete the person's draft, if there is one."""
    session.run(_DROP, person=person, slot=slot)


def forget(session: Session, before: datetime) -> int:
    """Delete drafts that nobody typed into since then; return how many."""
    return int(session.run(_FORGET, before=before).rowcount)


def _draft(stored: dict[str, Any]) -> Draft:
    """Return the draft of which this is the JSON; what another version wrote besides is left."""
    known = {name: value for name, value in stored.items() if name in _NAMES}
    for name in _LISTS:
        known[name] = tuple(known.get(name, ()))
    for name in _MOMENTS:
        value = known.get(name)
        known[name] = datetime.fromisoformat(value) if value else None
    return Draft(**known)
