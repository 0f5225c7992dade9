"""Incidents of systems: the last that was told holds, and each telling is in the trail."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.incident import Incident
from chatops.core.reporting import TellIncident, report_incident
from chatops.store.database import Store
from tests.builders import NOW, facts
from tests.store.acting import faults

HOUR = timedelta(hours=1)
FIRST = Incident(
    id="INC-1",
    system="checkout",
    title="Card payments fail 🧨",
    severity="SEV-1",
    began_at=NOW,
    ended_at=NOW + HOUR,
    link="https://incidents.example.com/1",
    key="CR-9",
    posted_by="api:pager",
)
BARE = Incident("INC-1", "ledger", "Slow", "SEV-3", NOW - HOUR)


def put(store: Store, *told: Incident) -> None:
    for one in told:
        with store.transaction() as tx:
            before = tx.incident(one.system, one.id)
            incident, event = report_incident(TellIncident(one), before, facts(), NOW)
            assert event is not None
            tx.report_incident(incident, event, NOW)


def test_an_incident_comes_back_as_it_was_told(store: Store) -> None:
    put(store, FIRST, BARE)
    with store.reading() as reading:
        assert reading.incident("checkout", "INC-1") == FIRST
        assert reading.incident("ledger", "INC-1") == BARE
        assert reading.incident("login", "INC-1") is None


def test_told_again_it_replaces_what_was_told_and_the_trail_has_both(store: Store) -> None:
    later = replace(FIRST, title="Payments fail", severity="SEV-2", ended_at=None, key="")
    later = replace(later, began_at=NOW - HOUR, link="", posted_by="api:other")
    put(store, FIRST, later)
    with store.reading() as reading:
        assert reading.incidents(["checkout"], NOW - HOUR, 9) == (later,)
        entries = reading.entries("system:checkout")
    assert [one.tag for one in entries] == ["incident:reported"] * 2
    assert all("fail" not in one.body for one in entries)  # what somebody wrote is beside it
    assert faults(store) == []


def test_the_newest_of_some_systems_since_a_moment(store: Store) -> None:
    many = [replace(FIRST, id=f"INC-{at}", began_at=NOW - at * HOUR) for at in range(5)]
    put(store, *many, BARE, replace(BARE, system="login"))
    with store.reading() as reading:
        found = reading.incidents(["checkout", "ledger"], NOW - 3 * HOUR, 4)
        assert [(one.system, one.id) for one in found] == [
            ("checkout", "INC-0"),
            ("checkout", "INC-1"),
            ("ledger", "INC-1"),
            ("checkout", "INC-2"),
        ]
        exactly = reading.incidents(["checkout"], NOW - 3 * HOUR, 9)
        assert [one.id for one in exactly] == ["INC-0", "INC-1", "INC-2", "INC-3"]
        assert reading.incidents([], NOW - 9 * HOUR, 9) == ()
