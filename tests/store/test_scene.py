"""Who has read a change before they decide: openings of Details, by revision."""

from datetime import timedelta

from chatops.core.decision import Decision
from chatops.core.people import Standing
from chatops.store.database import Store
from chatops.usecases.open_details import open_details
from tests import builders as make
from tests.builders import NOW
from tests.usecases.stage import Stage

HOUR = timedelta(hours=1)


def staged(store: Store) -> Stage:
    stage = Stage(store)
    for one in make.PEOPLE:
        stage.slack_says(one.id, Standing.FULL)
    return stage


def approval(stage: Stage, key: str, who: str) -> Decision:
    stage.says(key, who)
    return stage.change(key).decisions[-1]


def test_a_decision_says_when_its_revision_was_opened_last(store: Store) -> None:
    stage = staged(store)
    key = stage.opens()
    open_details(stage.house, stage.change(key), "ana")
    stage.passes(hours=1)
    open_details(stage.house, stage.change(key), "ana")
    stage.passes(hours=1)
    assert approval(stage, key, "ana").read_at == NOW + HOUR
    assert approval(stage, key, "cleo").read_at is None
    (first, second) = stage.entries(key, "decision:made")
    assert first.body.count((NOW + HOUR).isoformat()) == 1
    assert '"read_at":""' in second.body


def test_who_opened_an_older_revision_has_not_read_the_present_one(store: Store) -> None:
    stage = staged(store)
    key = stage.opens()
    open_details(stage.house, stage.change(key), "ana")
    stage.revises(key, title="Another")
    assert approval(stage, key, "ana").read_at is None
    open_details(stage.house, stage.change(key), "ana")
    stage.passes(minutes=1)
    stage.says(key, "cleo")
    with store.reading() as reading:
        assert reading.scene(key, 1, ()).openings == {"ana": NOW}
        assert reading.scene(key, 2, ()).openings == {"ana": NOW}


def test_an_opening_of_another_change_is_none_of_this(store: Store) -> None:
    stage = staged(store)
    key, other = stage.opens(), stage.opens(commit=make.OTHER_SHA)
    open_details(stage.house, stage.change(other), "ana")
    assert approval(stage, key, "ana").read_at is None


def test_only_those_whose_home_is_drawn_are_viewers(store: Store) -> None:
    stage = staged(store)
    key = stage.opens()
    with store.transaction() as tx:
        tx.see_home("ana", NOW)
        tx.see_home("eve", NOW)
    with store.reading() as reading:
        assert reading.scene(key, 1, ("ana", "ben")).viewers == {"ana"}


def test_who_is_asked_is_found_by_person_in_open_changes_only(store: Store) -> None:
    stage = staged(store)
    first, second = stage.opens(), stage.opens(commit=make.OTHER_SHA)
    with store.reading() as reading:
        assert reading.inbox("ana").asking(9) == (first, second)
        assert reading.inbox("eve").asking(9) == ()
    stage.says(first, "ana")
    with store.reading() as reading:
        assert reading.inbox("ana").asking(9) == (second,)
