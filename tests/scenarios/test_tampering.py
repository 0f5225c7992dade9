"""Somebody has the database file and edits it; `chatops audit verify` says what and where."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from chatops.files.policy import meaning_of_text
from chatops.ledger.chain import GENESIS, link
from chatops.ledger.checkpoint import Checkpoint, claimed_checkpoint, sealed
from chatops.ledger.merkle import EMPTY_ROOT, leaf_hash, root_of
from chatops.store.database import open_store
from chatops.usecases.create_key import create_key
from chatops.usecases.note_reading import note_reading
from chatops.usecases.seal import seal
from chatops.usecases.verify_log import Asked, verify_log
from chatops.usecases.verify_witnesses import Witness
from tests.databases import empty_database
from tests.ledger.signing import signer
from tests.usecases.directing import directing
from tests.usecases.everything import tell, the_policy
from tests.usecases.stage import Stage

Edit = Callable[[sqlite3.Connection], object]
SCOPE = "CR-1"
LATER = "audit:reads"  # a scope of which the entries fill the first tile


class Sealed(NamedTuple):
    """A database of which all is sealed, and what its witness kept."""

    path: Path
    witness: str
    size: int


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    folder = tmp_path_factory.mktemp("sealed")
    notes, size = list[str](), 0
    with directing(empty_database(folder), the_policy=the_policy()) as made:
        made.signer = signer
        create_key(made.house, signer(), "cli:root")
        for step in (lambda: tell(made), lambda: _read(made), made.opens):
            step()
            done = seal(made.house)
            assert done is not None
            notes.append(done.note)
            size = done.size
    with closing(sqlite3.connect(folder / "chatops.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Sealed(folder / "chatops.db", "\n".join(notes), size)


def _read(made: Stage) -> None:
    """Fill a tile, and begin the next."""
    for number in range(260):
        note_reading(made.house, "cli:root", "export", str(number))


def faults(path: Path, *witnesses: str, kept: str = "") -> list[str]:
    store = open_store(f"sqlite:///{path}")
    texts = (Witness("checkpoints.txt", kept), *(Witness("given", one) for one in witnesses))
    asked = Asked(witnesses=tuple(one for one in texts if one.text))
    try:
        house = replace(Stage(store).house, signer=signer, meaning=meaning_of_text)
        found = verify_log(house, asked, lambda *_: None).findings
    finally:
        store.close()
    return [f"{part}: {fault}" for part in found.parts() for fault, _ in found.of(part)]


def edited(whole: Sealed, folder: Path, edit: Edit) -> Path:
    """Edit a copy as an attacker does, who has the triggers out of the way first."""
    copy = Path(shutil.copy(whole.path, folder))
    with closing(sqlite3.connect(copy)) as file, file:
        for (name,) in file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            file.execute(f"DROP TRIGGER {name}")
        edit(file)
    return copy


def test_nothing_is_wrong_with_what_nobody_edited(whole: Sealed) -> None:
    assert faults(whole.path, kept=whole.witness) == []


def sql(*statements: str) -> Edit:
    def edit(file: sqlite3.Connection) -> None:
        for one in statements:
            assert file.execute(one).rowcount != 0, one

    return edit


def body_of(file: sqlite3.Connection, scope: str, number: int) -> str:
    row = file.execute("SELECT body FROM entries WHERE scope = ? AND number = ?", (scope, number))
    (body,) = row.fetchone()
    return str(body)


def with_body(scope: str, number: int, old: str, new: str, *, upto: str = "body") -> Edit:
    """Edit an entry: its body; its hash, too; or the whole chain behind it, and its head."""

    def edit(file: sqlite3.Connection) -> None:
        body = body_of(file, scope, number)
        assert old in body
        put(file, scope, number, body.replace(old, new))
        if upto != "body":
            rechain(file, scope, number, None if upto == "chain" else number)

    return edit


def put(file: sqlite3.Connection, scope: str, number: int, body: str) -> None:
    file.execute(
        "UPDATE entries SET body = ? WHERE scope = ? AND number = ?", (body, scope, number)
    )


def rechain(file: sqlite3.Connection, scope: str, first: int, last: int | None = None) -> None:
    """Compute the hashes anew from an entry on, and the head."""
    head = GENESIS
    rows = file.execute(
        "SELECT number, body, hash FROM entries WHERE scope = ? ORDER BY number", (scope,)
    ).fetchall()
    for number, body, hashed in rows:
        is_new = number >= first and (last is None or number <= last)
        head = link(head, body) if is_new else hashed
        file.execute(
            "UPDATE entries SET hash = ? WHERE scope = ? AND number = ?", (head, scope, number)
        )
    file.execute("UPDATE chains SET head = ?, seq = ? WHERE scope = ?", (head, len(rows), scope))


def without_last(scope: str, *, with_head: bool) -> Edit:
    def edit(file: sqlite3.Connection) -> None:
        (last,) = file.execute(
            "SELECT MAX(number) FROM entries WHERE scope = ?", (scope,)
        ).fetchone()
        file.execute("DELETE FROM entries WHERE scope = ? AND number = ?", (scope, last))
        if with_head:
            rechain(file, scope, last + 1)

    return edit


def forged_entry(file: sqlite3.Connection) -> None:
    """Append an approval with a sound hash and head, as the house would."""
    seq, head = file.execute("SELECT seq, head FROM chains WHERE scope = 'CR-5'").fetchone()
    body = body_of(file, SCOPE, 3).replace('"CR-1"', '"CR-5"')
    body = body.replace('"number":3,', f'"number":{seq + 1},')
    at = "2026-03-02T09:00:00.000000+00:00"
    file.execute(
        "INSERT INTO entries (scope, number, at, tag, body, hash) VALUES ('CR-5', ?, ?, ?, ?, ?)",
        (seq + 1, at, "decision:made", body, link(head, body)),
    )
    rechain(file, "CR-5", seq + 1)


def swapped(file: sqlite3.Connection) -> None:
    two, three = body_of(file, SCOPE, 2), body_of(file, SCOPE, 3)
    put(file, SCOPE, 2, three.replace('"number":3', '"number":2'))
    put(file, SCOPE, 3, two.replace('"number":2', '"number":3'))
    rechain(file, SCOPE, 2)


def cut_off(file: sqlite3.Connection) -> None:
    """Remove everything after the first checkpoint, as if it had never been."""
    size, *_ = file.execute("SELECT MIN(size) FROM checkpoints").fetchone()
    gone = file.execute("SELECT scope, entry FROM leaves WHERE number >= ?", (size,)).fetchall()
    file.executemany("DELETE FROM entries WHERE scope = ? AND number = ?", gone)
    file.execute("DELETE FROM leaves WHERE number >= ?", (size,))
    file.execute("DELETE FROM tiles")
    file.execute("DELETE FROM checkpoints WHERE size > ?", (size,))
    for scope in {scope for scope, _ in gone}:
        rechain(file, scope, 1_000_000)
    file.execute("DELETE FROM chains WHERE seq = 0")
    file.execute("DELETE FROM targets WHERE key = 'CR-6'")
    for table in ("revisions", "states"):
        file.execute(f"DELETE FROM {table} WHERE key = 'CR-6'")  # noqa: S608
    file.execute("DELETE FROM changes WHERE key = 'CR-6'")


def written_anew(file: sqlite3.Connection) -> None:
    """Another person is said to have read the log, and all is sealed again with the real key."""
    with_body(LATER, 7, '"cli:root"', '"cli:toor"', upto="chain")(file)
    rows = file.execute(
        """SELECT body FROM leaves l JOIN entries e ON e.scope = l.scope AND e.number = l.entry
        ORDER BY l.number"""
    ).fetchall()
    leaves = [leaf_hash(body.encode()) for (body,) in rows]
    file.execute(
        "UPDATE tiles SET hashes = ?, root = ?", (b"".join(leaves[:256]), root_of(leaves[:256]))
    )
    for (size,) in file.execute("SELECT size FROM checkpoints").fetchall():
        root = root_of(leaves[:size])
        note = sealed(Checkpoint(signer().public.name, size, root), signer())
        file.execute(
            "UPDATE checkpoints SET root = ?, note = ? WHERE size = ?", (root.hex(), note, size)
        )


def signed_by_another(file: sqlite3.Connection) -> None:
    for size, note in file.execute("SELECT size, note FROM checkpoints").fetchall():
        again = sealed(claimed_checkpoint(note), signer(seed=2))
        file.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (again, size))


def another_key(file: sqlite3.Connection) -> None:
    """The log names the attacker's key, and they signed every checkpoint."""
    old, new = signer().public.vkey, signer(seed=2).public.vkey
    with_body("audit:keys", 1, old, new, upto="chain")(file)
    signed_by_another(file)


def remapped(file: sqlite3.Connection) -> None:
    file.execute("UPDATE leaves SET entry = 1000 WHERE scope = 'CR-1' AND entry = 3")
    file.execute("UPDATE leaves SET entry = 3 WHERE scope = 'CR-1' AND entry = 4")
    file.execute("UPDATE leaves SET entry = 4 WHERE scope = 'CR-1' AND entry = 1000")


def doubled(file: sqlite3.Connection) -> None:
    """The same entry is two leaves; the constraint that forbids it goes first."""
    file.executescript(
        """CREATE TABLE other AS SELECT * FROM leaves; DROP TABLE leaves;
        ALTER TABLE other RENAME TO leaves;"""
    )
    file.execute("UPDATE leaves SET entry = 2 WHERE scope = 'CR-1' AND entry = 3")


def with_other_byte(column: str) -> Edit:
    """Edit the first byte of a tile."""

    def edit(file: sqlite3.Connection) -> None:
        (stored,) = file.execute(f"SELECT {column} FROM tiles").fetchone()  # noqa: S608
        other = bytes([stored[0] ^ 1]) + stored[1:]
        file.execute(f"UPDATE tiles SET {column} = ?", (other,))  # noqa: S608

    return edit


def not_canonical(file: sqlite3.Connection) -> None:
    put(file, SCOPE, 2, body_of(file, SCOPE, 2).replace('"event":', '"event": '))
    rechain(file, SCOPE, 2)


def with_float(file: sqlite3.Connection) -> None:
    put(file, SCOPE, 2, body_of(file, SCOPE, 2).replace('"event":{', '"event":{"a":2.5,'))


CASES: dict[str, tuple[Edit, str]] = {
    "a body": (
        with_body(SCOPE, 2, '"CR-1"', '"CR-7"'),
        "chains: entry 2 of CR-1: It does not fit its hash",
    ),
    "a body and its hash": (
        with_body(LATER, 7, '"cli:root"', '"cli:toor"', upto="hash"),
        "chains: entry 8 of audit:reads: It does not fit its hash: it, or the entry before it",
    ),
    "a body and the whole chain": (
        with_body(LATER, 7, '"cli:root"', '"cli:toor"', upto="chain"),
        "tree: entry 7 of audit:reads (leaf ",
    ),
    "the last entry removed": (
        without_last(SCOPE, with_head=False),
        " of CR-1: It is missing: the chain counts",
    ),
    "the last entry removed, and the head": (
        without_last(SCOPE, with_head=True),
        " of CR-1: It is not there, but leaf ",
    ),
    "an entry removed from the middle": (
        sql("DELETE FROM entries WHERE scope = 'CR-1' AND number = 3"),
        "chains: entry 4 of CR-1: The entry before it, 3, is missing.",
    ),
    "a whole chain removed": (
        sql("DELETE FROM entries WHERE scope = 'CR-2'", "DELETE FROM chains WHERE scope = 'CR-2'"),
        "tree: entry 1 of CR-2: It is not there, but leaf ",
    ),
    "a forged entry": (forged_entry, "tables: CR-5: "),
    "two entries swapped": (swapped, "tree: entry 2 of CR-1 (leaf "),
    "a leaf doubled": (doubled, "tree: entry 2 of CR-1: It is leaf "),
    "leaves swapped": (remapped, "tree: entry 4 of CR-1 (leaf "),
    "a leaf removed": (
        sql("DELETE FROM leaves WHERE number = 5"),
        "tree: leaf 5: It is missing from the log.",
    ),
    "the log cut off": (cut_off, "The log was cut off: it has"),
    "a tile": (
        with_other_byte("hashes"),
        "(leaf 0): It is not what was sealed",
    ),
    "a tile's root": (
        with_other_byte("root"),
        "tree: tile 0 of level 0: Its root is not the one over its hashes.",
    ),
    "a tile removed": (sql("DELETE FROM tiles"), "tree: tile 0 of level 0: It is missing."),
    "a checkpoint's root": (
        sql("UPDATE checkpoints SET root = lower(hex(zeroblob(32)))"),
        "Its note was signed for",
    ),
    "checkpoints signed by another key": (
        signed_by_another,
        "None of the keys given signed this; it is signed by log.example",
    ),
    "all written anew with the real key": (
        written_anew,
        "It is not of this log; the log was written anew: look",
    ),
    "another key of the log": (another_key, "keys: keys of the log: The log names log.example+"),
    "a body in another spelling": (
        not_canonical,
        "chains: entry 2 of CR-1: Its body is not in its canonical form.",
    ),
    "a float": (
        with_float,
        "chains: entry 2 of CR-1: Its body holds 2.5, which is no whole number.",
    ),
    "a body that is no text": (
        sql("UPDATE entries SET body = CAST(X'ff' AS TEXT) WHERE scope = 'CR-1' AND number = 2"),
        "chains: entry 2 of CR-1: It is no text with a number.",
    ),
    "an entry's time beside its body": (
        sql("UPDATE entries SET at = '2026-01-01' WHERE scope = 'CR-1' AND number = 2"),
        "chains: entry 2 of CR-1: Its time is another one than its body says.",
    ),
    "an entry's tag beside its body": (
        sql("UPDATE entries SET tag = 'other' WHERE scope = 'CR-1' AND number = 2"),
        "chains: entry 2 of CR-1: Its tag is another one than its body says.",
    ),
    "a head": (
        sql("UPDATE chains SET head = lower(hex(zeroblob(32))) WHERE scope = 'CR-3'"),
        " of CR-3: The chain ends in the hash of another entry.",
    ),
    "a decision added": (
        sql(
            "CREATE TABLE copied AS SELECT * FROM decisions WHERE key = 'CR-1' AND number = 1",
            "UPDATE copied SET number = 90, person = 'eve'",
            "INSERT INTO decisions SELECT * FROM copied",
        ),
        "tables: CR-1: ",
    ),
    "a decision removed": (
        sql("DELETE FROM decisions WHERE key = 'CR-1' AND number = 1"),
        "tables: CR-1: ",
    ),
    "a decision of another person": (
        sql("UPDATE decisions SET person = 'eve' WHERE key = 'CR-1' AND number = 1"),
        "tables: CR-1: decision 1",
    ),
    "a change approved": (
        sql("UPDATE changes SET state = 'approved' WHERE key = 'CR-6'"),
        "tables: CR-6: ",
    ),
    "a revision": (
        sql("UPDATE revisions SET content = REPLACE(content, 'retry', 'reply') WHERE key = 'CR-1'"),
        "tables: CR-1: ",
    ),
    "a comment": (
        sql("UPDATE decisions SET comment = 'Bad.' WHERE comment = 'Good.'"),
        "tables: CR-1: decision 1",
    ),
    "a comment and its words": (
        sql("UPDATE words SET text = '\"Bad.\"' WHERE text = '\"Good.\"'"),
        "of CR-1: The words of its comment are not those it was written with.",
    ),
    "a salt": (
        sql("UPDATE words SET salt = lower(hex(zeroblob(16))) WHERE scope = 'CR-1' AND number = 1"),
        "words: entry 1 of CR-1: The words of its title are not those it was written with.",
    ),
    "words removed": (
        sql("DELETE FROM words WHERE scope = 'CR-1' AND number = 1"),
        "words: entry 1 of CR-1: The words of its title are missing beside the log.",
    ),
    "words erased in silence": (
        sql("UPDATE words SET salt = NULL, text = NULL WHERE scope = 'CR-1' AND number = 1"),
        "words: words: Of 1 texts nothing is left, but the log tells of 0 erased.",
    ),
    "words of an entry that never was": (
        sql("INSERT INTO words VALUES ('CR-1', 999, 'comment', 'ana', '', '\"x\"')"),
        "words: entry 999 of CR-1: It is not there, but words of its comment are.",
    ),
    "a policy's text": (
        sql("UPDATE policy_texts SET content = REPLACE(content, '2', '1')"),
        "tables: ",
    ),
    "an attestation": (
        sql("UPDATE attestations SET note = 'Fine.' WHERE note <> ''"),
        "tables: digest:max",
    ),
    "a digest": (
        sql("UPDATE digests SET body = REPLACE(body, '1', '2')"),
        "tables: digest:max",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_edit_is_caught_and_named(whole: Sealed, tmp_path: Path, name: str) -> None:
    edit, told = CASES[name]
    found = faults(edited(whole, tmp_path, edit), kept=whole.witness)
    assert [one for one in found if told in one], found


def test_two_checkpoints_of_one_size_are_a_split_view(whole: Sealed) -> None:
    other = sealed(Checkpoint(signer().public.name, whole.size, bytes(32)), signer())
    (fault,) = faults(whole.path, other, kept=whole.witness)
    assert f"checkpoint of {whole.size:,} entries in given" in fault
    assert "a split view" in fault


def test_a_checkpoint_of_another_log_is_none_of_this_one(whole: Sealed) -> None:
    other = sealed(Checkpoint("other.example", 3, bytes(32)), signer("other.example"))
    (fault,) = faults(whole.path, other)
    assert fault.startswith("witnesses: given: None of the keys given signed this")
    assert fault.endswith(f"Keys of the log: log.example {signer().public.id.hex()}.")


def test_a_log_without_entries_has_one_root(whole: Sealed) -> None:
    for root, told in ((EMPTY_ROOT, []), (bytes(32), ["A log without entries has another root"])):
        found = faults(whole.path, sealed(Checkpoint("log.example", 0, root), signer()))
        assert [one.partition(" in given: ")[2].partition(":")[0] for one in found] == told


def test_every_fault_is_told_and_not_only_the_first_part(whole: Sealed, tmp_path: Path) -> None:
    def edit(file: sqlite3.Connection) -> None:
        with_body(SCOPE, 2, '"CR-1"', '"CR-7"')(file)
        sql("UPDATE decisions SET person = 'eve' WHERE key = 'CR-1'", "DELETE FROM tiles")(file)

    parts = {one.partition(":")[0] for one in faults(edited(whole, tmp_path, edit))}
    assert parts >= {"chains", "tree", "checkpoints", "tables"}


def key_noted_by_another(file: sqlite3.Connection, *, sign: bool) -> None:
    """Edit the very first entry and make the tree anew, but keep what digests hold."""
    with_body("audit:keys", 1, '"cli:root"', '"cli:toor"', upto="chain")(file)
    rows = file.execute(
        """SELECT body FROM leaves l JOIN entries e ON e.scope = l.scope AND e.number = l.entry
        ORDER BY l.number"""
    ).fetchall()
    leaves = [leaf_hash(body.encode()) for (body,) in rows]
    tile = b"".join(leaves[:256]), root_of(leaves[:256])
    file.execute("UPDATE tiles SET hashes = ?, root = ?", tile)
    for (size,) in file.execute("SELECT size FROM checkpoints").fetchall():
        note = sealed(Checkpoint(signer().public.name, size, root_of(leaves[:size])), signer())
        made = root_of(leaves[:size]).hex(), note, size
        file.execute("UPDATE checkpoints SET root = ?, note = ? WHERE size = ?", made)
    if not sign:
        file.execute("DELETE FROM checkpoints")


@pytest.mark.parametrize("sign", [True, False])
def test_checkpoints_that_entries_hold_are_witnesses(
    whole: Sealed, tmp_path: Path, *, sign: bool
) -> None:
    path = edited(whole, tmp_path, lambda file: key_noted_by_another(file, sign=sign))
    found = "\n".join(faults(path))
    assert "entries in entry 1 of digest:max: It is not of this log; the log was" in found
    assert (f"{whole.size} entries were put in order and never signed" in found) is not sign
