"""Laws that hold for every history of a change."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.matching import fill
from chatops.core.refused import Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

PEOPLE = [one.id for one in make.PEOPLE]


@dataclass(frozen=True)
class Step:
    who: str
    verb: Verb | None  # None: a new revision


steps = st.lists(
    st.builds(Step, who=st.sampled_from(PEOPLE), verb=st.sampled_from([*Verb, None])), max_size=12
)
requests = st.fixed_dictionaries(
    {
        "requester": st.sampled_from(["ben", "dan", "ana"]),
        "degree": st.sampled_from(["none", "assisted", "generated"]),
        "rollback_plan": st.sampled_from(["", "Revert."]),
        "tool": st.just("Claude"),
    }
)


def history(request: dict[str, Any], played: list[Step]) -> Change:
    change = make.opened(**request)
    for number, step in enumerate(played):
        try:
            if step.verb is None:
                change = make.revised(change, step.who, title=f"Title {number}")
            else:
                change = make.decided(change, step.who, step.verb).change
        except Refused:
            continue
    return change


@given(requests, steps)
@settings(max_examples=150, deadline=None)
def test_every_verdict_explains_itself_and_is_recorded_as_it_is(
    request: dict[str, Any], played: list[Step]
) -> None:
    change = history(request, played)
    verdict = evaluate(change, make.facts(), NOW)
    assert verdict == evaluate(change, make.facts(), NOW)
    assert change.state is verdict.state
    assert all(leaf.sentence.strip() for leaf in verdict.leaves())
    assert verdict.met == all(leaf.met for leaf in verdict.leaves())


@given(requests, steps)
@settings(max_examples=150, deadline=None)
def test_an_approved_change_has_two_fresh_owners_and_no_contributor_among_them(
    request: dict[str, Any], played: list[Step]
) -> None:
    """A second judge, written without the first: counted by hand from the decisions."""
    change = history(request, played)
    latest = {one.person: one for one in change.decisions}
    fresh = {
        who
        for who, one in latest.items()
        if one.verb is Verb.APPROVE and one.revision_digest == change.present.digest
    }
    touched = {change.requester} | {one.person for one in change.contributors}
    owners = (fresh - touched) & {"ana", "ben", "cleo", "dan"}
    seniors = (fresh - touched) & {"ana", "eve", "max"}
    ai = any(one.assistance.degree > 0 for one in change.revisions)
    young = bool(touched & {"ben", "cleo", "dan"})
    expected = (
        len(owners) >= 2
        and bool(seniors or not (ai and young))
        and not any(one.verb is Verb.REJECT for one in latest.values())
        and bool(change.present.documentation.rollback_plan)
    )
    assert (evaluate(change, make.facts(), NOW).state is State.APPROVED) == expected


@given(requests, steps, st.sampled_from(PEOPLE))
@settings(max_examples=150, deadline=None)
def test_one_more_approval_never_takes_an_approval_away(
    request: dict[str, Any], played: list[Step], who: str
) -> None:
    change = history(request, played)
    try:
        more = make.decided(change, who, Verb.APPROVE).change
    except Refused:
        return
    if evaluate(change, make.facts(), NOW).met:
        assert evaluate(more, make.facts(), NOW).met


slots = st.lists(st.lists(st.sampled_from("abcde"), unique=True, max_size=4), max_size=5)


@given(slots)
def test_matching_fills_as_many_slots_as_can_be_filled(choices: list[list[str]]) -> None:
    filled = fill(choices)
    people = [one for one in filled if one is not None]
    assert len(people) == len(set(people))
    assert all(one is None or one in choice for one, choice in zip(filled, choices, strict=True))
    assert len(people) == _most(choices)


def _most(choices: list[list[str]], taken: frozenset[str] = frozenset()) -> int:
    """The naive reference: try everything."""
    if not choices:
        return 0
    first, *rest = choices
    skipped = _most(rest, taken)
    return max([skipped, *(1 + _most(rest, taken | {one}) for one in first if one not in taken)])
