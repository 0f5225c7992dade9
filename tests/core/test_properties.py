"""Laws that hold for every policy, directory and history of a change."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chatops.core.asks import Ask, every_ask
from chatops.core.change import Change
from chatops.core.decide import Decide, decide
from chatops.core.decision import Decision, Verb
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle
from chatops.core.hours import is_at_work
from chatops.core.quorum import is_complete, matched
from chatops.core.refused import Refused
from chatops.core.roster import roster
from chatops.core.signoffs import panel
from chatops.core.sources import unknown_groups
from chatops.core.verdict import State
from chatops.core.way import shortest_way
from chatops.core.what_if import Supposed, supposed
from tests import builders as make
from tests.builders import NOW
from tests.core.strategies import IDS, World, facts, plain_worlds, worlds

many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(worlds(), facts())
@many
def test_every_verdict_explains_itself_and_is_always_the_same(world: World, other: Facts) -> None:
    for known in (world.facts, other):
        verdict = evaluate(world.change, known, NOW)
        assert verdict == evaluate(world.change, known, NOW)
        assert all(leaf.sentence.strip() for leaf in verdict.leaves())
        all_met = all(leaf.met for leaf in verdict.leaves())
        assert verdict.met == (all_met and verdict.state is not State.EXPIRED)


@given(worlds(), facts())
@many
def test_what_is_approved_has_every_sign_off_by_a_second_judge(world: World, other: Facts) -> None:
    """Written without the first: by hand from the decisions, trying out every assignment."""
    for known in (world.facts, other):
        if evaluate(world.change, known, NOW).met:
            asks = every_ask(world.change, known, NOW)
            assert not _rejected(world.change)
            assert _is_assignable(asks, world.change, known)


def _rejected(change: Change) -> bool:
    lifted = {one.lifts for one in change.decisions}
    return any(one.verb is Verb.REJECT and one.number not in lifted for one in change.last_words())


def _is_assignable(asks: tuple[Ask, ...], change: Change, known: Facts) -> bool:
    signed = [
        {one.person for one in change.last_words() if _is_good(ask, one, change, known)}
        for ask in asks
    ]
    shared = all(len(signed[at]) >= ask.count for at, ask in enumerate(asks) if ask.shared)
    slots = [signed[at] for at, ask in enumerate(asks) if not ask.shared for _ in range(ask.count)]
    return shared and _most(slots) == len(slots)


def _is_good(ask: Ask, word: Decision, change: Change, known: Facts) -> bool:
    person = known.directory.find(word.person)
    touched = {change.requester} | {one.person for one in change.contributors}
    touched |= {one.email.partition("@")[0] for one in change.contributors}
    if word.verb is not Verb.APPROVE or person is None or person.id in touched:
        return False
    least = ask.requirement.min_level
    ranks = {one.name: one.rank for one in make.LEVELS}
    then_and_now = [ranks[word.level], person.level.rank]
    reached = least is None or all(one >= ranks.get(least, 99) for one in then_and_now)
    standing = "is known" if known.unfit(person) is None else ""
    named = {person.id, word.on_behalf_of} & set(ask.named) or "anyone" in ask.sources
    same = word.revision_digest == change.present.digest or ask.requirement.sticky
    return bool(standing and reached and named and same and not person.bot)


@given(worlds(), st.sampled_from(IDS))
@many
def test_one_more_approval_never_takes_an_approval_away(world: World, who: str) -> None:
    if evaluate(world.change, world.facts, NOW).met:
        more = supposed(world.change, (Supposed(who, Verb.APPROVE),), world.facts, NOW)
        assert evaluate(more.change, world.facts, NOW).met


@given(plain_worlds(), st.sampled_from(IDS))
@many
def test_one_more_approval_never_leaves_fewer_places_filled(world: World, who: str) -> None:
    before = _filled(world.change, world.facts)
    more = supposed(world.change, (Supposed(who, Verb.APPROVE),), world.facts, NOW)
    assert _filled(more.change, world.facts) >= before


@given(plain_worlds())
@many
def test_a_contributor_never_counts(world: World) -> None:
    touched = {world.change.requester} | {one.person for one in world.change.contributors}
    asks = _asks(world.change, world.facts)
    for names in roster(asks, panel(world.change, world.facts, NOW)).counting:
        assert touched.isdisjoint(names)


@given(worlds(), st.lists(st.sampled_from(IDS), unique=True, max_size=4), st.randoms())
@many
def test_the_order_of_decisions_from_different_people_does_not_matter(
    world: World, people: list[str], chance: object
) -> None:
    verbs = [Verb.APPROVE, Verb.APPROVE, Verb.REJECT, Verb.APPROVE]
    said = [Supposed(*one) for one in zip(people, verbs, strict=False)]
    mixed = list(said)
    getattr(chance, "shuffle")(mixed)  # noqa: B009
    one, other = (supposed(world.change, words, world.facts, NOW).change for words in (said, mixed))
    states = [evaluate(change, world.facts, NOW).state for change in (one, other)]
    assert states[0] is states[1]


@given(worlds(), st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(Verb)), max_size=4))
@many
def test_what_if_says_what_then_happens(world: World, said: list[tuple[str, Verb]]) -> None:
    said = [(who, verb) for who, verb in said if verb is not Verb.LIFT]
    foretold = supposed(world.change, [Supposed(*one) for one in said], world.facts, NOW)
    change, refused = world.change, []
    for who, verb in said:
        reason = "" if verb is Verb.APPROVE else "Not like this."
        command = Decide(change.key, who, verb, change.present.number, "slack", reason)
        try:
            change = decide(change, command, world.facts, NOW).change
        except Refused as refusal:
            refused.append((who, refusal.sentence))
    verdict = evaluate(change, world.facts, NOW)
    assert evaluate(foretold.change, world.facts, NOW) == verdict
    assert foretold.change.state is change.state
    assert [(one.supposed.person, one.sentence) for one in foretold.refusals] == refused


@given(plain_worlds())
@few
def test_an_obstacle_is_told_exactly_where_no_approvals_could_complete_it(world: World) -> None:
    """And the shortest way is the best of the smallest sets, found by trying all of them."""
    world = _undecided(world)
    asks = _asks(world.change, world.facts)
    assume(not any(unknown_groups(ask.sources, world.facts) for ask in asks))
    there = [one for one in IDS if world.facts.absence(one, NOW) is None]
    complete = [one for one in _subsets(there) if _is_complete_with(one, world)]
    assert (obstacle(world.change, world.facts, NOW) == "") == bool(complete)
    way = shortest_way(world.change, world.facts, NOW)
    assert way.complete == bool(complete)
    if complete:
        found = roster(asks, panel(world.change, world.facts, NOW))
        named = {one for index in range(len(asks)) for one in found.candidates(index)}
        near = [one for one in complete if named.issuperset(one)] or complete
        least = min(map(len, near))
        best = min((one for one in near if len(one) == least), key=lambda one: _cost(one, world))
        assert set(way.people) == set(best)


def _undecided(world: World) -> World:
    """The world with the change still open, whatever was decided."""
    policy = world.facts.rules()
    kept = replace(policy, approvals_expire_after=timedelta(days=20))
    kept = replace(kept, generated_expire_after=timedelta(days=20))
    return replace(world, facts=replace(world.facts, policy=kept))


def _cost(people: tuple[str, ...], world: World) -> tuple[int, int, int, int, list[str]]:
    change, known = world.change, world.facts
    asked = {one.person for one in change.silent}
    new = sum(one not in asked for one in people)
    outside = sum(not is_at_work(one, known, NOW) for one in people)
    waiting = sum(max(0, known.waiting.get(one, 0) - (one in change.asked)) for one in people)
    signed = sum(known.signed.get(one, 0) for one in people)
    return new, outside, waiting, signed, sorted(people)


def _subsets(people: list[str]) -> list[tuple[str, ...]]:
    sizes = range(len(people) + 1)
    return list(chain.from_iterable(combinations(people, size) for size in sizes))


def _is_complete_with(people: tuple[str, ...], world: World) -> bool:
    said = [Supposed(one, Verb.APPROVE) for one in people]
    found = supposed(world.change, said, world.facts, NOW)
    if any(one.supposed.person in people for one in found.refusals):
        return False
    asks = _asks(found.change, world.facts)
    signed = roster(asks, panel(found.change, world.facts, NOW)).signed
    return is_complete(asks, matched(asks, signed))


def _asks(change: Change, known: Facts) -> tuple[Ask, ...]:
    try:
        return every_ask(change, known, NOW)
    except Refused:
        return ()


def _filled(change: Change, known: Facts) -> int:
    asks = _asks(change, known)
    signed = roster(asks, panel(change, known, NOW)).signed
    return sum(map(len, matched(asks, signed)))


def _most(slots: list[set[str]], taken: frozenset[str] = frozenset()) -> int:
    """The naive reference: try everything."""
    if not slots:
        return 0
    first, *rest = slots
    skipped = _most(rest, taken)
    return max([skipped, *(1 + _most(rest, taken | {one}) for one in first if one not in taken)])
