"""How fast a change is chased: when a person is reminded next, and when it is carried higher.

Time passes for each person in their own working hours. An emergency runs by the clock: it waits
for nobody's hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from chatops.core.change import Change
from chatops.core.chase import Chase, Rung
from chatops.core.facts import Facts
from chatops.core.hours import Calendar, after, calendar_of, is_working, next_working
from chatops.core.lasting import Lasting, WorkingTime
from chatops.core.people import WorkingHours
from chatops.core.policy import OF_EMERGENCIES, Chasing

LADDER = tuple(Rung)
_USUAL = WorkingHours()
_MOST_DOUBLED = 8  # a gap is never longer than so many times doubled


@dataclass(frozen=True, slots=True)
class Pace:
    """The lengths that hold for one change; `urgent` tells that people are told at any hour.

    Where nobody can be asked, time passes as `requester` works. `of_lengths` is part of each mark.
    """

    lengths: Chasing
    urgent: bool
    facts: Facts
    now: datetime
    requester: str = ""
    of_lengths: str = ""

    def calendar(self, person: str) -> Calendar:
        """Return when this person (directory id) works."""
        return calendar_of(person, self.facts, self.now) if person else self._climbing("")

    def at_desk(self, person: str) -> datetime | None:
        """Return when this person may be told from now on, as if they were never away."""
        calendar = replace(self.calendar(person), away_until=None)
        return self.now if self.urgent else next_working(calendar, self.now)

    def mark(self, *people: str) -> str:
        """Return what tells that their schedule has to be reckoned anew: lengths, then hours."""
        known = () if self.urgent else tuple(dict.fromkeys(map(self._hours, people)))
        return f"{self.of_lengths}.{_hours_mark(known)}"

    def is_there(self, person: str) -> bool:
        """Tell whether this person may be told now."""
        return self.urgent or is_working(self.calendar(person), self.now)

    def there(self, person: str, moment: datetime) -> datetime | None:
        """Return when this person may be told, from that moment on; None where they never may."""
        return moment if self.urgent else next_working(self.calendar(person), moment)

    def first(self, chase: Chase) -> datetime | None:
        """Return when a chase that begins has its first step."""
        return _earliest((self.reminder(chase), self.rung_at(chase)))

    def rung_at(self, chase: Chase) -> datetime | None:
        """Return when it is carried to the next rung, which may be past."""
        return next((self._carried_at(chase, one) for _, one in self._above(chase)), None)

    def next_at(self, chase: Chase, wait: datetime | None = None) -> datetime | None:
        """Return when the next step of a sign-off is due, which may be now.

        What was due already and waits for somebody else is due at `wait`.
        """
        rung = self.rung_at(chase)
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
            at = self._carried_at(chase, length)
            due = rung if at and at <= self.now else due
        return due

    def _climbing(self, person: str) -> Calendar:
        """Return by whose hours silence lasts; the usual ones where somebody never works."""
        found = calendar_of(person or self.requester, self.facts, self.now)
        if not found.hours.days:
            return Calendar()
        return found if person else replace(found, away_until=None)

    def _carried_at(self, chase: Chase, length: Lasting) -> datetime | None:
        calendar = self._climbing(chase.person)
        at = after(calendar, chase.climbs_since, length)
        return next_working(calendar, at) if at and not self.urgent else at

    def _hours(self, person: str) -> tuple[WorkingHours, str]:
        listed = self.facts.directory.find(person or self.requester)
        return listed.hours if listed else _USUAL, self.facts.zone(person or self.requester) or ""

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
    urgent = kind in OF_EMERGENCIES.kinds
    return Pace(lengths, urgent, facts, now, change.requester, _lengths_mark(lengths, urgent))


@lru_cache(1024)
def _lengths_mark(lengths: Chasing, urgent: bool) -> str:  # noqa: FBT001  # a key of the cache
    return _digits((lengths, urgent))


@lru_cache(4096)
def _hours_mark(known: tuple[tuple[WorkingHours, str], ...]) -> str:
    return _digits(known)


def _digits(of: object) -> str:
    return sha256(repr(of).encode()).hexdigest()[:8]


def _gap(chase: Chase, length: Lasting) -> tuple[datetime, Lasting]:
    """Return since when the next reminder is waited for, and how long."""
    last = chase.reminded_at
    times = 2 ** min(max(chase.reminders - 1, 0), _MOST_DOUBLED)
    longer = (
        WorkingTime(length.length * times) if isinstance(length, WorkingTime) else length * times
    )
    return (max(last, chase.since) if last else chase.since), longer


def _earliest(moments: tuple[datetime | None, ...]) -> datetime | None:
    return min((one for one in moments if one), default=None)
