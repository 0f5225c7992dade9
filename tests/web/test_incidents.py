"""Incident tools tell what happened to a system."""

from typing import Any

import pytest

from tests import builders as make
from tests.web.desk import Desk


def body(**fields: Any) -> dict[str, Any]:
    return {
        "id": "INC-418",
        "system": "checkout",
        "title": "Card payments fail",
        "severity": "SEV-1",
        "began_at": "2026-03-01T10:00:00+01:00",
    } | fields


def test_an_incident_is_told_and_told_again(at: Desk) -> None:
    made = at.post("/v1/incidents", body(link="https://incidents.example.com/418"))
    assert made.status_code == 201, made.text
    assert made.json() == {
        "id": "INC-418",
        "system": "checkout",
        "title": "Card payments fail",
        "severity": "SEV-1",
        "began_at": "2026-03-01T10:00:00+01:00",
        "ended_at": None,
        "link": "https://incidents.example.com/418",
        "change": "",
        "posted_by": "api:ci/shop",
    }
    ended = at.post("/v1/incidents", body(ended_at="2026-03-01T11:00:00Z")).json()
    assert (ended["ended_at"], ended["link"]) == ("2026-03-01T11:00:00Z", "")
    with at.house.store.reading() as reading:
        (known,) = reading.incidents(["checkout"], make.NOW.replace(day=1), 9)
        assert len(reading.entries("system:checkout")) == 2
    assert known.ended_at is not None


def test_it_may_name_the_change_that_caused_it(at: Desk) -> None:
    key = at.opens()
    assert at.post("/v1/incidents", body(change=key)).json()["change"] == key
    unknown = at.post("/v1/incidents", body(change="CR-9"))
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_change")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"system": "chekout"}, "system"),
        ({"id": "a b"}, "id"),
        ({"title": " "}, "title"),
        ({"link": "incidents/418"}, "link"),
        ({"began_at": "2026-03-01T10:00:00"}, "began_at"),
        ({"ended_at": "2026-03-01T08:59:59Z"}, "ended_at"),
        ({"began_at": "0001-01-01T00:00:00+05:00"}, "began_at"),
        ({"began_at": "9999-12-31T23:59:59-05:00"}, "began_at"),
        ({"began_at": "2999-01-01T00:00:00Z"}, "began_at"),
        ({"ended_at": "9999-12-31T23:59:59-05:00"}, "ended_at"),
        ({"more": 1}, "more"),
    ],
)
def test_what_has_no_sense_is_refused(at: Desk, fields: dict[str, Any], field: str) -> None:
    answer = at.post("/v1/incidents", body(**fields))
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    with at.house.store.reading() as reading:
        assert reading.entries("system:checkout") == ()


def test_nobody_tells_without_a_token(at: Desk) -> None:
    answer = at.http.post("/v1/incidents", json=body())
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")
