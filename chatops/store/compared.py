"""What verification compares: the entries of every scope, and the rows of the tables beside them.

Entries come in the order of their scopes and numbers, a page at a time, and rows for some scopes
at a time, so that memory does not grow with the log.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import orjson

from chatops.core.agreeing import Tables
from chatops.core.projection import Told
from chatops.store import compared_rows, erased
from chatops.store.askings import Asking, askings
from chatops.store.session import Session, Statement, instant, stamp

_PAGE = 1000
_COUNT = Statement("SELECT COALESCE(SUM(seq), 0) FROM chains")
_ENTRIES = Statement(
    """SELECT scope, number, tag, body FROM entries WHERE (scope, number) > (:scope, :number)
    ORDER BY scope, number LIMIT :limit"""
)
_SCOPE = Statement("SELECT number, tag, body FROM entries WHERE scope = :scope ORDER BY number")
_WORDS = Statement(
    """SELECT scope, number, field, text, person FROM words
    WHERE (scope, number) >= (:scope, :number) AND (scope, number) <= (:last, :end)"""
)
_ABSENT = Statement("SELECT MAX(at) FROM entries WHERE scope LIKE 'person:%' AND tag = :tag")
_TEXTS = Statement("SELECT digest, content FROM policy_texts ORDER BY digest")
_Beside = tuple[dict[str, str | None], dict[str, str] | None]
_NONE: _Beside = ({}, None)


class Compared:
    """What can be asked by who compares the tables with the log, in one snapshot."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self) -> int:
        """Return how many entries there are by the ends of all chains."""
        (count,) = self._session.run(_COUNT).fetchone()
        return int(count)

    def entries(self, page: int = _PAGE) -> Iterator[tuple[str, Told]]:
        """Yield every entry with its scope, by scope and number, `page` read at a time."""
        scope, number = "", 0
        while True:
            after = {"scope": scope, "number": number, "limit": page}
            rows = self._session.run(_ENTRIES, **after).fetchall()
            if not rows:
                return
            words = self._words(rows[0], rows[-1])
            for scope, number, tag, body in rows:
                told = _told(number, tag, body, *words.get((scope, number), _NONE))
                yield scope if type(scope) is str else f"{scope!r}", told

    def scope(self, scope: str) -> tuple[Told, ...]:
        """Return the entries of one scope that has few, in order."""
        rows = [(scope, *row) for row in self._session.run(_SCOPE, scope=scope).fetchall()]
        words = self._words(rows[0], rows[-1]) if rows else {}
        return tuple(
            _told(number, tag, body, *words.get((scope, number), _NONE))
            for _, number, tag, body in rows
        )

    def askings(self, kind: str) -> Iterator[Asking]:
        """Yield who asked for proofs (readings of this kind), each with where its scope stood."""
        return askings(self._session, kind)

    def _words(self, first: Any, last: Any) -> dict[tuple[str, int], _Beside]:
        """Return the words of each entry and who wrote them, both by field."""
        bounds = {"scope": first[0], "number": first[1], "last": last[0], "end": last[1]}
        found: dict[tuple[str, int], Any] = {}
        for scope, number, field, text, person in self._session.run(_WORDS, **bounds).fetchall():
            texts, writers = found.setdefault((scope, number), ({}, {}))
            texts[field], writers[field] = text, person
        return found

    def of_changes(self, keys: Collection[str]) -> dict[str, Tables]:
        """Return the rows of these changes, by change."""
        return dict(compared_rows.of_changes(self._session, keys))

    def of_others(self, scopes: Collection[str]) -> dict[str, Tables]:
        """Return the rows of scopes that are no change's, by scope."""
        return dict(compared_rows.of_others(self._session, scopes))

    def policies(self, meaning: Callable[[str], str | None], *, is_read: bool) -> Tables:
        """Return the policies that were adopted, each with what its text means as `content`.

        `is_read` tells that `meaning` knows what can be read.
        """
        return compared_rows.policies(self._session, meaning, is_read=is_read)

    def orphans(self) -> list[tuple[str, str]]:
        """Return the first row of each table whose scope has no entries: table and scope."""
        return compared_rows.orphans(self._session)

    def wrong_texts(self) -> list[str]:
        """Return the digests of the kept policy texts that are not of this digest."""
        rows = self._session.run(_TEXTS).fetchall()
        return [str(one) for one, text in rows if not _is_digest(one, text)]

    def erased(self) -> tuple[str, str]:
        """Return the digests of all words and contents that are erased now (`store/erased.py`)."""
        return erased.words(self._session), erased.contents(self._session)

    def last_absence(self, tag: str) -> str:
        """Return when an absence was set last, by the tag of its entries; empty for never."""
        (moment,) = self._session.run(_ABSENT, tag=tag).fetchone()
        return stamp(instant(moment)) if moment else ""


def _is_digest(digest: object, text: object) -> bool:
    return type(text) is str and hashlib.sha256(text.encode()).hexdigest() == digest


def _told(
    number: int,
    tag: str,
    body: str,
    words: Mapping[str, str | None],
    writers: Mapping[str, str] | None,
) -> Told:
    """Return an entry; one that cannot be read tells nothing."""
    try:
        said = orjson.loads(body)
        at, event = said["at"], said["event"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        at, event = "", {}
    return Told(number, at, tag, event if type(event) is dict else {}, words, writers)
