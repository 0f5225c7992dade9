"""A change in a list of the digest stands as it was when the week ended."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.listing import listed
from chatops.core.verdict import State
from tests import builders as make

ENDS = make.NOW + timedelta(hours=1)
BEFORE, AT = ENDS - timedelta(microseconds=1), ENDS


def test_a_row_says_what_was_asked() -> None:
    change = make.opened("dan", systems=("checkout", "ledger"), link="https://example.com/1")
    row = listed(change, (), ENDS)
    assert (row.key, row.title, row.requester) == ("CR-1", "Raise the retry limit", "dan")
    assert (row.systems, row.environment) == (("checkout", "ledger"), "production")
    assert (row.kind, row.risk, row.assistance) == ("normal", "medium", "none")
    assert (row.state, row.approvers, row.seconds) == ("pending", (), None)
    assert (row.rejected, row.broken, row.link) == (False, False, "https://example.com/1")
    assert row.opened_at == make.NOW


@pytest.mark.parametrize(
    ("at", "state", "seconds"), [(BEFORE, "approved", 3599), (AT, "pending", None)]
)
def test_an_approval_counts_until_the_end(at: datetime, state: str, seconds: int | None) -> None:
    change = make.approved_by(make.opened(), "ana", "cleo", now=at)
    row = listed(change, [(State.APPROVED, at)], ENDS)
    assert (row.state, row.seconds) == (state, seconds)
    assert row.approvers == (("ana", "cleo") if seconds else ())


def test_the_first_approval_counts_and_the_last_state() -> None:
    moments = [make.NOW + timedelta(minutes=one) for one in (5, 10, 20)]
    states = list(zip((State.APPROVED, State.STALE, State.APPROVED), moments, strict=True))
    assert listed(make.opened(), states, ENDS).seconds == 300
    assert listed(make.opened(), states[:2], ENDS).state == "stale"


@pytest.mark.parametrize("at", [BEFORE, AT])
def test_what_came_later_is_not_told(at: datetime) -> None:
    there = at is BEFORE
    rejected = make.decided(make.opened(), "ana", Verb.REJECT, now=at).change
    assert listed(rejected, (), ENDS).rejected is there
    glass = make.facts(the_policy=make.glass_policy())
    broken = make.broken(make.opened(given=glass), given=glass, now=at).change
    assert listed(broken, (), ENDS).broken is there
    revised = make.revised(make.opened(), title="Another", now=at)
    assert (listed(revised, (), ENDS).title == "Another") is there


def test_who_approved_twice_is_named_once() -> None:
    change = make.approved_by(make.opened(), "ana")
    again = replace(change, decisions=change.decisions * 2)
    assert listed(again, (), ENDS).approvers == ("ana",)
