"""How sign-offs are counted where people stand in for others, repeat themselves or wait."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.people import Standing, Team
from chatops.core.policy import Part, SignOffs, Wait
from chatops.core.systems import System
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, line

ANA = SignOffs("ana", 1, ("person:ana",))
HOUR = timedelta(hours=1)


def ruled(*lines: SignOffs | Wait, **changed: Any) -> Facts:
    return replace(make.facts(the_policy=make.policy(make.rule(*lines))), **changed)


def away(person: str, delegate: str, given: Facts) -> Facts:
    absence = Absence(person, NOW + timedelta(days=3), delegate)
    return replace(given, absences={person: absence})


def approved(change: Change, who: str, given: Facts, at: datetime = NOW) -> Change:
    return make.decided(change, who, given=given, now=at).change


def test_requirements_of_one_name_in_two_rules_are_counted_apart() -> None:
    """Two people are no three, whatever the lines are called."""
    rules = (
        make.rule(SignOffs("owners", 1, ("owners",)), name="one"),
        make.rule(SignOffs("owners", 2, ("owners",)), name="two"),
    )
    given = make.facts(the_policy=make.policy(*rules))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    assert evaluate(change, given, NOW).state is State.PENDING
    assert make.decided(change, "dan", given=given).verdict.state is State.APPROVED


def test_teams_of_one_name_are_counted_apart() -> None:
    twin = Team("twin", "Payments", "CTWIN", ("eve", "max"))
    people = make.directory(teams=(*make.TEAMS, twin))
    systems = (*make.SYSTEMS, System("other", "Other", 1, "twin"))
    one = make.policy(make.rule(SignOffs("owners", 1, ("owners",))))
    given = make.facts(the_policy=one, the_directory=people, systems=systems)
    change = make.opened(given=given, systems=("checkout", "other"))
    change = make.approved_by(change, "ana", "cleo", given=given)
    assert evaluate(change, given, NOW).state is State.PENDING
    assert make.decided(change, "eve", given=given).verdict.state is State.APPROVED


def test_who_is_away_and_their_delegate_are_one_voice_over_all_asks() -> None:
    """Ana's approval stands for the one line; her delegate adds none for the other."""
    sticky = replace(ANA, name="sticky", sticky=(Part.TITLE,))
    given = ruled(ANA, sticky)
    change = approved(make.opened(given=given), "ana", given)
    change = make.revised(change, title="Another title", given=given)
    there = away("ana", "eve", given)
    change = approved(change, "eve", there)
    verdict = evaluate(change, there, NOW)
    assert verdict.state is not State.APPROVED
    assert "Does not count: Eve signed for Ana, who has signed as well." in line(verdict, "ana")


def test_two_delegates_of_one_person_are_one_voice() -> None:
    given = ruled(SignOffs("two", 2, ("person:ana", "person:cleo")))
    change = approved(make.opened(given=given), "eve", away("ana", "eve", given))
    change = approved(change, "max", away("ana", "max", given))
    verdict = evaluate(change, given, NOW)
    assert line(verdict, "two").startswith("1 of 2 sign-offs from Ana or Cleo: Eve (for Ana).")
    assert "Max signed for Ana, for whom Eve has signed already" in line(verdict, "two")
    assert make.decided(change, "cleo", given=given).verdict.state is State.APPROVED


def test_nobody_stands_in_for_who_is_known_to_have_left_slack() -> None:
    given = away("ana", "eve", ruled(ANA))
    change = approved(make.opened(given=given), "eve", given)
    assert evaluate(change, given, NOW).state is State.APPROVED
    gone = replace(given, standings={**given.standings, "ana": Standing.DEACTIVATED})
    assert evaluate(change, gone, NOW).state is not State.APPROVED


WAITING = (SignOffs("owners", 1, ("owners",), sticky=(Part.TITLE,)), Wait("wait", HOUR))


def test_a_delegate_who_is_joined_by_the_absent_person_does_not_start_the_wait_anew() -> None:
    given = ruled(ANA, Wait("wait", HOUR))
    change = approved(make.opened(given=given), "eve", away("ana", "eve", given))
    assert evaluate(change, given, NOW + HOUR).state is State.APPROVED
    joined = approved(change, "ana", given, NOW + HOUR)
    assert evaluate(joined, given, NOW + HOUR).state is State.APPROVED


def test_who_confirms_a_sticky_approval_does_not_start_the_wait_anew() -> None:
    given = ruled(*WAITING)
    change = approved(make.opened(given=given), "ana", given)
    change = make.revised(change, title="Another title", given=given)
    assert evaluate(change, given, NOW + HOUR).state is State.APPROVED
    confirmed = approved(change, "ana", given, NOW + HOUR)
    assert evaluate(confirmed, given, NOW + HOUR).state is State.APPROVED


def test_who_withdraws_and_approves_again_starts_the_wait_anew() -> None:
    given = ruled(*WAITING)
    change = approved(make.opened(given=given), "ana", given)
    change = make.decided(change, "ana", Verb.WITHDRAW, given=given).change
    change = approved(change, "ana", given, NOW + HOUR)
    assert evaluate(change, given, NOW + HOUR).state is State.PENDING
    assert evaluate(change, given, NOW + 2 * HOUR).state is State.APPROVED
