"""What verifying asks, on both databases: whatever somebody edited has to show."""

from chatops.core.events_audit import TrailRead
from chatops.store.database import Store
from chatops.store.log_walk import BadChain
from tests.builders import NOW
from tests.store.acting import behind_its_back, opened

READS = "audit:reads"


def edit(url: str, *statements: str) -> None:
    """Edit the log as the owner of the database can, triggers and constraints or not."""
    if url.startswith("sqlite"):
        for table in ("entries", "leaves", "words"):
            behind_its_back(url, f"DROP TRIGGER IF EXISTS {table}_refuse_delete")
        for one in statements:
            behind_its_back(url, one)
    else:
        behind_its_back(url, f"SET session_replication_role = replica; {'; '.join(statements)}")


def read_by(store: Store, count: int) -> None:
    with store.transaction() as tx:
        for number in range(count):
            tx.note_reading(TrailRead("cli:root", "export", str(number)), NOW)


def test_a_sound_log_has_nothing_to_show(store: Store) -> None:
    opened(store)
    with store.reading() as reading:
        walk = reading.log_walk
        assert walk.counts() == (1, 0, 1)
        assert (walk.bad_chains(9), walk.unchained(9), walk.twice(9)) == ([], [], [])
        assert (walk.homeless_words(9), walk.tile_counts(), walk.steps(0, 9)) == ([], {}, [])
        (page,) = list(walk.unsealed())
        assert [(one.scope, one.number, one.before) for one in page[0]] == [("CR-1", 1, None)]
        assert [word.field for word in page[1]["CR-1", 1]] == ["title"]
        assert [list(walk.unsealed(many)) for many in (0, 1)] == [[], [page]]
        assert walk.is_counted()
        assert walk.changes_touching("checkout") == {"CR-1"}
        assert walk.changes_touching("ledger") == frozenset()


def test_what_is_missing_shows(store: Store, store_url: str) -> None:
    opened(store)
    read_by(store, 4)
    edit(
        store_url,
        "DELETE FROM entries WHERE scope = 'audit:reads' AND number = 2",
        "DELETE FROM chains WHERE scope = 'CR-1'",
        "DELETE FROM entries WHERE scope = 'CR-1'",
    )
    with store.reading() as reading:
        walk = reading.log_walk
        assert walk.bad_chains(9) == [BadChain(READS, 4, 3, 4)]
        assert walk.homeless_words(9) == [("CR-1", 1, "title")]
        steps = [one for page, _ in walk.unsealed() for one in page]
        assert [(one.number, one.before is None) for one in steps] == [
            (1, True),
            (3, True),
            (4, False),
        ]


def test_a_head_an_entry_without_chain_and_a_doubled_leaf_show(
    store: Store, store_url: str
) -> None:
    opened(store)
    read_by(store, 2)
    edit(
        store_url,
        "UPDATE chains SET head = 'x' WHERE scope = 'audit:reads'",
        "DELETE FROM chains WHERE scope = 'CR-1'",
        "INSERT INTO leaves (number, scope, entry) VALUES (0, 'audit:reads', 1)",
        "INSERT INTO leaves (number, scope, entry) VALUES (2, 'audit:reads', 9)",
    )
    with store.reading() as reading:
        walk = reading.log_walk
        assert walk.bad_chains(9) == [BadChain(READS, 2, 2, 2)]
        assert walk.unchained(9) == [("CR-1", 1)]
        assert not walk.is_counted()
        assert walk.counts() == (3, 3, 1)
        assert [(one.leaf, one.body is None) for one in walk.steps(0, 9)] == [(0, False), (2, True)]
        assert [one.leaf for one in walk.steps_of([2])] == [2]
        assert list(walk.rows(0, 3)) == []  # of three leaves one is missing
        assert [row[:2] for row in walk.rows(0, 1, hashes_only=True)] == [("audit:reads", 1)]
        assert [row[5] for row in walk.rows(0, 1)] == ["trail:read"]
        assert [len(page) for page, _ in walk.unsealed()] == [2]
