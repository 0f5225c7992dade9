"""Who is away names a delegate, who acts as themselves and never weakens the quorum."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chatops.core.absence import Absence
from chatops.core.away import Away, away
from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.core.refused import Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

DAY = timedelta(days=1)


def refusal(command: Away, given: Facts | None = None) -> tuple[str | None, str]:
    with pytest.raises(Refused) as refused:
        away(command, given or make.facts(), NOW)
    return refused.value.field, refused.value.sentence


def test_an_absence_is_kept_and_told() -> None:
    until = NOW + 5 * DAY
    absence, event = away(Away("cleo", until, "ana", "cleo"), make.facts(), NOW)
    assert absence == Absence("cleo", until, "ana", "cleo")
    assert (event.person, event.until, event.delegate, event.set_by) == (
        "cleo",
        "2026-03-07T09:00:00+00:00",
        "ana",
        "cleo",
    )
    assert absence.is_on(until - timedelta(microseconds=1))
    assert not absence.is_on(until)


def test_who_is_back_is_there_and_has_no_delegate() -> None:
    absence, event = away(Away("cleo", None, "ana", "operator:root"), make.facts(), NOW)
    assert not absence.is_on(NOW)
    assert (absence.delegate, event.until, event.delegate) == (None, "", "")
    assert event.set_by == "operator:root"


@pytest.mark.parametrize("until", [NOW, NOW - DAY, NOW + 367 * DAY])
def test_an_absence_ends_on_a_day_to_come(until: datetime) -> None:
    assert refusal(Away("cleo", until, None, "cleo")) == (
        "until",
        "Name a day that is still to come, within a year, as YYYY-MM-DD.",
    )


@pytest.mark.parametrize(
    ("who", "delegate", "sentence"),
    [
        (
            "ana",
            "cleo",
            (
                "Cleo is mid, below Ana's senior; a delegate is of at least the "
                "same level. Name somebody else."
            ),
        ),
        ("ana", "ana", "Nobody is their own delegate. Name somebody else."),
        ("dan", "robo", "Robo is a bot; only people decide. Name somebody else."),
        (
            "dan",
            "gus",
            ("Gus is a guest of this workspace; only full members decide. Name somebody else."),
        ),
        ("dan", "ida", "Ida is away too. Name somebody else."),
        ("dan", "old", "Old is no longer active in the directory. Name somebody else."),
        ("dan", "nobody", "“nobody” is not in the directory."),
    ],
)
def test_a_delegate_is_there_and_of_at_least_their_level(
    who: str, delegate: str, sentence: str
) -> None:
    more = (make.person("gus"), make.person("ida"), make.person("old", active=False))
    given = make.facts(
        the_directory=make.directory(make.PEOPLE + more),
        standings={"gus": Standing.GUEST},
        absences=make.absence("ida"),
    )
    assert refusal(Away(who, NOW + DAY, delegate, who), given)[1] == sentence


# Eve (senior, of Identity) stands in for Ana (senior, of Payments).
AWAY = make.facts(absences=make.absence("ana", "eve"))


def owners(change: Change, given: Facts, after: timedelta = timedelta(0)) -> str:
    return make.line(evaluate(change, given, NOW + after), "owners")


def test_the_delegate_is_asked_and_signs_as_themselves_for_the_absent() -> None:
    assert "eve" in evaluate(make.opened(given=AWAY), AWAY, NOW).waiting()
    assert "ana" not in evaluate(make.opened(given=AWAY), AWAY, NOW).waiting()
    change = make.approved_by(make.opened(given=AWAY), "eve", "cleo", given=AWAY)
    first, second = change.decisions
    assert (first.person, first.on_behalf_of, first.level) == ("eve", "ana", "senior")
    assert (second.person, second.on_behalf_of) == ("cleo", None)
    assert owners(change, AWAY) == "2 of 2 sign-offs from Payments (owners): Eve (for Ana), Cleo."


def test_without_an_absence_the_delegate_is_nobody() -> None:
    for given in (
        make.facts(),
        make.facts(absences=make.absence("ana", "eve", until=NOW)),  # back
        make.facts(absences=make.absence("ana")),
    ):
        with pytest.raises(Refused) as refused:
            make.decided(make.opened(given=given), "eve", given=given)
        assert refused.value.code == "not_an_approver"


def test_the_two_are_one_voice() -> None:
    change = make.approved_by(make.opened(given=AWAY), "eve", "ana", given=AWAY)
    line = owners(change, AWAY)
    assert line.startswith("1 of 2 sign-offs from Payments (owners): Ana.")
    assert "Eve signed for Ana, who has signed as well" in line


def test_two_delegates_of_one_absent_person_are_one_voice() -> None:
    """Ana names Eve, Eve signs; Ana then names Max, and Max signs."""
    change = make.approved_by(make.opened(given=AWAY), "eve", given=AWAY)
    later = make.facts(absences=make.absence("ana", "max"))
    change = make.approved_by(change, "max", given=later)
    verdict = evaluate(change, later, NOW)
    assert verdict.state is State.PENDING
    assert make.line(verdict, "owners").startswith("1 of 2 sign-offs")


def test_one_delegate_of_two_absent_people_is_one_voice() -> None:
    both = make.facts(absences=make.absence("ana", "eve") | make.absence("cleo", "eve"))
    change = make.approved_by(make.opened(given=both), "eve", given=both)
    assert owners(change, both).startswith("1 of 2 sign-offs")


def test_who_is_asked_anyway_signs_for_themselves_and_once() -> None:
    given = make.facts(absences=make.absence("cleo", "ana"))
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    assert change.decisions[0].on_behalf_of is None
    assert owners(change, given) == "1 of 2 sign-offs from Payments (owners): Ana."


@pytest.mark.parametrize(
    "change",
    [make.opened("ana"), make.opened(the_commit=make.commit(author="ana"))],
    ids=["requester", "author"],
)
def test_nobody_stands_in_for_a_contributor(change: Change) -> None:
    with pytest.raises(Refused, match="not among them"):
        make.decided(change, "eve", given=AWAY)


def test_a_contributor_stands_in_for_nobody() -> None:
    with pytest.raises(Refused, match="contributors never sign off"):
        make.decided(make.opened("eve"), "eve", given=AWAY)


def test_a_delegate_of_too_low_a_level_does_not_count() -> None:
    policy = make.policy(make.rule(SignOffs("owners", 1, ("owners",), min_level="senior")))
    fields: dict[str, Any] = {"the_policy": policy, "absences": make.absence("ana", "ben")}
    given = make.facts(**fields)  # as if set before Ana was promoted
    with pytest.raises(Refused, match="not among them"):
        make.decided(make.opened("dan", given=given), "ben", given=given)


def test_a_delegate_below_the_absent_stands_in_for_nobody_whatever_is_asked() -> None:
    lea = make.person("lea", make.MID)  # of no team; as if named before Ana was promoted
    given = make.facts(
        the_directory=make.directory((*make.PEOPLE, lea)), absences=make.absence("ana", "lea")
    )
    assert "lea" not in evaluate(make.opened(given=given), given, NOW).waiting()
    with pytest.raises(Refused, match="not among them"):
        make.decided(make.opened(given=given), "lea", given=given)


def test_the_signature_stands_after_the_absent_is_back_and_falls_when_they_leave() -> None:
    change = make.approved_by(make.opened(given=AWAY), "eve", "cleo", given=AWAY)
    assert evaluate(change, AWAY, NOW + 6 * DAY).state is State.APPROVED
    left = replace(make.TEAMS[0], members=("ben", "cleo", "dan"))
    given = make.facts(the_directory=make.directory(teams=(left, make.TEAMS[1])))
    assert evaluate(change, given, NOW).state is State.PENDING
