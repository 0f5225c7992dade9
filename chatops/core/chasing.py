"""A step: all that time alone asks for, done once.

Reminders, what is carried higher, the last call, snoozes that end, debts that are late, and the
end itself. Only `now` counts: after an outage the latest reminder and the highest rung are done,
and nothing of what would have come before. Who is not at work now, has put it off or is asked no
more is not reminded; the schedule moves, and that is told too.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.chase import Chase, Chased
from chatops.core.climbing import climbed, joined
from chatops.core.debt_step import stepped
from chatops.core.evaluate import evaluate
from chatops.core.events import Event
from chatops.core.events_chase import Reminded, ScheduleMoved
from chatops.core.facts import Facts
from chatops.core.following import begin
from chatops.core.outcome import Outcome, outcome
from chatops.core.pace import Pace, pace_of
from chatops.core.paying import told_overdue
from chatops.core.planning import fresh, why_anew
from chatops.core.snooze import asleep
from chatops.core.snoozing import ended

_SOON = timedelta(minutes=1)  # for lengths of nothing, which no policy should have


def step(change: Change, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of all that is due now; nothing while a source cannot be read.

    Whatever was due and is still waited for is due again later than `now`, so no step is done
    twice.
    """
    if facts.problems or facts.policy is None:
        return Outcome(change, (), evaluate(change, facts, now), now)
    woken, awake = ended(change, facts, now)
    late, owed = told_overdue(woken, now)
    told = outcome(late, (*awake, *owed), facts, now)
    round_ = _Round(told.change, pace_of(change, facts, now), ())
    if not any(map(round_.is_due, round_.change.chases)):
        return told
    done = _done(round_)
    return Outcome(done.change, (*told.events, *done.events), told.verdict, now)


@dataclass(frozen=True, slots=True)
class _Round:
    """The change as far as its step is done, and what happened; `reminded` hear of sign-offs."""

    change: Change
    pace: Pace
    events: tuple[Event, ...]
    reminded: tuple[str, ...] = ()

    def is_due(self, chase: Chase) -> bool:
        """Tell whether the chase asks for something now."""
        return not chase.over and chase.next_at is not None and chase.next_at <= self.pace.now

    def is_asleep(self, person: str) -> bool:
        """Tell whether this person put the change off."""
        change = self.change
        return asleep(change.snoozes, change.present.number, person, self.pace.now) is not None

    def told(self, *events: Event) -> "_Round":
        """Return the same after these events."""
        return replace(self, events=(*self.events, *events))

    def with_chase(self, chase: Chase) -> "_Round":
        """Return the same with this chase as it is now."""
        chases = (chase if one.number == chase.number else one for one in self.change.chases)
        return replace(self, change=replace(self.change, chases=tuple(chases)))


def _done(before: _Round) -> _Round:
    """Return the round with everything done that is due at its beginning."""
    end = next((one for one in before.change.chases if _is_last_call(one, before)), None)
    done = before.with_chase(_called(end, before.pace.now)) if end else before
    for chase in before.change.silent:
        if before.is_due(chase) or (end and not before.is_asleep(chase.person)):
            done = _sign_off(done, chase, is_last=end is not None)
    done = _of_superiors(before, done)
    people = done.reminded
    if end:
        people = tuple(dict.fromkeys((*people, before.change.requester)))
    if people:
        done = replace(done, events=(_reminded(done.change, people, end), *done.events))
    return _debts(before, done)


def _of_superiors(before: _Round, done: _Round) -> _Round:
    """Return the round with what nobody can be asked for carried higher, and all told as one."""
    for chase in before.change.chases:
        if chase.what is Chased.NOBODY and before.is_due(chase):
            done = _of_nobody(done, chase)
    return replace(done, events=joined(done.events))


def _debts(before: _Round, done: _Round) -> _Round:
    """Return the round after the steps of what is owed; who is asked now is in the last call."""
    for chase in done.change.chases:
        if chase.what is Chased.OBLIGATION and before.is_due(chase):
            moved, events = stepped(done.change, chase, before.pace)
            done = done.with_chase(moved).told(*events)
        elif chase.what is Chased.END and not chase.over:
            anew = fresh(done.change, chase, done.pace)
            done = done.with_chase(anew)
            if anew.next_at != chase.next_at:
                done = done.told(_moved(anew, why_anew(chase, anew), done))
    return done


def _is_last_call(chase: Chase, before: _Round) -> bool:
    return chase.what is Chased.END and before.is_due(chase)


def _called(end: Chase, now: datetime) -> Chase:
    return replace(end, reminders=end.reminders + 1, reminded_at=now, next_at=None)


def _reminded(change: Change, people: tuple[str, ...], end: Chase | None) -> Reminded:
    return Reminded(
        key=change.key,
        revision=change.present.number,
        people=people,
        last=end is not None,
        expires_at=change.expires_at.isoformat(),
    )


def _sign_off(before: _Round, chase: Chase, *, is_last: bool) -> _Round:
    """Return the round after one person's chase: reminded, carried higher, or moved."""
    pace, now = before.pace, before.pace.now
    climb = climbed(before.change, chase, pace)
    after = replace(chase, rung=climb.rung)
    at = pace.reminder(chase)
    is_reminded = is_last or (at is not None and at <= now and pace.is_there(chase.person))
    if is_reminded:
        after = pace.reminded(after)
    at = _later(pace.next_at(after, climb.wait), now)
    after = replace(after, next_at=at, mark=pace.mark(chase.person))
    done = _asked(before.with_chase(after), climb.asked, chase.person).told(*climb.events)
    if is_reminded:
        return replace(done, reminded=(*done.reminded, chase.person))
    return done if climb.events else done.told(_moved(after, climb.why, done))


def _of_nobody(before: _Round, chase: Chase) -> _Round:
    """Return the round after superiors heard that nobody can be asked, or will."""
    pace, now = before.pace, before.pace.now
    climb = climbed(before.change, chase, pace)
    after = replace(chase, rung=climb.rung)
    at = climb.wait or pace.rung_at(after)
    after = replace(after, next_at=_later(at, now), mark=pace.mark(""))
    done = before.with_chase(after).told(*climb.events)
    return done if climb.events else done.told(_moved(after, climb.why, done))


def _asked(before: _Round, people: tuple[str, ...], instead_of: str) -> _Round:
    """Return the round in which these are asked as well."""
    change, count = before.change, len(before.change.chases)
    begun = tuple(
        begin(change, one, number, before.pace, instead_of)
        for number, one in enumerate(people, count + 1)
    )
    more = replace(change, asked=(*change.asked, *people), chases=(*change.chases, *begun))
    return replace(before, change=more)


def _moved(chase: Chase, why: str, done: _Round) -> ScheduleMoved:
    pace, name = done.pace, done.pace.facts.directory.name_of(chase.person)
    if not why and chase.person:
        away = not pace.is_there(chase.person)
        why = f"{name} is not at work" if away else "it is chased at another pace now"
    why = why or "there is nobody above who could be told"
    at = chase.next_at.isoformat() if chase.next_at else ""
    return ScheduleMoved(done.change.key, chase.person, at, why)


def _later(at: datetime | None, now: datetime) -> datetime | None:
    """Return the moment; one that has passed would be done again at once."""
    return at if at is None or at > now else now + _SOON
