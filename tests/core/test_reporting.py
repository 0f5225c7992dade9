"""What an incident tool tells is checked, cleaned, and news only once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chatops.core.events_talk import IncidentReported
from chatops.core.incident import Incident
from chatops.core.refused import Invalid, Refused
from chatops.core.reporting import TellIncident, report_incident
from tests import builders as make
from tests.builders import NOW

DAY = timedelta(days=1)
TOLD = Incident(
    id="INC-418",
    system="checkout",
    title="Card payments fail",
    severity="SEV-1",
    began_at=NOW,
    link="https://incidents.example.com/418",
    key="CR-9",
    posted_by="api:pager",
)


def test_it_is_an_event_of_the_system() -> None:
    ended = replace(TOLD, title=" Card\npayments  fail ", ended_at=NOW + timedelta(hours=1))
    incident, event = report_incident(TellIncident(ended), None, make.facts(), NOW)
    assert incident.title == "Card payments fail"
    assert event == IncidentReported(
        key="CR-9",
        id="INC-418",
        system="checkout",
        severity="SEV-1",
        began_at=NOW.isoformat(),
        ended_at=(NOW + timedelta(hours=1)).isoformat(),
        link="https://incidents.example.com/418",
        posted_by="api:pager",
        title="Card payments fail",
    )


def test_what_was_told_before_is_no_news() -> None:
    told = TellIncident(TOLD)
    assert report_incident(told, TOLD, make.facts(), NOW) == (TOLD, None)
    before = replace(TOLD, severity="SEV-2")
    assert report_incident(told, before, make.facts(), NOW)[1] is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "a b"),
        ("id", "x" * 101),
        ("title", " "),
        ("title", "x" * 301),
        ("severity", ""),
        ("severity", "x" * 41),
        ("link", "javascript:alert(1)"),
        ("link", "https://example.com/" + "x" * 2000),
        ("began_at", NOW.replace(tzinfo=None)),
        ("ended_at", NOW - timedelta(seconds=1)),
        ("began_at", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("began_at", NOW + DAY + timedelta(microseconds=1)),
        ("ended_at", NOW + DAY + timedelta(microseconds=1)),
    ],
)
def test_what_has_no_sense_is_told_under_its_field(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as error:
        report_incident(TellIncident(replace(TOLD, **{field: value})), None, make.facts(), NOW)
    assert set(error.value.mistakes) == {field}


@pytest.mark.parametrize("began_at", [datetime(1970, 1, 1, tzinfo=UTC), NOW + DAY])
def test_it_may_be_long_ago_and_the_clocks_may_differ(began_at: datetime) -> None:
    told = replace(TOLD, began_at=began_at, ended_at=NOW + DAY)
    assert report_incident(TellIncident(told), None, make.facts(), NOW)[0] == told


def test_a_system_that_there_is_not_has_no_incidents() -> None:
    with pytest.raises(Refused) as error:
        report_incident(TellIncident(replace(TOLD, system="chekout")), None, make.facts(), NOW)
    assert (error.value.code, error.value.field) == ("unknown_system", "system")
