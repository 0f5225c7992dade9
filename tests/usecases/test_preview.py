"""The preview knows what is stored, and never stands in the way."""

from dataclasses import replace

from chatops.core.people import Standing
from chatops.core.preview import CANNOT_TELL
from chatops.store.database import open_store
from chatops.usecases.preview import preview
from tests import builders
from tests.usecases.stage import Stage


def test_it_leaves_out_who_may_not_decide_and_writes_nothing(house: Stage) -> None:
    before = preview(house.house, "ben", builders.draft(), "slack")
    assert before.needs[0].people == ("ana", "cleo", "dan")
    house.slack_says("cleo", Standing.GUEST)
    after = preview(house.house, "ben", builders.draft(), "slack")
    assert after.needs[0].people == ("ana", "dan")
    with house.store.reading() as reading:
        assert reading.changes() == ()
        assert set(reading.outbox_counts().values()) <= {0}


def test_a_database_that_is_away_is_said_plainly(house: Stage) -> None:
    away = open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    told = preview(replace(house.house, store=away), "ben", builders.draft(), "slack")
    assert told.note == CANNOT_TELL
    away.close()
