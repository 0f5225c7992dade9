"""Verifying a log of 1,000,000 entries against bare SHA-256 over the same stored bytes.

The limit is a chain of `hashlib` over the bodies, in memory, in one thread: nothing can verify
hash chains faster than it computes them. Ours reads the entries from SQLite, checks every chain,
puts the tree together again, and holds it against tiles and signed checkpoints; in the second row
it also reads every body again as canonical JSON and compares what stands beside it.
"""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS, link
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.merkle import leaf_hash
from chatops.ledger.tiles import Edge
from chatops.store.database import open_store
from chatops.usecases.house import House
from chatops.usecases.verify_log import Asked, Depth, verify_log
from tests import builders as make
from tests.ledger.signing import signer

ENTRIES, OPEN, EACH = 1_000_000, 500, 10
"""So many entries; so many changes are open at a time; so many entries has each of them."""
ROUNDS, HASHED = 3, 200_000
AT = "2026-03-02T09:00:00.000000+00:00"
_CHECKPOINT_EVERY = 10_000

Row = tuple[str, float, float, float, str]


def rows() -> list[Row]:
    """Return entries a second against bare hashing, the same for the root, and peak memory."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "chatops.db"
        _fill(path)
        return [*_speeds(path), _root(path), _memory(path)]


def _speeds(path: Path) -> Iterator[Row]:
    store = open_store(f"sqlite:///{path}")
    house = House(store, make.facts, lambda: make.NOW, lambda: None)
    for depth, what, aim in (
        (Depth.HASHES, "verify, stored bytes, entries/s", ">= 0.25"),
        (Depth.ENTRIES, "verify, canonical again, entries/s", ">= 0.15"),
    ):
        ours, limits = [], []
        for _ in range(ROUNDS):
            limits.append(ENTRIES / _bare(path))
            ours.append(ENTRIES / _seconds(partial(_verify, house, depth)))
        ratios = [one / limit for one, limit in zip(ours, limits, strict=True)]
        median = statistics.median
        yield what, median(ours), median(limits), median(ratios), aim
    store.close()


def _verify(house: House, depth: Depth) -> None:
    done = verify_log(house, Asked(depth=depth), lambda *_: None)
    assert not done.findings, done.findings.parts()
    assert (done.size, done.signed) == (ENTRIES + 1, ENTRIES + 1)


def _bare(path: Path) -> float:
    """Return how long a bare chain over all bodies takes, without reading them."""
    seconds, head = 0.0, bytes(32)
    for page in _bodies(path, ENTRIES):
        start = time.perf_counter()
        for body in page:
            head = sha256(head + body).digest()
        seconds += time.perf_counter() - start
    return seconds


def _root(path: Path) -> Row:
    """Return leaves a second put into a tree, against 2N-1 bare hashes of the same lengths."""
    bodies = [body for page in _bodies(path, HASHED) for body in page]
    ours, limits, node = [], [], bytes(65)

    def tree() -> None:
        edge = Edge()
        for begin in range(0, len(bodies), 256):
            edge.append([leaf_hash(one) for one in bodies[begin : begin + 256]])
        edge.root()

    def bare() -> None:
        for body in bodies:
            sha256(body).digest()
        for _ in range(len(bodies) - 1):
            sha256(node).digest()

    for _ in range(ROUNDS):
        limits.append(len(bodies) / _seconds(bare))
        ours.append(len(bodies) / _seconds(tree))
    ratios = [one / limit for one, limit in zip(ours, limits, strict=True)]
    median = statistics.median
    return "Merkle root, leaves/s", median(ours), median(limits), median(ratios), ">= 0.65"


def _memory(path: Path) -> Row:
    """Return the most that all processes of one `verify` had at a time, in MiB."""
    process = subprocess.Popen([sys.executable, "-m", "bench.verify", str(path)])
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _held(process.pid))
        time.sleep(0.05)
    assert process.returncode == 0
    return "verify, peak memory, MiB", peak, 200.0, peak / 200, "<= 1"


def _held(pid: int) -> float:
    """Return the memory of a process and its children, what they share counted once (PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # it has just ended
        return 0.0
    own = sum(int(one.split()[1]) for one in lines if one.startswith("Pss:")) / 1024
    return own + sum(_held(int(one)) for one in children)


def _bodies(path: Path, count: int) -> Iterator[list[bytes]]:
    connection = sqlite3.connect(path)
    cursor = connection.execute("SELECT body FROM entries ORDER BY id LIMIT ?", (count,))
    while page := cursor.fetchmany(20_000):
        yield [body.encode() for (body,) in page]
    connection.close()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _fill(path: Path) -> None:
    """Write a sealed log with a key, in the order in which changes happen side by side."""
    store = open_store(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    edge, heads = Edge(), dict[str, tuple[int, str]]()
    key: dict[str, object] = {"tag": "key:created", "key": signer().public.vkey, "by": "cli:bench"}
    _write(connection, edge, heads, [("audit:keys", key)])
    for begin in range(0, ENTRIES, _CHECKPOINT_EVERY):
        places = range(begin, begin + _CHECKPOINT_EVERY)
        _write(connection, edge, heads, [(_scope(one), _event(one)) for one in places])
    chains = [(scope, seq, head) for scope, (seq, head) in heads.items()]
    connection.executemany("INSERT INTO chains (scope, seq, head) VALUES (?, ?, ?)", chains)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _scope(place: int) -> str:
    return f"CR-{place // (OPEN * EACH) * OPEN + place % OPEN + 1}"


def _event(place: int) -> dict[str, object]:
    """Return what a decision tells."""
    some = sha256(str(place).encode()).hexdigest()
    people = {"person": f"person-{place % 997}", "on_behalf_of": "", "named_by": ["team:payments"]}
    digests = {"revision_digest": some, "policy_digest": "e" * 64, "comment_commitment": ""}
    plain = {"key": _scope(place), "verb": "approve", "revision": 1, "level": "senior", "lifts": 0}
    more = {"environment": "production", "surface": "slack", "shown": "", "read_at": ""}
    return {"tag": "decision:made"} | people | digests | plain | more


def _write(
    connection: sqlite3.Connection,
    edge: Edge,
    heads: dict[str, tuple[int, str]],
    events: list[tuple[str, dict[str, object]]],
) -> None:
    """Append and seal these, with a checkpoint."""
    entries, first = [], edge.size
    for scope, event in events:
        seq, head = heads.get(scope, (0, GENESIS))
        entry = {"scope": scope, "number": seq + 1, "at": AT, "event": event}
        body = canonical(entry).decode()
        head = link(head, body)
        heads[scope] = seq + 1, head
        entries.append((scope, seq + 1, AT, event["tag"], body, head))
    connection.executemany(
        "INSERT INTO entries (scope, number, at, tag, body, hash) VALUES (?, ?, ?, ?, ?, ?)",
        entries,
    )
    leaves = [(first + place, one[0], one[1]) for place, one in enumerate(entries)]
    connection.executemany("INSERT INTO leaves (number, scope, entry) VALUES (?, ?, ?)", leaves)
    tiles = edge.append([leaf_hash(one[4].encode()) for one in entries])
    rows_ = [(one.level, one.number, one.hashes, one.root) for one in tiles]
    connection.executemany(
        "INSERT INTO tiles (level, number, hashes, root) VALUES (?, ?, ?, ?)", rows_
    )
    root = edge.root()
    note = sealed(Checkpoint(signer().public.name, edge.size, root), signer())
    made = (edge.size, root.hex(), note, AT)
    connection.execute("INSERT INTO checkpoints (size, root, note, at) VALUES (?, ?, ?, ?)", made)


def _one(path: str) -> None:
    store = open_store(f"sqlite:///{path}")
    house = House(store, make.facts, lambda: make.NOW, lambda: None)
    _verify(house, Depth.ENTRIES)
    store.close()


if __name__ == "__main__":
    _one(sys.argv[1])
