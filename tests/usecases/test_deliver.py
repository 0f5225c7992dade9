"""The outbox is emptied; each way in which carrying can end is settled in its own way."""

from datetime import timedelta

import pytest

from chatops.core.errand import Errand, Receipt, Result
from chatops.store.outbox import MOST_ATTEMPTS, pause
from chatops.usecases.deliver import LEASE, deliver
from tests.usecases.stage import Boy, Stage


def test_what_was_sent_is_not_sent_again(house: Stage) -> None:
    house.opens()
    sent = house.delivers()
    assert sorted(sent) == [
        ("card", "CPAY", ""),
        ("dm", "ben", "change:opened"),
        ("thread", "CPAY", "change:opened"),
    ]
    assert sent.index(("card", "CPAY", "")) < sent.index(("thread", "CPAY", "change:opened"))
    assert (house.delivers(), house.outbox()) == ([], {"sent": 3})


def test_where_a_card_stands_is_remembered(house: Stage) -> None:
    key = house.opens()
    boy = Boy([Receipt(Result.SENT, channel="CPAY", ts="17.1")])
    deliver(house.house, boy)
    with house.store.reading() as reading:
        (card,) = reading.cards(key)
    assert (card.channel, card.ts) == ("CPAY", "17.1")


def test_decisions_in_a_row_redraw_the_card_once(house: Stage) -> None:
    house.approved()
    assert house.delivers().count(("card", "CPAY", "")) == 1


def test_later_costs_no_attempt(house: Stage) -> None:
    house.opens()
    waits = Boy([Receipt(Result.LATER, after=timedelta(seconds=30))])
    deliver(house.house, waits)
    again = Boy()
    deliver(house.house, again)  # the direct message: the card's lane waits
    assert again.carried == [("dm", "ben", "change:opened")]
    house.passes(seconds=30)
    deliver(house.house, again)
    assert [(one.attempts, one.in_doubt) for one in again.errands] == [(1, False), (1, False)]


@pytest.mark.parametrize(("result", "in_doubt"), [(Result.FAILED, False), (Result.UNKNOWN, True)])
def test_a_failure_is_tried_again_and_a_doubt_is_told(
    house: Stage, result: Result, *, in_doubt: bool
) -> None:
    house.opens()
    deliver(house.house, Boy([Receipt(result, error="timeout")]))
    house.delivers()
    house.passes(seconds=1)
    boy = Boy()
    deliver(house.house, boy)
    (errand,) = boy.errands
    assert (errand.attempts, errand.in_doubt) == (2, in_doubt)
    assert boy.carried == [("card", "CPAY", "")]


def test_what_is_hopeless_goes_to_the_dead_letters_and_the_rest_goes_on(house: Stage) -> None:
    house.opens()
    deliver(house.house, Boy([Receipt(Result.HOPELESS, error="channel_not_found")]))
    assert ("thread", "CPAY", "change:opened") in house.delivers()
    with house.store.reading() as reading:
        (dead,) = reading.dead_letters()
    assert (dead.error, dead.attempts) == ("channel_not_found", 1)


def test_what_fails_for_too_long_is_given_up(house: Stage) -> None:
    house.opens()
    fails = Boy([Receipt(Result.FAILED, error="no")] * MOST_ATTEMPTS)
    deliver(house.house, fails)
    house.delivers()  # the direct message; the line under the card waits
    for attempt in range(1, MOST_ATTEMPTS):
        assert "dead" not in house.outbox()
        house.now += pause(attempt)
        deliver(house.house, fails)
    assert house.outbox() == {"sent": 1, "dead": 1, "waiting": 1}


def test_a_courier_who_dies_leaves_a_doubt_and_nothing_is_lost(house: Stage) -> None:
    house.opens()

    class Dies(Exception):  # noqa: N818 - what the courier does
        pass

    class Mortal:
        def carry(self, errand: Errand) -> Receipt:
            raise Dies(errand.id)

    with pytest.raises(Dies):
        deliver(house.house, Mortal())
    assert ("card", "CPAY", "") not in house.delivers()
    house.now += LEASE
    boy = Boy()
    deliver(house.house, boy)
    assert boy.carried == [("card", "CPAY", "")]
    assert boy.errands[0].in_doubt
