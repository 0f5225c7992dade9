"""The places in the tables where what people wrote is stored, and how it is erased there.

Links stay: the log itself tells them. So do the texts of policies, by which decisions were made.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chatops.core.audited import private_fields
from chatops.core.contributor import Contributor
from chatops.core.redacting import Spots, Whom, redacted, redacted_revision
from chatops.core.revision import content, restored
from chatops.ledger.canonical import canonical
from chatops.ledger.commitment import SALT_BYTES
from chatops.store.session import Statement, instant

Row = dict[str, Any]
Redaction = Callable[[Row, Whom], Row]


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of a table; `keys` are those of its key, each with a value below all that are there.

    `others` are read besides, and `redact` returns the row as it is afterwards. What is erased is
    counted as `kind`; `change` is the column with the key of the change, where it is of one. JSON
    may have letters escaped if `is_escaped`.
    """

    kind: str
    table: str
    keys: Mapping[str, str | int]
    others: tuple[str, ...]
    redact: Redaction
    texts: tuple[str, ...]
    sets: str = ""
    change: str = ""
    is_escaped: bool = False
    page: Statement = field(init=False)
    write: Statement = field(init=False)

    def __post_init__(self) -> None:
        keys = ", ".join(self.keys)
        after = ", ".join(f":{one}" for one in self.keys)
        page = f"""SELECT {", ".join(self.columns)} FROM {self.table}
            WHERE ({keys}) > ({after}) ORDER BY {keys} LIMIT :limit"""  # noqa: S608 - only constants of this module
        object.__setattr__(self, "page", Statement(page))
        object.__setattr__(self, "write", Statement(self._written()))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return all that is read of a row."""
        return (*self.keys, *self.others)

    def values(self, before: Row, after: Row) -> dict[str, Any]:
        """Return the parameters of `write`."""
        keys = {one: before[one] for one in self.keys}
        new = {f"new_{one}": after[one] for one in self.texts}
        return keys | new | {f"old_{one}": before[one] for one in self.texts}

    def _written(self) -> str:
        """Return the statement that writes a row, if it still is as it was read."""
        same = " AND ".join(
            (
                *(f"{one} = :{one}" for one in self.keys),
                *(f"{one} = :old_{one}" for one in self.texts),
            )
        )
        if self.sets == "DELETE":
            return f"DELETE FROM {self.table} WHERE {same}"  # noqa: S608 - as above
        sets = self.sets or ", ".join(f"{one} = :new_{one}" for one in self.texts)
        return f"UPDATE {self.table} SET {sets} WHERE {same}"  # noqa: S608 - as above


def _plainly(**spots: str) -> Redaction:
    """Return what erases texts in columns, each with the column that says who wrote it."""
    return lambda row, whom: redacted(row, spots, whom)


def _in_json(column: str, spots: Spots) -> Redaction:
    """Return what erases texts within a column of JSON."""
    return _in_each_json(column, lambda _: spots)


def _in_each_json(column: str, spots_of: Callable[[Any], Spots]) -> Redaction:
    def redact(row: Row, whom: Whom) -> Row:
        stored = json.loads(row[column])
        left = redacted(stored, spots_of(stored), whom)
        return row if left == stored else row | {column: canonical(left).decode()}

    return redact


def _word(row: Row, whom: Whom) -> Row:
    """Return the row of a word, which is erased together with its salt."""
    if row["text"] is None:
        return row
    spoken = {"person": row["person"], "text": json.loads(row["text"])}
    left = redacted(spoken, {"text": "person"}, whom)
    return row if left == spoken else row | {"text": None}


def _draft(row: Row, whom: Whom) -> Row:
    theirs = row["person"] == whom.person or whom.is_called_in(_spelled(row["body"]))
    return row | {"body": ""} if theirs else row


def _spelled(body: str) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False)


def _told(notice: Any) -> Spots:
    """Return where a notice has texts: in its event, as far as it has one."""
    event = notice.get("event")
    return {"event": dict(private_fields(event["tag"]))} if event else {}


def _revision(row: Row, whom: Whom) -> Row:
    """Return the row of a revision, of which what is left has a new salt."""
    at = instant(row["submitted_at"])
    by, number = row["submitted_by"], row["number"]
    stored = json.loads(row["content"])
    before = restored(stored, number=number, submitted_by=by, submitted_at=at)
    after = redacted_revision(before, whom)
    if after is before:
        return row
    left = replace(after, salt=_salt())
    return row | {"content": canonical(content(left)).decode()}


def _digest(row: Row, whom: Whom) -> Row:
    """Return the row of a digest, of which what is left has a new salt."""
    stored = json.loads(row["body"])
    left = redacted(stored, _OF_DIGEST, whom)
    return row if left == stored else row | {"body": canonical(left | {"salt": _salt()}).decode()}


def _salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def _message(row: Row, whom: Whom) -> Row:
    """Return the row of a notice, and of what went wrong with it."""
    told = _in_each_json("notice", _told)(row, whom)
    return redacted(told, {"error": ""}, whom)


def signed_in(row: Row) -> Iterator[Contributor]:
    """Yield the contributors of a row of `revisions`."""
    for role, name, email, person, agent in json.loads(row["content"])["contributors"]:
        yield Contributor(role, name, email, person, agent)


_OF_CHANGE: Mapping[str, str | int] = {"key": "", "number": -1}
_OWED: Spots = {"text": "by", "evidence": "closed_by", "reviews": {"note": "person"}}
_NOTES: Spots = {"text": "asker", "answer": "answered_by", "reason": "person"}
_FIGURES: Spots = {
    "rejected": {"why": "person"},
    "broken": {"why": "person"},
    "adopted": {"why": "by"},
}


_OF_DIGEST: Spots = {"figures": _FIGURES, "short": {"why": ""}}


def _of_change(kind: str, others: tuple[str, ...], redact: Redaction, **more: Any) -> Place:
    """Return a place in the rows of changes, in a table that is called like what is erased."""
    given = {"table": kind, "keys": _OF_CHANGE, "change": "key"} | more
    return Place(kind=kind, others=others, redact=redact, texts=(others[-1],), **given)


REVISIONS = Place(
    kind="revisions",
    table="revisions",
    keys=_OF_CHANGE,
    others=("submitted_by", "submitted_at", "content"),
    redact=_revision,
    texts=("content",),
    sets="content = :new_content, is_erased = TRUE",
    change="key",
)
PLACES = (
    Place(
        kind="commitments",
        table="words",
        keys={"scope": "", "number": -1, "field": ""},
        others=("person", "text"),
        redact=_word,
        texts=("text",),
        sets="salt = NULL, text = NULL",
        change="scope",
    ),
    _of_change("decisions", ("person", "comment"), _plainly(comment="person")),
    _of_change("check_runs", ("body",), _in_json("body", {"summary": ""})),
    _of_change("declarations", ("body",), _in_json("body", {"reason": "person"})),
    _of_change("obligations", ("body",), _in_json("body", _OWED)),
    _of_change(
        "notes", ("body",), _in_json("body", _NOTES), keys={"key": "", "kind": "", "number": -1}
    ),
    _of_change("changes", ("unreachable",), _plainly(unreachable=""), keys={"key": ""}),
    Place(
        kind="incidents",
        table="incidents",
        keys={"system": "", "id": ""},
        others=("title",),
        redact=_plainly(title=""),
        texts=("title",),
    ),
    Place(
        kind="attestations",
        table="attestations",
        keys={"director": "", "week": ""},
        others=("note",),
        redact=_plainly(note="director"),
        texts=("note",),
    ),
    Place(
        kind="digests",
        table="digests",
        keys={"director": "", "week": "", "version": -1},
        others=("body",),
        redact=_digest,
        texts=("body",),
        sets="body = :new_body, is_erased = TRUE",
    ),
    Place(
        kind="policies",
        table="policies",
        keys={"number": -1},
        others=("adopted_by", "why"),
        redact=_plainly(why="adopted_by"),
        texts=("why",),
    ),
    Place(
        kind="drafts",
        table="drafts",
        keys={"person": "", "slot": ""},
        others=("body",),
        redact=_draft,
        texts=("body",),
        sets="DELETE",
        is_escaped=True,
    ),
    Place(
        kind="messages",
        table="outbox",
        keys={"id": -1},
        others=("notice", "error"),
        redact=_message,
        texts=("notice", "error"),
    ),
    REVISIONS,
)
