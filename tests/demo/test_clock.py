"""The demo's clock can be moved."""

from datetime import UTC, datetime, timedelta, timezone

from chatops.demo.clock import MovableClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_goes_on_from_where_it_was_moved_to() -> None:
    real = [NOON]
    clock = MovableClock(lambda: real[0])
    assert clock.now() == NOON
    clock.show(NOON - 24 * HOUR)
    real[0] += HOUR
    assert clock.now() == NOON - 23 * HOUR
    clock.forward(2 * HOUR)
    assert clock.now() == NOON - 21 * HOUR
    clock.catch_up()
    assert clock.now() == NOON + HOUR


def test_it_goes_forward_only_and_tells_utc() -> None:
    elsewhere = NOON.astimezone(timezone(3 * HOUR))
    clock = MovableClock(lambda: elsewhere)
    clock.forward(-HOUR)
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC
