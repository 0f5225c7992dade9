"""What must hold of every change at every moment, whatever happened before."""

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.obligation import Owed
from chatops.core.verdict import State
from chatops.usecases.read import Shown, Trail

LIFTERS = {"max"}


def trail_is_sound(found: Trail) -> None:
    """The chain is whole, and nobody was told twice that something is overdue."""
    assert found.problem is None
    told = [one.data["event"] for one in found.entries if one.tag == "obligation:overdue"]
    assert len({one["number"] for one in told}) == len(told), "told twice"


def approval_needs_two_who_did_not_contribute(shown: Shown) -> None:
    """A delegate and who they stand in for are one voice; a ledger needs its soak test."""
    change = shown.change
    if shown.verdict.state is not State.APPROVED:
        return
    words = [one for one in change.last_words() if one.verb is Verb.APPROVE]
    fresh = {one.person: one for one in words if change.covers(one)}
    counted = fresh.keys() - {one.person for one in change.contributors}
    assert len({fresh[who].on_behalf_of or who for who in counted}) >= 2
    if "ledger" in change.present.systems:
        run = change.run_of("soak")
        assert run is not None
        assert run.outcome == "passed"


def rejection_blocks_until_it_is_lifted(shown: Shown) -> None:
    decisions = shown.change.decisions
    lifted = {one.lifts for one in decisions if one.person in LIFTERS}
    words = shown.change.last_words()
    blocks = [one for one in words if one.verb is Verb.REJECT and one.number not in lifted]
    assert not blocks or shown.verdict.state not in {State.APPROVED, State.OVERRIDDEN}


def broken_glass_is_reviewed_by_two_others(change: Change) -> None:
    owed = [one for one in change.obligations if one.owed is Owed.REVIEW]
    assert [one.by for one in owed] == [one.person for one in change.declarations]
    contributors = {one.person for one in change.contributors}
    for one in owed:
        reviewers = {review.person for review in one.reviews}
        assert one.is_open == (len(reviewers) < 2)
        assert not reviewers & {one.by, *contributors}
