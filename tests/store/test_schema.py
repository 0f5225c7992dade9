"""The migrations create what the models say, and an old schema is recognised."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from chatops.core.refused import Refused
from chatops.store import schema
from chatops.store.database import Store, open_store
from chatops.store.tables import Row
from tests.store.acting import at_once, behind_its_back, opened


def engine_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def test_migrations_create_what_the_models_say(store_url: str) -> None:
    engine = create_engine(engine_url(store_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
        columns = {one["name"]: one for one in inspect(connection).get_columns("outbox")}
        indexes = inspect(connection).get_indexes("outbox")
    engine.dispose()
    assert {name for name, one in columns.items() if one["nullable"]} == {
        "card",
        "first_tried_at",
        "settled_at",
    }
    assert {one["name"] for one in indexes if one["unique"]} == {"outbox_one_waiting_card"}


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    key = opened(store).key
    store.upgrade()
    assert store.schema_problem() is None
    with store.reading() as reading:
        assert reading.open_keys() == (key,)


def test_what_is_current_is_not_locked(sqlite_store: Store) -> None:
    """Each command of the terminal does this beside the service, which writes meanwhile."""
    with sqlite_store.transaction(), ThreadPoolExecutor(1) as pool:
        pool.submit(sqlite_store.upgrade).result(timeout=10)
    assert sqlite_store.schema_problem() is None


def test_an_empty_database_says_what_to_run(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/new/chatops.db")
    assert store.schema_problem() == "The database is empty: run `chatops db upgrade`."
    store.upgrade()
    assert store.schema_problem() is None
    store.close()


def test_a_newer_database_asks_for_a_newer_program(store: Store, store_url: str) -> None:
    head = ScriptDirectory.from_config(schema._config()).get_current_head()  # noqa: SLF001 - as below
    behind_its_back(store_url, "UPDATE alembic_version SET version_num = '9999'")
    try:
        assert "newer version of chatops" in str(store.schema_problem())
        with pytest.raises(Refused, match="newer version of chatops"):
            store.upgrade()
    finally:
        behind_its_back(store_url, f"UPDATE alembic_version SET version_num = '{head}'")  # noqa: S608 - our own


def test_a_database_of_a_development_version_is_not_upgraded(tmp_path: Path) -> None:
    """What it holds could be read by nobody afterwards, so it stays as it is."""
    url = f"sqlite:///{tmp_path}/chatops.db"
    engine = create_engine(url)
    with engine.begin() as connection:
        config = schema._config()  # noqa: SLF001 - the only way to an older schema
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    behind_its_back(
        url,
        "INSERT INTO changes VALUES ('CR-1', 1, 'ben', 'slack', 'open', '', '', 'pending', '', 1)",
    )
    store = open_store(url)
    with pytest.raises(Refused, match="start with an empty database") as refused:
        store.upgrade()
    assert refused.value.code == "old_schema"
    assert "is older than this version" in str(store.schema_problem())
    store.close()


def test_programs_that_start_together_upgrade_one_by_one(tmp_path: Path) -> None:
    def start() -> str | None:
        store = open_store(f"sqlite:///{tmp_path}/chatops.db")
        try:
            store.upgrade()
            return store.schema_problem()
        finally:
            store.close()

    assert at_once([start] * 4) == [None] * 4


@pytest.mark.parametrize("path", ["with space", "50%25", "ümlaut"])
def test_any_path_will_do(tmp_path: Path, path: str) -> None:
    store = open_store(f"sqlite:///{tmp_path}/{path}/chatops.db")
    store.upgrade()
    assert opened(store).key == "CR-1"
    store.close()
