"""Handing a sign-off over: who to whom, and who is asked then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.change import Change
from chatops.core.concerned import concerned
from chatops.core.events_chase import ScheduleMoved
from chatops.core.events_talk import HandedOver
from chatops.core.facts import Facts
from chatops.core.handing import MOST, GiveOver, candidates, hand_over
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.core.refused import Refused
from tests import builders as make
from tests.builders import NOW

ONE = make.facts(the_policy=make.policy(make.rule(SignOffs("owner", 1, ("owners",)))))
"""Ana, Cleo and Dan own checkout besides Ben, who asks; one of them is needed."""


def handed(change: Change, *pairs: tuple[str, str], given: Facts = ONE) -> Change:
    for person, to in pairs:
        change = hand_over(change, GiveOver("CR-1", person, to), given, NOW).change
    return change


def change_for(given: Facts = ONE) -> Change:
    return make.opened(given=given)


def test_whoever_it_is_handed_to_is_asked_instead_and_hears_it() -> None:
    change = change_for()
    assert change.asked == ("ana",)
    outcome = hand_over(change, GiveOver("CR-1", "ana", "dan"), ONE, NOW)
    event = HandedOver("CR-1", "ana", "dan")
    moved = ScheduleMoved("CR-1", "ana", "", "Ana handed it over")
    assert outcome.events == (event, moved)
    assert outcome.change.asked == ("dan",)
    assert list(concerned(event, outcome.change, ONE)) == ["dan"]


def test_it_holds_over_later_revisions() -> None:
    change = handed(change_for(), ("ana", "dan"))
    assert make.revised(change, title="Another", given=ONE).asked == ("dan",)


def test_who_is_not_asked_may_hand_over_too_and_is_then_asked_last() -> None:
    change = handed(change_for(), ("cleo", "dan"))
    assert change.asked == ("dan",)


def test_the_same_again_is_nothing_new() -> None:
    change = handed(change_for(), ("ana", "dan"))
    again = hand_over(change, GiveOver("CR-1", "ana", "dan"), ONE, NOW)
    assert (again.events, again.change.hand_overs) == ((), change.hand_overs)


def test_but_it_is_after_it_was_given_back() -> None:
    change = handed(change_for(), ("ana", "dan"), ("dan", "ana"))
    assert change.asked == ("ana",)
    again = handed(change, ("ana", "dan"))
    assert [one.number for one in again.hand_overs] == [1, 2, 3]
    assert again.asked == ("dan",)


CHAINS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "on and on": ([("ana", "cleo"), ("cleo", "dan")], "dan"),
    "in a circle": ([("ana", "cleo"), ("cleo", "dan"), ("dan", "ana")], "ana"),
    "twice around": ([("ana", "dan"), ("dan", "ana")] * 2 + [("ana", "cleo")], "cleo"),
    "another one instead": ([("ana", "dan"), ("ana", "cleo")], "cleo"),
}


@pytest.mark.parametrize("case", CHAINS)
def test_handed_on_it_stays_with_the_last(case: str) -> None:
    pairs, last = CHAINS[case]
    assert handed(change_for(), *pairs).asked == (last,)


def test_whoever_cannot_sign_any_more_holds_nothing() -> None:
    gone = replace(ONE, standings={**ONE.standings, "dan": Standing.DEACTIVATED})
    given = handed(change_for(), ("ana", "dan"))
    assert make.judged(given, gone).state is make.judged(change_for(), gone).state
    on = handed(change_for(), ("ana", "cleo"), ("cleo", "dan"))
    for change, left in ((given, "ana"), (on, "cleo")):
        later = make.revised(change, title="Another", given=gone)
        assert later.asked == (left,)


def test_who_handed_over_is_asked_again_where_it_cannot_be_done_without_them() -> None:
    three = make.facts(the_policy=make.policy(make.rule(SignOffs("all", 3, ("owners",)))))
    change = handed(make.opened(given=three), ("ana", "dan"), given=three)
    assert set(change.asked) == {"ana", "cleo", "dan"}


def test_one_more_is_asked_rather_than_who_handed_over() -> None:
    """Ana alone could fill both places; Cleo is no senior."""
    lines = (SignOffs("owner", 1, ("owners",), shared=True), make.SENIOR_SIGN_OFF)
    given = make.facts(the_policy=make.policy(make.rule(*lines)))
    change = make.opened(given=given)
    assert change.asked == ("ana",)
    assert set(handed(change, ("ana", "cleo"), given=given).asked) == {"cleo", "max"}


def test_even_two_more_are_asked_rather_than_who_handed_over() -> None:
    lines = (("cleo", "ana"), ("eve", "ana"), ("max", "ana"))
    asks = (
        SignOffs(one, 1, (f"person:{one}", f"person:{other}"), shared=True) for one, other in lines
    )
    given = make.facts(the_policy=make.policy(make.rule(*asks)))
    change = make.opened(given=given)
    assert change.asked == ("ana",)
    assert set(handed(change, ("ana", "cleo"), given=given).asked) == {"cleo", "eve", "max"}


def test_who_was_chosen_is_asked_although_somebody_else_could_do_it_alone() -> None:
    """Fay, a senior owner, would fill both places; Ana chose Cleo, who fills one."""
    lines = (SignOffs("owner", 1, ("owners",), shared=True), make.SENIOR_SIGN_OFF)
    people = (*make.PEOPLE, make.person("fay", make.SENIOR))
    team = replace(make.TEAMS[0], members=("ana", "ben", "cleo", "dan", "fay"))
    given = make.facts(
        the_policy=make.policy(make.rule(*lines)),
        the_directory=make.directory(people, (team, make.TEAMS[1])),
    )
    change = make.opened(given=given)
    assert set(handed(change, ("ana", "cleo"), given=given).asked) == {"cleo", "fay"}
    assert handed(change, ("ana", "fay"), given=given).asked == ("fay",)


def test_of_two_who_were_chosen_for_one_place_one_is_asked() -> None:
    people = (*make.PEOPLE, make.person("fay"))
    team = replace(make.TEAMS[0], members=("ana", "ben", "cleo", "dan", "fay"))
    given = replace(ONE, directory=make.directory(people, (team, make.TEAMS[1])))
    pairs = (("ana", "dan"), ("cleo", "fay"))
    assert handed(make.opened(given=given), *pairs, given=given).asked == ("dan",)


Refusal = tuple[Callable[[], tuple[Change, Facts]], str, str, str, str]
AWAY = replace(ONE, absences=make.absence("dan"))
GUEST = replace(ONE, standings={**ONE.standings, "dan": Standing.GUEST})
TWO = make.facts()
REFUSALS: dict[str, Refusal] = {
    "to oneself": (
        lambda: (change_for(), ONE),
        "ana",
        "ana",
        "unfit_successor",
        "Nobody hands over to themselves. Choose somebody else.",
    ),
    "to a contributor": (
        lambda: (change_for(), ONE),
        "ana",
        "ben",
        "unfit_successor",
        "Ben contributed to CR-1. Choose somebody else.",
    ),
    "to somebody away": (
        lambda: (change_for(), AWAY),
        "ana",
        "dan",
        "unfit_successor",
        "Dan is away. Choose somebody else.",
    ),
    "to a guest": (
        lambda: (change_for(), GUEST),
        "ana",
        "dan",
        "unfit_successor",
        "Dan is a guest of this workspace; only full members decide. Choose somebody else.",
    ),
    "to a bot": (
        lambda: (change_for(), ONE),
        "ana",
        "robo",
        "unfit_successor",
        "Robo is a bot; only people decide. Choose somebody else.",
    ),
    "to who is not meant": (
        lambda: (change_for(), ONE),
        "ana",
        "eve",
        "unfit_successor",
        "Eve may not sign what is asked of Ana. Choose somebody else.",
    ),
    "to who has approved": (
        lambda: (make.approved_by(make.opened(), "dan"), TWO),
        "ana",
        "dan",
        "unfit_successor",
        "Dan has approved CR-1 already. Choose somebody else.",
    ),
    "to nobody known": (
        lambda: (change_for(), ONE),
        "ana",
        "zoe",
        "unknown_person",
        "“zoe” is not in the directory.",
    ),
    "by who has approved": (
        lambda: (make.approved_by(make.opened(), "ana"), TWO),
        "ana",
        "dan",
        "already_approved",
        "You have approved CR-1 already.",
    ),
    "by who is not asked": (
        lambda: (change_for(), ONE),
        "eve",
        "dan",
        "not_asked",
        "CR-1 asks you for nothing, so there is nothing to hand over.",
    ),
    "by a contributor": (
        lambda: (change_for(), ONE),
        "ben",
        "dan",
        "not_asked",
        "CR-1 asks you for nothing, so there is nothing to hand over.",
    ),
    "when all is signed": (
        lambda: (make.approved_by(change_for(), "cleo", given=ONE), ONE),
        "ana",
        "dan",
        "nothing_asked",
        "CR-1 asks for no further sign-off.",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_it_is_handed_from_somebody_asked_to_somebody_who_may(case: str) -> None:
    made, person, to, code, sentence = REFUSALS[case]
    change, given = made()
    with pytest.raises(Refused) as error:
        hand_over(change, GiveOver("CR-1", person, to), given, NOW)
    assert (error.value.code, error.value.sentence) == (code, sentence)
    assert to not in candidates(change, person, given, NOW)


def test_a_change_that_is_over_or_cannot_be_judged_is_handed_to_nobody() -> None:
    change = change_for()
    unreadable = replace(ONE, problems=("The directory cannot be read.",))
    for given, now, code in (
        (ONE, change.expires_at, "expired"),
        (unreadable, NOW, "cannot_tell"),
    ):
        with pytest.raises(Refused) as error:
            hand_over(change, GiveOver("CR-1", "ana", "dan"), given, now)
        assert error.value.code == code
        assert candidates(change, "ana", given, now) == ()


def test_an_approval_that_ended_is_none() -> None:
    short = replace(ONE.rules(), approvals_expire_after=timedelta(hours=1))
    given = replace(ONE, policy=short)
    change = make.approved_by(change_for(), "ana", given=given)
    later = NOW + timedelta(hours=1)
    handed_on = hand_over(change, GiveOver("CR-1", "ana", "dan"), given, later).change
    assert handed_on.asked == ("dan",)


def test_who_is_at_work_and_has_the_least_to_do_is_offered_first() -> None:
    asleep, at_work = "America/Los_Angeles", "Europe/Berlin"
    people = (*make.PEOPLE, make.person("fay"))
    team = replace(make.TEAMS[0], members=("ana", "ben", "cleo", "dan", "fay"))
    given = make.facts(
        the_policy=ONE.policy,
        the_directory=make.directory(people, (team, make.TEAMS[1])),
        zones={"cleo": asleep, "dan": at_work, "fay": at_work},
        waiting={"dan": 2, "fay": 1},
    )
    change = make.opened(given=given)
    assert candidates(change, "ana", given, NOW) == ("fay", "dan", "cleo")


def test_people_whom_no_source_names_are_offered_last() -> None:
    given = make.facts(the_policy=make.policy(make.rule(SignOffs("any", 1, ("anyone",)))))
    change = make.opened(given=given)
    assert candidates(change, "ana", given, NOW) == ("cleo", "dan", "max", "eve")
    assert handed(change, ("ana", "eve"), given=given).asked == ("eve",)


def test_somebody_unknown_has_nothing_to_hand_over() -> None:
    assert candidates(change_for(), "zoe", ONE, NOW) == ()


def test_there_is_a_limit() -> None:
    change = handed(change_for(), ("ana", "dan"))
    full = replace(change, hand_overs=change.hand_overs * MOST)
    with pytest.raises(Refused) as error:
        hand_over(full, GiveOver("CR-1", "ana", "cleo"), ONE, NOW)
    assert error.value.code == "too_many"
