"""What may be approved beside others: standard changes without AI, not of high risk."""

from dataclasses import replace

import pytest

from chatops.core.bulk import approve_among_several, why_alone
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.refused import Refused
from tests import builders as make

FACTS = make.facts()


def command(revision: int = 1) -> Decide:
    return Decide("CR-1", "ana", Verb.APPROVE, revision, "slack")


def test_standard_changes_of_low_or_medium_risk_may() -> None:
    for risk in ("low", "medium"):
        assert why_alone(make.opened("dan", kind="standard", risk=risk)) == ""


def test_others_may_not_whatever_is_said_now() -> None:
    assisted = make.opened("dan", kind="standard", degree="assisted", tool="Claude")
    assert "Assisted with Claude" in why_alone(assisted)
    assert "an AI tool" in why_alone(make.revised(assisted, "dan", kind="standard"))
    assert why_alone(make.opened("dan", kind="standard", risk="high")) == "its risk is high"
    assert "only standard ones" in why_alone(make.opened("dan", kind="normal"))


def test_the_approval_says_whether_details_were_opened() -> None:
    change = make.opened("dan", kind="standard")
    for openings in ({}, {"ana": make.NOW}):
        facts = replace(FACTS, openings=openings)
        told = approve_among_several(change, command(), facts, make.NOW)
        assert told.change.decisions[0].read_at == openings.get("ana")


def test_an_older_revision_is_told_as_such_before_anything_else() -> None:
    change = make.revised(make.opened("dan", kind="standard"), "dan", kind="normal")
    with pytest.raises(Refused, match="it is at revision 2") as caught:
        approve_among_several(change, command(), FACTS, make.NOW)
    assert caught.value.code == "stale_revision"
    with pytest.raises(Refused, match="Open Details") as caught:
        approve_among_several(change, command(2), FACTS, make.NOW)
    assert caught.value.code == "not_in_bulk"
