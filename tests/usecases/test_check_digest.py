"""A digest that was sent is counted again, from the audit trail alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.digest import Count
from chatops.core.digest_json import digest_of, hash_of, text_of
from chatops.core.refused import Refused
from chatops.core.systems import Registry
from chatops.usecases.check_digest import CheckedDigest, check_digest
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from chatops.usecases.show_digest import show_digest
from tests import builders as make
from tests.usecases.directing import WEEK, busy, directing, monday
from tests.usecases.stage import Stage


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url, the_policy=make.glass_policy()) as made:
        busy(made)
        made.breaks(made.opens(), "max")
        monday(made)
        send_digests(made.house)
        yield made


def checks(house: Stage) -> CheckedDigest:
    return check_digest(house.house, "max", WEEK)


def edited(url: str, statement: str, *values: str) -> None:
    """Change the database behind our back."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
        file.execute(statement, values)


def test_the_trail_alone_tells_the_same(house: Stage) -> None:
    found = checks(house)
    assert (found.version, found.difference) == (1, "")
    assert found.entries > 5


def test_the_newest_version_is_checked(house: Stage) -> None:
    send_digest(house.house, "max", WEEK, "ana")
    assert (checks(house).version, checks(house).difference) == (2, "")


def test_a_table_that_was_changed_shows(house: Stage, sqlite_url: str) -> None:
    edited(sqlite_url, "DELETE FROM decisions WHERE person = 'eve'")
    send_digest(house.house, "max", WEEK, "ana")
    assert checks(house).difference == "rejected is 0 in the digest and 1 in the trail."


def test_a_digest_that_was_changed_shows(house: Stage, sqlite_url: str) -> None:
    edited(
        sqlite_url, "UPDATE digests SET body = replace(body, '\"approvals\":2', '\"approvals\":9')"
    )
    assert (
        checks(house).difference == "its text was changed since it was sent: it has another hash."
    )


def test_a_digest_that_cannot_be_read_is_refused(house: Stage, sqlite_url: str) -> None:
    edited(sqlite_url, "UPDATE digests SET body = '{\"forged\": 1}', is_erased = TRUE")
    with pytest.raises(Refused, match="cannot be read") as refused:
        checks(house)
    assert refused.value.code == "tampered"


def test_a_digest_that_the_trail_does_not_know_shows(house: Stage, sqlite_url: str) -> None:
    with house.store.reading() as reading:
        found = reading.digests.find("max", WEEK)
    assert found is not None
    forged = found[1].replace('"approvals":2', '"approvals":9')
    assert forged != found[1]
    made = digest_of(forged)
    edited(sqlite_url, "UPDATE digests SET body = ?, hash = ?", text_of(made), hash_of(made))
    assert checks(house).difference == "the audit trail tells of no such digest."


def test_what_was_not_sent_cannot_be_checked(house: Stage) -> None:
    with pytest.raises(Refused, match="No digest of Max for 2026-W01"):
        check_digest(house.house, "max", "2026-W01")
    with pytest.raises(Refused, match="“March” is no week"):
        check_digest(house.house, "max", "March")


def test_what_directory_and_policy_say_by_then_changes_nothing(sqlite_url: str) -> None:
    freeze = make.window(begins=make.NOW - timedelta(days=6), lasts=timedelta(days=9))
    with directing(sqlite_url, the_policy=make.glass_policy(windows=(freeze,))) as house:
        busy(house)
        monday(house)
        send_digests(house.house)
        before = show_digest(house.house, "max", WEEK).digest
        assert before.figures.by(Count.DURING)
        assert before.figures.number(Count.APPROVED, "payments") == 1
        known = house.facts
        (checkout, *others) = known.registry.systems
        people = tuple(
            replace(one, zone="Pacific/Kiritimati", level=make.JUNIOR)
            for one in known.directory.people
            if one.id != "cleo"
        )
        house.facts = replace(
            known,
            policy=None,
            registry=Registry((replace(checkout, team="identity"), *others[1:])),
            directory=replace(known.directory, people=people),
            problems=("The policy cannot be used.",),
        )
        assert checks(house).difference == ""
