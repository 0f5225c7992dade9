"""Laws of talking about a change: it moves work, and never a verdict."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.asking import AnswerQuestion, Ask, answer, ask
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle
from chatops.core.handing import GiveOver, candidates, hand_over
from chatops.core.nudging import EVERY, Remind, remind
from chatops.core.quorum import is_complete, matched
from chatops.core.refused import Refused
from chatops.core.roster import Roster, roster_of
from chatops.core.snoozing import Sleep, sleep
from chatops.core.way import shortest_way
from chatops.core.what_if import Supposed, supposed
from tests.builders import NOW
from tests.core.strategies import IDS, World, plain_worlds, worlds

many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Act = Callable[[Change, Facts], Change]
people = st.sampled_from(IDS)


def asks(who: str) -> Act:
    return lambda change, facts: ask(change, Ask("CR-1", who, "Why?? Now"), facts, NOW).change


def answers(number: int) -> Act:
    def act(change: Change, facts: Facts) -> Change:
        command = AnswerQuestion("CR-1", number, change.requester, "Yes.")
        return answer(change, command, facts, NOW).change

    return act


def hands(who: str, to: str) -> Act:
    return lambda change, facts: hand_over(change, GiveOver("CR-1", who, to), facts, NOW).change


def hands_to_a_candidate(who: str, place: int) -> Act:
    def act(change: Change, facts: Facts) -> Change:
        found = candidates(change, who, facts, NOW)
        return hands(who, found[place % len(found)])(change, facts) if found else change

    return act


def nudge(change: Change, facts: Facts) -> Change:
    rested = tuple(replace(one, at=one.at - EVERY) for one in change.nudges)
    command = Remind("CR-1", change.requester)
    return remind(replace(change, nudges=rested), command, facts, NOW).change


def snoozes(who: str, hours: int) -> Act:
    until = NOW + timedelta(hours=hours)
    return lambda change, facts: sleep(change, Sleep("CR-1", who, until), facts, NOW).change


hand_overs = st.lists(
    st.one_of(
        st.builds(hands, people, people),
        st.builds(hands_to_a_candidate, people, st.integers(0, 3)),
    ),
    max_size=6,
)
talks = st.lists(
    st.one_of(
        st.builds(asks, people),
        st.builds(answers, st.integers(1, 2)),
        st.builds(hands_to_a_candidate, people, st.integers(0, 3)),
        st.just(nudge),
        st.builds(snoozes, people, st.integers(1, 90)),
    ),
    max_size=8,
)


def played(world: World, acts: list[Act]) -> Change:
    change = world.change
    for act in acts:
        try:
            change = act(change, world.facts)
        except Refused:
            continue
    return change


@given(st.one_of(worlds(), plain_worlds()), talks)
@many
def test_no_talk_changes_what_the_judge_says(world: World, acts: list[Act]) -> None:
    talked = played(world, acts)
    assert evaluate(talked, world.facts, NOW) == evaluate(world.change, world.facts, NOW)


@given(st.one_of(worlds(), plain_worlds()), talks, st.lists(people, unique=True, max_size=3))
@many
def test_nor_what_it_says_after_further_approvals(
    world: World, acts: list[Act], approving: list[str]
) -> None:
    said = [Supposed(one, Verb.APPROVE) for one in approving]
    talked = supposed(played(world, acts), said, world.facts, NOW)
    silent = supposed(world.change, said, world.facts, NOW)
    assert evaluate(talked.change, world.facts, NOW) == evaluate(silent.change, world.facts, NOW)
    assert [one.sentence for one in talked.refusals] == [one.sentence for one in silent.refusals]


@given(plain_worlds(), hand_overs)
@many
def test_hand_overs_never_make_a_change_unreachable(world: World, acts: list[Act]) -> None:
    """And whoever is asked then would complete it as well as before."""
    change, known = played(world, acts), world.facts
    assert obstacle(change, known, NOW) == obstacle(world.change, known, NOW)
    way = shortest_way(change, known, NOW)
    assert way.complete == shortest_way(world.change, known, NOW).complete
    if way.complete:
        found = roster_of(change, known, NOW)
        signed = [_with(found, at, way.people) for at in range(len(found.asks))]
        assert is_complete(found.asks, matched(found.asks, signed))


def _with(found: Roster, at: int, people: tuple[str, ...]) -> list[str]:
    """Who would count for an ask if these people approved too."""
    get = found.people.facts.directory.get
    asked = [one for one in people if found.could(at, get(one))]
    return [*(one for one in found.signed[at] if one not in people), *asked]


@given(plain_worlds(), hand_overs)
@many
def test_whoever_is_offered_may_take_it_and_nobody_else(world: World, acts: list[Act]) -> None:
    change, known = played(world, acts), world.facts
    for giver in IDS:
        offered = candidates(change, giver, known, NOW)
        assert len(set(offered)) == len(offered)
        for to in IDS:
            try:
                hand_over(change, GiveOver("CR-1", giver, to), known, NOW)
            except Refused:
                assert to not in offered
            else:
                assert to in offered
