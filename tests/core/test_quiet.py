"""Quiet hours: half-open, over midnight, and right on the days when clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from chatops.core.events import GlassBroken, GlassUsed, ObligationOverdue, VerdictChanged
from chatops.core.events_talk import ApprovalRecalled
from chatops.core.facts import Facts
from chatops.core.people import QuietHours
from chatops.core.quiet import end_of_quiet, is_urgent, quiet_until
from chatops.core.revision import Kind
from tests import builders as make

NIGHT = QuietHours(time(22), time(7), "Europe/Berlin")
LUNCH = QuietHours(time(12), time(13, 30), "UTC")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_begin_is_quiet_and_the_end_is_not() -> None:
    assert end_of_quiet(LUNCH, at("2026-03-02T11:59:59+00:00")) is None
    assert end_of_quiet(LUNCH, at("2026-03-02T12:00+00:00")) == at("2026-03-02T13:30+00:00")
    assert end_of_quiet(LUNCH, at("2026-03-02T13:29:59+00:00")) == at("2026-03-02T13:30+00:00")
    assert end_of_quiet(LUNCH, at("2026-03-02T13:30+00:00")) is None


@pytest.mark.parametrize("now", ["2026-03-02T22:00+01:00", "2026-03-03T00:00+01:00"])
def test_a_night_goes_past_midnight(now: str) -> None:
    assert end_of_quiet(NIGHT, at(now)) == at("2026-03-03T07:00+01:00")


def test_the_morning_belongs_to_the_night_before() -> None:
    assert end_of_quiet(NIGHT, at("2026-03-03T06:59+01:00")) == at("2026-03-03T07:00+01:00")
    assert end_of_quiet(NIGHT, at("2026-03-03T07:00+01:00")) is None
    assert end_of_quiet(NIGHT, at("2026-03-03T21:59+01:00")) is None


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),  # clocks go forward
        ("2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),  # and back
    ],
)
def test_the_end_is_what_clocks_show_when_they_changed_in_the_night(now: str, end: str) -> None:
    assert end_of_quiet(NIGHT, at(now)) == at(end)


def test_an_end_that_comes_twice_is_the_first_one() -> None:
    hours = QuietHours(time(1), time(2, 30), "Europe/Berlin")
    end = at("2026-10-25T02:30+02:00")
    assert end_of_quiet(hours, at("2026-10-25T02:15+02:00")) == end
    assert end_of_quiet(hours, end) is None
    assert end_of_quiet(hours, at("2026-10-25T02:15+01:00")) is None


def test_hours_that_a_day_leaves_out_are_as_long_and_later() -> None:
    hours = QuietHours(time(2, 15), time(2, 45), "Europe/Berlin")
    end = at("2026-03-29T03:45+02:00")
    assert end_of_quiet(hours, at("2026-03-29T03:15+02:00")) == end
    assert end_of_quiet(hours, at("2026-03-29T03:14+02:00")) is None
    assert end_of_quiet(hours, end) is None


def given(**quiet: QuietHours) -> Facts:
    teams = tuple(replace(one, quiet=quiet.get(one.id)) for one in make.TEAMS)
    return make.facts(the_directory=make.directory(teams=teams))


def test_it_is_quiet_in_the_teams_channel_and_in_those_of_its_systems() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    facts = given(payments=LUNCH)
    end = at("2026-03-02T13:30+00:00")
    assert [quiet_until(one, facts, noon) for one in ("CPAY", "CLED")] == [end, end]
    assert [quiet_until(one, facts, noon) for one in ("CIDE", "CNONE")] == [None, None]
    assert quiet_until("CPAY", given(), noon) is None


def test_where_two_teams_meet_it_is_quiet_until_both_are_up() -> None:
    later = replace(LUNCH, ends=time(14))
    payments, identity = make.TEAMS
    teams = (
        replace(payments, quiet=LUNCH),
        replace(identity, quiet=later, channel=payments.channel),
    )
    facts = make.facts(the_directory=make.directory(teams=teams))
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert quiet_until("CPAY", facts, noon) == at("2026-03-02T14:00+00:00")


def test_emergencies_break_glass_and_overdue_debts_are_urgent() -> None:
    change = make.opened()
    glass = make.facts(the_policy=make.glass_policy())
    overdue = ObligationOverdue("CR-1", 1, "review", "cleo", "", "")
    used = GlassUsed("CR-1", 1, "cleo", "ci", 1, "")
    told = VerdictChanged("CR-1", "pending", "approved", "", "", "")
    assert not is_urgent(change)
    assert not is_urgent(change, told)
    assert not is_urgent(None, None)
    assert is_urgent(make.opened(kind=Kind.EMERGENCY.value))
    broken = make.broken(make.opened(given=glass), given=glass)
    assert is_urgent(broken.change, told)
    events = (*broken.events, used, overdue)
    loud = [one for one in events if isinstance(one, GlassBroken | GlassUsed | ObligationOverdue)]
    assert [is_urgent(change, one) for one in loud] == [True, True, True]
    assert is_urgent(change, ApprovalRecalled("CR-1", "ana", 1, "", ("ci",), (), "A mistake."))
