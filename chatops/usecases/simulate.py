"""Somebody asks what another policy would have meant, before it is adopted.

Past changes are judged at the moment of their end, open ones now, each under both policies and
with the people of today. They are read as a stream; under long policies two more processes judge
while this one reads.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, islice
from multiprocessing import get_context

from chatops.core.change import Change
from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.policy import Policy
from chatops.core.simulate import Comparison, compared
from chatops.core.tally import Tally
from chatops.store.database import Reading
from chatops.usecases.house import House

BATCH = 250
FEW = 4  # batches that this process judges alone in any case: to start others takes a second
MANY_RULES = 50  # of both policies; with fewer a change is judged sooner than sent elsewhere
PROCESSES = 2
_AHEAD = 3 * PROCESSES  # batches that are read and not yet counted: memory stays as it is

Batch = tuple[Change, ...]
Step = Callable[[int, int], None]
"""Told how many changes were judged so far, and of how many at most."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would differ under `policy`. `facts` are those in force; `since` bounds the past.

    `senior` names the level of which the load was counted.
    """

    policy: Policy
    facts: Facts
    since: datetime
    until: datetime
    senior: str
    tally: Tally


def simulate(
    house: House, policy: Policy, past: timedelta, *, step: Step = lambda *_: None
) -> Simulation:
    """Judge what was opened within `past`, and everything open, under this policy as well.

    Raises `Refused("cannot_tell")` where the policy in force cannot be read.
    """
    now = house.now()
    tally = Tally()
    with house.store.reading() as reading:
        facts = _facts(house, reading)
        facts.rules()
        judge = _Judge(facts, replace(facts, policy=policy), now, _senior(facts.directory))
        batches = _batched(reading.changes_since(now - past))
        most = _newest(reading)
        for judged in _judged(batches, judge):
            for one in judged:
                tally = tally.add(one)
            step(tally.total, max(most, tally.total))
    return Simulation(policy, facts, now - past, now, judge.senior, tally)


def _newest(reading: Reading) -> int:
    """Return the number of the newest change: there are no more than that."""
    found = reading.changes(open_only=False, limit=1)
    return int(found[0].key.removeprefix("CR-")) if found else 0


def _senior(directory: Directory) -> str:
    """Return the level whose sign-offs are scarce: `senior`, or the last but one of the ladder."""
    names = [one.name for one in directory.levels]
    return "senior" if "senior" in names else names[-2:][0]


def _facts(house: House, reading: Reading) -> Facts:
    """Return the facts that any change may need: of every system and person."""
    of_files = house.facts()
    systems = [one.id for one in of_files.registry.systems]
    people = (one.id for one in of_files.directory.people)
    return replace(house.facts_for(systems, reading, *people), groups=reading.groups())


def _batched(changes: Iterator[Change]) -> Iterator[Batch]:
    while batch := tuple(islice(changes, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges batches; what it needs goes once to each process."""

    old: Facts
    new: Facts
    now: datetime
    senior: str

    @property
    def has_many_rules(self) -> bool:
        return len(self.old.rules().rules) + len(self.new.rules().rules) >= MANY_RULES

    def judge(self, batch: Batch) -> list[Comparison]:
        return [compared(one, self.old, self.new, self.now, senior=self.senior) for one in batch]


def _judged(batches: Iterator[Batch], judge: _Judge) -> Iterator[list[Comparison]]:
    """Yield what each batch comes to, in their order, whoever judges it."""
    for batch in islice(batches, FEW if judge.has_many_rules else None):
        yield judge.judge(batch)
    rest = next(batches, None)
    if rest is not None:
        with _pool(judge) as pool:
            yield from _ahead(pool, chain((rest,), batches))


@contextmanager
def _pool(judge: _Judge) -> Iterator[ProcessPoolExecutor]:
    """Give processes that are started anew: this one has threads, and must not be forked."""
    pool = ProcessPoolExecutor(
        PROCESSES, get_context("spawn"), initializer=_appoint, initargs=(judge,)
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _ahead(pool: ProcessPoolExecutor, batches: Iterable[Batch]) -> Iterator[list[Comparison]]:
    waiting: deque[Future[list[Comparison]]] = deque()
    for batch in batches:
        waiting.append(pool.submit(_judge_here, batch))
        if len(waiting) == _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_appointed: list[_Judge] = []
"""The judge of a process that was started for nothing else."""


def _appoint(judge: _Judge) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that reads
    _appointed[:] = [judge]


def _judge_here(batch: Batch) -> list[Comparison]:
    return _appointed[0].judge(batch)
