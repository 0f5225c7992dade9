"""What a reminder to one person shows, as it is when it is sent.

What was signed meanwhile, what the person snoozed and what is over is no part of it. A bounded
part is shown; the rest is counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from chatops.core.change import Change
from chatops.core.escalation import could_help
from chatops.core.evaluate import Judged, judge
from chatops.core.facts import Facts
from chatops.core.home import Due
from chatops.core.owing import owing
from chatops.core.reminder import (
    CARRIED,
    ReminderContent,
    Waiting,
    Why,
    overdue,
    owed_above,
    waiting,
)
from chatops.core.snoozing import snoozed
from chatops.store.database import Reading
from chatops.usecases.house import House

DUE, OWED, REST = 10, 5, 5  # so many are shown
_MOST = 1_000  # that are due or wait for the person, and are counted
_OF_DEBTS = (Why.OBLIGATION, Why.OVERDUE)
_FIRST = (
    Why.LAST_CALL,
    Why.SNOOZED,
    Why.OTHERS,
    Why.SIGN_OFF,
    Why.DIRECTOR,
    Why.MANAGER,
    *_OF_DEBTS,
)
"""Of several reasons for one change the first is told."""

_Pairs = tuple[tuple[str, str], ...]
"""Keys of changes, each with why."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that was read, laid out for one person."""

    person: str
    facts: Facts
    now: datetime
    changes: dict[str, Change]
    read: frozenset[tuple[str, int]]
    reminded_at: datetime | None

    def due(self, due: _Pairs) -> tuple[Waiting, ...]:
        """Return what still waits, one change once: emergencies, last calls, then the oldest."""
        found: dict[str, Waiting] = {}
        judged: dict[str, Judged] = {}
        for key, why in due:
            change = self.changes.get(key)
            if change is None or key in found or why in _OF_DEBTS:
                continue
            if key not in judged:
                judged[key] = judge(change, self.facts, self.now)
            one = self._waiting(change, judged[key], Why(why))
            if one:
                found[key] = one
        return tuple(sorted(found.values(), key=_rank))

    def owed(self, due: _Pairs) -> tuple[Due, ...]:
        """Return the debts that the reminder is for, first due first; the person's own as such."""
        found: dict[tuple[str, int], Due] = {}
        for key, why in due:
            change = self.changes.get(key)
            for one in self._debts(change, why) if change else ():
                place = key, one.owed.number
                found[place] = one if one.payable else found.get(place, one)
        return tuple(sorted(found.values(), key=lambda one: one.owed.due_at))

    def rest(self, keys: Iterable[str]) -> Iterator[Waiting]:
        """Yield what waits for the person's sign-off besides."""
        for change in filter(None, map(self.changes.get, keys)):
            judged = judge(change, self.facts, self.now)
            one = self._waiting(change, judged, Why.SIGN_OFF)
            if one:
                yield one

    def _waiting(self, change: Change, judged: Judged, why: Why) -> Waiting | None:
        helps = judged.roster is not None and could_help(judged.roster, self.person)
        if why is Why.SNOOZED and not helps:
            return None
        found = waiting(change, judged.verdict, why, self.person, self.now)
        has_read = (change.key, change.present.number) in self.read
        return replace(found, has_read=has_read) if found else None

    def _debts(self, change: Change, why: str) -> tuple[Due, ...]:
        if why in CARRIED:
            return owed_above(change, Why(why))
        if why == Why.OVERDUE:
            return overdue(change, self.now)
        mine = owing((change,), self.person, self.facts) if why == Why.OBLIGATION else ()
        return tuple(one for one in mine if one.payable)


def reminder(house: House, person: str, due: Iterable[tuple[str, str]]) -> ReminderContent | None:
    """Return what to show a person (directory id); `due` are keys of changes, each with why.

    None where nothing of it waits any more, and for who is no longer in the directory.
    """
    now, known = house.now(), _known(due)
    with house.store.reading() as reading:
        inbox = reading.inbox(person)
        asking = inbox.asking(_MOST)
        asleep = _asleep(reading, person, (*asking, *(key for key, _ in known)), now)
        awake = [one for one in asking if one not in asleep]
        wanted = tuple(one for one in known if _is_wanted(one, asleep))
        looked_at = dict.fromkeys(key for key, _ in wanted)
        others = [key for key in awake if key not in looked_at]
        changes = {one.key: one for one in reading.several((*looked_at, *others[:REST]))}
        facts = house.facts_about_all(tuple(changes.values()), reading, person)
        desk = _Desk(person, facts, now, changes, inbox.read(changes), inbox.reminded_at())
    return _content(desk, wanted, others)


def _known(due: Iterable[tuple[str, str]]) -> _Pairs:
    """Return what this version knows a reason for, the first reasons first; so many at most."""
    known = dict.fromkeys(one for one in due if one[1] in _FIRST)
    return tuple(sorted(known, key=lambda one: _FIRST.index(Why(one[1]))))[:_MOST]


def _content(desk: _Desk, due: _Pairs, others: list[str]) -> ReminderContent | None:
    found, owed = desk.due(due), desk.owed(due)
    listed = desk.facts.directory.find(desk.person)
    if listed is None or not listed.active or not (found or owed):
        return None
    carried = sum(one.is_carried for one in found)
    ends = (one.change.expires_at for one in found if one.why is Why.LAST_CALL)
    return ReminderContent(
        person=desk.person,
        facts=desk.facts,
        now=desk.now,
        due=found[:DUE],
        due_count=len(found),
        carried=carried,
        ending=sum(not (one.is_asked or one.is_carried) for one in found),
        owed=owed[:OWED],
        owed_count=len(owed),
        rest=tuple(islice(desk.rest(others), REST)),
        rest_count=len(others),
        is_carried=bool(carried) or not all(one.payable for one in owed),
        ends_at=min(ends, default=None),
        reminded_at=desk.reminded_at,
    )


def _is_wanted(one: tuple[str, str], asleep: frozenset[str]) -> bool:
    """Tell whether the person did not put this off: a snooze is for their own sign-off."""
    key, why = one
    return key not in asleep or why in {*CARRIED, *_OF_DEBTS}


def _asleep(reading: Reading, person: str, keys: Iterable[str], now: datetime) -> frozenset[str]:
    ever = reading.several(reading.inbox(person).snoozed(dict.fromkeys(keys)))
    return frozenset(one.key for one in ever if snoozed(one, person, now))


def _rank(one: Waiting) -> tuple[bool, bool, bool, datetime]:
    is_last = one.why is Why.LAST_CALL
    return not one.is_urgent, not is_last, not one.is_asked, one.since
