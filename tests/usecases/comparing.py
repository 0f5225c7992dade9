"""What the tests of `compare_tables` do over and over."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from chatops.files.policy import meaning_of_text
from chatops.ledger.fault import Fault
from chatops.store.database import Store, open_store
from chatops.usecases.compare_tables import Comparison, compare_tables
from tests.usecases.everything import the_policy
from tests.usecases.stage import Stage

MOMENT = "2020-01-01T00:00:00.000000+00:00"
Event = dict[str, object]


def compared(store: Store) -> tuple[list[Fault], Comparison]:
    """Compare everything; the progress that is told ends where it said it would."""
    faults, told = list[Fault](), list[tuple[int, int]]()
    with store.reading() as reading:
        house = replace(Stage(store).house, meaning=meaning_of_text)
        found = compare_tables(house, reading, lambda *one: told.append(one))
        while True:
            try:
                faults.append(next(found))
            except StopIteration as end:
                assert told[-1] == (told[0][1], told[0][1])
                return faults, end.value


def compared_file(path: Path) -> tuple[list[Fault], Comparison]:
    """Compare what is in a SQLite file."""
    store = open_store(f"sqlite:///{path}")
    try:
        return compared(store)
    finally:
        store.close()


def sentences(path: Path) -> list[str]:
    """Return what is told of the file."""
    return [str(one) for one in compared_file(path)[0]]


def edit(path: Path, *statements: str) -> None:
    """Edit the file as somebody would who has it."""
    with closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            assert file.execute(statement).rowcount != 0, statement


def appended(path: Path, key: str, event: Event) -> None:
    """Append an entry that says this, as whoever has the file and no scruples could."""
    with closing(sqlite3.connect(path)) as file, file:
        last = "SELECT MAX(number) + 1 FROM entries WHERE scope = ?"
        (number,) = file.execute(last, (key,)).fetchone()
        entry = {"scope": key, "number": number, "at": MOMENT, "event": event}
        values = (key, number, MOMENT, event["tag"], json.dumps(entry))
        file.execute(
            "INSERT INTO entries (scope, number, at, tag, body, hash) VALUES (?, ?, ?, ?, ?, '')",
            values,
        )
        file.execute("UPDATE chains SET seq = seq + 1 WHERE scope = ?", (key,))


def verdict(path: Path, key: str, before: str, after: str) -> Event:
    """An entry's event that tells of another state."""
    find = "SELECT digest FROM revisions WHERE key = ? ORDER BY number DESC LIMIT 1"
    with closing(sqlite3.connect(path)) as file:
        (digest,) = file.execute(find, (key,)).fetchone()
    told: Event = {"tag": "verdict:changed", "before": before, "after": after}
    told |= {"policy_digest": the_policy().digest, "sentence_commitment": ""}
    return told | {"revision_digest": digest}


def approval(path: Path, key: str, person: str, revision: int = 1) -> Event:
    """An entry's event that tells of an approval."""
    find = "SELECT digest FROM revisions WHERE key = ? AND number = ?"
    with closing(sqlite3.connect(path)) as file:
        (digest,) = file.execute(find, (key, revision)).fetchone()
    told: Event = {"tag": "decision:made", "person": person, "verb": "approve"}
    told |= {"revision": revision, "revision_digest": digest}
    told |= {"environment": "production", "level": "mid"}
    return told | {"policy_digest": the_policy().digest, "surface": "slack"}
