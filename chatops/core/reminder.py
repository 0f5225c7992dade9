"""What a reminder shows one person: what it was sent for and still waits, then what else does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chatops.core.change import Change, Status
from chatops.core.chase import Chase, Chased, Rung
from chatops.core.evaluate import is_over
from chatops.core.facts import Facts
from chatops.core.home import Due
from chatops.core.revision import Kind
from chatops.core.verdict import State, Verdict

TO_BE_SIGNED = {State.PENDING, State.STALE, State.FROZEN, State.ERROR}
"""The last: it cannot be judged now, and waits all the same."""


class Why(StrEnum):
    """Why somebody is reminded of a change."""

    SIGN_OFF = "sign-off"
    OTHERS = "others"  # asked as well, for others were silent
    MANAGER = "manager"
    DIRECTOR = "director"
    LAST_CALL = "last-call"
    SNOOZED = "snoozed"  # they put it off until now
    OBLIGATION = "obligation"  # they can pay it
    OVERDUE = "overdue"  # they answer for who did not pay it in time


APART = timedelta(hours=1)  # so long a person has peace after a reminder
CARRIED = {Why.MANAGER.value: Rung.MANAGER, Why.DIRECTOR.value: Rung.DIRECTOR}


@dataclass(frozen=True, slots=True)
class Silent:
    """A person (directory id) who was asked, and since when; None where nobody knows.

    `person` is empty where nobody could be asked.
    """

    person: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: why this person is told, and since when it asks them.

    `silent` are those who were asked before them, or whom it waits for where it was carried to
    them. `is_asked` tells whether the sign-off is the person's own; `has_read` whether they opened
    its Details.
    """

    change: Change
    verdict: Verdict
    why: Why
    since: datetime
    silent: tuple[Silent, ...] = ()
    is_asked: bool = True
    has_read: bool = False

    @property
    def is_carried(self) -> bool:
        """Tell whether it was carried to the person, and asks others."""
        return self.why.value in CARRIED and not self.is_asked

    @property
    def is_urgent(self) -> bool:
        """Tell whether it is an emergency."""
        return self.change.present.documentation.kind is Kind.EMERGENCY


@dataclass(frozen=True, slots=True)
class ReminderContent:
    """What is shown; of each list a part, and its whole length.

    `due` is what the reminder is for, `owed` the debts that it is for; `rest` waits for the
    person's sign-off as well. Of all that is due `carried` counts what was carried to them, and
    `ending` their own requests that expire. `is_carried` tells whether any of it, a debt too, came
    to them as a superior; `ends_at` is the first end that a last call is for, and `reminded_at`
    when a reminder last reached them.
    """

    person: str
    facts: Facts
    now: datetime
    due: tuple[Waiting, ...] = ()
    due_count: int = 0
    carried: int = 0
    ending: int = 0
    owed: tuple[Due, ...] = ()
    owed_count: int = 0
    rest: tuple[Waiting, ...] = ()
    rest_count: int = 0
    is_carried: bool = False
    ends_at: datetime | None = None
    reminded_at: datetime | None = None

    @property
    def asking(self) -> int:
        """Return how many changes wait for the person's sign-off, due or not."""
        return self.due_count - self.carried - self.ending + self.rest_count

    @property
    def is_urgent(self) -> bool:
        """Tell whether an emergency is among what it is for."""
        return any(one.is_urgent for one in self.due)

    def rests_until(self) -> datetime:
        """Return until when it is kept back, so that nobody is reminded again within an hour.

        Emergencies and what was carried to a superior are not, nor is a last call that would come
        when there is hardly time to act.
        """
        until = max(self.now, self.reminded_at + APART) if self.reminded_at else self.now
        is_late = self.ends_at is not None and self.ends_at < until + APART
        return self.now if self.is_urgent or self.is_carried or is_late else until


def asked_since(change: Change, person: str) -> datetime:
    """Return since when the present revision asks this person (directory id)."""
    found = _chase(change, person)
    return found.since if found else change.present.submitted_at


def waiting(
    change: Change, verdict: Verdict, why: Why, person: str, now: datetime
) -> Waiting | None:
    """Return the change if it still waits for that reason; None where it does no more.

    Of who snoozed it the caller knows that their sign-off would help: who may sign as anyone is
    asked by their own wish.
    """
    if not _waits(change, verdict, now):
        return None
    asked = person in change.asked
    if why.value in CARRIED:
        silent = tuple(_silent(change, CARRIED[why.value]))
        first = min((one.since for one in silent if one.since), default=change.opened_at)
        return Waiting(change, verdict, why, first, silent, is_asked=asked) if silent else None
    asked |= why is Why.SNOOZED
    if not asked and not (why is Why.LAST_CALL and person == change.requester):
        return None
    found = _chase(change, person)
    before = (found.instead_of,) if found and found.instead_of else ()
    silent = tuple(Silent(one, None) for one in before)
    why = Why.OTHERS if silent and why is Why.SIGN_OFF else why
    return Waiting(change, verdict, why, asked_since(change, person), silent, is_asked=asked)


def owed_above(change: Change, why: Why) -> tuple[Due, ...]:
    """Return the open debts of a change that were carried so high."""
    rung = CARRIED[why.value]
    numbers = {
        one.obligation
        for one in change.chases
        if one.what is Chased.OBLIGATION and not one.over and _reached(one, rung)
    }
    return tuple(
        Due(change, one, payable=False)
        for one in change.open_obligations()
        if one.number in numbers
    )


def overdue(change: Change, now: datetime) -> tuple[Due, ...]:
    """Return the debts of a change that are late, for who answers for those who owe them."""
    late = (one for one in change.open_obligations() if one.is_overdue(now))
    return tuple(Due(change, one, payable=False) for one in late)


def _waits(change: Change, verdict: Verdict, now: datetime) -> bool:
    is_open = change.status is Status.OPEN and not is_over(change, now) and not change.is_deployed
    return is_open and verdict.state in TO_BE_SIGNED


def _silent(change: Change, rung: Rung) -> Iterator[Silent]:
    for one in _of_sign_offs(change):
        if _reached(one, rung) and one.person in change.asked:
            yield Silent(one.person, one.since)
    for one in change.chases:
        if one.what is Chased.NOBODY and not one.over and _reached(one, rung):
            yield Silent("", one.climbs_since)


def _chase(change: Change, person: str) -> Chase | None:
    return next((one for one in _of_sign_offs(change) if one.person == person), None)


def _of_sign_offs(change: Change) -> Iterator[Chase]:
    """Yield who is waited for on the present revision."""
    for one in change.chases:
        here = one.revision == change.present.number and not one.over
        if here and one.what is Chased.SIGN_OFF:
            yield one


def _reached(chase: Chase, rung: Rung) -> bool:
    ladder = list(Rung)
    return ladder.index(chase.rung) >= ladder.index(rung)
