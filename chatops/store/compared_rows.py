"""The rows of the tables as verification compares them: by scope, table and key.

They are read as they stand, without the checks of those who work with them: a row that cannot be
read, or that says two things, tells so in its `problem`. Columns that repeat a part of a row's
JSON text have to say the same as the text.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from chatops.core.agreeing import ERASED_CONTENT, Found, Tables
from chatops.core.projection import Key
from chatops.store.session import Session, Statement, stamp

_Made = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of which `of` is the scope without its `prefix`; the next `keys` columns are the key.

    `columns` follow. `read` makes of them what is compared.
    """

    name: str
    prefix: str
    of: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    read: Callable[[_Made], _Made] = dict
    where: str = ""

    @property
    def statement(self) -> Statement:
        """Return what reads the rows of some scopes."""
        names = ", ".join((self.of, *self.keys, *self.columns))
        sql = f"SELECT {names} FROM {self.name} WHERE {self.of} = ANY(:scopes)"  # noqa: S608 - only constants of this module
        return Statement(f"{sql} {self.where} ORDER BY {', '.join((self.of, *self.keys))}")

    @property
    def orphans(self) -> Statement:
        """Return what finds rows of scopes that have no entry."""
        return Statement(
            f"""SELECT {self.of} FROM {self.name} t WHERE NOT EXISTS (SELECT 1 FROM entries e
                WHERE e.scope = '{self.prefix}' || t.{self.of} AND e.number = 1)
            ORDER BY {self.of} LIMIT 1"""  # noqa: S608 - only constants of this module
        )


def _revision(made: _Made) -> _Made:
    """Put the digest of the content in its place, with the contributors that it names.

    Of an erased content there is no digest, but what no law asks to erase is left.
    """
    text, is_erased = made.pop("content"), bool(made.pop("is_erased"))
    said: _Made = orjson.loads(text)
    if is_erased is not (said.get("erased") == made["digest"]):
        return {"problem": "says by `is_erased` another thing than in its content"}
    if is_erased:
        left = {name: said[name] for name in ("environment", "commit", "systems")}
        made |= {"content": ERASED_CONTENT, **left}
    else:
        made["content"] = hashlib.sha256(text.encode()).hexdigest()
    made["people"] = [one for _, _, _, one, _ in said["contributors"] if one]
    return made


def _body(made: _Made) -> _Made:
    """Return what a JSON text says, compared with the columns that repeat a part of it."""
    said: _Made = orjson.loads(made.pop("body"))
    for column, value in made.items():
        if said[column] != value:
            return {"problem": f"says another `{column}` beside its text than in it"}
    return said


def _obligation(made: _Made) -> _Made:
    is_open = bool(made.pop("is_open"))
    said = _body(made)
    if "problem" in said:
        return said
    if is_open is not (said["closed_at"] is None):
        return {"problem": "says by `is_open` another thing than in its text"}
    reviews = said["reviews"]
    said["reviews"] = tuple((one["person"], one["at"], one["note"]) for one in reviews)
    return said


def _decision(made: _Made) -> _Made:
    """Put the list of sources in the place of its JSON."""
    made["named_by"] = orjson.loads(made["named_by"])
    return made


def _digest(made: _Made) -> _Made:
    """Put the digest of the body in its place, of which texts may be erased."""
    is_erased, text = made.pop("is_erased"), made["body"]
    made["body"] = ERASED_CONTENT if is_erased else hashlib.sha256(text.encode()).hexdigest()
    return made


_NUMBER, _BODY, _KINDS = ("number",), ("body",), ("kind", "risk", "assistance")
_SAID = (
    *("person", "verb", "revision", "revision_digest", "environment", "policy_digest", "level"),
    *("surface", "at", "comment", "shown", "on_behalf_of", "lifts", "named_by", "read_at"),
)
_CHANGES = _Table(
    "changes",
    "",
    "key",
    (),
    (
        *("number", "requester", "source", "status", "opened_at", "expires_at", "state"),
        *("unreachable", *_KINDS),
    ),
)
_TOLD = "kind <> 'chases'"  # when the next reminder comes is told by no entry alone
_NOTE_KINDS = {
    *("questions", "hand_overs", "nudges", "snoozes", "cancellations", "deployments"),
}
_NOTES = _Table("notes", "", "key", ("kind", "number"), _BODY, _body, where=f"AND {_TOLD}")
_OF_CHANGES = (
    _CHANGES,
    _Table(
        "revisions",
        "",
        "key",
        _NUMBER,
        ("digest", "content", "is_erased", "submitted_by", "submitted_at", *_KINDS),
        _revision,
    ),
    _Table("targets", "", "key", ("revision", "system"), ("environment", "commit_sha")),
    _Table(
        "decisions",
        "",
        "key",
        _NUMBER,
        _SAID,
        _decision,
    ),
    _Table("check_runs", "", "key", _NUMBER, _BODY, _body),
    _Table("declarations", "", "key", _NUMBER, (*_BODY, "at"), _body),
    _Table(
        "obligations",
        "",
        "key",
        _NUMBER,
        (*_BODY, "owed", "due_at", "is_open", "created_at", "closed_at"),
        _obligation,
    ),
    _NOTES,
    _Table("states", "", "key", _NUMBER, ("state", "at")),
    _Table("bypasses", "", "key", _NUMBER, ("system", "at")),
)
_OF_OTHERS = (
    _Table(
        "digests",
        "digest:",
        "director",
        ("week", "version"),
        ("made_at", "body", "is_erased", "hash", "sent_by", "checkpoint"),
        _digest,
    ),
    _Table(
        "attestations",
        "digest:",
        "director",
        ("week",),
        ("version", "hash", "checkpoint", "note", "at", "remind_at", "reminded_at"),
    ),
    _Table("absences", "person:", "person", (), ("until", "delegate", "set_by")),
    _Table(
        "incidents",
        "system:",
        "system",
        ("id",),
        ("title", "severity", "began_at", "ended_at", "link", "key", "posted_by"),
    ),
)
_ADOPTED = ("digest", "adopted_by", "why", "approved_by", "adopted_at")
_POLICIES = Statement(
    """SELECT p.number, p.content, t.digest, p.digest, p.adopted_by, p.why, p.approved_by,
        p.adopted_at
    FROM policies p LEFT JOIN policy_texts t ON t.digest = p.digest ORDER BY p.number"""
)
_STATEMENTS = {one: one.statement for one in (*_OF_CHANGES, *_OF_OTHERS)}
_ORPHANS = tuple((one, one.orphans) for one in (*_OF_CHANGES, *_OF_OTHERS))
Grouped = dict[str, dict[str, dict[Key, Found]]]


def of_changes(session: Session, keys: Iterable[str]) -> Grouped:
    """Return the rows of these changes by change, table and key."""
    return _read(session, _OF_CHANGES, keys)


def of_others(session: Session, scopes: Iterable[str]) -> Grouped:
    """Return the same of scopes that are no change's."""
    return _read(session, _OF_OTHERS, scopes)


def policies(session: Session, meaning: Callable[[str], str | None], *, is_read: bool) -> Tables:
    """Return the policies that were adopted, with what their text means as `content`.

    A text without a meaning has a problem where what it meant is kept: then it could be read once.
    """
    found: dict[Key, Found] = {}
    for number, text, kept, *rest in session.run(_POLICIES).fetchall():
        digest = meaning(text) if isinstance(text, str) else None
        made: _Made = dict(zip(_ADOPTED, _plain(rest), strict=True))
        if digest is not None:
            made["content"] = digest
        elif kept and is_read:
            made["problem"] = "has a `content` that cannot be read"
        found[(number,)] = made
    return {"policies": found}


def orphans(session: Session) -> list[tuple[str, str]]:
    """Return the first row of each table whose scope has no entries: the table and the scope."""
    found = ((one, session.run(statement).fetchone()) for one, statement in _ORPHANS)
    return [(one.name, f"{one.prefix}{row[0]}") for one, row in found if row]


def _read(session: Session, tables: Iterable[_Table], scopes: Iterable[str]) -> Grouped:
    wanted = list(scopes)
    found: Grouped = {one: {} for one in wanted}
    for table in tables:
        prefix = table.prefix
        names = [one.removeprefix(prefix) for one in wanted if one.startswith(prefix)]
        rows: Iterable[Any] = _rows(session, table, names) if names else ()
        width = 1 + len(table.keys)
        for row in rows:
            made = _made(table, row[width:])
            _put(found[f"{prefix}{row[0]}"], table, row[1:width], made)
    return found


def _rows(session: Session, table: _Table, names: list[str]) -> Iterable[Any]:
    """Return rows with instants as texts, as SQLite has them anyway."""
    rows = session.run(_STATEMENTS[table], scopes=names).fetchall()
    return rows if session.dialect == "sqlite" else map(_plain, rows)


def _made(table: _Table, values: Sequence[Any]) -> _Made:
    try:
        return table.read(dict(zip(table.columns, values, strict=True)))
    except (AttributeError, KeyError, TypeError, ValueError):
        return {"problem": "cannot be read"}


def _put(scope: dict[str, dict[Key, Found]], table: _Table, key: Key, made: Found) -> None:
    """Put a row in its place; notes are told apart by their kinds, as far as there are such."""
    if table is _NOTES and key[0] in _NOTE_KINDS:
        scope.setdefault(str(key[0]), {})[(key[1],)] = made
    else:
        scope.setdefault(table.name, {})[tuple(key)] = made


def _plain(values: Iterable[Any]) -> list[Any]:
    return [stamp(one) if isinstance(one, datetime) else one for one in values]
