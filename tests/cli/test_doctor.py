"""What the doctor finds in the house itself."""

from datetime import timedelta

import pytest

from chatops.core.check import Check, Health
from chatops.store.database import Store, open_store
from chatops.usecases.doctor import clock, examine
from chatops.usecases.house import House
from tests import builders as make
from tests.cli.terminal import Terminal
from tests.store.acting import read_only


def found(store: Store, ahead: float = 0) -> dict[str, Check]:
    with store.reading() as reading:
        now = reading.now() + timedelta(seconds=ahead)
    house = House(store, make.facts, lambda: now, lambda: None)
    return {one.name: one for one in examine(house)}


def test_a_sound_database(store: Store) -> None:
    checks = found(store)
    assert set(checks) == {"database", "clock", "schema", "outbox"}
    sound = {name for name, one in checks.items() if one.health is Health.OK}
    assert sound >= {"clock", "schema", "outbox"}
    about = {"sqlite": "SQLite 3", "postgresql": "PostgreSQL "}[store.dialect]
    assert checks["database"].sentence.startswith(about)


def test_a_database_without_tables(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'chatops.db'}")
    check = found(store)["schema"]
    store.close()
    assert (check.health, check.mend) == (Health.FAIL, "chatops db upgrade")


def test_a_database_that_is_away() -> None:
    store = open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    (check,) = examine(House(store, make.facts, lambda: make.NOW, lambda: None))
    store.close()
    assert check.health is Health.FAIL
    assert check.mend


@pytest.mark.postgres
def test_a_database_that_only_reads(postgres_url: str) -> None:
    store = open_store(read_only(postgres_url))
    check = found(store)["database"]
    store.close()
    assert (check.health, check.sentence.endswith(", read only")) == (Health.FAIL, True)


@pytest.mark.parametrize(
    ("seconds", "health"), [(1, Health.OK), (-30, Health.WARN), (90, Health.FAIL)]
)
def test_a_clock_that_is_off(seconds: float, health: Health) -> None:
    assert clock("clock", timedelta(seconds=seconds), "the database's").health is health


def test_files_are_examined(terminal: Terminal) -> None:
    for name in ("directory", "policy"):
        (terminal.folder / f"{name}.yml").write_text("version: 1\n", encoding="utf-8")
    checks = {one["name"]: one for one in terminal.types("doctor", "--json").json}
    for name in ("directory", "policy"):
        assert checks[name]["health"] == "fail"
        assert checks[name]["mend"] == f"chatops {name} check"
