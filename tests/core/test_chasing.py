"""What is waited for is reminded of, carried higher and given up, each step at its moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from chatops.core.absence import Absence
from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.chase import Chased
from chatops.core.chasing import step
from chatops.core.contributor import Contributor, Role
from chatops.core.decision import Verb
from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.events_chase import (
    Escalated,
    Reminded,
    ScheduleMoved,
)
from chatops.core.facts import Facts
from chatops.core.handing import GiveOver, hand_over
from chatops.core.lasting import Lasting, hours
from chatops.core.notices import Reminder, ThreadLine, notices
from chatops.core.outcome import Outcome, reassess
from chatops.core.people import WorkingHours
from chatops.core.policy import Chasing, Policy, SignOffs
from chatops.core.schedule import next_step_at
from chatops.core.snoozing import Sleep, sleep
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW
from tests.core.clockwork import LEADERS, LED, ONE, Clockwork, led

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOW + timedelta(days=40)
TWO = replace(ONE, rules=(make.rule(SignOffs("owners", 2, ("owners",))),))


ALONE = led(replace(ONE, rules=(make.rule(SignOffs("ana", 1, ("person:ana",))),)))
"""Nobody but Ana can sign."""


VICE = replace(LED, vp="vera")


def clock(given: Facts | None = None, **fields: Any) -> Clockwork:
    """Ben's change, opened on Monday at 09:00 UTC, when everybody comes to work."""
    known = given or led()
    return Clockwork(make.opened(given=known, **fields), known)


def monday(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return datetime(2026, 3, 2 + days, hour, minute, tzinfo=UTC)


def reminded(clockwork: Clockwork) -> list[tuple[str, tuple[str, ...]]]:
    found = clockwork.of(Reminded)
    return [(at, one.people) for at, one in found if not one.last]


def escalated(clockwork: Clockwork) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(at, ",".join(one.people), one.rung, one.to) for at, one in clockwork.of(Escalated)]


def moves(outcome: Outcome) -> list[tuple[str, str, str]]:
    found = (one for one in outcome.events if isinstance(one, ScheduleMoved))
    return [(one.person, one.to, one.why) for one in found]


def long(given: Facts) -> Policy:
    """The same rules, and time enough."""
    return replace(given.rules(), expires_after=timedelta(days=40))


def test_reminders_come_after_four_working_hours_and_then_ever_more_rarely() -> None:
    found = reminded(clock(replace(ALONE, policy=long(ALONE))).until(NOW + timedelta(days=14)))
    # 4, 8, 16, 32 and 64 hours, nine a day
    assert found == [
        ("Mon 13:00", ("ana",)),
        ("Mon 17:00", ("ana",)),
        ("Tue 16:00", ("ana",)),
        ("Thu 14:00", ("ana",)),
        ("Wed 10:00", ("ana",)),
    ]


def test_nobody_is_reminded_of_what_they_signed() -> None:
    given = led(TWO)
    clockwork = clock(given)
    clockwork.change = make.approved_by(clockwork.change, "ana", given=given)
    clockwork.until(monday(13))
    assert reminded(clockwork) == [("Mon 13:00", ("cleo",))]


def test_all_who_are_due_are_one_event_and_one_message_each() -> None:
    given = led(TWO)
    outcome = step(clock(given).change, given, monday(13))
    assert [one.TAG for one in outcome.events] == ["change:reminded"]
    found = [one for one in notices(outcome, given) if isinstance(one, Reminder)]
    assert found == [
        Reminder("ana", (("CR-1", "sign-off"),)),
        Reminder("cleo", (("CR-1", "sign-off"),)),
    ]


def test_silence_is_carried_to_others_then_the_manager_then_the_director() -> None:
    given = replace(led(), policy=long(led()))
    clockwork = clock(given).until(monday(12, days=7))
    assert escalated(clockwork) == [
        ("Mon 17:00", "ana", "others", ("cleo",)),
        ("Tue 16:00", "cleo", "others", ("dan",)),
        ("Wed 15:00", "ana", "manager", ("mara",)),
        ("Wed 15:00", "dan", "others", ()),  # nobody else could sign
        ("Mon 12:00", "ana", "director", ("max",)),
    ]


def test_who_is_told_of_it_gets_one_message() -> None:
    given = led()
    outcome = clock(given).until(monday(16, 59)).at(monday(17))
    found = [one for one in notices(outcome, given) if isinstance(one, Reminder)]
    assert found == [
        Reminder("ana", (("CR-1", "sign-off"),)),
        Reminder("cleo", (("CR-1", "others"),)),
    ]


def test_those_who_are_asked_as_well_become_asked_and_the_silent_one_stays_asked() -> None:
    clockwork = clock().until(monday(17))
    assert clockwork.change.asked == ("ana", "cleo")
    (other,) = (one for one in clockwork.change.silent if one.person == "cleo")
    assert (other.instead_of, other.since) == ("ana", monday(17))
    again = reassess(clockwork.change, clockwork.facts, monday(17))
    assert (again.events, set(again.change.asked)) == ((), {"ana", "cleo"})
    done = make.decided(clockwork.change, "ana", given=clockwork.facts, now=monday(17))
    assert (done.change.state, done.change.asked) == (State.APPROVED, ())
    assert [one for one in done.change.chases if not one.over] == []


def test_nobody_is_asked_as_well_who_snoozed_it_or_gave_it_away() -> None:
    given = led()
    change = make.opened(given=given)
    change = sleep(change, Sleep("CR-1", "cleo", monday(12, days=1)), given, NOW).change
    assert escalated(Clockwork(change, given).until(monday(17))) == [
        ("Mon 17:00", "ana", "others", ("dan",))
    ]
    given = led()
    change = hand_over(make.opened(given=given), GiveOver("CR-1", "cleo", "ana"), given, NOW).change
    assert escalated(Clockwork(change, given).until(monday(17))) == [
        ("Mon 17:00", "ana", "others", ("dan",))
    ]


def test_others_are_asked_when_one_of_them_is_at_work() -> None:
    zones = {"cleo": "America/New_York", "dan": "America/New_York"}
    given = led(zones=zones)  # nine o'clock there is 14:00 UTC
    early = clock(given, now=monday(9) - 3 * DAY)  # Friday
    zones = {"cleo": "Asia/Tokyo", "dan": "Asia/Tokyo"}  # at work from 00:00 to 09:00 UTC
    assert escalated(early.until(monday(9) - 3 * DAY + 8 * HOUR))[0][3] == ("cleo",)
    given = led(zones=zones)
    clockwork = clock(given).until(monday(17))
    why = "nobody else who could sign is at work"
    assert [one.why for _, one in clockwork.of(ScheduleMoved)] == []  # Ana was reminded as well
    assert next_step_at(clockwork.change) == monday(0, days=1)
    assert escalated(clockwork.until(monday(0, days=1))) == [
        ("Tue 00:00", "ana", "others", ("cleo",))
    ]
    late = replace(given, zones={})
    outcome = Clockwork(clock(late).until(monday(16, 59)).change, given).at(monday(23))
    assert moves(outcome) == [("ana", monday(0, days=1).isoformat(), why)]


def test_superiors_hear_at_their_desks() -> None:
    """Mara begins at nine in Auckland, which is 20:00 UTC: after Ana's day."""
    given = led(long(ALONE), zones={"mara": "Pacific/Auckland"})
    clockwork = clock(given).until(monday(19, days=2))
    assert [one for one in escalated(clockwork) if one[2] == "manager"] == []
    assert [one.why for _, one in clockwork.of(ScheduleMoved)] == ["Mara is not at work"]
    assert escalated(clockwork.until(monday(20, days=2)))[1:] == [
        ("Wed 20:00", "ana", "manager", ("mara",))
    ]


@pytest.mark.parametrize(
    ("team", "absences", "told"),
    [
        (LED, {}, ("manager", ("mara",))),
        (replace(LED, manager=None), {}, ("director", ("max",))),
        (replace(LED, manager="gone"), {}, ("director", ("max",))),
        (replace(LED, manager="ana"), {}, ("director", ("max",))),
        (replace(LED, manager="ben"), {}, ("director", ("max",))),
        (LED, make.absence("mara"), ("director", ("max",))),
        (VICE, make.absence("mara") | make.absence("max"), ("director", ("vera",))),
        (LED, make.absence("mara") | make.absence("max"), ("manager", ("mara",))),
        (replace(VICE, manager=None, director="ben"), {}, ("director", ("vera",))),
    ],
    ids=[
        "manager",
        "none",
        "not listed",
        "the silent one",
        "the requester",
        "away",
        "both away",
        "all away",
        "the director asks",
    ],
)
def test_where_no_manager_is_there_the_director_hears(
    team: Any, absences: dict[str, Absence], told: tuple[str, tuple[str, ...]]
) -> None:
    people = (*LEADERS, make.person("vera", make.PRINCIPAL))
    given = led(long(ALONE), team=team, absences=absences, people=people)
    found = escalated(clock(given).until(monday(15, days=2)))
    assert [(rung, to) for _, _, rung, to in found if rung != "others"] == [told]


def test_the_silence_of_who_never_works_is_carried_higher_by_the_usual_hours() -> None:
    never = WorkingHours(days=())
    people = (replace(one, hours=never) if one.id == "ana" else one for one in LEADERS)
    clockwork = clock(led(long(ALONE), people=tuple(people))).until(monday(12, days=7))
    assert reminded(clockwork) == []
    assert [(at, rung, to) for at, _, rung, to in escalated(clockwork)] == [
        ("Mon 17:00", "others", ()),
        ("Wed 15:00", "manager", ("mara",)),
        ("Mon 12:00", "director", ("max",)),
    ]


def test_a_contributor_is_passed_over_as_the_requester_is() -> None:
    given = led(long(ALONE))
    contributors = (Contributor(Role.AUTHOR, person="mara"),)
    change = clock(given).change
    (present,) = change.revisions
    helped = replace(change, revisions=(replace(present, contributors=contributors),))
    found = escalated(Clockwork(helped, given).until(monday(15, days=2)))
    assert found[-1][2:] == ("director", ("max",))


EITHER = make.policy(
    make.rule(SignOffs("one", 1, ("person:ana",)), SignOffs("other", 1, ("person:eve",))),
    expires_after=timedelta(days=40),
)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"manager": "mia"}, [("ana,eve", "manager", ("mara", "mia"))]),
        (
            {"manager": None, "director": "vera"},
            [("ana", "manager", ("mara",)), ("eve", "director", ("vera",))],
        ),
        ({"manager": None, "director": None}, [("ana,eve", "manager", ("mara",))]),
    ],
    ids=["each has one", "no manager", "nobody above"],
)
def test_the_silent_persons_own_team_decides_who_hears(
    other: dict[str, Any], told: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    people = (*LEADERS, make.person("vera", make.PRINCIPAL), make.person("mia", make.SENIOR))
    given = led(EITHER, other=replace(make.TEAMS[1], **other), people=people)
    clockwork = clock(given, systems=("checkout", "login")).until(monday(15, days=2))
    assert [one[1:] for one in escalated(clockwork) if one[2] != "others"] == told


def test_several_silent_people_are_one_event_a_rung() -> None:
    given = led(replace(TWO, expires_after=timedelta(days=40)))
    clockwork = clock(given).until(monday(12, days=7))
    assert escalated(clockwork) == [
        ("Mon 17:00", "ana", "others", ("dan",)),
        ("Mon 17:00", "cleo", "others", ()),  # nobody else could sign
        ("Tue 16:00", "dan", "others", ()),
        ("Wed 15:00", "ana,cleo", "manager", ("mara",)),
        ("Mon 12:00", "ana,cleo", "director", ("max",)),
    ]
    outcome = step(clock(given).until(monday(14, 59, days=2)).change, given, monday(15, days=2))
    lines = [one for one in notices(outcome, given) if isinstance(one, ThreadLine)]
    assert len([one for one in lines if isinstance(one.event, Escalated)]) == 1


WEEKEND = WorkingHours(days=(5, 6), begins=time(10), ends=time(12))


@pytest.mark.parametrize(
    ("hours_of", "zones", "length", "moment"),
    [
        ({}, {}, hours(8), monday(10, days=4)),
        # Ben ends at 02:00 UTC on Saturday, after the others
        ({}, {"ben": "America/Los_Angeles"}, hours(8), monday(10, days=4)),
        # Ana has four hours, and the last begins on Sunday
        ({"ana": WEEKEND}, {}, hours(8), monday(10, days=4)),
        ({"ana": WEEKEND, "ben": WEEKEND}, {}, hours(3), monday(11, days=5)),
        ({"ana": WorkingHours(days=())}, {}, hours(8), monday(10, days=4)),
        ({"ana": WorkingHours(days=()), "ben": WorkingHours(days=())}, {}, DAY, monday(9, days=6)),
        ({}, {}, DAY, monday(9, days=4)),  # a day before the end nobody works
    ],
)
def test_the_last_call_is_heard_by_each_before_the_end(
    hours_of: dict[str, WorkingHours], zones: dict[str, str], length: Lasting, moment: datetime
) -> None:
    people = (replace(one, hours=hours_of.get(one.id, one.hours)) for one in LEADERS)
    policy = replace(ALONE.rules(), chasing=(Chasing(last_call=length),))
    change = make.opened(given=led(policy, people=tuple(people), zones=zones))
    assert change.expires_at == monday(9, days=7)
    (end,) = (one for one in change.chases if one.what is Chased.END)
    assert end.next_at == moment


def test_it_comes_in_time_for_those_who_are_asked_as_well() -> None:
    """Cleo works on Mondays and Tuesdays only, and is asked on Monday at 17:00."""
    short = WorkingHours(days=(0, 1))
    people = (replace(one, hours=short) if one.id == "cleo" else one for one in LEADERS)
    given = led(people=tuple(people))
    clockwork = clock(given).until(monday(16, 59))
    outcome = clockwork.at(monday(17))
    assert ("", monday(10, days=1).isoformat(), "people or their hours changed") in moves(outcome)
    called = [at for at, one in clockwork.until(monday(9, days=7)).of(Reminded) if one.last]
    assert called == ["Tue 10:00"]


def test_the_last_call_of_an_emergency_is_by_the_clock() -> None:
    change = make.opened(given=led(), kind="emergency")
    (end,) = (one for one in change.chases if one.what is Chased.END)
    assert end.next_at == change.expires_at - HOUR


def test_after_an_outage_only_the_latest_is_done_once() -> None:
    given = led(long(led()))
    clockwork = clock(given)
    outcome = clockwork.at(monday(16, days=2))  # 25 hours: reminders at 4, 8 and 16, two rungs
    assert [one.TAG for one in outcome.events] == ["change:reminded", "change:escalated"]
    assert escalated(clockwork) == [("Wed 16:00", "ana", "manager", ("mara",))]
    (chase,) = outcome.change.silent
    assert (chase.reminders, chase.reminded_at) == (3, monday(16, days=2))
    assert clockwork.at(monday(16, days=2)).events == ()
    found = reminded(clockwork.until(LATER))
    assert found[1][0] == "Fri 14:00"  # 16 hours later, not 4


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        ({"zones": {"ana": "America/New_York"}}, monday(18)),  # she begins at 14:00 UTC
        ({"zones": {"ana": "Asia/Tokyo"}}, monday(4, days=1)),
        ({"absences": {}}, monday(13)),
    ],
)
def test_working_hours_are_each_persons_own(fields: dict[str, Any], moment: datetime) -> None:
    assert next_step_at(clock(led(ALONE.rules(), **fields)).change) == moment


def test_a_holiday_is_no_working_day() -> None:
    bavarian = WorkingHours(country="DE", subdivision="BY")
    people = tuple(replace(one, hours=bavarian) if one.id == "ana" else one for one in make.PEOPLE)
    given = replace(ALONE, directory=make.directory(people))
    clockwork = clock(replace(given, policy=long(ALONE)), now=datetime(2026, 4, 2, 15, tzinfo=UTC))
    clockwork.until(datetime(2026, 4, 7, 10, tzinfo=UTC))  # Good Friday and Easter Monday are off
    assert [at for at, _ in clockwork.told] == [datetime(2026, 4, 7, 10, tzinfo=UTC)]


def test_what_is_due_when_somebody_leaves_is_due_when_they_come_back() -> None:
    clockwork = clock(ALONE, now=monday(14))  # four hours are over at 18:00
    assert next_step_at(clockwork.change) == monday(9, days=1)


def test_no_length_of_nothing_is_due_for_ever() -> None:
    never = Chasing(remind_after=timedelta(0))
    clockwork = clock(led(replace(ONE, chasing=(never,), expires_after=HOUR)))
    assert len(reminded(clockwork.until(LATER))) == 60


def test_a_step_that_finds_nobody_at_work_moves_and_says_so() -> None:
    """Ana was to be reminded at 13:00 UTC, but flew to Tokyo, where it is 22:00."""
    away = replace(ALONE, zones={"ana": "Asia/Tokyo"})
    clockwork = Clockwork(clock(ALONE).change, away)
    outcome = clockwork.at(monday(13))
    assert moves(outcome) == [("ana", monday(4, days=1).isoformat(), "Ana is not at work")]
    assert reminded(clockwork.until(monday(4, days=1))) == [("Tue 04:00", ("ana",))]


def test_emergencies_run_by_the_clock_at_night_too() -> None:
    given = led(zones={"ana": "America/Los_Angeles", "mara": "Asia/Tokyo"})
    clockwork = clock(given, kind="emergency", now=monday(2)).until(monday(4))
    assert reminded(clockwork)[:3] == [
        ("Mon 02:15", ("ana",)),
        ("Mon 02:30", ("ana",)),
        ("Mon 02:45", ("cleo",)),
    ]
    assert [one for one in escalated(clockwork) if one[1] == "ana"] == [
        ("Mon 02:30", "ana", "others", ("cleo",)),
        ("Mon 03:00", "ana", "manager", ("mara",)),
        ("Mon 04:00", "ana", "director", ("max",)),
    ]


def test_the_last_call_comes_once_to_the_requester_and_all_who_are_asked() -> None:
    given = led(replace(TWO, expires_after=timedelta(hours=33)))  # until Tuesday 18:00
    clockwork = clock(given).until(monday(17, days=1))
    called = [(at, one.people) for at, one in clockwork.of(Reminded) if one.last]
    assert called == [("Tue 10:00", ("ana", "cleo", "dan", "ben"))]
    outcome = Clockwork(clockwork.change, given).at(monday(18, days=1))
    assert outcome.change.state is State.EXPIRED
    assert next_step_at(outcome.change) is None


def test_nobody_is_called_who_snoozed_it_and_who_was_called_is_not_reminded_besides() -> None:
    given = led(replace(TWO, expires_after=timedelta(hours=33)))
    change = make.opened(given=given)
    change = sleep(change, Sleep("CR-1", "ana", monday(17, days=1)), given, NOW).change
    outcome = Clockwork(change, given).at(monday(10, days=1))
    (called, *_) = outcome.events
    assert isinstance(called, Reminded)
    assert (called.last, called.people) == (True, ("cleo", "ben"))
    found = [one for one in notices(outcome, given) if isinstance(one, Reminder)]
    assert [(one.person, one.due[0][1]) for one in found] == [
        ("cleo", "last-call"),
        ("ben", "last-call"),
        ("dan", "others"),
    ]


def test_it_comes_once_however_often_an_approval_is_taken_back() -> None:
    given = led(replace(ONE, expires_after=timedelta(hours=33)))
    clockwork = clock(given).until(monday(10, days=1))
    done = make.decided(clockwork.change, "ana", given=given, now=monday(11, days=1))
    back = make.decided(done.change, "ana", Verb.WITHDRAW, given=given, now=monday(12, days=1))
    again = Clockwork(back.change, given).until(monday(18, days=1))
    assert [one for _, one in again.of(Reminded) if one.last] == []
    early = make.approved_by(make.opened(given=given), "ana", given=given)
    back = make.decided(early, "ana", Verb.WITHDRAW, given=given)
    again = Clockwork(back.change, given).until(monday(18, days=1))
    assert len([one for _, one in again.of(Reminded) if one.last]) == 1


def test_of_a_change_that_is_as_short_as_the_last_call_there_is_none() -> None:
    given = led(replace(ONE, expires_after=timedelta(hours=7)))
    assert list(clock(given).until(LATER).of(Reminded)) == [
        ("Mon 13:00", Reminded("CR-1", 1, ("ana",), False, monday(16).isoformat()))  # noqa: FBT003
    ]


ENDS: dict[str, Callable[[Change, Facts], Change]] = {
    "approved": lambda change, given: make.approved_by(change, "ana", given=given),
    "deployed": lambda change, given: reassess(_deployed(change), given, NOW).change,
    "cancelled": lambda change, given: (
        cancel(change, Cancel("CR-1", "ben", 1, "slack", "No longer needed."), given, NOW).change
    ),
    "rejected": lambda change, given: make.decided(change, "ana", Verb.REJECT, given=given).change,
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_what_waits_for_nobody_chases_nobody(end: Callable[[Change, Facts], Change]) -> None:
    given = led()
    clockwork = Clockwork(end(_opened(given), given), given)
    assert [one for one in clockwork.change.chases if not one.over] == []
    clockwork.until(LATER)
    assert list(clockwork.of(Reminded, Escalated, ScheduleMoved)) == []


def _opened(given: Facts) -> Change:
    change = make.opened(given=given)
    assert change.silent
    return change


def _deployed(change: Change) -> Change:
    done = Deployment(
        1, "checkout", "production", 1, DeploymentOutcome.SUCCEEDED, "api:ci", NOW, passed=True
    )
    return replace(change, deployments=(done,))


def test_while_a_source_cannot_be_read_nothing_is_done_and_nothing_is_lost() -> None:
    clockwork = clock(ALONE)
    blind = replace(ALONE, problems=("The directory cannot be read.",))
    assert step(clockwork.change, blind, monday(13)).events == ()
    told = reassess(clockwork.change, blind, monday(13)).change
    assert (told.state, told.chases) == (State.ERROR, clockwork.change.chases)
    assert next_step_at(told) == monday(13)
    assert reminded(Clockwork(told, ALONE).until(monday(14))) == [("Mon 13:00", ("ana",))]


def test_a_change_from_before_is_chased_from_when_it_is_judged_next() -> None:
    old = replace(clock().change, chases=())
    outcome = reassess(old, led(), monday(12))
    assert moves(outcome)[0] == ("ana", monday(16).isoformat(), "Ana is asked now")
    assert reassess(outcome.change, led(), monday(12)).events == ()
    assert [one.what for one in outcome.change.chases] == [Chased.SIGN_OFF, Chased.END]
