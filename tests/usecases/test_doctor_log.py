"""The doctor says what keeps the log from being sealed, and who could change it."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from chatops.core.check import Check, Health
from chatops.core.events_audit import KeyRotated
from chatops.core.refused import Refused
from chatops.files.audit_key import LiveKey, create, public_path
from chatops.files.audit_public import write_public
from chatops.ledger.keys import Signer
from chatops.ledger.rotation import rotated
from chatops.store.database import Store, open_store
from chatops.usecases.doctor_log import doctor_log
from chatops.usecases.house import House
from chatops.usecases.ready import ready
from chatops.usecases.seal import seal
from chatops.usecases.sealing import sealing
from tests.builders import NOW
from tests.databases import as_role
from tests.ledger.signing import signer
from tests.store.acting import behind_its_back
from tests.store.growing import all_grown, noted
from tests.usecases.sealing import house_of, keyed


def found(house: House) -> dict[str, Check]:
    with house.store.reading() as reading:
        return {one.name: one for one in doctor_log(house, reading)}


def unreadable() -> Signer:
    raise Refused("bad_audit_key", "Others may read audit.key (mode 0644): chmod 600 audit.key")


@pytest.mark.parametrize(
    ("known", "signing", "health", "sentence"),
    [
        (None, lambda: None, Health.WARN, "There is no audit key, so nothing is sealed"),
        (None, unreadable, Health.FAIL, "Others may read audit.key (mode 0644)"),
        (None, signer, Health.FAIL, "does not know the key that is here: chatops audit init"),
        (signer(seed=2), lambda: None, Health.FAIL, "a key that is not here"),
        (signer(seed=2), signer, Health.FAIL, f"The key here is {signer().public.vkey}, that of"),
        (signer(), signer, Health.OK, f"{signer().public.vkey} seals the log."),
    ],
)
def test_the_key(
    sqlite_store: Store,
    known: Signer | None,
    signing: Callable[[], Signer | None],
    health: Health,
    sentence: str,
) -> None:
    if known:
        keyed(sqlite_store, known.public.vkey)
    house = house_of(sqlite_store, signing)
    check = found(house)["audit key"]
    assert (check.health, bool(check.mend)) == (health, health is not Health.OK)
    assert sentence in check.sentence
    told = ready(house)
    assert (told.reasons, health is Health.OK or check.sentence in told.sealing) == ((), True)


def readable_by_others(key: Path) -> None:
    key.chmod(0o644)


def without_its_public_key(key: Path) -> None:
    public_path(key).unlink()


def with_another_public_key(key: Path) -> None:
    write_public(public_path(key), signer(seed=3).public)


def replaced(key: Path) -> None:
    key.write_bytes(signer().private.private_bytes)
    write_public(public_path(key), signer().public)


@pytest.mark.parametrize(
    ("spoil", "mend"),
    [
        (readable_by_others, "chmod 600 {key}"),
        (without_its_public_key, "Restore it, or run: chatops audit init"),
        (with_another_public_key, "Copy both files from where they belong together."),
        (replaced, "Copy both files of the new key here"),
        (Path.unlink, "Restore the key's files, or name them in CHATOPS_AUDIT_KEY"),
    ],
)
def test_the_remedy_fits_what_is_wrong_with_the_key(
    sqlite_store: Store, tmp_path: Path, spoil: Callable[[Path], None], mend: str
) -> None:
    made = create(tmp_path / "audit.key", "log.example")
    house = keyed(sqlite_store)
    note = rotated(signer(), made, 1)
    event = KeyRotated(signer().public.vkey, made.public.vkey, 1, note, "cli:root")
    with sqlite_store.transaction() as tx:
        tx.note_key(event, NOW)
    house = replace(house, signer=LiveKey(str(tmp_path / "audit.key"), tmp_path))
    assert found(house)["audit key"].health is Health.OK
    spoil(tmp_path / "audit.key")
    check = found(house)["audit key"]
    assert check.health is Health.FAIL
    assert check.mend.startswith(mend.format(key=tmp_path / "audit.key"))


@pytest.mark.parametrize("is_appended", [False, True])
def test_what_waits_for_more_than_a_minute_is_a_warning(store: Store, *, is_appended: bool) -> None:
    house = keyed(store)
    seal(house)
    noted(store, 2)
    if is_appended:  # but nothing signed it
        all_grown(store)
    for seconds, health in ((60, Health.OK), (61, Health.WARN)):
        later = House(
            store,
            house.facts,
            lambda seconds=seconds: NOW + timedelta(seconds=seconds),  # type: ignore[misc]  # its own
            house.wake,
            signer=signer,
        )
        check = found(later)["audit log"]
        counts = f"Sealed entries: 1; waiting: 2, the oldest for {seconds} s."
        assert (check.health, check.sentence) == (health, counts)
        assert ready(later).sealing == counts
    seal(house)
    assert found(house)["audit log"].sentence == "Sealed entries: 3; waiting: none."


def test_more_than_is_counted_is_told_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatops.store.unsealed.MOST", 3)
    monkeypatch.setattr("chatops.usecases.sealing.MOST", 3)
    noted(store, 5)
    with store.reading() as reading:
        told = sealing(house_of(store), reading).counts
    assert told.startswith("Sealed entries: 0; waiting: 3 or more, the oldest for 0 s")


def test_a_trigger_that_was_removed_is_named(store_url: str) -> None:
    store = open_store(store_url)
    house = house_of(store)
    assert found(house)["append-only"].health is not Health.FAIL
    if store.dialect == "sqlite":
        behind_its_back(store_url, "DROP TRIGGER leaves_refuse_delete")
        expected = "No trigger refuses changes of leaves."
    else:
        behind_its_back(store_url, "ALTER TABLE entries DISABLE TRIGGER USER")
        expected = "No trigger refuses changes of entries."
    try:
        check = found(house)["append-only"]
    finally:
        store.close()
        if store.dialect == "postgresql":
            behind_its_back(store_url, "ALTER TABLE entries ENABLE TRIGGER USER")
    assert (check.health, check.sentence) == (Health.FAIL, expected)


HOLLOW = {
    "sqlite": """CREATE TRIGGER leaves_refuse_delete BEFORE DELETE ON leaves WHEN 0
        BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    "postgresql": """CREATE OR REPLACE FUNCTION refuse_to_change_log() RETURNS trigger
        LANGUAGE plpgsql AS $$ BEGIN {} END $$""",
}
REFUSES = "RAISE EXCEPTION 'the audit log is only ever added to';"


def test_a_trigger_that_was_hollowed_out_is_none(store: Store, store_url: str) -> None:
    hollow, refuses = HOLLOW[store.dialect], "SELECT 1"
    if store.dialect == "sqlite":
        behind_its_back(store_url, "DROP TRIGGER leaves_refuse_delete")
        expected = "No trigger refuses changes of leaves."
    else:
        refuses = hollow.format(REFUSES)
        expected = "No trigger refuses changes of checkpoints, epochs, leaves, tiles."
    behind_its_back(store_url, hollow.format("RETURN NULL;"))
    check = found(house_of(store))["append-only"]
    behind_its_back(store_url, refuses)
    assert (check.health, check.sentence) == (Health.FAIL, expected)


BEFORE = "SELECT CAST(nspowner AS regrole) FROM pg_namespace WHERE nspname = 'public'"


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("granted", "health", "sentence"),
    [
        ("GRANT chatops_app TO {}", Health.OK, "Triggers refuse changes, and {} may only add."),
        ("GRANT DELETE ON tiles TO {}", Health.WARN, "{} has DELETE on tiles, so"),
        ("ALTER TABLE leaves OWNER TO {}", Health.WARN, "{} owns leaves, so could remove them."),
        ("GRANT UPDATE (body) ON entries TO {}", Health.WARN, "{} has UPDATE on entries, so"),
        ("GRANT DELETE ON words TO {}", Health.WARN, "{} has DELETE on words, so"),
        ("ALTER SCHEMA public OWNER TO {}", Health.WARN, "{} owns the schema, so"),
        ("ALTER DATABASE {1} OWNER TO {0}", Health.WARN, "{} owns the schema, the database, so"),
        (
            "GRANT SET ON PARAMETER session_replication_role TO {}",
            Health.WARN,
            "{} may set session_replication_role, so",
        ),
        ("ALTER ROLE {} SUPERUSER", Health.WARN, "{} is a superuser, so could remove them."),
    ],
)
def test_a_login_that_could_change_the_log_is_a_warning(
    postgres_url: str, granted: str, health: Health, sentence: str
) -> None:
    name = f"chatops_test_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        (owner,) = connection.execute("SELECT current_user").fetchone() or ("",)
        connection.execute(f"CREATE ROLE {name} IN ROLE chatops_app")
        schema = connection.execute(BEFORE).fetchone()
        connection.execute(granted.format(name, connection.info.dbname))
        store = open_store(as_role(postgres_url, name))
        try:
            check = found(house_of(store))["append-only"]
        finally:
            store.close()
            connection.execute(f"ALTER TABLE leaves OWNER TO {owner}")
            assert schema
            connection.execute(f"ALTER SCHEMA public OWNER TO {schema[0]}")
            connection.execute(f"ALTER DATABASE {connection.info.dbname} OWNER TO {owner}")
            connection.execute(f"REVOKE ALL ON PARAMETER session_replication_role FROM {name}")
            connection.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
    assert check.health is health
    assert sentence.format(name) in check.sentence
    assert ("CREATE ROLE chatops_service LOGIN" in check.mend) == (health is not Health.OK)
