"""What a reminder to one person shows, as it is when it is sent.

What was signed meanwhile, what the person snoozed and what is over is no part of it. However much
there is, a bounded part is read and shown; the rest is counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.home import Due
from chatops.core.owing import owing
from chatops.core.reminder import CARRIED, ReminderContent, Waiting, Why, owed_above, waiting
from chatops.core.snoozing import snoozed
from chatops.store.database import Reading
from chatops.usecases.house import House

DUE, OWED, REST = 10, 5, 5  # so many are shown
_MOST = 1_000  # that wait for the person and are counted
_LOOKED_AT = 50  # of what the reminder is for


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that was read, laid out for one person."""

    person: str
    facts: Facts
    now: datetime
    changes: dict[str, Change]
    read: frozenset[tuple[str, int]]

    def due(self, due: Iterable[tuple[str, str]]) -> tuple[Waiting, ...]:
        """Return what still waits, one change once: emergencies, last calls, then the oldest."""
        found: dict[str, Waiting] = {}
        for key, why in sorted(due, key=lambda one: _FIRST.index(one[1])):
            one = self._waiting(key, Why(why))
            if one and key not in found:
                found[key] = one
        return tuple(sorted(found.values(), key=_rank))

    def owed(self, due: Iterable[tuple[str, str]]) -> Iterator[Due]:
        """Yield the debts that the reminder is for."""
        seen = set()
        for key, why in due:
            change = self.changes.get(key)
            for one in self._debts(change, why) if change else ():
                if (key, one.owed.number) not in seen:
                    seen.add((key, one.owed.number))
                    yield one

    def rest(self, keys: Iterable[str]) -> Iterator[Waiting]:
        """Yield what waits for the person's sign-off besides."""
        for key in keys:
            one = self._waiting(key, Why.SIGN_OFF)
            if one:
                yield one

    def _waiting(self, key: str, why: Why) -> Waiting | None:
        change = self.changes.get(key)
        if change is None or why is Why.OBLIGATION:
            return None
        verdict = evaluate(change, self.facts, self.now)
        found = waiting(change, verdict, why, self.person, self.now)
        has_read = (key, change.present.number) in self.read
        return replace(found, has_read=has_read) if found else None

    def _debts(self, change: Change, why: str) -> tuple[Due, ...]:
        if why in CARRIED:
            return owed_above(change, Why(why))
        mine = owing((change,), self.person, self.facts) if why == Why.OBLIGATION else ()
        return tuple(one for one in mine if one.payable)


def reminder(house: House, person: str, due: Iterable[tuple[str, str]]) -> ReminderContent | None:
    """Return what to show a person (directory id); `due` are keys of changes, each with why.

    None where nothing of it waits any more, and for who is no longer in the directory.
    """
    now, known = house.now(), tuple(one for one in due if one[1] in _FIRST)
    with house.store.reading() as reading:
        inbox = reading.inbox(person)
        asking = inbox.asking(_MOST)
        asleep = _asleep(reading, person, (*asking, *(key for key, _ in known)), now)
        awake = [one for one in asking if one not in asleep]
        wanted = tuple(one for one in known if _is_wanted(one, asleep))[:_LOOKED_AT]
        looked_at = {key for key, _ in wanted}
        others = [key for key in awake if key not in looked_at]
        keys = (*looked_at, *others[:REST])
        changes = {one.key: one for one in reading.several(keys)}
        facts = house.facts_about_all(tuple(changes.values()), reading, person)
        desk = _Desk(person, facts, now, changes, inbox.read(changes))
    return _content(desk, wanted, others)


_FIRST = (
    Why.LAST_CALL,
    Why.OTHERS,
    Why.SIGN_OFF,
    Why.DIRECTOR,
    Why.MANAGER,
    Why.OBLIGATION,
)
"""Of several reasons for one change the first is told."""


def _content(
    desk: _Desk, due: tuple[tuple[str, str], ...], others: list[str]
) -> ReminderContent | None:
    found, owed = desk.due(due), tuple(desk.owed(due))
    listed = desk.facts.directory.find(desk.person)
    if listed is None or not listed.active or not (found or owed):
        return None
    return ReminderContent(
        person=desk.person,
        facts=desk.facts,
        now=desk.now,
        due=found[:DUE],
        due_count=len(found),
        carried=sum(one.is_carried for one in found),
        ending=sum(not (one.is_asked or one.is_carried) for one in found),
        owed=owed[:OWED],
        owed_count=len(owed),
        rest=tuple(islice(desk.rest(others), REST)),
        rest_count=len(others),
    )


def _is_wanted(one: tuple[str, str], asleep: frozenset[str]) -> bool:
    """Tell whether the person did not put this off: a snooze is for their own sign-off."""
    key, why = one
    return key not in asleep or why in {*CARRIED, Why.OBLIGATION.value}


def _asleep(reading: Reading, person: str, keys: Iterable[str], now: datetime) -> frozenset[str]:
    ever = reading.several(reading.inbox(person).snoozed(dict.fromkeys(keys)))
    return frozenset(one.key for one in ever if snoozed(one, person, now))


def _rank(one: Waiting) -> tuple[bool, bool, bool, datetime]:
    is_last = one.why is Why.LAST_CALL
    return not one.is_urgent, not is_last, not one.is_asked, one.since
