"""What happens next, for people to read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.change import Change, Status
from chatops.core.chase import Rung
from chatops.core.facts import Facts
from chatops.core.policy import Policy
from chatops.core.schedule import Coming, Next, coming, next_step_at
from chatops.core.snoozing import Sleep, sleep
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW
from tests.core.clockwork import LED, ONE, Clockwork, led

TWO = make.policy(make.rule(make.OWNERS))
SHORT = replace(ONE, expires_after=timedelta(hours=33))


def at(hour: int, *, days: int = 0) -> datetime:
    return datetime(2026, 3, 2 + days, hour, tzinfo=UTC)


def then(until: datetime, policy: Policy = ONE, *, given: Facts | None = None) -> Coming:
    """What comes after all that is due until then was done."""
    known = given or led(policy)
    clockwork = Clockwork(make.opened(given=known), known).until(until)
    return coming(clockwork.change, known, until)


ALONE = make.policy(make.rule(replace(make.OWNERS, count=1, sources=("person:ana",))))


@pytest.mark.parametrize(
    ("found", "what", "moment", "people"),
    [
        (then(NOW), Next.REMINDER, at(13), ("ana",)),
        (then(NOW, TWO), Next.REMINDER, at(13), ("ana", "cleo")),
        (then(at(16), SHORT), Next.REMINDER, at(17), ("ana",)),
        (then(at(9, days=1), SHORT), Next.LAST_CALL, at(10, days=1), ("ana", "cleo", "ben")),
        (then(at(17, days=1), SHORT), Next.EXPIRY, at(18, days=1), ("ben",)),
        (then(at(9, days=2), ALONE), Next.MANAGER, at(15, days=2), ("mara",)),
    ],
)
def test_the_next_thing_is_told_with_its_moment_and_its_people(
    found: Coming, what: Next, moment: datetime, people: tuple[str, ...]
) -> None:
    assert (found.what, found.at, set(found.people)) == (what, moment, set(people))


def test_others_and_superiors_are_named_before_they_are_told() -> None:
    given = led()
    nudged = make.opened(given=given)
    (first, *rest) = nudged.chases
    soon = replace(first, reminders=3, reminded_at=at(12), next_at=at(17))
    change = replace(nudged, chases=(soon, *rest))
    assert coming(change, given, NOW) == Coming(Next.OTHERS, at=at(17), people=("cleo",))
    unled = led(team=replace(LED, manager=None))
    higher = replace(soon, reminders=5, rung=Rung.OTHERS, next_at=at(15, days=2))
    change = replace(nudged, chases=(higher, *rest))
    assert coming(change, unled, NOW) == Coming(Next.DIRECTOR, at=at(15, days=2), people=("max",))


def test_a_snooze_and_a_debt_come_too() -> None:
    given = led()
    change = sleep(make.opened(given=given), Sleep("CR-1", "ana", at(11)), given, NOW).change
    assert coming(change, given, NOW) == Coming(Next.SNOOZE, at=at(11), people=("ana",))
    given = led(make.glass_policy())
    broken = make.broken(make.opened(given=given), given=given).change
    found = coming(broken, given, NOW)
    assert (found.what, found.at, found.people) == (
        Next.OBLIGATION,
        at(9, days=1),
        ("ana", "dan"),
    )


def _ended(status: Status, state: State) -> Change:
    return replace(make.opened(), status=status, state=state, chases=())


@pytest.mark.parametrize(
    ("change", "given", "why"),
    [
        (_ended(Status.EXPIRED, State.EXPIRED), led(), "It is over."),
        (_ended(Status.CANCELLED, State.CANCELLED), led(), "It is over."),
        (
            _ended(Status.OPEN, State.ERROR),
            led(),
            "It cannot be judged; it goes on when that is mended.",
        ),
        (
            make.opened(),
            replace(led(), problems=("No file.",)),
            "A source cannot be read; it goes on when that is mended.",
        ),
    ],
)
def test_where_nothing_comes_it_says_why(change: Change, given: Facts, why: str) -> None:
    assert coming(change, given, NOW) == Coming(None, why)


def test_the_next_step_is_the_earliest_of_all() -> None:
    change = make.opened()
    assert next_step_at(change) == at(13)
    assert next_step_at(replace(change, chases=())) == change.expires_at
    assert next_step_at(_ended(Status.OPEN, State.ERROR)) is None  # it does not expire
    assert next_step_at(_ended(Status.EXPIRED, State.EXPIRED)) is None
