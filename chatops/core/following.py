"""What is waited for follows what happens: chases begin, move and end with whatever is recorded.

What moved or ended them other than a sign-off is an event: a snooze, a nudge, a hand-over, an
absence, a new revision.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.chase import Chase, Chased, Rung
from chatops.core.decision import Verb
from chatops.core.escalation import has_handed_over
from chatops.core.events import Event
from chatops.core.events_chase import ScheduleMoved
from chatops.core.events_talk import Nudged, Snoozed
from chatops.core.facts import Facts
from chatops.core.pace import LADDER, Pace, pace_of
from chatops.core.planning import fresh, planned, why_anew
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
    new = [one for one in targets if one not in live]
    dropped = _dropped(change, tuple(one for key, one in live.items() if key not in targets))
    heir = next((person for what, person, *_ in new if what is Chased.SIGN_OFF), "")
    turn = _Turn(change, pace_of(change, facts, now), happened, dropped, heir)
    kept = tuple(_kept(one, targets, turn) for one in change.chases)
    begun = tuple(turn.begun(one, at) for at, one in enumerate(new, len(kept) + 1))
    events = tuple(_events(turn, kept, begun))
    return Followed((*kept, *begun), events)


def begin(change: Change, person: str, number: int, pace: Pace, instead_of: str = "") -> Chase:
    """Return the chase of a sign-off that is asked of this person now, or after their snooze."""
    revision, now = change.present.number, pace.now
    since = asleep(change.snoozes, revision, person, now) or now
    chase = Chase(number, Chased.SIGN_OFF, person, revision, 0, since, instead_of=instead_of)
    return replace(chase, next_at=pace.first(chase), began_at=now, mark=pace.mark(person))


@dataclass(frozen=True, slots=True)
class _Turn:
    """One change at one moment; `happened` is what is recorded with it.

    Of the `dropped` a sign-off is waited for no more, which they did not give; the `heir` is asked
    for it now, where somebody is.
    """

    change: Change
    pace: Pace
    happened: tuple[Event, ...]
    dropped: tuple[Chase, ...]
    heir: str

    def begun(self, target: _Target, number: int) -> Chase:
        what, person, revision, obligation = target
        if what is Chased.SIGN_OFF:
            return self._taken_over(begin(self.change, person, number, self.pace))
        chase = Chase(number, what, person, revision, obligation, self.pace.now)
        if what is Chased.NOBODY:
            chase = after_another(replace(chase, rung=Rung.OTHERS), self._first_dropped())
        return planned(self.change, chase, self.pace)

    def inherited(self, chase: Chase) -> Chase:
        """Return the chase of who is asked in another's place, after that other is asked no more.

        Then it is in the place of whoever is asked for that now, or else in its own.
        """
        if not chase.instead_of:
            return chase
        gone = {one.person: one for one in self.dropped}
        while chase.instead_of in gone:
            other = gone.pop(chase.instead_of)
            if self.heir:
                chase = replace(chase, instead_of=self.heir)
            else:
                chase = replace(after_another(chase, other), instead_of=other.instead_of)
        is_asked = chase.instead_of in self.change.asked
        return chase if is_asked else replace(chase, instead_of="")

    def moved(self, chase: Chase) -> Chase:
        """Return the chase after what people said just now."""
        for event in self.happened:
            match event:
                case Snoozed(person=chase.person, until=until):
                    moment = datetime.fromisoformat(until)
                    chase = replace(chase, since=moment, silent_since=None)
                case Nudged(people=people) if chase.person in people:
                    count = chase.reminders + 1
                    chase = replace(chase, reminders=count, reminded_at=self.pace.now)
                case _:
                    continue
            chase = planned(self.change, chase, self.pace)
        return chase

    def name(self, person: str) -> str:
        """Return how people call this person (directory id)."""
        return self.pace.facts.directory.name_of(person)

    def _taken_over(self, chase: Chase) -> Chase:
        """Return what begins as it goes on from those who are asked no more."""
        if not self.dropped or chase.since > self.pace.now:
            return chase
        return planned(self.change, after_another(chase, self._first_dropped()), self.pace)

    def _first_dropped(self) -> Chase | None:
        return min(self.dropped, key=lambda one: one.climbs_since, default=None)


def after_another(chase: Chase, before: Chase | None) -> Chase:
    """Return the chase as it goes on from one before, no later and no lower."""
    if before is None:
        return chase
    since = min(chase.climbs_since, before.climbs_since)
    return replace(chase, silent_since=since, rung=max(chase.rung, before.rung, key=LADDER.index))


def _dropped(change: Change, ended: tuple[Chase, ...]) -> tuple[Chase, ...]:
    """Return the sign-offs of the present revision among these that were not given."""
    words = ((one, change.latest_by(one.person)) for one in ended)
    return tuple(
        one
        for one, word in words
        if one.what in {Chased.SIGN_OFF, Chased.NOBODY}
        and one.revision == change.present.number
        and not (word and word.verb is not Verb.WITHDRAW and change.covers(word))
    )


def _targets(change: Change, *, waits: bool) -> Iterator[_Target]:
    revision = change.present.number
    if waits:
        yield from ((Chased.SIGN_OFF, one, revision, 0) for one in change.asked)
        if change.unreachable and not change.asked:
            yield Chased.NOBODY, "", revision, 0
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
    if chase.what is Chased.SIGN_OFF:
        inherited = turn.inherited(chase)
        if inherited is not chase:
            chase = planned(turn.change, inherited, turn.pace)
        chase = turn.moved(chase)
    return fresh(turn.change, chase, turn.pace)


def _events(
    turn: _Turn, kept: tuple[Chase, ...], begun: tuple[Chase, ...]
) -> Iterator[ScheduleMoved]:
    key = turn.change.key
    again = {one.person: one.next_at for one in begun if one.what is Chased.SIGN_OFF}
    for was, one in zip(turn.change.chases, kept, strict=True):
        why = _why(was, one, turn) if _plan(was) != _plan(one) else ""
        if why:
            to = again.get(one.person) if one.over else one.next_at
            yield ScheduleMoved(key, one.person, to.isoformat() if to else "", why)
    for one in begun if not turn.happened else ():
        if one.next_at:
            why = f"{turn.name(one.person)} is asked now" if one.person else "it is waited for now"
            yield ScheduleMoved(key, one.person, one.next_at.isoformat(), why)


def _plan(chase: Chase) -> tuple[object, ...]:
    """Return what people are told of: when it comes next, and whether it is over."""
    return chase.over, chase.next_at, chase.since, chase.reminders


def _why(was: Chase, chase: Chase, turn: _Turn) -> str:
    """Say why a chase moved or ended; empty for what needs no word of its own."""
    if chase.over:
        return _why_over(chase, turn) if chase.what is Chased.SIGN_OFF else ""
    return _why_moved(was, chase, turn)


def _why_over(chase: Chase, turn: _Turn) -> str:
    change, name = turn.change, turn.name(chase.person)
    if chase.revision != change.present.number:
        return f"revision {change.present.number} came"
    if has_handed_over(change, chase):
        return f"{name} handed it over"
    if turn.pace.facts.absence(chase.person, turn.pace.now):
        return f"{name} is away"
    return "" if turn.happened else f"{name} is asked no more"


def _why_moved(was: Chase, chase: Chase, turn: _Turn) -> str:
    if was.since != chase.since:
        return f"{turn.name(chase.person)} wants to hear of it later"
    if was.reminders != chase.reminders:
        by = next((one.by for one in turn.happened if isinstance(one, Nudged)), "")
        return f"{turn.name(by)} reminded those who are asked"
    if was.instead_of != chase.instead_of:
        return f"{turn.name(was.instead_of)} is asked no more"
    return why_anew(was, chase)
