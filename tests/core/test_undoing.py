"""An approval can be undone for a moment, recalled afterwards, and never opens the gate early."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events_talk import ApprovalRecalled
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
PASSED = replace(GIVEN, passed=("ci/shop", "cli:ops"), token_owners={"ci/shop": "dan", "x": "eve"})


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


class TestUndo:
    def test_it_is_over_when_its_time_is_over(self) -> None:
        word, policy = approved().decisions[0], GIVEN.rules()
        assert undo_left(word, policy, NOW + 10 * SECOND) == 20 * SECOND
        assert is_undoable(word, policy, NOW + HALF_A_MINUTE - INSTANT)
        assert undo_left(word, policy, NOW + timedelta(days=1)) == timedelta(0)
        assert not is_undoable(word, policy, NOW + HALF_A_MINUTE)
        assert not is_undoable(replace(word, verb=Verb.REJECT), policy, NOW)

    def test_within_its_time_it_needs_no_reason_and_alarms_nobody(self) -> None:
        outcome = withdrawn(approved(PASSED), given=PASSED, after=29 * SECOND)
        assert outcome.change.state is State.PENDING
        assert not any(isinstance(one, ApprovalRecalled) for one in outcome.events)

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

    def test_an_approval_of_an_earlier_revision_was_not_used(self) -> None:
        change = make.revised(approved(), title="Other", given=GIVEN)
        events = self.recalled(change).events
        assert not any(isinstance(one, ApprovalRecalled) for one in events)

    def test_but_one_that_outlived_the_revision_was(self) -> None:
        line = SignOffs("owners", 2, ("owners",), sticky=(Part.TITLE,))
        policy = make.policy(make.rule(line), undo_for=HALF_A_MINUTE)
        given = replace(PASSED, policy=policy)
        change = make.revised(approved(given), title="Other", given=given)
        assert change.state is State.APPROVED
        events = self.recalled(change, given).events
        assert any(isinstance(one, ApprovalRecalled) for one in events)


many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
