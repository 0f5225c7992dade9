"""An approval can be undone for a moment, recalled afterwards, and never opens the gate early."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.chasing import step
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events import ObligationOverdue
from chatops.core.events_talk import ApprovalRecalled, ConditionDropped
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question, answer
from chatops.core.notices import ChannelLine, DirectMessage, notices
from chatops.core.outcome import Outcome
from chatops.core.policy import Part, SignOffs
from chatops.core.refused import Refused
from chatops.core.undoing import OPENING, is_recall, is_undoable, undo_left
from chatops.core.verdict import State
from chatops.core.what_if import Supposed, supposed
from tests import builders as make
from tests.builders import NOW
from tests.core.strategies import IDS, World, worlds

HALF_A_MINUTE = timedelta(seconds=30)
SECOND, INSTANT = timedelta(seconds=1), timedelta(microseconds=1)
GIVEN = make.facts(the_policy=make.policy(undo_for=HALF_A_MINUTE))


def approved(given: Facts = GIVEN, *, later: timedelta = timedelta(0)) -> Change:
    """Ana approves now, Cleo so much later."""
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    return make.approved_by(change, "cleo", given=given, now=NOW + later)


def asked(*changes: Change, given: Facts = GIVEN, after: timedelta = timedelta(0)) -> Answer:
    return answer(Question("ci", "checkout", "production", make.SHA), changes, given, NOW + after)


def withdrawn(
    change: Change, who: str = "cleo", *, given: Facts = GIVEN, after: timedelta, why: str = ""
) -> Outcome:
    command = Decide(change.key, who, Verb.WITHDRAW, change.present.number, "slack", why)
    return decide(change, command, given, NOW + after)


WENT = timedelta(minutes=5)
PASSED = replace(
    GIVEN,
    passed=make.passages(approved(), "ci/shop", "cli:ops", at=NOW + WENT),
    token_owners={"ci/shop": "dan", "x": "eve"},
)


def recalls(outcome: Outcome) -> list[ApprovalRecalled]:
    return [one for one in outcome.events if isinstance(one, ApprovalRecalled)]


class TestGate:
    def test_it_says_no_until_the_approval_can_be_undone_no_more(self) -> None:
        change = approved(later=SECOND)
        assert change.state is State.APPROVED
        for after in (SECOND, HALF_A_MINUTE, HALF_A_MINUTE + SECOND - INSTANT):
            told = asked(change, after=after)
            assert (told.allowed, told.state, told.key) == (False, State.PENDING, "CR-1")
            assert told.sentences == (
                "CR-1: Cleo's approval can still be undone until 09:00:31 UTC; ask again then.",
            )
        told = asked(change, after=HALF_A_MINUTE + SECOND)
        assert (told.allowed, told.state) == (True, State.APPROVED)

    def test_the_moment_it_names_is_never_too_early(self) -> None:
        told = asked(approved(later=INSTANT))
        assert "until 09:00:31 UTC" in told.sentences[0]

    def test_without_undo_it_opens_at_once(self) -> None:
        assert asked(approved(make.facts()), given=make.facts()).allowed

    def test_an_approval_more_than_needed_closes_nothing(self) -> None:
        change = approved()
        late = make.approved_by(change, "dan", given=GIVEN, now=NOW + timedelta(minutes=2))
        assert asked(late, after=timedelta(minutes=2)).allowed

    def test_it_waits_for_the_approval_that_completes_it_only(self) -> None:
        change = approved(later=SECOND)
        change = make.approved_by(change, "dan", given=GIVEN, now=NOW + 20 * SECOND)
        assert "Cleo's approval can still be undone until 09:00:31" in asked(change).sentences[0]
        assert asked(change, after=HALF_A_MINUTE + SECOND).allowed

    def test_saying_it_again_with_other_words_leaves_the_gate_open(self) -> None:
        change = make.decided(
            approved(), "cleo", given=GIVEN, now=NOW + timedelta(minutes=2), comment="Still good."
        ).change
        assert asked(change, after=timedelta(minutes=2)).allowed

    def test_taking_back_a_rejection_by_approving_counts_as_late(self) -> None:
        change = make.decided(approved(), "dan", Verb.REJECT, given=GIVEN).change
        change = make.approved_by(change, "dan", given=GIVEN, now=NOW + timedelta(minutes=2))
        assert change.state is State.APPROVED
        told = asked(change, after=timedelta(minutes=2))
        assert (told.allowed, told.state) == (False, State.PENDING)
        assert "Dan's approval" in told.sentences[0]

    def test_broken_glass_is_not_held_up(self) -> None:
        given = make.facts(the_policy=make.glass_policy(undo_for=HALF_A_MINUTE))
        change = make.broken(make.opened(given=given), given=given).change
        assert asked(change, given=given).state is State.OVERRIDDEN
        signed = make.approved_by(change, "ana", "dan", given=given)
        assert signed.state is State.APPROVED
        assert asked(signed, given=given).state is State.OVERRIDDEN
        assert asked(signed, given=given, after=HALF_A_MINUTE).state is State.APPROVED

    def test_an_approval_that_stands_elsewhere_is_found_behind_one_that_waits(self) -> None:
        older = approved()
        newer = replace(approved(later=timedelta(minutes=1)), key="CR-2")
        assert asked(newer, older, after=timedelta(minutes=1)).key == "CR-1"

    def test_a_withdrawn_approval_closes_it(self) -> None:
        gone = withdrawn(approved(), after=timedelta(minutes=2), why="The test was a fake.").change
        assert asked(approved(), after=timedelta(minutes=2)).allowed
        assert not asked(gone, after=timedelta(minutes=2)).allowed

    def test_it_waits_for_an_approval_of_an_earlier_revision_that_still_counts(self) -> None:
        line = SignOffs("owners", 2, ("owners",), sticky=(Part.TITLE,))
        given = replace(GIVEN, policy=make.policy(make.rule(line), undo_for=HALF_A_MINUTE))
        change = make.revised(approved(given), title="Other", given=given, now=NOW + SECOND)
        assert change.state is State.APPROVED
        assert not asked(change, given=given, after=HALF_A_MINUTE - INSTANT).allowed
        assert asked(change, given=given, after=HALF_A_MINUTE).allowed


class TestUndo:
    def test_it_is_over_when_its_time_is_over(self) -> None:
        word, policy = approved().decisions[0], GIVEN.rules()
        assert undo_left(word, policy, NOW + 10 * SECOND) == 20 * SECOND
        assert is_undoable(word, policy, NOW + HALF_A_MINUTE - INSTANT)
        assert undo_left(word, policy, NOW + timedelta(days=1)) == timedelta(0)
        assert not is_undoable(word, policy, NOW + HALF_A_MINUTE)
        assert not is_undoable(replace(word, verb=Verb.REJECT), policy, NOW)

    def test_within_its_time_it_needs_no_reason_and_alarms_nobody(self) -> None:
        outcome = withdrawn(approved(), after=29 * SECOND)
        assert outcome.change.state is State.PENDING
        assert not any(isinstance(one, ApprovalRecalled) for one in outcome.events)

    def test_once_somebody_went_through_it_needs_one_however_long_undo_lasts_by_now(self) -> None:
        given = replace(PASSED, policy=make.policy(undo_for=timedelta(hours=1)))
        with pytest.raises(Refused, match="Say why you take your approval back"):
            withdrawn(approved(), given=given, after=2 * WENT)

    @pytest.mark.parametrize("nothing", ["", " ", "n/a"])
    def test_afterwards_it_needs_a_reason(self, nothing: str) -> None:
        with pytest.raises(Refused) as refused:
            withdrawn(approved(), after=HALF_A_MINUTE, why=nothing)
        assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")
        assert refused.value.sentence == "Say why you take your approval back."

    def test_a_rejection_is_withdrawn_without_one(self) -> None:
        change = make.decided(make.opened(), "cleo", Verb.REJECT, given=GIVEN).change
        assert withdrawn(change, after=timedelta(days=1)).events

    def test_who_approves_again_cannot_undo_what_they_said_before(self) -> None:
        late = timedelta(minutes=5)
        change = make.decided(
            approved(), "cleo", given=GIVEN, now=NOW + late, comment="Still good."
        ).change
        assert is_recall(change, change.decisions[-1], GIVEN.rules(), NOW + late)
        with pytest.raises(Refused, match="Say why"):
            withdrawn(change, after=late)

    def test_a_new_revision_is_approved_anew(self) -> None:
        late = timedelta(minutes=5)
        change = make.revised(approved(), title="Other", given=GIVEN, now=NOW + late)
        change = make.approved_by(change, "cleo", given=GIVEN, now=NOW + late)
        assert not is_recall(change, change.decisions[-1], GIVEN.rules(), NOW + late)
        again = withdrawn(change, after=late).change
        again = make.approved_by(again, "cleo", given=GIVEN, now=NOW + 2 * late)
        assert not is_recall(again, again.decisions[-1], GIVEN.rules(), NOW + 2 * late)


class TestRecall:
    def recalled(self, change: Change | None = None, given: Facts = PASSED) -> Outcome:
        change = change or approved(given)
        return withdrawn(change, given=given, after=timedelta(hours=1), why="It was a fake.")

    def test_whom_the_gate_let_through_is_told(self) -> None:
        (event,) = (one for one in self.recalled().events if isinstance(one, ApprovalRecalled))
        assert (event.person, event.revision, event.reason) == ("cleo", 1, "It was a fake.")
        assert (event.callers, event.owners) == (("ci/shop", "cli:ops"), ("dan",))

    def test_it_is_loud_and_heard_by_the_requester_and_the_owners_of_tokens(self) -> None:
        told = [
            one
            for one in notices(self.recalled(), PASSED)
            if isinstance(getattr(one, "event", None), ApprovalRecalled)
        ]
        assert [one.channel for one in told if isinstance(one, ChannelLine)] == ["CPAY"]
        assert [one.person for one in told if isinstance(one, DirectMessage)] == ["ben", "dan"]

    def test_where_nobody_went_through_it_is_a_withdrawal_like_any(self) -> None:
        events = self.recalled(given=GIVEN).events
        assert not any(isinstance(one, ApprovalRecalled) for one in events)

    def test_whom_it_let_through_on_an_earlier_revision_is_told_too(self) -> None:
        change = make.revised(approved(), title="Other", given=GIVEN)
        (event,) = recalls(self.recalled(change))
        assert (event.revision, event.callers) == (1, ("ci/shop", "cli:ops"))

    def test_an_approval_that_came_later_or_was_not_needed_let_nobody_through(self) -> None:
        before = make.passages(approved(), "ci/shop", at=NOW - SECOND)
        glass = make.passages(approved(), "ci/shop", at=NOW + WENT, state=State.OVERRIDDEN)
        revised = make.revised(approved(), title="Other", given=GIVEN)
        others = make.passages(revised, "ci/shop", at=NOW + WENT)
        for change, passed in ((None, before), (None, glass), (revised, others)):
            given = replace(GIVEN, passed=passed)
            assert recalls(self.recalled(change or approved(), given)) == []

    def test_so_does_a_rejection_after_they_went_through(self) -> None:
        late = NOW + timedelta(hours=1)
        outcome = make.decided(approved(), "cleo", Verb.REJECT, given=PASSED, now=late)
        (event,) = recalls(outcome)
        assert event.reason == "Not yet."
        again = make.decided(approved(), "cleo", given=PASSED, now=late, comment="Still good.")
        assert recalls(again) == []

    def test_who_confirmed_what_had_let_them_through_cannot_undo_it_silently(self) -> None:
        line = SignOffs("owners", 2, ("owners",), sticky=(Part.TITLE,))
        policy = make.policy(make.rule(line), undo_for=HALF_A_MINUTE)
        given = replace(GIVEN, policy=policy)
        change = make.revised(approved(given), title="Other", given=given)
        late = timedelta(hours=1)
        passed = make.passages(change, "ci/shop", at=NOW + WENT)
        change = make.approved_by(change, "cleo", given=given, now=NOW + late)
        with pytest.raises(Refused, match="Say why"):
            withdrawn(change, given=replace(given, passed=passed), after=late)

    def test_but_one_that_outlived_the_revision_was(self) -> None:
        line = SignOffs("owners", 2, ("owners",), sticky=(Part.TITLE,))
        policy = make.policy(make.rule(line), undo_for=HALF_A_MINUTE)
        given = replace(PASSED, policy=policy)
        change = make.revised(approved(given), title="Other", given=given)
        given = replace(given, passed=make.passages(change, "ci/shop", at=NOW + WENT))
        assert change.state is State.APPROVED
        events = self.recalled(change, given).events
        assert any(isinstance(one, ApprovalRecalled) for one in events)


def conditional(change: Change, who: str, *, given: Facts = GIVEN) -> Change:
    """The change after this person approved it on a condition, due in an hour."""
    due = NOW + timedelta(hours=1)
    command = Decide("CR-1", who, Verb.APPROVE, 1, "slack", condition="p99.", condition_due=due)
    return decide(change, command, given, NOW).change


class TestCondition:
    def dropped(self, outcome: Outcome) -> list[tuple[int, str]]:
        events = (one for one in outcome.events if isinstance(one, ConditionDropped))
        return [(one.number, one.person) for one in events]

    @pytest.mark.parametrize("after", [SECOND, timedelta(minutes=30)])
    def test_it_goes_with_its_approval(self, after: timedelta) -> None:
        outcome = withdrawn(conditional(make.opened(), "ana"), "ana", after=after, why="A slip.")
        assert self.dropped(outcome) == [(1, "ana")]
        (owed,) = outcome.change.obligations
        assert (owed.closed_at, owed.closed_by, owed.evidence) == (NOW + after, "ana", "")
        assert owed.is_dropped
        late = step(outcome.change, GIVEN, NOW + timedelta(hours=2))
        assert not any(isinstance(one, ObligationOverdue) for one in late.events)

    def test_it_goes_when_who_attached_it_rejects(self) -> None:
        outcome = make.decided(conditional(make.opened(), "ana"), "ana", Verb.REJECT, given=GIVEN)
        assert (self.dropped(outcome), outcome.change.open_obligations()) == ([(1, "ana")], ())

    def test_it_stays_while_its_approval_does(self) -> None:
        change = conditional(conditional(make.opened(), "ana"), "cleo")
        outcome = withdrawn(change, "cleo", after=SECOND)
        assert self.dropped(outcome) == [(2, "cleo")]
        assert [one.by for one in outcome.change.open_obligations()] == ["ana"]
        again = make.decided(change, "ana", given=GIVEN, comment="Still good.")
        assert again.change.obligations == change.obligations

    def test_what_was_kept_stays_kept(self) -> None:
        change = make.paid(conditional(make.opened(), "ana"), "ben", text="p99 is flat.").change
        outcome = withdrawn(change, "ana", after=SECOND)
        assert outcome.change.obligations == change.obligations
        assert not outcome.change.obligations[0].is_dropped

    def test_the_review_of_broken_glass_is_owed_all_the_same(self) -> None:
        given = make.facts(the_policy=make.glass_policy(undo_for=HALF_A_MINUTE))
        change = make.broken(make.opened(given=given), given=given).change
        change = make.approved_by(change, "cleo", given=given)
        outcome = withdrawn(change, "cleo", given=given, after=SECOND)
        assert (self.dropped(outcome), outcome.change.obligations) == ([], change.obligations)


many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLACES = [(one.id, where) for one in make.SYSTEMS for where in one.environments]


def _answers(change: Change, given: Facts) -> list[Answer]:
    commits = (make.SHA, make.OTHER_SHA)
    questions = [Question("ci", *place, commit) for place in PLACES for commit in commits]
    return [answer(one, [change], given, NOW) for one in questions]


def _without_undo(given: Facts) -> Facts:
    return replace(given, policy=replace(given.rules(), undo_for=timedelta(0)))


def _signed(world: World) -> Change:
    """The change after everybody who may approved it now: chance alone seldom gets there."""
    everybody = [Supposed(one, Verb.APPROVE) for one in IDS]
    return supposed(world.change, everybody, world.facts, NOW).change


@given(worlds(), st.sampled_from([1, 45, 90, 500]))
@many
def test_an_approval_that_can_be_undone_never_opens_the_gate(world: World, minutes: int) -> None:
    """Whatever opens it, opens it without any of those too; and undo opens nothing more."""
    policy = replace(world.facts.rules(), undo_for=timedelta(minutes=minutes))
    given, change = replace(world.facts, policy=policy), _signed(world)
    firm = [one for one in change.decisions if not is_undoable(one, policy, NOW)]
    bare = replace(change, decisions=tuple(firm))
    for held, plain in zip(
        _answers(change, given), _answers(change, _without_undo(given)), strict=True
    ):
        if held.allowed:
            assert evaluate(bare, given, NOW).state in OPENING
            assert plain.allowed


@given(worlds(), st.randoms(use_true_random=False))
@many
def test_a_recalled_approval_never_opens_the_gate(world: World, chance: Random) -> None:
    """Whatever opens it afterwards, opens it as if that person had never said a word."""
    given, change = _without_undo(world.facts), _signed(world)
    said = [one for one in change.last_words() if one.verb is Verb.APPROVE]
    for word in chance.sample(said, min(2, len(said))):
        number = change.present.number
        command = Decide(change.key, word.person, Verb.WITHDRAW, number, "slack", "A mistake.")
        try:
            gone = decide(change, command, given, NOW).change
        except Refused:
            continue
        others = tuple(one for one in gone.decisions if one.person != word.person)
        alone = replace(gone, decisions=others)
        for recalled, without in zip(_answers(gone, given), _answers(alone, given), strict=True):
            assert not recalled.allowed or without.allowed


@given(worlds())
@many
def test_a_cancelled_change_never_opens_the_gate(world: World) -> None:
    change = _signed(world)
    command = Cancel(
        change.key, change.requester, change.present.number, "slack", "Not needed any more."
    )
    try:
        gone = cancel(change, command, world.facts, NOW).change
    except Refused:
        return
    assert gone.state is State.CANCELLED
    assert not any(one.allowed for one in _answers(gone, world.facts))
