"""Who has App Home open."""

from datetime import timedelta

from chatops.store.database import Store
from chatops.store.viewers import Visit
from tests.builders import NOW

LATER = NOW + timedelta(hours=1)


def test_the_last_visit_counts_and_old_ones_are_forgotten(store: Store) -> None:
    with store.transaction() as tx:
        tx.see_home("ana", LATER)
        tx.see_home("ana", LATER, page=2)
        tx.see_home("ana", NOW, page=3)  # of another replica, whose clock is behind
        tx.see_home("ben", NOW)
    with store.reading() as reading:
        assert reading.viewers(["ana", "ben", "cleo"]) == {"ana", "ben"}
        assert reading.home_visit("ana") == Visit(LATER, page=2)
        assert reading.home_visit("cleo") is None
    with store.transaction() as tx:
        assert tx.forget_viewers(LATER) == 1
        assert tx.viewers(["ana", "ben"]) == {"ana"}


def test_a_home_is_outdated_only_for_a_viewer(store: Store) -> None:
    with store.transaction() as tx:
        tx.see_home("ana", NOW)
        for who in ("ana", "ana", "ben"):
            tx.outdate_home(who, NOW)
    with store.reading() as reading:
        assert reading.outbox_counts()["waiting"] == 2  # hers, which one drawing settles
