"""Whose sign-off counts for what, who is waited for, and how the quorum is told."""

from dataclasses import replace

from chatops.core.directory import Directory
from chatops.core.people import Person, Standing
from chatops.core.policy import SignOffs
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import judged, line


def test_who_turns_out_to_be_a_contributor_no_longer_counts() -> None:
    """The address in the commit is found to be Ana's after she approved."""
    change = make.opened(the_commit=make.commit(author="mallory"))
    change = make.approved_by(change, "ana", "cleo")
    known = _with(
        make.person("ana", make.SENIOR, emails=("ana@example.com", "mallory@example.com"))
    )
    verdict = judged(change, make.facts(the_directory=known))
    assert verdict.state is State.PENDING
    assert "Does not count: Ana contributed to this change." in line(verdict, "owners")


def test_a_director_is_asked_for_and_counts() -> None:
    lines = (SignOffs("director", 1, ("director",)),)
    given = make.facts(the_policy=make.policy(make.rule(*lines)))
    change = make.opened(given=given)
    verdict = judged(change, given)
    assert verdict.waiting() == ("max",)
    assert line(verdict, "director") == "0 of 1 sign-off from Max."
    approved = make.approved_by(change, "max", given=given)
    assert judged(approved, given).state is State.APPROVED
    own = replace(make.SYSTEMS[0], director="eve")
    moved = make.facts(the_policy=make.policy(make.rule(*lines)), systems=(own,))
    assert judged(approved, moved).state is State.PENDING


def test_a_level_that_left_the_ladder_is_reached_by_nobody() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude")
    change = make.approved_by(change, "ana", "cleo")
    shorter = replace(make.directory(), levels=(make.JUNIOR, make.MID))
    assert judged(change, make.facts(the_directory=shorter)).state is State.PENDING


def test_anyone_names_the_owners_and_the_director_who_could_sign() -> None:
    given = make.facts(
        the_policy=make.policy(make.rule(SignOffs("any", 1, ("anyone",)))),
        the_directory=_with(make.person("cleo", make.MID, active=False)),
        standings={"dan": Standing.GUEST},
    )
    assert judged(make.opened(given=given), given).waiting() == ("ana", "max")


def test_who_is_below_the_level_is_not_waited_for() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude")
    leaf = next(one for one in judged(change).leaves() if one.name == "senior")
    assert leaf.waiting_for == ("ana", "max")


def test_a_bot_is_not_waited_for_even_before_slack_was_asked_about_it() -> None:
    unasked = make.facts().with_standings({})
    assert judged(make.opened(), unasked).waiting() == ("ana", "cleo", "dan")


def test_a_promoted_approver_can_approve_again() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude")
    change = make.approved_by(change, "ben", "cleo")
    promoted = make.facts(the_directory=_with(make.person("ben", make.SENIOR)))
    verdict = judged(change, promoted)
    assert line(verdict, "senior") == (
        "0 of 1 sign-off from anyone who is senior or above. "
        "Does not count: Ben approved as mid and can approve again as senior."
    )
    assert "ben" in verdict.waiting()
    assert make.decided(change, "ben", given=promoted).verdict.state is State.APPROVED


def test_promotion_later_never_upgrades_a_decision_and_demotion_takes_it_away() -> None:
    change = make.approved_by(make.opened("dan", degree="assisted", tool="Claude"), "ben", "cleo")
    promoted = _with(make.person("ben", make.SENIOR))
    assert judged(change, make.facts(the_directory=promoted)).state is State.PENDING
    change = make.approved_by(make.opened("dan", degree="assisted", tool="Claude"), "ana", "cleo")
    demoted = _with(make.person("ana", make.MID))
    assert judged(change, make.facts(the_directory=demoted)).state is State.PENDING


def test_people_are_matched_not_greedily_assigned() -> None:
    """Ana could fill both lines; whoever assigns her to `two` first leaves `ana` unmet."""
    lines = (SignOffs("two", 1, ("owners",)), SignOffs("ana", 1, ("person:ana",)))
    given = make.facts(the_policy=make.policy(make.rule(*lines)))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    verdict = judged(change, given)
    assert verdict.state is State.APPROVED
    assert line(verdict, "two") == "1 of 1 sign-off from Payments (owners): Cleo."
    assert line(verdict, "ana") == "1 of 1 sign-off from Ana: Ana."


def test_one_person_serves_one_requirement_only() -> None:
    lines = (SignOffs("one", 1, ("owners",)), SignOffs("another", 1, ("owners",)))
    given = make.facts(the_policy=make.policy(make.rule(*lines)))
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    assert judged(change, given).state is State.PENDING
    assert judged(make.approved_by(change, "cleo", given=given), given).state is State.APPROVED


def test_a_quorum_that_nobody_can_reach_says_so() -> None:
    given = make.facts(the_policy=make.policy(make.rule(SignOffs("many", 4, ("owners",)))))
    change = make.opened(given=given)
    assert line(judged(change, given), "many") == (
        "0 of 4 sign-offs from Payments (owners). This cannot be reached: "
        "only Ana, Cleo, Dan could still sign."
    )


def _with(changed: Person) -> Directory:
    return make.directory(tuple(changed if one.id == changed.id else one for one in make.PEOPLE))
