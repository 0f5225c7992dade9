"""All that was ever erased beside the log, as digests that the entry of a redaction tells.

Each is taken over everything that is erased at that time, so the newest entry tells what has to be
erased now: nothing is put back unseen, and nothing else erased. What is left of a content has a
new salt, so nobody can find out by trying what a later redaction erases of it.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from chatops.ledger.canonical import digest
from chatops.store.session import Session, Statement

NOTHING = hashlib.sha256(b"").hexdigest()
"""The digest where nothing is erased."""
_WORDS = Statement("SELECT scope, number, field FROM words WHERE salt IS NULL OR text IS NULL")
_REVISIONS = Statement("SELECT key, number, content FROM revisions WHERE is_erased")
_DIGESTS = Statement("SELECT director, week, version, body FROM digests WHERE is_erased")


def words(session: Session) -> str:
    """Return the digest of which words are erased: scope, number of the entry, field."""
    return _over(session.run(_WORDS).fetchall())


def contents(session: Session) -> str:
    """Return the digest of which revisions and digests are erased, each with what is left of it."""
    revisions = (("revision", *row) for row in session.run(_REVISIONS).fetchall())
    sent = (("digest", *row) for row in session.run(_DIGESTS).fetchall())
    left = ((*key, hashlib.sha256(text.encode()).hexdigest()) for *key, text in (*revisions, *sent))
    return _over(left)


def _over(rows: Iterable[Any]) -> str:
    """Return the SHA-256 of the sorted digests of the rows: in any order it is the same."""
    found = sorted(digest(list(row)) for row in rows)
    return hashlib.sha256("\n".join(found).encode()).hexdigest()
