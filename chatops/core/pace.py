"""How fast a change is chased: when a person is reminded next, and when it is carried higher.

Time passes for each person in their own working hours. An emergency runs by the clock: it waits
for nobody's hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.chase import Chase, Rung
from chatops.core.facts import Facts
from chatops.core.hours import Calendar, after, calendar_of, is_working, next_working
from chatops.core.lasting import Lasting, WorkingTime
from chatops.core.policy import OF_EMERGENCIES, Chasing

LADDER = tuple(Rung)
_MOST_DOUBLED = 8  # a gap is never longer than so many times doubled


@dataclass(frozen=True, slots=True)
class Pace:
    """The lengths that hold for one change; `urgent` tells that people are told at any hour."""

    lengths: Chasing
    urgent: bool
    facts: Facts
    now: datetime

    def calendar(self, person: str) -> Calendar:
        """Return when this person (directory id) works."""
        return calendar_of(person, self.facts, self.now)

    def is_there(self, person: str) -> bool:
        """Tell whether this person may be told now."""
        return self.urgent or is_working(self.calendar(person), self.now)

    def there(self, person: str, moment: datetime) -> datetime | None:
        """Return when this person may be told, from that moment on; None where they never may."""
        return moment if self.urgent else next_working(self.calendar(person), moment)

    def first(self, chase: Chase) -> datetime | None:
        """Return when a chase that begins has its first step: of many lengths few are measured."""
        lengths = [self.lengths.remind_after, *(length for _, length in self._above(chase))]
        clock = [one for one in lengths if isinstance(one, timedelta)]
        working = [one.length for one in lengths if isinstance(one, WorkingTime)]
        shortest: list[Lasting] = [min(clock)] if clock else []
        shortest += [WorkingTime(min(working))] if working else []
        return _earliest(self._at(chase.person, chase.since, one) for one in shortest)

    def next_at(self, chase: Chase, wait: datetime | None = None) -> datetime | None:
        """Return when the next step of a sign-off is due, which may be now.

        What was due already and waits for somebody else is due at `wait`.
        """
        rungs = (self._at(chase.person, chase.since, length) for _, length in self._above(chase))
        rung = next(rungs, None)
        if rung and rung <= self.now and wait:
            rung = wait
        reminder = self.reminder(chase)
        if reminder and reminder <= self.now:
            reminder = self.there(chase.person, self.now)
        return _earliest((reminder, rung))

    def reminder(self, chase: Chase) -> datetime | None:
        """Return when the person is reminded next: each gap is twice the one before."""
        return self._at(chase.person, *_gap(chase, self.lengths.remind_after))

    def reminded(self, chase: Chase) -> Chase:
        """Return the chase after its latest reminder that is due; earlier ones are left out."""
        count, at = chase.reminders, self.reminder(chase)
        while at and at <= self.now:
            count += 1
            last, at = at, self.reminder(replace(chase, reminders=count, reminded_at=at))
            if at == last:  # a length of nothing, which no policy should have
                break
        return replace(chase, reminders=max(count, chase.reminders + 1), reminded_at=self.now)

    def rung(self, chase: Chase) -> Rung:
        """Return the highest rung that is due now; `NOBODY` where none is."""
        due = Rung.NOBODY
        for rung, length in self._above(chase):
            at = self._at(chase.person, chase.since, length)
            due = rung if at and at <= self.now else due
        return due

    def _above(self, chase: Chase) -> Iterator[tuple[Rung, Lasting]]:
        """Yield the rungs that are left; who is asked in another's place is carried no higher."""
        lengths = self.lengths
        climb = (
            (Rung.OTHERS, lengths.ask_others_after),
            (Rung.MANAGER, lengths.tell_manager_after),
            (Rung.DIRECTOR, lengths.tell_director_after),
        )
        reached = LADDER.index(chase.rung)
        yield from climb[reached : 1 if chase.instead_of else None]

    def _at(self, person: str, start: datetime, length: Lasting) -> datetime | None:
        at = after(self.calendar(person), start, length)
        return self.there(person, at) if at else None


def pace_of(change: Change, facts: Facts, now: datetime) -> Pace:
    """Return the pace of the present revision; raise `Refused` without a policy."""
    written = change.present.documentation
    kind = written.kind.value
    lengths = facts.rules().chasing_of(kind, written.risk.value)
    return Pace(lengths, kind in OF_EMERGENCIES.kinds, facts, now)


def _gap(chase: Chase, length: Lasting) -> tuple[datetime, Lasting]:
    """Return since when the next reminder is waited for, and how long."""
    last = chase.reminded_at
    times = 2 ** min(max(chase.reminders - 1, 0), _MOST_DOUBLED)
    longer = (
        WorkingTime(length.length * times) if isinstance(length, WorkingTime) else length * times
    )
    return (max(last, chase.since) if last else chase.since), longer


def _earliest(moments: Iterator[datetime | None] | tuple[datetime | None, ...]) -> datetime | None:
    return min((one for one in moments if one), default=None)
