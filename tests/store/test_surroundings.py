"""What is stored around a change: people, groups, debts, how many ask the same person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.absence import Absence
from chatops.core.change import Status
from chatops.core.decision import Verb
from chatops.core.errand import Card
from chatops.core.events import AbsenceSet
from chatops.core.events_talk import ChannelLost
from chatops.core.lost import LostChannel
from chatops.core.obligation import Debt
from chatops.core.people import Standing
from chatops.store.database import Store, Transaction, open_store
from chatops.store.surroundings import MOST_COUNTED, Surroundings
from tests.builders import NOW
from tests.store.acting import behind_its_back, decided, faults, opened, revised
from tests.store.test_annexes import CONDITION, REVIEW, changed

HOUR = timedelta(hours=1)
AWAY = Absence("ana", NOW + 24 * HOUR, "eve", "ana")


def around(store: Store, *people: str, systems: tuple[str, ...] = ()) -> Surroundings:
    with store.reading() as reading:
        return reading.surroundings(people, systems, ("S1", "S2"))


def goes(store: Store, absence: Absence) -> None:
    event = AbsenceSet(absence.person, absence.until.isoformat(), "", absence.set_by)
    with store.transaction() as tx:
        tx.set_absence(absence, event, NOW)


def test_of_an_empty_database_nothing_is_known(store: Store) -> None:
    assert around(store, "ana", systems=("checkout",)) == Surroundings(
        {}, {}, {}, (), {}, {}, {}, {}, None
    )
    assert around(store) == Surroundings({}, {}, {}, (), {}, {}, {}, {}, None)


def test_only_those_asked_about_are_told(store: Store) -> None:
    with store.transaction() as tx:
        tx.remember_standing("ana", Standing.FULL, NOW, "Europe/Berlin")
        tx.remember_standing("ben", Standing.GUEST, NOW)
        tx.remember_standing("eve", Standing.FULL, NOW, "Asia/Kolkata")
        tx.remember_group("S1", ("ana", "ben"), NOW)
        tx.remember_group("S2", (), NOW)
        tx.remember_group("S3", ("eve",), NOW)
    found = around(store, "ana", "ben", "max")
    assert found.standings == {"ana": Standing.FULL, "ben": Standing.GUEST}
    assert found.zones == {"ana": "Europe/Berlin"}
    assert found.groups == {"S1": ("ana", "ben"), "S2": ()}
    with store.reading() as reading:
        assert reading.groups() == {"S1": ("ana", "ben"), "S2": (), "S3": ("eve",)}


def test_a_zone_stays_until_another_is_told(store: Store) -> None:
    with store.transaction() as tx:
        tx.remember_standing("ana", Standing.FULL, NOW, "Europe/Berlin")
        tx.remember_standing("ana", Standing.GUEST, NOW + HOUR)
    assert around(store, "ana").zones == {"ana": "Europe/Berlin"}
    with store.transaction() as tx:
        tx.remember_standing("ana", Standing.FULL, NOW + 2 * HOUR, "Asia/Kolkata")
    assert around(store, "ana").zones == {"ana": "Asia/Kolkata"}


Heard = Callable[[Transaction, int], object]
HEARD: dict[str, Heard] = {
    "a standing": lambda tx, hours: tx.remember_standing(
        "ana", [Standing.FULL, Standing.DEACTIVATED][hours - 1], NOW + hours * HOUR, f"Zone/{hours}"
    ),
    "a group": lambda tx, hours: tx.remember_group("S1", (f"p{hours}",), NOW + hours * HOUR),
}


@pytest.mark.parametrize("hear", HEARD.values(), ids=HEARD)
def test_what_was_heard_earlier_never_overwrites_what_was_heard_later(
    store: Store, store_url: str, hear: Heard
) -> None:
    """Two programs heard it in one order and write it in the other."""
    other = open_store(store_url)
    with other.transaction() as tx:
        hear(tx, 2)
    with store.transaction() as tx:
        hear(tx, 1)
    found = around(store, "ana")
    assert found.standings.get("ana", Standing.DEACTIVATED) is Standing.DEACTIVATED
    assert found.zones.get("ana", "Zone/2") == "Zone/2"
    assert found.groups.get("S1", ("p2",)) == ("p2",)
    assert found == around(other, "ana")
    other.close()


def test_an_absence_is_stored_with_an_entry_of_its_own(store: Store) -> None:
    goes(store, AWAY)
    later = replace(AWAY, until=NOW + 48 * HOUR, delegate=None, set_by="operator:root")
    goes(store, later)
    assert around(store).absences == {"ana": later}
    with store.reading() as reading:
        assert reading.absences() == {"ana": later}
        assert [one.tag for one in reading.entries("person:ana")] == ["absence:set"] * 2
    assert faults(store) == []


def test_an_absence_that_is_over_is_forgotten_and_its_entries_are_not(store: Store) -> None:
    goes(store, AWAY)
    goes(store, replace(AWAY, person="ben", until=NOW + timedelta(microseconds=1)))
    goes(store, replace(AWAY, until=NOW))  # back
    assert list(around(store).absences) == ["ben"]
    with store.reading() as reading:
        assert len(reading.entries("person:ana")) == 2


def test_open_reviews_of_a_system_are_its_debts(store: Store) -> None:
    both = opened(store, systems=("checkout", "ledger")).key
    moved, paid = opened(store).key, opened(store).key
    changed(store, both, obligations=(REVIEW, replace(CONDITION, closed_at=None)))
    changed(store, moved, obligations=(replace(REVIEW, due_at=NOW + HOUR, told_overdue=True),))
    changed(store, paid, obligations=(replace(REVIEW, closed_at=NOW),))
    owed = Debt(both, "checkout", REVIEW.due_at)
    early = Debt(moved, "checkout", NOW + HOUR)
    assert around(store, systems=("checkout",)).debts == (early, owed)
    assert around(store, systems=("checkout", "ledger")).debts == (
        early,
        owed,
        Debt(both, "ledger", REVIEW.due_at),
    )
    assert around(store, systems=("login",)).debts == ()


def test_a_debt_is_owed_to_the_systems_of_the_present_revision(store: Store) -> None:
    key = opened(store).key
    revised(store, key, systems=("ledger",))
    changed(store, key, obligations=(REVIEW,))
    assert around(store, systems=("checkout",)).debts == ()
    assert around(store, systems=("ledger",)).debts == (Debt(key, "ledger", REVIEW.due_at),)


def test_open_changes_that_ask_somebody_are_counted(store: Store) -> None:
    keys = [opened(store).key for _ in range(3)]
    for key in keys:
        changed(store, key, asked=("ana",))
    assert around(store, "ana", "cleo").waiting == {"ana": 3}
    changed(store, keys[0], asked=("cleo", "ana"))
    changed(store, keys[1], asked=("cleo",))
    changed(store, keys[2], status=Status.EXPIRED)
    assert around(store, "ana", "cleo").waiting == {"ana": 1, "cleo": 2}
    changed(store, keys[1], asked=())
    assert around(store, "ana", "cleo").waiting == {"ana": 1, "cleo": 1}
    assert around(store, "cleo").waiting == {"cleo": 1}


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_beyond_so_many_it_is_not_counted_on(
    sqlite_store: Store, sqlite_url: str, more: int
) -> None:
    behind_its_back(
        sqlite_url,
        f"""INSERT INTO asked (person, key)
        WITH RECURSIVE numbers (i) AS (
            SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {MOST_COUNTED + more})
        SELECT 'ana', 'CR-' || i FROM numbers""",  # noqa: S608 - our own number
    )
    assert around(sqlite_store, "ana").waiting == {"ana": MOST_COUNTED + min(more, 0)}


def test_approvals_of_late_are_counted_by_person(store: Store) -> None:
    keys = [opened(store).key for _ in range(3)]
    for key in keys:
        decided(store, key, "ana")
    decided(store, keys[0], "cleo", now=NOW + HOUR)
    decided(store, keys[1], "dan", Verb.REJECT, now=NOW + HOUR)
    with store.reading() as reading:
        moments = (NOW, NOW + HOUR, NOW + HOUR + timedelta(microseconds=1))
        found = [reading.surroundings(("ana", "cleo", "dan"), (), (), one) for one in moments]
    assert [one.signed for one in found] == [{"ana": 3, "cleo": 1}, {"cleo": 1}, {}]
    assert around(store, "ana", "cleo").signed == {}


def lost(store: Store, instead: str) -> bool:
    channel = LostChannel("CPAY", instead, "is archived", NOW)
    with store.transaction() as tx:
        return tx.lose_channel(channel, ChannelLost("CPAY", "is archived", instead), ())


def test_where_channels_moved_is_known_and_a_stand_in_is_named_once(store: Store) -> None:
    assert [lost(store, one) for one in ("", "", "CFALL", "CLED")] == [True, False, True, False]
    assert around(store).moved == {"CPAY": "CFALL"}


def test_cards_are_found_by_change_and_those_that_missed_something_by_channel(
    store: Store,
) -> None:
    keys = [opened(store).key for _ in range(3)]
    with store.transaction() as tx:
        for key, channel in ((keys[0], "CPAY"), (keys[0], "CLED"), (keys[1], "CPAY")):
            tx.remember_card(Card(key, channel, "1.0"))
    with store.reading() as reading:
        cards = reading.card_channels([keys[0], keys[2]])
        missed = [reading.cards_missed("CLED", NOW + late * HOUR) for late in (0, 1)]
    assert cards == {keys[0]: ("CLED", "CPAY")}
    assert missed == [{keys[0]}, set()]
