"""An incident is stored with its entry, once for each thing that is told of it."""

from dataclasses import replace

import pytest

from chatops.core.incident import Incident
from chatops.core.refused import Refused
from chatops.core.reporting import TellIncident
from chatops.usecases.report_incident import report_incident
from tests import builders as make
from tests.usecases.stage import Stage

TOLD = Incident("INC-1", "checkout", "Payments fail", "SEV-1", make.NOW, posted_by="api:pager")


def test_the_same_again_is_written_once(house: Stage) -> None:
    for told in (TOLD, TOLD, replace(TOLD, severity="SEV-2")):
        assert report_incident(house.house, TellIncident(told)) == told
    assert len(house.entries("system:checkout", "incident:reported")) == 2
    with house.store.reading() as reading:
        (found,) = reading.incidents(["checkout"], make.NOW, 9)
    assert found.severity == "SEV-2"


def test_it_holds_up_nothing_and_wakes_nobody(house: Stage) -> None:
    key = house.approved()
    house.delivers()
    report_incident(house.house, TellIncident(replace(TOLD, key=key)))
    assert house.asks().allowed
    assert house.delivers() == []


def test_a_change_that_there_is_not_caused_nothing(house: Stage) -> None:
    with pytest.raises(Refused) as error:
        report_incident(house.house, TellIncident(replace(TOLD, key="CR-9")))
    assert error.value.code == "unknown_change"
    assert house.entries("system:checkout") == []
