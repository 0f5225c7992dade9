"""Who has not attested after two working days is reminded, once, at work; the VP sees it later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from chatops.core.attestation import Attestation
from chatops.core.attesting import Attest
from chatops.core.away import Away
from chatops.core.digest import Missing
from chatops.jobs.ticks import TICKS, run
from chatops.store.database import open_store
from chatops.usecases.attest import attest
from chatops.usecases.away import away
from chatops.usecases.house import House
from chatops.usecases.make_digest import make_digest
from chatops.usecases.remind_attestations import _remind as remind
from chatops.usecases.remind_attestations import remind_attestations
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from tests import builders as make
from tests.store.acting import at_once, faults
from tests.usecases.directing import MAX, VERA, WEEK, directing, facts, monday, posted
from tests.usecases.stage import Stage

REMINDED = "digest:reminded"
TO_MAX, TO_VERA = ("dm", "max", REMINDED), ("dm", "vera", REMINDED)


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url) as made:
        monday(made)
        send_digests(made.house)
        made.passes(days=2)
        yield made


def reminds(house: Stage) -> list[tuple[str, str, str]]:
    remind_attestations(house.house)
    return sorted(one for one in house.delivers() if one[0] == "dm")


def test_after_two_working_days_they_are_reminded_once(house: Stage) -> None:
    house.passes(seconds=-1)
    assert reminds(house) == []
    house.passes(seconds=1)
    assert reminds(house) == [TO_MAX, TO_VERA]
    house.passes(days=1)
    assert reminds(house) == []
    told = house.entries("digest:max", REMINDED)
    assert [one.data["event"]["version"] for one in told] == [1]


def test_one_that_cannot_be_reminded_keeps_no_other_from_it(
    house: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = next(one for one in TICKS if one.run is remind_attestations)
    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr("chatops.usecases.remind_attestations._remind", failing)
        run(tick, house.house)
    assert [one["event"] for one in logs] == ["tick.failed"]
    assert sorted(one for one in house.delivers() if one[0] == "dm") == [TO_VERA]
    assert reminds(house) == [TO_MAX]


def failing(house: House, due: Attestation) -> bool:
    """Remind whoever it is but Max."""
    if due.director == "max":
        raise ZeroDivisionError
    return remind(house, due)


def test_who_attested_is_not_reminded(house: Stage) -> None:
    attest(house.house, Attest("max", WEEK, 1, "max"))
    assert reminds(house) == [TO_VERA]


def test_a_corrected_digest_is_reminded_of_anew(house: Stage) -> None:
    reminds(house)
    send_digest(house.house, "max", WEEK, "ana")
    house.passes(days=2)
    assert reminds(house) == [TO_MAX]
    told = house.entries("digest:max", REMINDED)
    assert [one.data["event"]["version"] for one in told] == [1, 2]


def test_who_is_not_at_work_is_reminded_when_they_are(house: Stage) -> None:
    away(house.house, Away("max", house.now + timedelta(days=1), None, "max"))
    assert reminds(house) == [TO_VERA]
    house.passes(hours=12)
    assert reminds(house) == []
    house.passes(hours=12)
    assert reminds(house) == [TO_MAX]


def test_whom_no_message_reaches_is_reminded_when_one_does(house: Stage) -> None:
    house.facts = facts(MAX, replace(VERA, active=False))
    assert reminds(house) == [TO_MAX]
    house.facts = facts()
    assert reminds(house) == [TO_VERA]


def test_the_vp_sees_in_the_next_digest_who_did_not_attest(house: Stage) -> None:
    house.now = make.NOW + timedelta(days=7)
    assert make_digest(house.house, "vera").missing == (Missing("max", WEEK),)
    assert make_digest(house.house, "max").missing == ()
    attest(house.house, Attest("max", WEEK, 1, "max"))
    assert make_digest(house.house, "vera").missing == ()


def test_replicas_that_tick_at_once_remind_once(store_url: str) -> None:
    with directing(store_url) as house:
        monday(house)
        send_digests(house.house)
        posted(house)
        house.passes(days=2)
        other = open_store(store_url)
        replicas = [house.house, replace(house.house, store=other)] * 2
        results = at_once([partial(remind_attestations, one) for one in replicas])
        assert sum(results) == 2
        assert sorted(house.delivers()) == [TO_MAX, TO_VERA]
        assert faults(house.store) == []
        other.close()
