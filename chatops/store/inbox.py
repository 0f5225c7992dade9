"""What concerns one person, over all changes, by queries that do not read every open change.

Who is asked, who decided and who requested is found by an index. Only what somebody else is asked
for is looked for by walking the open changes, oldest first, until enough are found.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chatops.core.decision import Verb
from chatops.core.home import Said
from chatops.core.snooze import Snooze
from chatops.store import annexes, outbox_reminders
from chatops.store.session import Session, Statement, instant

_ASKING = Statement(
    """SELECT c.key FROM asked a JOIN changes c ON c.key = a.key
    WHERE a.person = :person AND c.status = 'open' ORDER BY c.number LIMIT :limit"""
)
_OWN = Statement(
    """SELECT key FROM changes WHERE requester = :person AND status = 'open'
    ORDER BY number DESC LIMIT :limit"""
)
# d.person || '': SQLite would look through all decisions of the person for each change.
_OTHERS = Statement(
    """SELECT c.key FROM changes c
    WHERE c.status = 'open' AND c.state IN ('pending', 'stale', 'frozen', 'blocked')
        AND c.requester <> :person
        AND NOT EXISTS (SELECT 1 FROM asked a WHERE a.person = :person AND a.key = c.key)
        AND (:everywhere OR EXISTS (
            SELECT 1 FROM targets t WHERE t.key = c.key AND t.system = ANY(:systems)))
        AND NOT EXISTS (
            SELECT 1 FROM decisions d WHERE d.key = c.key AND d.person || '' = :person
                AND d.verb IN ('approve', 'reject')
                AND d.revision = (SELECT MAX(r.number) FROM revisions r WHERE r.key = c.key)
                AND NOT EXISTS (
                    SELECT 1 FROM decisions w WHERE w.key = c.key AND w.person || '' = :person
                        AND w.verb = 'withdraw' AND w.number > d.number))
    ORDER BY c.number LIMIT :limit"""
)
_SAID = Statement(
    """SELECT key, verb, revision, at FROM decisions WHERE person = :person
    ORDER BY at DESC, key, number DESC LIMIT :limit"""
)
# The pattern finds a few rows too many (ids are not escaped); core says whom each concerns.
_OWING = Statement(
    """WITH owed AS MATERIALIZED (SELECT key, due_at, body FROM obligations WHERE is_open)
    SELECT o.key FROM owed o JOIN changes c ON c.key = o.key
    WHERE :everywhere OR c.requester = :person OR o.body LIKE :caused OR EXISTS (
        SELECT 1 FROM targets t WHERE t.key = o.key AND t.system = ANY(:systems))
    GROUP BY o.key ORDER BY MIN(o.due_at), o.key LIMIT :limit"""
)
_SNOOZES = Statement(
    "SELECT key, number, body FROM notes WHERE kind = 'snoozes' AND key = ANY(:keys)"
)
_READ = Statement("SELECT key, revision FROM openings WHERE person = :person AND key = ANY(:keys)")


class Inbox:
    """Looks up what concerns one person (directory id). Ends with the reading that gave it."""

    def __init__(self, session: Session, person: str) -> None:
        self._session = session
        self._person = person

    def asking(self, limit: int) -> tuple[str, ...]:
        """Return the open changes in which the person is asked to sign off, oldest first."""
        return self._keys(_ASKING, limit=limit)

    def others(self, systems: Iterable[str], *, everywhere: bool, limit: int) -> tuple[str, ...]:
        """Return the oldest open changes of these systems (ids), or of all, that ask somebody else.

        They lack something, the person did not request them and has not decided on what they are
        now.
        """
        return self._keys(_OTHERS, systems=list(systems), everywhere=everywhere, limit=limit)

    def own(self, limit: int) -> tuple[str, ...]:
        """Return the open changes that the person requested, newest first."""
        return self._keys(_OWN, limit=limit)

    def said(self, limit: int) -> tuple[Said, ...]:
        """Return the person's newest decisions, the last first."""
        rows = self._session.run(_SAID, person=self._person, limit=limit).fetchall()
        return tuple(Said(key, Verb(verb), number, instant(at)) for key, verb, number, at in rows)

    def owing(self, systems: Iterable[str], *, everywhere: bool, limit: int) -> tuple[str, ...]:
        """Return changes that owe something: the person's, those of these systems (ids), or all.

        What is due first comes first.
        """
        caused = f'%"by":"{self._person}"%'
        values = {"systems": list(systems), "everywhere": everywhere, "limit": limit}
        return self._keys(_OWING, caused=caused, **values)

    def snoozed(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return those of these changes that the person snoozed at any time, in their order."""
        given = list(keys)
        found = set()
        for key, number, body in self._session.run(_SNOOZES, keys=given).fetchall():
            one = annexes.note("snoozes", number, body)
            if isinstance(one, Snooze) and one.person == self._person:
                found.add(key)
        return tuple(key for key in given if key in found)

    def read(self, keys: Iterable[str]) -> frozenset[tuple[str, int]]:
        """Return the revisions (key, number) of these changes whose Details the person opened."""
        rows = self._session.run(_READ, person=self._person, keys=list(keys)).fetchall()
        return frozenset((key, revision) for key, revision in rows)

    def reminded_at(self) -> datetime | None:
        """Return when a reminder last reached the person; None where none ever did."""
        return outbox_reminders.reached_at(self._session, self._person)

    def _keys(self, statement: Statement, **values: Any) -> tuple[str, ...]:
        rows = self._session.run(statement, person=self._person, **values).fetchall()
        return tuple(key for (key,) in rows)
