from chatops.slack.buckets import CHANNEL, METHODS, Buckets
from tests.slack.stage import Clock


def taken(buckets: Buckets, method: str, channel: str = "") -> int:
    """How many calls are let through at once."""
    number = 0
    while buckets.take(method, channel) == 0:
        number += 1
    return number


def buckets(clock: Clock) -> Buckets:
    return Buckets(lambda: clock.seconds)


def test_a_channel_takes_a_short_burst_and_then_one_message_a_second() -> None:
    clock = Clock()
    one = buckets(clock)
    assert taken(one, "chat.postMessage", "C1") == CHANNEL.burst
    clock.passes(1)
    assert taken(one, "chat.postMessage", "C1") == 1


def test_those_who_wait_are_called_one_by_one() -> None:
    clock = Clock()
    one = buckets(clock)
    for _ in range(CHANNEL.burst):
        assert one.take("chat.postMessage", "C1") == 0
    turns = [one.take("chat.postMessage", "C1") for _ in range(100)]
    assert [round(turn, 6) for turn in turns[:60]] == list(range(1, 61))
    assert {round(turn, 6) for turn in turns[60:]} == {60}  # and then they ask again
    clock.passes(61)
    assert one.take("chat.postMessage", "C1") == 0
    assert taken(one, "chat.postMessage", "C1") == CHANNEL.burst - 1


def test_a_full_channel_does_not_hold_up_another() -> None:
    one = buckets(Clock())
    assert taken(one, "chat.postMessage", "C1") == CHANNEL.burst
    assert one.take("chat.postMessage", "C2") == 0


def test_what_has_to_wait_takes_nothing() -> None:
    clock = Clock()
    one = buckets(clock)
    taken(one, "chat.postMessage", "C1")
    for _ in range(100):
        one.take("chat.postMessage", "C1")
    others = sum(one.take("chat.postMessage", f"C{n}") == 0 for n in range(2, 100))
    assert others == METHODS["chat.postMessage"].burst - CHANNEL.burst


def test_updates_stay_near_fifty_a_minute_in_the_whole_workspace() -> None:
    clock = Clock()
    one = buckets(clock)
    made = 0
    for _ in range(600):
        made += taken(one, "chat.update")
        clock.passes(0.1)
    assert 0.9 * 50 <= made <= 50 + 4  # tier 3 is "50+", with room for a burst


def test_a_method_that_slack_closed_stays_closed_as_long_as_slack_said() -> None:
    clock = Clock()
    one = buckets(clock)
    one.close("chat.update", 30)
    assert one.take("chat.update") == 30
    assert one.take("chat.postMessage", "C1") == 0
    clock.passes(30)
    assert one.take("chat.update") == 0


def test_a_channel_that_slack_closed_does_not_hold_up_another() -> None:
    one = buckets(Clock())
    one.close("chat.postMessage", 30, "C1")
    assert one.take("chat.postMessage", "C1") == 30
    assert one.take("chat.postMessage", "C2") == 0


def test_a_second_closed_channel_means_that_the_whole_workspace_has_to_wait() -> None:
    clock = Clock()
    one = buckets(clock)
    one.close("chat.postMessage", 10, "C1")
    one.close("chat.postMessage", 30, "C2")
    assert one.take("chat.postMessage", "C3") == 30
    clock.passes(31)
    one.close("chat.postMessage", 10, "C3")
    assert one.take("chat.postMessage", "C4") == 0


def test_a_call_without_effect_is_given_back() -> None:
    one = buckets(Clock())
    assert taken(one, "chat.postMessage", "C1") == CHANNEL.burst
    one.give_back("chat.postMessage", "C1")
    assert taken(one, "chat.postMessage", "C1") == 1


def test_a_clock_that_jumps_back_does_no_harm() -> None:
    clock = Clock()
    one = buckets(clock)
    taken(one, "chat.update")
    clock.passes(-1000)
    assert one.take("chat.update") > 0
    clock.passes(60)
    assert taken(one, "chat.update") == METHODS["chat.update"].burst


def test_channels_without_end_do_not_fill_the_memory() -> None:
    clock = Clock()
    one = buckets(clock)
    for number in range(12_000):
        clock.passes(10)
        assert one.take("chat.postMessage", f"C{number}") == 0
    assert len(one._buckets) <= 10_000  # noqa: SLF001 - nothing else shows it
