"""Create what time alone asks for and what the weekly digest is counted over; fill it."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_STEPS = """UPDATE changes SET next_step_at = (SELECT MIN(due_at) FROM (
        SELECT changes.expires_at AS due_at WHERE changes.status = 'open'
        UNION ALL SELECT o.due_at FROM obligations o
        WHERE o.key = changes.key AND o.is_open AND NOT o.is_told
        UNION ALL SELECT n.due_at FROM notes n
        WHERE n.key = changes.key AND n.due_at IS NOT NULL) AS steps)"""
_STRONGEST = """UPDATE revisions SET assistance = '{degree}' WHERE assistance <> 'generated'
    AND EXISTS (SELECT 1 FROM revisions r WHERE r.key = revisions.key
        AND r.number < revisions.number AND r.assistance = '{degree}')"""
_OF_PRESENT = """UPDATE changes SET {name} = (SELECT r.{name} FROM revisions r
    WHERE r.key = changes.key ORDER BY r.number DESC LIMIT 1)"""
_MENDED = """UPDATE outbox SET notice = REPLACE(notice, '"{before}":', '{told}"{before}":')
    WHERE state <> 'sent' AND notice LIKE '%"tag":"{tag}"%'"""
_WHAT = '"kind":"","risk":"","assistance":"",'


def upgrade() -> None:
    """Create everything; what is stored stays, and is told in the new columns too."""
    _columns()
    _tables()
    _fill_changes()
    _fill_annexes()
    _fill_from_trail()
    _mend_notices()
    _drop()
    _indexes()


def _columns() -> None:
    for table in ("changes", "revisions"):
        for name in ("kind", "risk", "assistance"):
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
    for table, name in (
        ("changes", "next_step_at"),
        ("declarations", "at"),
        ("obligations", "created_at"),
        ("obligations", "closed_at"),
    ):
        op.add_column(table, _moment(name, nullable=True))


def _tables() -> None:
    _table("states", *_texts("key"), _number("number"), *_texts("state"), _moment("at"))
    _table("bypasses", *_texts("key"), _number("number"), *_texts("system"), _moment("at"))
    _table("reminded", *_texts("person"), _moment("at"), key=1)
    _table(
        "digests",
        *_texts("director", "week"),
        _number("version"),
        _moment("made_at"),
        *_texts("body", "hash", "sent_by", "checkpoint"),
        key=3,
    )
    _table(
        "digest_lists",
        *_texts("director", "week"),
        _number("version"),
        *_texts("counted", "whose"),
        _number("total"),
        *_texts("keys"),
        key=5,
    )
    _table("digest_above", *_texts("vp", "director", "week"), key=3)
    _table(
        "digest_posts",
        *_texts("director", "week"),
        _number("version"),
        *_texts("channel", "place", "ts"),
        key=4,
    )
    _table(
        "attestations",
        *_texts("director", "week"),
        _number("version"),
        *_texts("hash", "checkpoint", "note"),
        *(_moment(name, nullable=True) for name in ("at", "remind_at", "reminded_at")),
    )


def _fill_changes() -> None:
    """Tell of each revision what it is, with the strongest assistance so far, and the next step."""
    told = (("kind", "kind"), ("risk", "risk"), ("assistance", "assistance", 0))
    for name, *path in told:
        op.execute(f"UPDATE revisions SET {name} = {_said('content', *path)}")  # noqa: S608 - only constants of this module
    for degree in ("assisted", "generated"):
        op.execute(_STRONGEST.format(degree=degree))
    for name, *_ in told:
        op.execute(_OF_PRESENT.format(name=name))
    op.execute(_STEPS)


def _fill_annexes() -> None:
    for table, name in (
        ("declarations", "at"),
        ("obligations", "created_at"),
        ("obligations", "closed_at"),
    ):
        op.execute(f"UPDATE {table} SET {name} = {_as_moment(_said('body', name))}")  # noqa: S608 - as above


def _fill_from_trail() -> None:
    after, before = (_said("body", "event", name) for name in ("after", "before"))
    op.execute(
        f"""INSERT INTO states (key, number, state, at)
        SELECT scope, number, {after}, at FROM entries
        WHERE tag = 'verdict:changed' AND {after} <> {before}"""  # noqa: S608 - as above
    )
    system, at = _said("body", "system"), _as_moment(_said("body", "at"))
    op.execute(
        f"""INSERT INTO bypasses (key, number, system, at) SELECT key, number, {system}, {at}
        FROM notes WHERE kind = 'deployments' AND body LIKE '%"passed"_false%'
        AND {_said("body", "outcome")} IN ('started', 'succeeded')"""  # noqa: S608 - as above
    )


def _mend_notices() -> None:
    """Let what waits to be told be read by this version; the new fields are empty there."""
    op.execute(_MENDED.format(tag="change:opened", before="title", told=_WHAT))
    added = f'"systems":[],"environment":"",{_WHAT}'
    op.execute(_MENDED.format(tag="revision:added", before="look_again", told=added))


def _drop() -> None:
    """Drop what only the earlier ticks looked for."""
    op.drop_index("notes_due", "notes")
    op.drop_column("notes", "due_at")
    op.drop_column("obligations", "is_told")


def _indexes() -> None:
    op.create_index("changes_opened", "changes", ["opened_at"])
    _partial_index("changes_due", "changes", ["next_step_at", "key"], "next_step_at IS NOT NULL")
    later = ["key", "number", "submitted_at"]
    _partial_index("revisions_later", "revisions", later, "number > 1")
    op.create_index("decisions_at", "decisions", ["at"])
    op.create_index("declarations_at", "declarations", ["at"])
    _partial_index("obligations_closed", "obligations", ["closed_at"], "closed_at IS NOT NULL")
    op.create_index("states_at", "states", ["at"])
    op.create_index("bypasses_at", "bypasses", ["at"])
    due = ["remind_at", "director"]
    _partial_index("attestations_due", "attestations", due, "remind_at IS NOT NULL")


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, postgresql_where=clause, sqlite_where=clause)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _said(column: str, *path: str | int) -> str:
    """Return the SQL of the text at this path of a JSON document."""
    if _is_postgresql():
        names = ",".join(map(str, path))
        return f"(CAST({column} AS json) #>> '{{{names}}}')"
    names = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
    return f"json_extract({column}, '${names}')"


def _as_moment(text: str) -> str:
    """Return the SQL of the instant that was written so; SQLite keeps the text itself."""
    return f"CAST({text} AS timestamptz)" if _is_postgresql() else text


def _table(
    name: str,
    *columns: sa.Column[str] | sa.Column[int] | sa.Column[datetime],
    key: int = 2,
) -> None:
    """Create a table of which the first `key` columns are the key, and refer to the changes."""
    names = [one.name for one in columns]
    of_change = [sa.ForeignKeyConstraint(["key"], ["changes.key"])] if "key" in names else []
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*names[:key]), *of_change)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    kind = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
    return sa.Column(name, kind, nullable=nullable)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
