"""What is waited for follows what happens: chases begin, move and end with whatever is recorded.

What moved or ended them other than a sign-off is an event: a snooze, a nudge, a hand-over, an
absence, a new revision.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.chase import Chase, Chased
from chatops.core.debt_chase import debtors
from chatops.core.debt_chase import next_at as debt_next_at
from chatops.core.escalation import has_handed_over
from chatops.core.events import Event
from chatops.core.events_chase import ScheduleMoved
from chatops.core.events_talk import Nudged, Snoozed
from chatops.core.facts import Facts
from chatops.core.hours import before
from chatops.core.pace import Pace, pace_of
from chatops.core.snooze import asleep

_Target = tuple[Chased, str, int, int]
"""What is waited for, of whom, on which revision or of which obligation."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The chases as they are now, and what moved them."""

    chases: tuple[Chase, ...]
    events: tuple[ScheduleMoved, ...]


def followed(
    change: Change, happened: tuple[Event, ...], facts: Facts, now: datetime, *, waits: bool
) -> Followed:
    """Return the chases of a change of which `asked` are waited for, if it `waits` for them.

    Where nothing happened all that begins or ends is told, so that it is recorded. While a source
    cannot be read all stays as it is.
    """
    if facts.problems or facts.policy is None:
        return Followed(change.chases, ())
    targets = tuple(_targets(change, waits=waits))
    live = {_target(one): one for one in change.chases if not one.over}
    if not live and not targets:
        return Followed(change.chases, ())
    turn = _Turn(change, pace_of(change, facts, now), happened)
    kept = tuple(_kept(one, targets, turn) for one in change.chases)
    new = [one for one in targets if one not in live]
    begun = tuple(turn.begun(one, at) for at, one in enumerate(new, len(kept) + 1))
    events = tuple(_events(turn, kept, begun))
    return Followed((*kept, *begun), events)


def begin(change: Change, person: str, number: int, pace: Pace, instead_of: str = "") -> Chase:
    """Return the chase of a sign-off that is asked of this person now, or after their snooze."""
    revision = change.present.number
    since = asleep(change.snoozes, revision, person, pace.now) or pace.now
    chase = Chase(number, Chased.SIGN_OFF, person, revision, 0, since, instead_of=instead_of)
    return replace(chase, next_at=pace.first(chase))


@dataclass(frozen=True, slots=True)
class _Turn:
    """One change at one moment; `happened` is what is recorded with it."""

    change: Change
    pace: Pace
    happened: tuple[Event, ...]

    def begun(self, target: _Target, number: int) -> Chase:
        what, person, revision, obligation = target
        if what is Chased.SIGN_OFF:
            return begin(self.change, person, number, self.pace)
        chase = Chase(number, what, person, revision, obligation, self.pace.now)
        at = self._last_call() if what is Chased.END else self._debt(chase)
        return replace(chase, next_at=at)

    def moved(self, chase: Chase) -> Chase:
        """Return the chase after what people said just now."""
        for event in self.happened:
            match event:
                case Snoozed(person=chase.person, until=until):
                    chase = replace(chase, since=datetime.fromisoformat(until))
                case Nudged(people=people) if chase.person in people:
                    count = chase.reminders + 1
                    chase = replace(chase, reminders=count, reminded_at=self.pace.now)
                case _:
                    continue
            chase = replace(chase, next_at=self.pace.next_at(chase))
        return chase

    def name(self, person: str) -> str:
        """Return how people call this person (directory id)."""
        return self.pace.facts.directory.name_of(person)

    def _last_call(self) -> datetime | None:
        change, pace = self.change, self.pace
        people = dict.fromkeys((*change.asked, change.requester))
        calendars = [pace.calendar(one) for one in people]
        at = before(calendars, change.expires_at, pace.lengths.last_call)
        return at if at > pace.now else None  # of so short a life it is no news

    def _debt(self, chase: Chase) -> datetime | None:
        facts, now = self.pace.facts, self.pace.now
        owed = self.change.obligations[chase.obligation - 1]
        people = debtors(self.change, owed, facts, now)
        return debt_next_at(chase, owed, people, facts, now)


def _targets(change: Change, *, waits: bool) -> Iterator[_Target]:
    revision = change.present.number
    if waits:
        yield from ((Chased.SIGN_OFF, one, revision, 0) for one in change.asked)
        if not any(_is_called(one, revision) for one in change.chases):
            yield Chased.END, "", revision, 0
    yield from ((Chased.OBLIGATION, "", 0, one.number) for one in change.open_obligations())


def _is_called(chase: Chase, revision: int) -> bool:
    """Tell whether the last call was made and nothing is left of it."""
    here = (chase.what, chase.revision) == (Chased.END, revision)
    return here and chase.over and chase.reminders > 0


def _target(chase: Chase) -> _Target:
    return chase.what, chase.person, chase.revision, chase.obligation


def _kept(chase: Chase, targets: tuple[_Target, ...], turn: _Turn) -> Chase:
    if chase.over:
        return chase
    if _target(chase) not in targets:
        return replace(chase, over=True, next_at=None)
    return turn.moved(chase) if chase.what is Chased.SIGN_OFF else chase


def _events(
    turn: _Turn, kept: tuple[Chase, ...], begun: tuple[Chase, ...]
) -> Iterator[ScheduleMoved]:
    key = turn.change.key
    again = {one.person: one.next_at for one in begun if one.what is Chased.SIGN_OFF}
    for was, one in zip(turn.change.chases, kept, strict=True):
        why = _why(one, turn) if was != one else ""
        if why:
            to = again.get(one.person) if one.over else one.next_at
            yield ScheduleMoved(key, one.person, to.isoformat() if to else "", why)
    for one in begun if not turn.happened else ():
        if one.next_at:
            why = f"{turn.name(one.person)} is asked now" if one.person else "it is waited for now"
            yield ScheduleMoved(key, one.person, one.next_at.isoformat(), why)


def _why(chase: Chase, turn: _Turn) -> str:
    """Say why a chase moved or ended; empty for what needs no word of its own."""
    if chase.what is not Chased.SIGN_OFF:
        return ""
    return _why_over(chase, turn) if chase.over else _why_moved(chase, turn)


def _why_over(chase: Chase, turn: _Turn) -> str:
    change, name = turn.change, turn.name(chase.person)
    if chase.revision != change.present.number:
        return f"revision {change.present.number} came"
    if has_handed_over(change, chase):
        return f"{name} handed it over"
    if turn.pace.facts.absence(chase.person, turn.pace.now):
        return f"{name} is away"
    return "" if turn.happened else f"{name} is asked no more"


def _why_moved(chase: Chase, turn: _Turn) -> str:
    snoozed = any(isinstance(one, Snoozed) for one in turn.happened)
    if snoozed:
        return f"{turn.name(chase.person)} wants to hear of it later"
    by = next((one.by for one in turn.happened if isinstance(one, Nudged)), "")
    return f"{turn.name(by)} reminded those who are asked"
