"""What stands on the card of every change that a window touches."""

from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.announce import announcements, calendar
from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.policy import When
from chatops.core.window import Span, Window
from tests import builders as make
from tests.builders import NOW

RESET = make.window(
    "90-day safety reset",
    span=Span.RESET,
    begins=datetime(2026, 2, 28, 23, tzinfo=UTC),
    lasts=timedelta(days=90, hours=-1),
    zone="Europe/Berlin",
    systems=("checkout",),
)
REFUSING = make.window(
    "year end", begins=NOW + timedelta(days=10), refuses=True, reason="The shop earns most now."
)
STRICTER = make.window("quarter end", begins=NOW + timedelta(days=10))


def told(window: Window, days: float, change: Change | None = None) -> tuple[str, ...]:
    given = make.facts(the_policy=make.policy(windows=(window,)))
    return announcements(change or make.opened(), given, NOW + timedelta(days=days))


def test_a_reset_is_announced_with_the_days_left() -> None:
    (sentence,) = told(RESET, 48)
    assert sentence == (
        "90-day safety reset: stricter rules until 2026-05-30 00:00 Europe/Berlin, 41 days left."
    )


@pytest.mark.parametrize(
    ("window", "days", "sentence"),
    [
        (
            RESET,
            88.5,
            (
                "90-day safety reset: stricter rules until 2026-05-30 00:00 "
                "Europe/Berlin, 1 day left."
            ),
        ),
        (RESET, 89, None),
        (RESET, -9, None),  # a reset is told when it is on
        (REFUSING, 2.9, None),
        (
            REFUSING,
            3,
            (
                "year end: nothing may go from 2026-03-12 09:00 until 2026-03-14 "
                "09:00 UTC. The shop earns most now."
            ),
        ),
        (
            REFUSING,
            10,
            (
                "year end: frozen, nothing may go until 2026-03-14 09:00 UTC, 2 "
                "days left. The shop earns most now."
            ),
        ),
        (REFUSING, 12, None),
        (
            STRICTER,
            9,
            ("quarter end: stricter rules from 2026-03-12 09:00 until 2026-03-14 09:00 UTC."),
        ),
        (STRICTER, 11.5, "quarter end: stricter rules until 2026-03-14 09:00 UTC, 1 day left."),
    ],
)
def test_a_window_is_told_in_time(window: Window, days: float, sentence: str | None) -> None:
    assert told(window, days) == ((sentence,) if sentence else ())


def test_only_changes_that_it_touches_are_told() -> None:
    assert told(RESET, 48, make.opened(system="ledger")) == ()
    assert len(told(RESET, 48, make.opened(systems=("ledger", "checkout")))) == 1
    production = make.window(environments=("production",))
    assert told(production, 0, make.opened(environment="staging")) == ()


def test_the_days_left_are_no_part_of_the_verdict() -> None:
    rule = make.rule(make.OWNERS, when=When(during=("90-day safety reset",)))
    given = make.facts(the_policy=make.policy(*make.SHIPPED_RULES, rule, windows=(RESET,)))
    change = make.opened(given=given)
    digests = {evaluate(change, given, NOW + timedelta(days=day)).digest() for day in (0, 1, 2)}
    assert len(digests) == 1


def test_without_a_policy_nothing_is_announced() -> None:
    given = make.facts(the_policy=make.policy(windows=(RESET,)))
    assert announcements(make.opened(), given.with_standings({}), NOW)
    broken = make.facts(the_policy=None, systems=())
    assert announcements(make.opened(), broken, NOW) == ()


def test_the_calendar_tells_what_is_on_and_to_come_with_whom_it_is_for() -> None:
    policy = make.policy(
        windows=(
            make.window("year end", begins=NOW + timedelta(days=30), tiers=(1,), refuses=True),
            make.window("reset", systems=("checkout", "ledger"), environments=("production",)),
            make.window("over", begins=NOW - timedelta(days=2)),
        )
    )
    reset, year_end = calendar(policy, NOW)
    assert reset.startswith("reset: stricter rules until ")
    assert reset.endswith(" For checkout, ledger in production.")
    assert year_end.startswith("year end: nothing may go from 2026-04-01 09:00 until ")
    assert year_end.endswith(" For every system of tier 1.")
