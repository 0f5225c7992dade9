"""Who may approve, reject and withdraw, and what they are told when they may not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.decide import Decide, decide, may_decide
from chatops.core.decision import Verb
from chatops.core.events import DecisionMade, VerdictChanged
from chatops.core.people import Standing
from chatops.core.policy import When
from chatops.core.refused import Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW


def refusal(who: str, verb: Verb = Verb.APPROVE, **more: object) -> tuple[str, str]:
    change = more.pop("change", None) or make.opened()
    with pytest.raises(Refused) as refused:
        make.decided(change, who, verb, **more)  # type: ignore[arg-type]  # a Change and its options
    return refused.value.code, refused.value.sentence


def test_an_approval_is_bound_to_all_that_it_was_given_on() -> None:
    outcome = make.decided(make.opened(), "ana")
    (decision,) = outcome.change.decisions
    assert (decision.person, decision.level, decision.surface) == ("ana", "senior", "slack")
    assert decision.revision_digest == outcome.change.present.digest
    assert decision.policy_digest == make.facts().rules().digest
    assert (decision.environment, decision.at) == ("production", NOW)
    assert [type(event) for event in outcome.events] == [DecisionMade]


def test_the_last_missing_approval_changes_the_verdict() -> None:
    outcome = make.decided(make.approved_by(make.opened(), "ana"), "cleo")
    assert outcome.events[-1] == VerdictChanged(
        key="CR-1",
        before="pending",
        after="approved",
        sentence="Approved: revision 1 has every sign-off and document it needs.",
        revision_digest=outcome.change.present.digest,
        policy_digest="e" * 64,
    )
    assert outcome.change.state is State.APPROVED


def test_saying_the_same_twice_changes_nothing() -> None:
    change = make.approved_by(make.opened(), "ana")
    outcome = make.decided(change, "ana")
    assert (outcome.events, outcome.change.decisions) == ((), change.decisions)


def test_who_left_is_offered_no_buttons() -> None:
    gone = tuple(replace(one, active=one.id != "ana") for one in make.PEOPLE)
    given = make.facts(the_directory=make.directory(gone))
    assert [may_decide(make.opened(), who, given, make.NOW) for who in ("ana", "robo")] == [
        False,
        False,
    ]


def test_another_reason_for_a_rejection_is_kept_too() -> None:
    change = make.decided(make.opened(), "ana", Verb.REJECT, comment="One.").change
    again = make.decided(change, "ana", Verb.REJECT, comment="One. ")
    assert again.events == ()
    change = make.decided(change, "ana", Verb.REJECT, comment="Another.").change
    assert [one.comment for one in change.decisions] == ["One.", "Another."]


def test_nobody_decides_in_a_place_that_left_the_registry() -> None:
    assert refusal("ana", given=make.facts(systems=()))[0] == "unknown_system"
    smaller = (replace(make.SYSTEMS[0], environments=("staging",)),)
    assert refusal("ana", given=make.facts(systems=smaller))[0] == "unknown_environment"


def test_the_requester_is_told_why_not() -> None:
    assert refusal("ben") == (
        "contributor",
        (
            "You may not approve CR-1: you contributed to it (requester), "
            "and contributors never sign off their own change."
        ),
    )


def test_a_co_author_known_by_address_only_is_a_contributor() -> None:
    commit = make.commit(author="dan", trailers=(("Co-authored-by", "A <ANA@example.com>"),))
    change = make.opened("dan", the_commit=commit)
    assert refusal("ana", change=change)[1].startswith(
        "You may not approve CR-1: you contributed to it (co-author)"
    )


def test_who_is_not_asked_is_told_whom_it_needs() -> None:
    assert refusal("eve") == (
        "not_an_approver",
        (
            "You may not approve CR-1: it asks for sign-offs from Payments (owners). "
            "You are Eve, senior, and not among them."
        ),
    )


def test_a_senior_of_another_team_may_sign_where_a_senior_is_asked_for() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude")
    assert make.decided(change, "eve").change.decisions
    assert may_decide(change, "eve", make.facts(), make.NOW)


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (Standing.GUEST, "Ana is a guest of this workspace; only full members decide."),
        (
            Standing.OUTSIDER,
            "Ana belongs to another organisation's workspace; only full members decide.",
        ),
        (Standing.DEACTIVATED, "Ana has a deactivated Slack account."),
        (Standing.BOT, "Ana is a bot; only people decide."),
        (Standing.UNKNOWN, "Ana has no Slack account that could be checked."),
    ],
)
@pytest.mark.parametrize("verb", [Verb.APPROVE, Verb.REJECT, Verb.WITHDRAW])
def test_only_full_members_decide(standing: Standing, sentence: str, verb: Verb) -> None:
    given = make.facts(standings={"ana": standing})
    code, told = refusal("ana", verb, given=given)
    assert (code, told) == ("not_a_member", f"Ana may not decide: {sentence}")


def test_a_stranger_and_a_bot_of_the_directory_do_not_decide() -> None:
    assert refusal("nobody")[1] == "nobody may not decide: nobody is not in the directory."
    assert refusal("robo")[1] == "Robo may not decide: Robo is a bot; only people decide."


def test_a_click_on_an_old_card_is_refused_and_says_what_to_read() -> None:
    change = make.revised(make.opened(), title="Another title")
    code, sentence = refusal("ana", change=change, revision=1)
    assert code == "stale_revision"
    assert "it is at revision 2, the card showed revision 1" in sentence


def test_an_expired_change_takes_no_decision() -> None:
    code, _ = refusal("ana", now=NOW + timedelta(days=7))
    assert code == "expired"


@pytest.mark.parametrize("nothing", [" ", "\n\t", "\u200b", "\x00", "\ud800", "\u3164"])
def test_a_rejection_needs_a_reason(nothing: str) -> None:
    code, sentence = refusal("ana", Verb.REJECT, comment=nothing)
    assert (code, sentence) == ("reason_missing", "Say why, so that the requester can mend it.")


def test_a_reason_beyond_the_limit_is_refused_and_says_the_limit() -> None:
    _, sentence = refusal("ana", Verb.REJECT, comment="x" * 100_001)
    assert sentence.startswith("This is 100,001 characters long; 100,000 is the most.")


def test_there_must_be_something_to_withdraw() -> None:
    assert refusal("ana", Verb.WITHDRAW)[0] == "nothing_to_withdraw"
    withdrawn = make.decided(make.approved_by(make.opened(), "ana"), "ana", Verb.WITHDRAW).change
    assert refusal("ana", Verb.WITHDRAW, change=withdrawn)[0] == "nothing_to_withdraw"


def test_an_unreadable_policy_lets_nobody_decide() -> None:
    broken = replace(make.facts(), policy=None, problems=("policy.yml is not there.",))
    code, sentence = refusal("ana", given=broken)
    assert code == "cannot_tell"
    assert sentence.startswith("policy.yml is not there.")


def test_a_rejection_and_its_reason_are_kept() -> None:
    outcome = make.decided(
        make.opened(), "cleo", Verb.REJECT, comment="  No rollback rehearsal.\r\n "
    )
    assert outcome.change.decisions[0].comment == "No rollback rehearsal."
    assert outcome.change.state is State.BLOCKED


def test_what_the_card_showed_and_where_is_kept() -> None:
    command = Decide("CR-1", "ana", Verb.APPROVE, 1, "details", shown="5" * 64)
    outcome = decide(make.opened(), command, make.facts(), NOW)
    assert (outcome.change.decisions[0].shown, outcome.change.decisions[0].surface) == (
        "5" * 64,
        "details",
    )
    event = outcome.events[0]
    assert isinstance(event, DecisionMade)
    assert (event.shown, event.lifts, event.on_behalf_of) == ("5" * 64, 0, "")


def test_lifting_is_another_rule() -> None:
    command = Decide("CR-1", "ana", Verb.LIFT, 1, "slack")
    with pytest.raises(ValueError, match="lifting"):
        decide(make.opened(), command, make.facts(), NOW)


def test_where_nothing_can_be_judged_nobody_may_decide() -> None:
    """Neither a button is offered, nor is a click recorded."""
    other = make.policy(make.rule(make.OWNERS, when=When(tiers=(9,))))
    for given, code in (
        (replace(make.facts(), policy=None), "cannot_tell"),
        (make.facts(systems=()), "unknown_system"),
        (make.facts(the_policy=other), "no_rule"),
    ):
        assert not may_decide(make.opened(), "ana", given, NOW)
        assert refusal("ana", given=given)[0] == code


def test_the_same_word_after_it_expired_is_a_new_one() -> None:
    given = make.facts(the_policy=make.policy(expires_after=timedelta(days=30)))
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    week = NOW + timedelta(days=7)
    early = make.decided(change, "ana", given=given, now=week - timedelta(microseconds=1))
    assert early.events == ()
    assert len(make.decided(change, "ana", given=given, now=week).change.decisions) == 2
