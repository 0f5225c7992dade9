"""Erases what a person wrote and what names them, wherever a table holds it.

Every place is read page by page; what is erased there is decided by `core/redacting.py`. A row is
written only as it was read, so nothing that somebody wrote meanwhile is lost. Afterwards the
changes have another version, so that no process goes on with what it remembers of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from chatops.core.contributor import Contributor
from chatops.core.redacting import Whom
from chatops.core.refused import Refused
from chatops.store import erased
from chatops.store.erasing_places import PLACES, REVISIONS, Place, Row, signed_in
from chatops.store.session import Session, Statement

_PAGE = 2000
_SHOWN = 20  # changes that are named
_KNOWN = Statement(
    """SELECT 1 WHERE EXISTS (SELECT 1 FROM words WHERE person = :person)
        OR EXISTS (SELECT 1 FROM changes WHERE requester = :person)
        OR EXISTS (SELECT 1 FROM decisions WHERE person = :person)
        OR EXISTS (SELECT 1 FROM revisions WHERE submitted_by = :person)
        OR EXISTS (SELECT 1 FROM entries WHERE scope IN (
            'person:' || CAST(:person AS VARCHAR), 'digest:' || CAST(:person AS VARCHAR)))"""
)
_OPEN = Statement(
    """SELECT c.key FROM changes c WHERE c.key = ANY(:keys) AND (c.status = 'open'
        OR EXISTS (SELECT 1 FROM obligations o WHERE o.key = c.key AND o.is_open))
    ORDER BY c.number"""
)
_ONE_BY_ONE = Statement(
    """INSERT INTO counters (name, value) VALUES ('redactions', 0)
    ON CONFLICT (name) DO UPDATE SET value = counters.value"""
)  # each tells of all that is erased, so it has to see what the one before it erased
_FORGET = Statement("DELETE FROM gate_answers")
_MOVE = Statement("UPDATE changes SET version = version + 1 WHERE key = ANY(:keys)")


@dataclass(frozen=True, slots=True)
class _Found:
    place: Place
    before: Row
    after: Row


@dataclass(frozen=True, slots=True)
class Erasure:
    """How much there is to erase by its kind, and of it by each name; `written` by themselves.

    `commitments` and `contents` are the digests of all that is erased now (`store/erased.py`),
    empty where nothing was erased.
    """

    counts: Mapping[str, int]
    written: int
    named: Mapping[str, int]
    commitments: str = ""
    contents: str = ""


def knows(session: Session, person: str) -> bool:
    """Tell whether anything is stored of somebody with this directory id."""
    return session.run(_KNOWN, person=person).fetchone() is not None


def contributors(session: Session) -> Iterator[Contributor]:
    """Yield every contributor of every revision that is stored."""
    for row in _rows(session, REVISIONS):
        yield from signed_in(row)


def look(session: Session, whom: Whom) -> Erasure:
    """Return what would be erased; nothing is."""
    return _erasure(_all_found(session, whom), whom)


def erase(session: Session, whom: Whom) -> Erasure:
    """Erase everything; return how much by its kind.

    Raises `Refused`: open_changes where a change that is not over would lose something, and
    out_of_date where a text was changed meanwhile.
    """
    session.run(_ONE_BY_ONE)
    found = _all_found(session, whom)
    keys = sorted({one.before[one.place.change] for one in found if one.place.change})
    _check_over(session, keys)
    for one in found:
        values = one.place.values(one.before, one.after)
        if session.run(one.place.write, **values).rowcount != 1:
            sentence = "Somebody wrote something meanwhile. Nothing was erased: do it again."
            raise Refused("out_of_date", sentence)
    session.run(_MOVE, keys=keys)
    if not found:
        return _erasure(found, whom)
    session.run(_FORGET)  # digests of what the gate said; it says it anew
    all_words, all_contents = erased.words(session), erased.contents(session)
    return replace(_erasure(found, whom), commitments=all_words, contents=all_contents)


def _all_found(session: Session, whom: Whom) -> list[_Found]:
    return [one for place in PLACES for one in _found(session, place, whom)]


def _erasure(found: list[_Found], whom: Whom) -> Erasure:
    """Count what was found, and of it what each name alone would find."""
    named = {call: _touched(found, Whom("", (call,))) for call in whom.calls}
    counts = Counter(one.place.kind for one in found)
    return Erasure(dict(counts), _touched(found, Whom(whom.person, ())), named)


def _touched(found: list[_Found], whom: Whom) -> int:
    return sum(one.place.redact(one.before, whom) != one.before for one in found)


def _check_over(session: Session, keys: Iterable[str]) -> None:
    rows = [key for (key,) in session.run(_OPEN, keys=list(keys)).fetchall()]
    if rows:
        more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
        sentence = (
            f"Not decided yet, or something is owed: {', '.join(rows[:_SHOWN])}{more}. Their texts "
            "are still needed. Cancel them, or wait until they are over. Nothing was erased."
        )
        raise Refused("open_changes", sentence)


def _found(session: Session, place: Place, whom: Whom) -> Iterator[_Found]:
    for row in _rows(session, place, whom):
        after = place.redact(row, whom)
        if after != row:
            yield _Found(place, row, after)


def _rows(session: Session, place: Place, whom: Whom | None = None) -> Iterator[Row]:
    """Yield the rows; only those that could be by or about somebody, where that can be seen."""
    after = dict(place.keys)
    while rows := session.run(place.page, **after, limit=_PAGE).fetchall():
        for one in rows:
            if whom is None or place.is_escaped or _may_be(one, whom):
                yield dict(zip(place.columns, one, strict=True))
        after = dict(zip(place.keys, rows[-1], strict=False))


def _may_be(row: Iterable[object], whom: Whom) -> bool:
    return whom.may_be_in("\n".join(one for one in row if isinstance(one, str)))
