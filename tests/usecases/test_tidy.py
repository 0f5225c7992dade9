"""What is no longer needed is forgotten, and nothing else."""

from datetime import timedelta

from chatops.core.errand import Receipt, Result
from chatops.usecases.deliver import deliver
from chatops.usecases.tidy import KEPT, tidy
from tests.usecases.stage import Boy, Stage


def test_sent_rows_and_delivery_ids_are_kept_for_two_days(house: Stage) -> None:
    key = house.opens()
    assert house.says(key, "ana", delivery="click-1") is not None
    house.delivers()
    house.now += KEPT
    tidy(house.house)
    assert house.outbox()["sent"] > 0
    assert house.says(key, "cleo", delivery="click-1") is None
    house.now += timedelta(microseconds=1)
    tidy(house.house)
    assert "sent" not in house.outbox()
    assert house.says(key, "cleo", delivery="click-1") is not None


def test_what_waits_and_what_was_given_up_stays(house: Stage) -> None:
    house.opens()
    deliver(house.house, Boy([Receipt(Result.HOPELESS, error="no")]))
    before = house.outbox()
    house.passes(days=300)
    tidy(house.house)
    assert house.outbox() == before
    assert set(before) == {"waiting", "dead"}
