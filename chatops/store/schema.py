"""The schema: brought up to date by Alembic, and compared with what this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from chatops.core.refused import Refused

_SCRIPTS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 0x6368_6174_6F70_73  # "chatops": replicas that start together upgrade one by one

_PATIENCE = 60_000  # milliseconds: somebody else's upgrade may take its time
_NEWER = "The database was upgraded by a newer version of chatops: install that version."


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest revision, all of it or nothing.

    One that is current is not locked: whoever writes there would wait meanwhile. Raises
    `Refused("old_schema")` where a newer version has been here.
    """
    if problem(engine) is None:
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        else:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _is_newer(connection):
            raise Refused("old_schema", _NEWER)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()  # with it goes the patience of this one connection


def problem(engine: Engine) -> str | None:
    """Say in a sentence why this version cannot work with the schema; None if it can."""
    with engine.connect() as connection:
        return _problem(connection)


def _problem(connection: Connection) -> str | None:
    present = MigrationContext.configure(connection).get_current_heads()
    scripts = ScriptDirectory.from_config(_config())
    if present == tuple(scripts.get_heads()):
        return None
    if _is_newer(connection):
        return _NEWER
    state = "is empty" if not present else "is older than this version of chatops"
    return f"The database {state}: run `chatops db upgrade`."


def _is_newer(connection: Connection) -> bool:
    present = MigrationContext.configure(connection).get_current_heads()
    scripts = ScriptDirectory.from_config(_config())
    return not set(present) <= {script.revision for script in scripts.walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
