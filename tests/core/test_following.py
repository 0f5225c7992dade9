"""What people do moves the schedule, and the trail says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.absence import Absence
from chatops.core.asking import Ask, ask
from chatops.core.change import Change
from chatops.core.chase import Chased, Rung
from chatops.core.decision import Verb
from chatops.core.escalation import has_handed_over
from chatops.core.evaluate import evaluate
from chatops.core.events_chase import Escalated, Reminded, ScheduleMoved
from chatops.core.facts import Facts
from chatops.core.handing import GiveOver, hand_over
from chatops.core.lasting import hours
from chatops.core.nudging import Remind, remind
from chatops.core.outcome import Outcome, reassess
from chatops.core.people import Standing, WorkingHours
from chatops.core.policy import Chasing
from chatops.core.reminder import Silent, Why, waiting
from chatops.core.request import Revise, revise
from chatops.core.schedule import coming, next_step_at
from chatops.core.snoozing import Sleep, sleep
from tests import builders as make
from tests.builders import NOW
from tests.core.clockwork import LEADERS, ONE, Clockwork, led

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GIVEN = led()


def at(hour: int, *, days: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, tzinfo=UTC) + timedelta(days=days)


def opened(given: Facts = GIVEN) -> Change:
    """Ana is asked on Monday at 09:00 UTC, to be reminded at 13:00."""
    change = make.opened(given=given)
    assert (change.asked, next_step_at(change)) == (("ana",), at(13))
    return change


def moves(outcome: Outcome) -> list[tuple[str, str, str]]:
    found = (one for one in outcome.events if isinstance(one, ScheduleMoved))
    return [(one.person, one.to, one.why) for one in found]


def told(change: Change, until: datetime, given: Facts = GIVEN) -> list[tuple[str, str]]:
    """When who is reminded or silent, in order."""
    found = Clockwork(change, given).until(until)
    return [(when, one.people[0]) for when, one in found.of(Reminded, Escalated)]


def test_what_is_waited_for_begins_with_the_request() -> None:
    found = [(one.what, one.person, one.next_at) for one in opened().chases]
    assert found == [
        (Chased.SIGN_OFF, "ana", at(13)),
        (Chased.END, "", at(10, days=4)),  # eight working hours before Monday 09:00
    ]


def test_a_question_moves_nothing() -> None:
    outcome = ask(opened(), Ask("CR-1", "dan", "Where was it tried?"), GIVEN, at(12))
    assert (moves(outcome), next_step_at(outcome.change)) == ([], at(13))


def test_a_snooze_moves_all_to_its_end() -> None:
    change = sleep(opened(), Sleep("CR-1", "ana", at(11, days=1)), GIVEN, at(12)).change
    outcome = sleep(opened(), Sleep("CR-1", "ana", at(11, days=1)), GIVEN, at(12))
    assert moves(outcome) == [("ana", at(15, days=1).isoformat(), "Ana wants to hear of it later")]
    assert next_step_at(change) == at(11, days=1)  # it ends, and she hears of it
    assert told(change, at(17, days=1)) == [("Tue 15:00", "ana")]
    assert told(change, at(10, days=2))[1:] == [("Wed 10:00", "ana"), ("Wed 10:00", "ana")]


def test_who_is_asked_while_they_snooze_is_waited_for_from_its_end() -> None:
    change = sleep(opened(), Sleep("CR-1", "cleo", at(11, days=1)), GIVEN, NOW).change
    outcome = hand_over(change, GiveOver("CR-1", "ana", "cleo"), GIVEN, at(10))
    (chase,) = outcome.change.silent
    assert (chase.person, chase.since, chase.next_at) == ("cleo", at(11, days=1), at(15, days=1))


def test_a_nudge_counts_as_a_reminder() -> None:
    outcome = remind(opened(), Remind("CR-1", "ben"), GIVEN, at(12))
    why = "Ben reminded those who are asked"
    assert moves(outcome) == [("ana", at(16).isoformat(), why)]
    assert told(outcome.change, at(16)) == [("Mon 16:00", "ana")]
    assert told(outcome.change, at(17))[1:] == [("Mon 17:00", "ana")]  # others are asked as ever


def test_a_hand_over_ends_one_and_begins_another() -> None:
    outcome = hand_over(opened(), GiveOver("CR-1", "ana", "dan"), GIVEN, at(12))
    assert moves(outcome) == [("ana", "", "Ana handed it over")]
    (chase,) = outcome.change.silent
    assert (chase.person, chase.next_at) == ("dan", at(16))


def climbs(change: Change, given: Facts, days: int = 9) -> list[tuple[str, tuple[str, ...], str]]:
    """When whose silence is carried to superiors from now on."""
    found = Clockwork(change, given).until(at(9, days=days)).of(Escalated)
    return [(when, one.people, one.rung) for when, one in found if one.rung != "others"]


LONG = led(replace(ONE, expires_after=timedelta(days=20)))
GONE = replace(LONG, absences=make.absence("ana", until=at(9, days=30)))
LEFT = led(LONG.rules(), standings={"ana": Standing.DEACTIVATED})


def silent_until(hour: int, *, days: int = 0) -> Change:
    """Ana is asked on Monday at 09:00, and from 17:00 on Cleo in her place."""
    return Clockwork(make.opened(given=LONG), LONG).until(at(hour, days=days)).change


@pytest.mark.parametrize(
    ("name", "end", "given"),
    [
        ("away", lambda change: reassess(change, GONE, at(10, days=1)), GONE),
        ("left", lambda change: reassess(change, LEFT, at(10, days=1)), LEFT),
        (
            "handed over",
            lambda change: hand_over(change, GiveOver("CR-1", "ana", "cleo"), LONG, at(10, days=1)),
            LONG,
        ),
    ],
)
def test_who_was_asked_in_anothers_place_goes_on_from_where_they_were(
    name: str, end: Callable[[Change], Outcome], given: Facts
) -> None:
    change = end(silent_until(17)).change
    (chase,) = change.silent
    assert (chase.person, chase.instead_of, chase.rung) == ("cleo", "", Rung.OTHERS), name
    # 24 and 48 hours after Ana was asked
    assert climbs(change, given) == [
        ("Wed 15:00", ("cleo",), "manager"),
        ("Mon 12:00", ("cleo",), "director"),
    ]


def test_who_is_asked_now_that_somebody_is_away_goes_on_from_where_they_were() -> None:
    change = reassess(make.opened(given=LONG), GONE, at(12)).change
    (chase,) = change.silent
    assert (chase.person, chase.since, chase.climbs_since) == ("cleo", at(12), at(9))
    assert climbs(change, GONE)[0] == ("Wed 15:00", ("cleo",), "manager")


def test_handed_round_it_is_carried_higher_all_the_same() -> None:
    change, holder = make.opened(given=LONG), "ana"
    for day, to in enumerate(("cleo", "dan", "ana", "cleo")):
        handed = GiveOver("CR-1", holder, to)
        change = Clockwork(change, LONG).until(at(10, days=day)).change
        change, holder = hand_over(change, handed, LONG, at(10, days=day)).change, to
    (chase,) = (one for one in change.silent if one.person == holder)
    assert (chase.climbs_since, chase.rung, chase.reminders) == (at(9), Rung.MANAGER, 0)


def test_who_is_asked_in_the_place_of_one_who_handed_over_is_so_of_who_got_it() -> None:
    handed = hand_over(silent_until(17), GiveOver("CR-1", "ana", "dan"), LONG, at(10, days=1))
    found = {one.person: one for one in handed.change.silent}
    assert (found["cleo"].instead_of, found["dan"].climbs_since) == ("dan", at(9))
    assert climbs(handed.change, LONG) == [
        ("Wed 15:00", ("dan",), "manager"),
        ("Mon 12:00", ("dan",), "director"),
    ]


def test_nobody_inherits_from_who_signed() -> None:
    two = replace(LONG, policy=replace(LONG.rules(), rules=(make.rule(make.OWNERS),)))
    change = Clockwork(make.opened(given=two), two).until(at(17)).change
    assert set(change.asked) == {"ana", "cleo", "dan"}
    done = make.approved_by(change, "ana", given=two, now=at(17))
    found = {one.person: (one.instead_of, one.climbs_since) for one in done.silent}
    assert found["dan"] == ("", at(17))


def test_who_took_their_approval_back_and_drops_out_is_followed_by_the_next() -> None:
    change = make.decided(make.opened(given=LONG), "ana", given=LONG).change
    change = make.decided(change, "ana", Verb.WITHDRAW, given=LONG, now=at(10)).change
    after = reassess(change, GONE, at(12)).change
    assert [(one.person, one.climbs_since) for one in after.silent] == [("cleo", at(10))]


def test_what_was_snoozed_can_be_handed_over() -> None:
    change = sleep(silent_until(17), Sleep("CR-1", "ana", at(11, days=2)), LONG, at(17)).change
    handed = hand_over(change, GiveOver("CR-1", "ana", "dan"), LONG, at(10, days=1)).change
    assert set(handed.asked) == {"cleo", "dan"}
    assert has_handed_over(handed, change.chases[0])


def test_what_nobody_can_be_asked_for_is_carried_higher_all_the_same() -> None:
    away = {one: Absence(one, at(9, days=30), None) for one in ("ana", "cleo", "dan")}
    given = replace(LONG, absences=away)
    change = reassess(make.opened(given=LONG), given, at(12)).change
    (chase,) = (one for one in change.chases if one.what is Chased.NOBODY)
    assert (change.asked, chase.next_at) == ((), at(15, days=2))
    assert reassess(change, given, at(12)).events == ()
    assert coming(change, given, at(12)).people == ("mara",)
    assert climbs(change, given) == [("Wed 15:00", (), "manager"), ("Mon 12:00", (), "director")]
    later = Clockwork(change, given).until(at(15, days=2)).change
    verdict = evaluate(later, given, at(15, days=2))
    found = waiting(later, verdict, Why.MANAGER, "mara", at(15, days=2))
    assert found is not None  # so that her message is sent
    assert found.silent == (Silent("", at(9)),)
    back = reassess(later, LONG, at(16, days=2)).change
    assert [(one.person, one.rung) for one in back.silent] == [("ana", Rung.MANAGER)]
    assert not [one for one in back.chases if one.what is Chased.NOBODY and not one.over]


FAST = Chasing((), (), hours(1), hours(2), hours(3), hours(5), hours(4))
NEVER = tuple(replace(one, hours=WorkingHours(days=())) for one in LEADERS)


@pytest.mark.parametrize(
    ("before", "given", "moment", "why"),
    [
        (led(), led(replace(ONE, chasing=(FAST,))), at(11), "the policy asks for another pace"),
        (led(), led(zones={"ana": "Asia/Tokyo"}), at(4, days=1), "people or their hours changed"),
        (led(people=NEVER), led(), at(13), "people or their hours changed"),
    ],
    ids=["policy", "zone", "hours"],
)
def test_a_schedule_follows_the_policy_and_peoples_hours(
    before: Facts, given: Facts, moment: datetime, why: str
) -> None:
    change = make.opened(given=before)
    outcome = reassess(change, given, at(11))
    assert ("ana", moment.isoformat(), why) in moves(outcome)
    assert next_step_at(outcome.change) == moment
    assert reassess(outcome.change, given, at(11)).events == ()


def test_the_last_call_follows_who_is_asked() -> None:
    """Dan works on Mondays and Tuesdays, and all of it ends on Monday at 09:00."""
    short = WorkingHours(days=(0, 1))
    people = (replace(one, hours=short) if one.id == "dan" else one for one in LEADERS)
    given = led(people=tuple(people))
    outcome = hand_over(opened(given), GiveOver("CR-1", "ana", "dan"), given, at(12))
    moved = ("", at(10, days=1).isoformat(), "people or their hours changed")
    assert moved in moves(outcome)


def test_a_last_call_that_was_to_come_is_made_at_once() -> None:
    given = led()
    late = Clockwork(opened(given), given).until(at(18, days=3)).change
    people = tuple(replace(one, hours=WorkingHours(days=(0, 3))) for one in LEADERS)
    other = led(people=people)
    outcome = reassess(late, other, at(17, days=3))
    end = next(one for one in outcome.change.chases if one.what is Chased.END)
    assert end.next_at == at(17, days=3)


def test_who_hands_over_after_others_were_asked_is_asked_no_more() -> None:
    change = Clockwork(opened(), GIVEN).until(at(17)).change
    assert set(change.asked) == {"ana", "cleo"}
    outcome = hand_over(change, GiveOver("CR-1", "ana", "dan"), GIVEN, at(17))
    assert set(outcome.change.asked) == {"cleo", "dan"}


def test_who_is_away_is_waited_for_no_more_and_their_delegate_is() -> None:
    given = replace(GIVEN, absences=make.absence("ana", "eve"))
    outcome = reassess(opened(), given, at(12))
    assert ("ana", "", "Ana is away") in moves(outcome)
    assert outcome.change.asked == ("cleo",)
    assert told(outcome.change, at(16), given) == [("Mon 16:00", "cleo")]


def test_a_new_revision_begins_all_anew() -> None:
    change = Clockwork(opened(), GIVEN).until(at(17)).change
    outcome = make.revised(change, given=GIVEN, now=at(17), title="Another")
    assert outcome.asked == ("ana",)  # Cleo was asked in her place, on what is no more
    (chase,) = outcome.silent
    assert (chase.revision, chase.reminders, chase.next_at) == (2, 0, at(12, days=1))
    assert [one.revision for one in outcome.chases if one.what is Chased.END] == [1, 2]


def test_a_new_revision_is_told() -> None:
    command = Revise("CR-1", "ben", "slack", 1, make.draft(title="Another"))
    outcome = revise(opened(), command, GIVEN, at(12))
    assert moves(outcome) == [("ana", at(16).isoformat(), "revision 2 came")]


def test_a_sign_off_moves_nothing_of_others_and_needs_no_word() -> None:
    two = led(replace(ONE, rules=(make.rule(make.OWNERS),)))
    change = make.opened(given=two)
    assert change.asked == ("ana", "cleo")
    outcome = make.decided(change, "ana", given=two, now=at(12))
    assert moves(outcome) == []
    assert [(one.person, one.next_at) for one in outcome.change.silent] == [("cleo", at(13))]


def test_who_takes_an_approval_back_is_waited_for_anew() -> None:
    change = make.approved_by(opened(), "ana", given=GIVEN)
    assert [one for one in change.chases if not one.over] == []
    back = make.decided(change, "ana", Verb.WITHDRAW, given=GIVEN, now=at(12)).change
    assert [(one.person, one.since) for one in back.silent] == [("ana", at(12))]
    assert [one.number for one in back.chases] == [1, 2, 3, 4]
