"""The database itself: which one it is, how safely it writes, and its clock."""

from datetime import datetime

from chatops.store.session import Session, Statement, instant

_NOW = {
    "postgresql": Statement("SELECT clock_timestamp()"),
    "sqlite": Statement("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00'"),
}
_ABOUT = {
    "postgresql": Statement(
        """SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync '
            || current_setting('fsync') || ', synchronous_commit '
            || current_setting('synchronous_commit')
            || CASE WHEN pg_is_in_recovery() OR current_setting('default_transaction_read_only')
                = 'on' THEN ', read only' ELSE '' END"""
    ),
    "sqlite": Statement(
        """SELECT 'SQLite ' || sqlite_version() || ', journal '
            || (SELECT journal_mode FROM pragma_journal_mode) || ', synchronous '
            || (SELECT synchronous FROM pragma_synchronous)"""
    ),
}


def now(session: Session) -> datetime:
    """Return the time by the database's clock."""
    (moment,) = session.run(_NOW[session.dialect]).fetchone()
    return instant(moment)


def about(session: Session) -> str:
    """Say which database this is and how safely it writes."""
    (words,) = session.run(_ABOUT[session.dialect]).fetchone()
    return str(words)
