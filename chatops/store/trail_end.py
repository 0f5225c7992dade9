"""Where the whole audit trail ends: every chain's head in one digest (`core.attestation.TrailEnd`).

The head of every chain is read: half a second for 200,000 chains. PostgreSQL takes the digest
itself; on SQLite rows come in pages, so that memory does not grow. It is for the background, the
few times a week when a digest is made: nobody who clicks waits for it.
"""

import hashlib

from chatops.core.attestation import TrailEnd
from chatops.store.session import Session, Statement

_PAGE = 10_000
_PATIENT = Statement("SELECT set_config('statement_timeout', '120s', TRUE)")
_DIGEST = Statement(
    """SELECT COALESCE(SUM(seq), 0), encode(sha256(convert_to(COALESCE(
        string_agg(scope || ' ' || head, chr(10) ORDER BY scope COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM chains"""
)
_HEADS = Statement(
    "SELECT scope, seq, head FROM chains WHERE scope > :after ORDER BY scope LIMIT :page"
)


def trail_end(session: Session, page: int = _PAGE) -> TrailEnd:
    """Return where the trail ends in this snapshot; SQLite's heads are read `page` at a time."""
    if session.dialect == "sqlite":
        return _from_pages(session, page)
    session.run(_PATIENT)
    entries, heads = session.run(_DIGEST).fetchone()
    return TrailEnd(int(entries), heads)


def _from_pages(session: Session, page: int) -> TrailEnd:
    taken, entries, after = hashlib.sha256(), 0, ""
    while rows := session.run(_HEADS, after=after, page=page).fetchall():
        lines = "\n".join(f"{scope} {head}" for scope, _, head in rows)
        taken.update(f"\n{lines}".encode() if after else lines.encode())
        entries += sum(seq for _, seq, _ in rows)
        after = rows[-1][0]
    return TrailEnd(entries, taken.hexdigest())
