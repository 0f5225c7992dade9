"""What keeps the log from being changed: triggers, and on PostgreSQL the rights of the login.

A trigger is told by all that it does, not by its name alone: one that was hollowed out is none.
"""

from collections.abc import Iterator

from chatops.store.session import Session, Statement

_ADDED = ("entries", "leaves", "tiles", "checkpoints", "epochs", "policy_texts")
_GUARDED = (*_ADDED, "words")
_ONLY_ADDED = "the audit log is only ever added to"
_SAME = ("scope", "number", "field", "person")
_TOLD = {"policy_texts": "policy texts are only ever added", "words": "words are only ever erased"}
_FUNCTIONS = {
    "words": ("words_are_never_deleted", _TOLD["words"]),
    "entries": ("refuse_to_change_entries", "audit entries are only ever added"),
    "policy_texts": ("policy_texts_are_only_added", _TOLD["policy_texts"]),
}
_TRIGGERS = {
    "postgresql": Statement(
        """SELECT c.relname, pg_get_triggerdef(t.oid, TRUE) || p.prosrc FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal AND pg_table_is_visible(c.oid)"""
    ),
    "sqlite": Statement("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"),
}
_LOGIN = Statement("SELECT current_user")
_SUPERUSERS = Statement(
    "SELECT rolname FROM pg_roles WHERE rolsuper AND pg_has_role(oid, 'MEMBER') ORDER BY rolname"
)
_TABLES = """FROM pg_class c
    WHERE c.relname = ANY(:tables) AND c.relkind = 'r' AND pg_table_is_visible(c.oid)"""
_OWNED = Statement(
    f"SELECT c.relname {_TABLES} AND pg_has_role(c.relowner, 'MEMBER') ORDER BY c.relname"
)
_AROUND = Statement(
    f"""SELECT 'the schema' WHERE EXISTS (SELECT 1 FROM pg_namespace n WHERE
        pg_has_role(n.nspowner, 'MEMBER') AND n.oid IN (SELECT c.relnamespace {_TABLES}))
    UNION ALL SELECT 'the database' FROM pg_database d
    WHERE d.datname = current_database() AND pg_has_role(d.datdba, 'MEMBER')"""  # noqa: S608 - as above
)
_ALLOWED = Statement(
    f"""SELECT c.relname, v.verb FROM unnest(CAST(:verbs AS text[])) AS v (verb) JOIN LATERAL
        (SELECT c.relname, c.oid {_TABLES}) AS c
        ON (has_table_privilege(c.oid, v.verb) OR v.verb = 'UPDATE' AND has_any_column_privilege(
            c.oid, v.verb))
    ORDER BY c.relname, v.verb"""  # noqa: S608 - as above
)
_KNOWS_PARAMETERS = Statement("SELECT 1 FROM pg_proc WHERE proname = 'has_parameter_privilege'")
_MAY_SET = Statement("SELECT has_parameter_privilege('session_replication_role', 'SET')")


def unguarded(session: Session) -> tuple[str, ...]:
    """Return the tables of the log that lack a trigger which refuses changes, sorted."""
    there = {
        (table, _plain(text)) for table, text in session.run(_TRIGGERS[session.dialect]).fetchall()
    }
    expected = _on_sqlite if session.dialect == "sqlite" else _on_postgresql
    missing = (one for one in _GUARDED if not {(one, _plain(t)) for t in expected(one)} <= there)
    return tuple(sorted(missing))


def powers(session: Session) -> tuple[str, tuple[str, ...]]:
    """Return the login, and in words what it could do against the log; on SQLite neither."""
    if session.dialect == "sqlite":
        return "", ()
    (login,) = session.run(_LOGIN).fetchone()
    return login, tuple(_powers(session, login))


def _powers(session: Session, login: str) -> Iterator[str]:
    superusers = [name for (name,) in session.run(_SUPERUSERS).fetchall()]
    if login in superusers:
        yield "is a superuser"
        return
    yield from (f"may become {name}, a superuser," for name in superusers)
    owned = session.run(_OWNED, tables=list(_GUARDED)).fetchall()
    owned = owned or session.run(_AROUND, tables=list(_GUARDED)).fetchall()
    if owned:
        yield f"owns {', '.join(one for (one,) in owned)}"
    if session.run(_KNOWS_PARAMETERS).fetchone() and session.run(_MAY_SET).fetchone() == (True,):
        yield "may set session_replication_role"
    for tables, verbs in ((_ADDED, ["UPDATE"]), (_GUARDED, ["DELETE", "TRUNCATE"])):
        found = session.run(_ALLOWED, tables=list(tables), verbs=verbs).fetchall()
        yield from (f"has {verb} on {table}" for table, verb in found)


def _on_postgresql(table: str) -> Iterator[str]:
    if table == "words":
        other = " OR ".join(f"new.{one} IS DISTINCT FROM old.{one}" for one in _SAME)
        when = f"WHEN {other} OR new.salt IS NOT NULL OR new.text IS NOT NULL"
        yield _of_function("words_are_only_erased BEFORE UPDATE ON words FOR EACH ROW", when, table)
        verbs = "BEFORE DELETE OR TRUNCATE ON words FOR EACH STATEMENT"
        yield _of_function(f"words_are_never_deleted {verbs}", "", table)
        return
    verbs = f"BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} FOR EACH STATEMENT"
    yield _of_function(f"{table}_are_only_added {verbs}", "", table)


def _of_function(begin: str, when: str, table: str) -> str:
    """Return the definition, and what its function does."""
    name, told = _FUNCTIONS.get(table, ("refuse_to_change_log", _ONLY_ADDED))
    does = f"BEGIN RAISE EXCEPTION '{told}'; END"
    return f"CREATE TRIGGER {begin} {when} EXECUTE FUNCTION {name}() {does}"


def _on_sqlite(table: str) -> Iterator[str]:
    for verb in ("UPDATE", "DELETE"):
        when = ""
        if (table, verb) == ("words", "UPDATE"):
            other = " OR ".join(f"NEW.{one} IS NOT OLD.{one}" for one in _SAME)
            when = f"WHEN {other} OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL"
        does = f"BEGIN SELECT RAISE(ABORT, '{_TOLD.get(table, _ONLY_ADDED)}'); END"
        name = f"{table}_refuse_{verb.lower()}"
        yield f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} {does}"


def _plain(sql: str) -> str:
    """Return a definition without what only the way of writing it changes."""
    for one in ("::text", "(", ")"):
        sql = sql.replace(one, " ")
    return " ".join(sql.split())
