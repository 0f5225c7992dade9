"""What people do moves the schedule, and the trail says so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chatops.core.asking import Ask, ask
from chatops.core.change import Change
from chatops.core.chase import Chased
from chatops.core.decision import Verb
from chatops.core.events_chase import Escalated, Reminded, ScheduleMoved
from chatops.core.facts import Facts
from chatops.core.handing import GiveOver, hand_over
from chatops.core.nudging import Remind, remind
from chatops.core.outcome import Outcome, reassess
from chatops.core.request import Revise, revise
from chatops.core.schedule import next_step_at
from chatops.core.snoozing import Sleep, sleep
from tests import builders as make
from tests.builders import NOW
from tests.core.clockwork import ONE, Clockwork, led

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GIVEN = led()


def at(hour: int, *, days: int = 0) -> datetime:
    return datetime(2026, 3, 2 + days, hour, tzinfo=UTC)


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
    return [
        (when, one.person if isinstance(one, Escalated) else one.people[0])
        for when, one in found.of(Reminded, Escalated)
    ]


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
