"""The incidents that approvers look at: of the change's systems, the newest, not too old."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.incident import Incident
from chatops.core.reporting import TellIncident
from chatops.usecases.look_back import FAR, MOST, look_back
from chatops.usecases.report_incident import report_incident
from tests import builders as make
from tests.usecases.stage import Stage

TOLD = Incident("INC-1", "checkout", "Payments fail", "SEV-1", make.NOW)


def test_the_newest_incidents_of_its_systems(house: Stage) -> None:
    change = make.opened(systems=("checkout", "ledger"))
    now = house.house.now()
    for number in range(1, MOST + 3):
        system = "checkout" if number % 2 else "ledger"
        began = now - timedelta(days=number)
        told = replace(TOLD, id=f"INC-{number}", system=system, began_at=began)
        report_incident(house.house, TellIncident(told))
    other = replace(TOLD, id="INC-90", system="login", began_at=now)
    report_incident(house.house, TellIncident(other))
    newest = [f"INC-{number}" for number in range(1, MOST + 1)]
    assert [one.id for one in look_back(house.house, change)] == newest


def test_what_is_long_ago_is_left_out(house: Stage) -> None:
    now = house.house.now()
    old = replace(TOLD, began_at=now - FAR - timedelta(minutes=1))
    report_incident(house.house, TellIncident(old))
    assert look_back(house.house, make.opened()) == ()
    report_incident(house.house, TellIncident(replace(old, began_at=now - FAR)))
    assert len(look_back(house.house, make.opened())) == 1
