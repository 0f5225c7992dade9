"""On PostgreSQL the role `chatops_app` does all that the service does, and undoes nothing."""

import psycopg
import pytest

from chatops.core.decision import Verb
from chatops.core.redacting import Redact
from chatops.store.database import open_store
from chatops.usecases.reassess import reassess
from chatops.usecases.redact import redact
from chatops.usecases.remind_attestations import remind_attestations
from chatops.usecases.seal import seal
from chatops.usecases.send_digests import send_digests
from chatops.usecases.tidy import tidy
from tests.databases import as_role, upgrade
from tests.store.acting import faults
from tests.usecases.directing import WEEK, busy, directing, monday
from tests.usecases.sealing import check_sealed, keyed

pytestmark = pytest.mark.postgres


@pytest.fixture
def role_url(postgres_url: str) -> str:
    """The database as somebody in the role sees it."""
    return as_role(postgres_url, "chatops_app")


def test_everything_the_service_does_is_allowed(role_url: str) -> None:
    with directing(role_url) as house:
        sealing = keyed(house.store)
        key = busy(house)
        house.says(key, "cleo", Verb.WITHDRAW)
        assert house.asks().key == key
        monday(house)
        send_digests(house.house)
        assert ("digest", "max", WEEK) in house.delivers()
        house.passes(days=40)
        remind_attestations(house.house)
        tidy(house.house)
        reassess(house.house)  # nothing is open any more
        assert redact(house.house, Redact("cleo", "max", "A lawful request.")).counts
        assert seal(sealing)
        assert len(check_sealed(house.store)) > 8
        assert faults(house.store) == []
        assert house.store.schema_problem() is None


@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("entries", "body"),
        ("leaves", "entry"),
        ("tiles", "root"),
        ("checkpoints", "note"),
        ("epochs", "last_id"),
        ("policy_texts", "content"),
        ("words", "person"),
    ],
)
def test_nothing_of_the_log_can_be_changed(
    role_url: str, table: str, column: str, verb: str
) -> None:
    with (
        psycopg.connect(role_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(verb.format(table, column, column))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE entries DISABLE TRIGGER USER",
        "DROP TRIGGER entries_are_only_added ON entries",
        "SET session_replication_role = replica",
        "DELETE FROM chains",
        "UPDATE alembic_version SET version_num = ''",
    ],
)
def test_what_guards_the_log_cannot_be_switched_off(postgres_url: str, statement: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP ROLE IF EXISTS chatops_test_login")
        connection.execute("CREATE ROLE chatops_test_login LOGIN IN ROLE chatops_app")
        connection.execute("SET SESSION AUTHORIZATION chatops_test_login")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
        connection.rollback()


def test_tables_of_later_versions_are_open_to_the_role(postgres_url: str, role_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE of_a_later_version (id serial, one int)")
        try:
            with psycopg.connect(role_url) as mine:
                mine.execute("INSERT INTO of_a_later_version (one) VALUES (1)")
                mine.execute("UPDATE of_a_later_version SET one = 2")
                mine.execute("DELETE FROM of_a_later_version")
        finally:
            connection.execute("DROP TABLE of_a_later_version")


def test_who_may_create_no_role_can_upgrade_all_the_same(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE chatops_test_plain")
        connection.execute("CREATE SCHEMA AUTHORIZATION chatops_test_plain")
        try:
            url = as_role(
                postgres_url, "chatops_test_plain%20-c%20search_path%3Dchatops_test_plain"
            )
            upgrade(url)
            store = open_store(url)
            assert store.schema_problem() is None
            store.close()
        finally:
            connection.execute("DROP SCHEMA chatops_test_plain CASCADE")
            connection.execute("DROP OWNED BY chatops_test_plain; DROP ROLE chatops_test_plain")
