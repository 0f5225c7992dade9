"""The figures of a digest, counted from the audit trail alone, one change after the other.

The digest itself is counted in SQL over the tables (`store/figures.py`); both have to come to the
same numbers. So whoever holds the trail can check a digest, and the tables.

A week is half-open. A change is of the organisation when its revision at the end of the week goes
to one of its systems; kind and AI assistance are as of then too. Every approval counts as said,
whether it was taken back later or not.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chatops.core.assistance import Degree
from chatops.core.decision import Verb
from chatops.core.deployment import DEPLOYED
from chatops.core.digest import Broken, Count, Day, Figure, Figures, Rejected, Speed
from chatops.core.extent import HABIT, HASTE, STUCK_AFTER, Extent
from chatops.core.habits import Gave, never, paired, pairs
from chatops.core.history import Histories, History, Word, histories
from chatops.core.trail import Entry
from chatops.core.verdict import State
from chatops.core.weeks import days_of, zone_of

Row = tuple[Count, str, str]
"""What is counted, by which name, and the key of the change."""

_MEDIAN, _NINETIETH = 0.5, 0.9
_OVER = {State.EXPIRED, State.CANCELLED, DEPLOYED}


def figures_of(entries: Iterable[Entry], extent: Extent) -> Figures:
    """Return what the entries tell; those of one scope have to come in order.

    Why somebody rejected, broke the glass or adopted a policy is not told: what people wrote lies
    beside the log, and may be erased.
    """
    return _figures(histories(entries, extent.ends), extent)


def rows_of(entries: Iterable[Entry], extent: Extent) -> tuple[Row, ...]:
    """Return what is counted for each of the figures, change by change."""
    return tuple(_rows(_mine(histories(entries, extent.ends), extent), extent))


def without_texts(figures: Figures) -> Figures:
    """Return the figures without what people wrote, as the trail tells them."""
    return replace(
        figures,
        rejected=tuple(replace(one, why="") for one in figures.rejected),
        broken=tuple(replace(one, why="") for one in figures.broken),
        adopted=tuple(replace(one, why="") for one in figures.adopted),
    )


def sorted_figures(counts: Iterable[tuple[Count, str, int]]) -> tuple[Figure, ...]:
    """Return the figures in the order of `Count`, then by name."""
    places = {one: place for place, one in enumerate(Count)}
    figures = (Figure(count, number, of) for count, of, number in counts)
    return tuple(sorted(figures, key=lambda one: (places[one.count], one.of)))


def speed(team: str, seconds: Iterable[int]) -> Speed:
    """Return how long these approvals took; there has to be one."""
    took = sorted(seconds)
    middle, late = (took[math.ceil(part * len(took)) - 1] for part in (_MEDIAN, _NINETIETH))
    return Speed(team, len(took), middle, late)


def _figures(told: Histories, extent: Extent) -> Figures:
    mine = _mine(told, extent)
    counts = Counter((count, of) for count, of, _ in _rows(mine, extent))
    speeds = _speeds(mine, extent)
    return Figures(
        figures=sorted_figures((count, of, number) for (count, of), number in counts.items()),
        speeds=tuple(one for one in speeds if one.team),
        overall=next((one for one in speeds if not one.team), None),
        days=_days(mine, extent),
        rejected=_rejected(mine, extent),
        broken=_broken(mine, extent),
        unpaid=tuple(owed for one in mine for _, owed in sorted(one.owed.items())),
        adopted=tuple(one for one in told.adopted if _is_in(one.at, extent)),
        pairs=pairs(_gave(mine, extent)),
        approvals=sum(1 for one in mine for _ in _approvals(one, extent)),
    )


def _mine(told: Histories, extent: Extent) -> list[History]:
    """Return the changes of the organisation, oldest first."""
    systems = extent.teams.keys()
    found = (one for one in told.changes.values() if systems & set(one.present.systems))
    return sorted(found, key=lambda one: int(one.key.rpartition("-")[2]))


def _is_in(moment: datetime, extent: Extent) -> bool:
    return extent.begins <= moment < extent.ends


def _rows(mine: Sequence[History], extent: Extent) -> Iterator[Row]:
    for change in mine:
        for count, of in _counted(change, extent):
            yield count, of, change.key
    gave = _gave(mine, extent)
    yield from ((Count.PAIR, of, key) for of, key in paired(gave))
    yield from ((Count.NEVER, of, key) for of, key in never(gave, _rejecters(mine, extent)))


def _gave(mine: Sequence[History], extent: Extent) -> frozenset[Gave]:
    """Return whose changes people approved of late, each change once a person."""
    return frozenset(
        Gave(word.person, one.requester, one.key)
        for one in mine
        for word in one.words
        if word.verb == Verb.APPROVE and word.at >= extent.ends - HABIT
    )


def _rejecters(mine: Sequence[History], extent: Extent) -> frozenset[str]:
    words = (word for one in mine for word in one.words if word.verb == Verb.REJECT)
    return frozenset(one.person for one in words if one.at >= extent.ends - HABIT)


def _counted(change: History, extent: Extent) -> Iterator[tuple[Count, str]]:
    if _is_in(change.opened_at, extent):
        yield from _of_request(change, extent)
    yield from _of_words(change, extent)
    yield from _of_states(change, extent)
    yield from ((Count.BROKEN, "") for one in change.glass.values() if _is_in(one.at, extent))
    yield from ((Count.OWED, "") for _ in change.owed)
    if any(_is_in(at, extent) for at in change.bypasses):
        yield Count.BYPASSED, ""


def _of_request(change: History, extent: Extent) -> Iterator[tuple[Count, str]]:
    present = change.present
    systems = [one for one in present.systems if one in extent.teams]
    yield Count.OPENED, ""
    yield from ((Count.OPENED, one) for one in systems)
    yield Count.KIND, present.kind
    if change.is_assisted:
        yield Count.ASSISTED, ""
    if present.assistance == Degree.GENERATED.word:
        yield Count.GENERATED, ""
    names = {
        one.name
        for one in extent.spells
        if one.system in systems
        and one.environment == present.environment
        and one.begins <= change.opened_at < one.ends
    }
    yield from ((Count.DURING, one) for one in names)


def _of_words(change: History, extent: Extent) -> Iterator[tuple[Count, str]]:
    approvals = list(_approvals(change, extent))
    seniors = {one.person for one in approvals if one.level in extent.seniors}
    yield from ((Count.SIGNED, one) for one in seniors)
    if change.is_assisted:
        yield from ((Count.SIGNED_ASSISTED, one) for one in {one.person for one in approvals})
    yield from ((Count.REJECTED, "") for _ in _words(change, Verb.REJECT, extent))
    for one in approvals:
        if one.read_at is None:
            yield Count.UNREAD, ""
        elif timedelta(0) <= one.at - one.read_at < HASTE:
            yield Count.HASTY, ""
        if not extent.is_at_work(one.person, one.at):
            yield Count.AFTER_HOURS, ""


def _of_states(change: History, extent: Extent) -> Iterator[tuple[Count, str]]:
    approved = change.approved_at
    if approved is not None and _is_in(approved, extent):
        yield Count.APPROVED, ""
        yield from ((Count.APPROVED, one) for one in _teams(change, extent))
    came = {state for at, state in change.states if _is_in(at, extent)}
    yield from ((Count(one), "") for one in (State.EXPIRED, State.CANCELLED) if one in came)
    is_over = bool(change.states) and change.states[-1][1] in _OVER
    is_old = change.opened_at < extent.ends - STUCK_AFTER
    if is_old and approved is None and not is_over:
        yield Count.STUCK, ""


def _teams(change: History, extent: Extent) -> set[str]:
    """Return the teams of the change's systems, as far as those are of the organisation."""
    return {extent.teams[one] for one in change.present.systems if one in extent.teams} - {""}


def _words(change: History, verb: Verb, extent: Extent) -> Iterator[Word]:
    """Yield what was said in the week."""
    return (one for one in change.words if one.verb == verb and _is_in(one.at, extent))


def _approvals(change: History, extent: Extent) -> Iterator[Word]:
    return _words(change, Verb.APPROVE, extent)


def _speeds(mine: Sequence[History], extent: Extent) -> list[Speed]:
    """Return the speed of each team, and of all under no name."""
    seconds: dict[str, list[int]] = defaultdict(list)
    for one in mine:
        approved = one.approved_at
        if approved is not None and _is_in(approved, extent):
            for team in {"", *_teams(one, extent)}:
                seconds[team].append((approved - one.opened_at) // timedelta(seconds=1))
    return [speed(team, took) for team, took in sorted(seconds.items())]


def _days(mine: Sequence[History], extent: Extent) -> tuple[Day, ...]:
    """Return what happened on each local day: changes, but every rejection."""
    zone, counts = zone_of(extent.zone), Counter[tuple[str, str]]()
    for change in mine:
        words = _words(change, Verb.REJECT, extent)
        happened = [("rejected", one.at) for one in words]
        happened += [("opened", change.opened_at)]
        happened += [("approved", at) for at in (change.approved_at,) if at]
        found = [(name, at.astimezone(zone).date()) for name, at in happened if _is_in(at, extent)]
        ended = ((state, at) for at, state in change.states if state in _DAILY)
        found += {(state, at.astimezone(zone).date()) for state, at in ended if _is_in(at, extent)}
        counts.update((name, day.isoformat()) for name, day in found)
    days = (day for day, _, _ in days_of(extent.begins, extent.ends, extent.zone))
    names = ("opened", "approved", "rejected", *_DAILY)
    return tuple(Day(day, **{name: counts[name, day] for name in names}) for day in days)


_DAILY = (State.EXPIRED.value, State.OVERRIDDEN.value)


def _rejected(mine: Sequence[History], extent: Extent) -> tuple[Rejected, ...]:
    found = (
        Rejected(change.key, one.person, one.at, "")
        for change in mine
        for one in _words(change, Verb.REJECT, extent)
    )
    return tuple(sorted(found, key=_by_time))


def _broken(mine: Sequence[History], extent: Extent) -> tuple[Broken, ...]:
    found = (
        Broken(change.key, one.person, one.at, one.used, "")
        for change in mine
        for one in change.glass.values()
        if _is_in(one.at, extent)
    )
    return tuple(sorted(found, key=_by_time))


def _by_time(one: Rejected | Broken) -> tuple[datetime, int]:
    return one.at, int(one.key.rpartition("-")[2])
