"""Numbers for Prometheus, in a registry of this app's own.

https://prometheus.io/docs/practices/naming/
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chatops.core.witness import FILE
from chatops.ledger.checkpoint import claimed_checkpoint
from chatops.ledger.unproven import Unproven
from chatops.store.database import UNAVAILABLE, Reading
from chatops.store.unsealed import MOST
from chatops.usecases.house import House
from chatops.usecases.queues import queues
from chatops.usecases.sealing import sealing

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5)


class Metrics:
    """What is counted while serving, and what the store says when it is asked."""

    def __init__(self, house: House) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Stored(house))
        polls = Counter(
            "chatops_gate_polls", "Questions to the gate.", ["answer"], registry=self.registry
        )
        self.seconds = Histogram(
            "chatops_gate_seconds",
            "From a question to the gate until its answer.",
            buckets=_BUCKETS,
            registry=self.registry,
        )
        answers = ("yes", "overridden", "no", "cannot_tell", "unauthorized", "malformed")
        self.polls = {answer: polls.labels(answer) for answer in answers}

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)


class _Stored(Collector):
    """Asked at each scrape; a database that is away is a 0, not a failed scrape."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what the store and the files say now."""
        try:
            with self._house.store.reading() as reading:
                found = tuple(_stored(self._house, reading))
            waiting = _queues(self._house)
        except UNAVAILABLE:
            yield GaugeMetricFamily("chatops_database_up", "1: reachable.", value=0)
            return
        yield GaugeMetricFamily("chatops_database_up", "1: reachable.", value=1)
        yield from (*found, waiting)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Describe nothing beforehand: registering must not ask the database."""
        return iter(())


def _stored(house: House, reading: Reading) -> Iterator[GaugeMetricFamily]:
    rows = GaugeMetricFamily("chatops_outbox_rows", "Notices to carry.", labels=["state"])
    for state, count in reading.outbox_counts().items():
        rows.add_metric([state], count)
    yield rows
    opened, problems = len(reading.open_keys()), len(house.in_force(reading).problems)
    yield GaugeMetricFamily("chatops_open_changes", "Change requests open.", value=opened)
    yield GaugeMetricFamily("chatops_unreadable_files", "Policy or directory unusable.", problems)
    late = reading.steps_due(house.now())
    yield from _witnesses(house, reading)
    yield GaugeMetricFamily("chatops_steps_overdue", "Changes whose next step is due.", late)
    yield from _log(house, reading)


def _log(house: House, reading: Reading) -> Iterator[GaugeMetricFamily]:
    state = sealing(house, reading)
    told = "Entries under a signed checkpoint."
    yield GaugeMetricFamily("chatops_checkpoint_size", told, state.sealed)
    told = f"Entries that wait to be sealed, counted to {MOST}."
    yield GaugeMetricFamily("chatops_entries_unsealed", told, state.waiting)
    told = "Age of the oldest entry that waits to be sealed."
    yield GaugeMetricFamily("chatops_seal_lag_seconds", told, state.lag.total_seconds())


def _witnesses(house: House, reading: Reading) -> Iterator[GaugeMetricFamily]:
    newest = reading.log.newest()
    behind = GaugeMetricFamily(
        "chatops_witness_behind", "Sealed entries it was not told of.", labels=["witness"]
    )
    failing = GaugeMetricFamily(
        "chatops_witness_failing", "1: it could not be told.", labels=["witness"]
    )
    lost = reading.witnesses.failing()
    size = newest.size if newest else 0
    for one in reading.witnesses.told():
        told = one.size if one.size <= size else 0  # nobody was told of more than there is
        behind.add_metric([one.name], size - told)
        failing.add_metric([one.name], one.name in lost)
    kept = house.witnessed(claimed_checkpoint(newest.note).origin) if newest else None
    if kept is not None:
        behind.add_metric([FILE], max(0, size - _size_of(kept)))
    yield from (behind, failing)


def _size_of(note: str) -> int:
    try:
        return claimed_checkpoint(note).size
    except Unproven:  # none, or one that cannot be read
        return 0


def _queues(house: House) -> GaugeMetricFamily:
    asked = GaugeMetricFamily(
        "chatops_waiting_sign_offs", "Open changes that ask a senior.", labels=["person"]
    )
    for one in queues(house):
        asked.add_metric([one.person], one.waiting)
    return asked
