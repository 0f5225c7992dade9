"""What is owed is reminded of in time, when it is late, and then higher up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chatops.core.absence import Absence
from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.chase import Rung
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.events import ObligationOverdue
from chatops.core.events_chase import ObligationReminded, ScheduleMoved
from chatops.core.facts import Facts
from chatops.core.notices import Reminder, notices
from chatops.core.outcome import reassess
from chatops.core.people import WorkingHours
from chatops.core.policy import BreakGlass
from chatops.core.schedule import next_step_at
from tests import builders as make
from tests.builders import NOW
from tests.core.clockwork import LEADERS, Clockwork, led


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC) + timedelta(days=days)


def lenient(within: timedelta = timedelta(days=4), **fields: Any) -> Facts:
    """On-call Cleo may break the glass; the owners review that within so long."""
    glass = BreakGlass(("on_call",), review_within=within)
    return led(make.policy(break_glass=glass), **fields)


def broken(given: Facts) -> Change:
    """Ben's change, broken by Cleo on Monday at 09:00: Ana and Dan may review."""
    return make.broken(make.opened(given=given), given=given).change


def conditional(given: Facts, due: datetime, who: str = "ana") -> Change:
    change = make.approved_by(make.opened(given=given), "cleo", given=given)
    command = Decide("CR-1", who, Verb.APPROVE, 1, "slack", condition="Watch p99.")
    return decide(change, replace(command, condition_due=due), given, NOW).change


def owed(clockwork: Clockwork) -> list[tuple[str, tuple[str, ...]]]:
    return [(when, one.people) for when, one in clockwork.of(ObligationReminded)]


def test_a_review_is_reminded_of_at_half_of_its_time_and_a_quarter_before_its_end() -> None:
    given = lenient()
    clockwork = Clockwork(broken(given), given).until(at(8, 59, days=4))
    both = ("ana", "dan")
    assert owed(clockwork) == [("Wed 09:00", both), ("Thu 09:00", both)]


def test_late_it_is_reminded_of_ever_more_rarely_and_carried_higher() -> None:
    given = lenient()
    clockwork = Clockwork(broken(given), given).until(at(18, days=20))
    both = ("ana", "dan")
    assert [when for when, _ in clockwork.of(ObligationOverdue)] == ["Fri 09:00"]
    assert owed(clockwork)[2:] == [
        ("Mon 09:00", both),  # Friday's last moment is no working time any more
        ("Tue 09:00", both),
        ("Tue 09:00", ("mara",)),
        ("Thu 09:00", both),
        ("Thu 09:00", ("max",)),
        ("Wed 09:00", both),
    ]


def test_of_reviewers_as_many_are_reminded_as_are_missing_those_with_the_least_to_do() -> None:
    given = lenient(waiting={"ana": 3})
    change = broken(given)
    one = replace(change.obligations[0], reviewers=1)
    clockwork = Clockwork(replace(change, obligations=(one,)), given)
    assert owed(clockwork.until(at(9, days=2))) == [("Wed 09:00", ("dan",))]
    change = make.paid(broken(given), "dan", given=given).change
    assert owed(Clockwork(change, given).until(at(9, days=2))) == [("Wed 09:00", ("ana",))]


def test_only_who_is_at_work_is_reminded_and_nobody_at_night() -> None:
    given = lenient(timedelta(hours=24), zones={"ana": "Asia/Tokyo", "dan": "Asia/Tokyo"})
    clockwork = Clockwork(broken(given), given).until(at(8, 59, days=1))
    both = ("ana", "dan")  # who begin at 00:00 UTC
    assert owed(clockwork) == [("Tue 00:00", both), ("Tue 03:00", both)]
    given = lenient(zones={"ana": "America/Los_Angeles"})
    assert owed(Clockwork(broken(given), given).until(at(9, days=2))) == [("Wed 09:00", ("dan",))]


def test_a_reminder_that_would_come_when_it_is_late_already_is_left_out() -> None:
    given = lenient(timedelta(hours=12))  # until 21:00, three quarters at 18:00
    clockwork = Clockwork(broken(given), given).until(at(17, days=1))
    assert owed(clockwork) == [("Mon 15:00", ("ana", "dan"))]
    assert [when for when, _ in clockwork.of(ObligationOverdue)] == ["Mon 21:00"]
    assert next_step_at(Clockwork(clockwork.change, given).change) is not None


def test_a_step_that_finds_none_of_them_at_work_moves() -> None:
    given = lenient()
    change = broken(given)
    moved = lenient(zones={"ana": "Asia/Tokyo", "dan": "Asia/Tokyo"})
    outcome = Clockwork(change, moved).at(at(9, days=2))
    found = [one for one in outcome.events if isinstance(one, ScheduleMoved) and not one.person]
    why = "nobody who owes it is at work"
    assert found == [ScheduleMoved("CR-1", "", at(0, days=3).isoformat(), why)]


def test_a_condition_is_reminded_of_to_who_attached_it_and_the_requester() -> None:
    given = led(make.policy())
    change = conditional(given, NOW + timedelta(hours=8))
    clockwork = Clockwork(change, given)
    outcome = clockwork.at(at(13))
    assert owed(clockwork) == [("Mon 13:00", ("ana", "ben"))]
    assert [one for one in notices(outcome, given) if isinstance(one, Reminder)] == [
        Reminder("ana", (("CR-1", "obligation"),)),
        Reminder("ben", (("CR-1", "obligation"),)),
    ]


def test_superiors_are_told_why_they_hear_of_it() -> None:
    given = lenient()
    clockwork = Clockwork(broken(given), given).until(at(8, 59, days=8))
    outcome = clockwork.at(at(9, days=8))
    due = [(one.person, one.due) for one in notices(outcome, given) if isinstance(one, Reminder)]
    assert ("mara", (("CR-1", "manager"),)) in due
    assert ("ana", (("CR-1", "obligation"),)) in due
    (debt,) = (one for one in outcome.change.chases if one.obligation)
    assert debt.rung is Rung.MANAGER
    outcome = clockwork.until(at(8, 59, days=10)).at(at(9, days=10))
    due = [(one.person, one.due) for one in notices(outcome, given) if isinstance(one, Reminder)]
    assert ("max", (("CR-1", "director"),)) in due


def test_they_hear_of_it_at_their_desks() -> None:
    given = lenient(zones={"mara": "Pacific/Auckland"})  # from 20:00 UTC on
    clockwork = Clockwork(broken(given), given).until(at(20, days=8))
    assert owed(clockwork)[-2:] == [("Tue 09:00", ("ana", "dan")), ("Tue 20:00", ("mara",))]


def test_what_is_paid_is_reminded_of_no_more() -> None:
    given = lenient()
    change = make.paid(make.paid(broken(given), "ana", given=given).change, "dan", given=given)
    clockwork = Clockwork(change.change, given).until(at(9, days=40))
    assert owed(clockwork) == []


def test_it_goes_on_where_the_change_is_over() -> None:
    given = lenient()
    command = Cancel("CR-1", "ben", 1, "slack", "No longer needed.")
    cancelled = cancel(broken(given), command, given, NOW).change
    assert owed(Clockwork(cancelled, given).until(at(9, days=2))) == [("Wed 09:00", ("ana", "dan"))]


def test_after_an_outage_the_latest_is_done_once() -> None:
    given = lenient()
    clockwork = Clockwork(broken(given), given)
    outcome = clockwork.at(at(10, days=10))  # Thursday, four working days late
    assert [one.people for one in outcome.events if isinstance(one, ObligationReminded)] == [
        ("ana", "dan"),
        ("max",),
    ]


def test_where_nobody_is_left_to_pay_it_superiors_hear_of_it_all_the_same() -> None:
    given = lenient()
    left = {"ana", "dan"}
    people = (replace(one, active=one.id not in left) for one in given.directory.people)
    empty = replace(given, directory=make.directory(tuple(people), given.directory.teams))
    clockwork = Clockwork(broken(given), empty).until(at(18, days=14))
    assert owed(clockwork) == [("Tue 09:00", ("mara",)), ("Thu 09:00", ("max",))]


def test_where_all_who_could_pay_are_away_superiors_hear_of_it_at_the_same_times() -> None:
    given = lenient()
    until = at(9, days=60)
    away = replace(given, absences={one: Absence(one, until, None) for one in ("ana", "dan")})
    clockwork = Clockwork(broken(given), away).until(at(18, days=40))
    assert owed(clockwork) == [("Tue 09:00", ("mara",)), ("Thu 09:00", ("max",))]


def test_where_none_of_them_ever_works_it_is_carried_higher_by_the_usual_hours() -> None:
    given = lenient()
    never = WorkingHours(days=())
    people = (replace(one, hours=never) if one.id in {"ana", "dan"} else one for one in LEADERS)
    idle = replace(given, directory=make.directory(tuple(people), given.directory.teams))
    clockwork = Clockwork(broken(idle), idle).until(at(18, days=40))
    assert owed(clockwork) == [("Tue 09:00", ("mara",)), ("Thu 09:00", ("max",))]


def test_a_debt_follows_the_hours_of_those_who_could_pay_it() -> None:
    given = lenient()
    change = broken(given)
    moved = lenient(zones={"ana": "Asia/Tokyo", "dan": "Asia/Tokyo"})
    outcome = reassess(change, moved, at(10))
    why = "people or their hours changed"
    assert ScheduleMoved("CR-1", "", at(0, days=3).isoformat(), why) in outcome.events
    assert reassess(outcome.change, moved, at(10)).events == ()
