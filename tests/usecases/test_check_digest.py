"""A digest that was sent is counted again, from the audit trail alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from chatops.core.digest_json import digest_of, hash_of, text_of
from chatops.core.refused import Refused
from chatops.usecases.check_digest import CheckedDigest, check_digest
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
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
