"""What keeps the log from being changed: triggers, and on PostgreSQL the rights of the login."""

from chatops.store.session import Session, Statement

_ADDED = ("entries", "leaves", "tiles", "checkpoints", "epochs", "policy_texts")
_EXPECTED = {
    "postgresql": {
        **{f"{table}_are_only_added": table for table in _ADDED},
        "words_are_never_deleted": "words",
        "words_are_only_erased": "words",
    },
    "sqlite": {
        f"{table}_refuse_{verb}": table
        for table in (*_ADDED, "words")
        for verb in ("update", "delete")
    },
}
_TRIGGERS = {
    "postgresql": Statement(
        """SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal AND pg_table_is_visible(c.oid)"""
    ),
    "sqlite": Statement("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"),
}
_SUPERUSER = Statement("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
_OWNED = Statement(
    """SELECT c.relname FROM pg_class c
    WHERE c.relname = ANY(:tables) AND c.relkind = 'r' AND pg_table_is_visible(c.oid)
        AND pg_has_role(c.relowner, 'MEMBER') ORDER BY c.relname"""
)
_ALLOWED = Statement(
    """SELECT c.relname, v.verb FROM pg_class c, unnest(CAST(:verbs AS text[])) AS v (verb)
    WHERE c.relname = ANY(:tables) AND c.relkind = 'r' AND pg_table_is_visible(c.oid)
        AND has_table_privilege(c.oid, v.verb) ORDER BY c.relname, v.verb"""
)


def unguarded(session: Session) -> tuple[str, ...]:
    """Return the tables of the log that lack a trigger which refuses changes, sorted."""
    there = {(name, table) for name, table in session.run(_TRIGGERS[session.dialect]).fetchall()}
    expected = _EXPECTED[session.dialect]
    return tuple(sorted({table for name, table in expected.items() if (name, table) not in there}))


def powers(session: Session) -> tuple[str, tuple[str, ...]]:
    """Return the login, and in words what it could do against the log; on SQLite neither."""
    if session.dialect == "sqlite":
        return "", ()
    login, is_superuser = session.run(_SUPERUSER).fetchone()
    if is_superuser:
        return login, ("is a superuser",)
    owned = session.run(_OWNED, tables=list(_ADDED)).fetchall()
    if owned:
        return login, (f"owns {', '.join(table for (table,) in owned)}",)
    verbs = ["UPDATE", "DELETE", "TRUNCATE"]
    allowed = session.run(_ALLOWED, tables=list(_ADDED), verbs=verbs).fetchall()
    return login, tuple(f"has {verb} on {table}" for table, verb in allowed)
