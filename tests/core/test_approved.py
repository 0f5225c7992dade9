"""What an attestation says of an approval is what the gate judged."""

from datetime import timedelta
from typing import Any

import pytest

from chatops.core.approved import Logged, approval_of
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.gate import Question
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.core.refused import Refused
from chatops.ledger.approval import Approval, Approver, Requirement
from tests import builders as make
from tests.builders import NOW, SHA

LOGGED = Logged("CR-1:4", "a checkpoint")


def told(change: Change, given: Facts | None = None, **after: float) -> Approval:
    question = Question("ci", "checkout", "production", SHA)
    return approval_of(change, question, given or make.facts(), NOW + timedelta(**after), LOGGED)


def approved(*people: str, given: Facts | None = None, **fields: Any) -> Change:
    return make.approved_by(make.opened(given=given, **fields), *people, given=given)


def test_it_tells_ids_levels_names_of_requirements_and_digests_only() -> None:
    change = approved("ana", "cleo", systems=("checkout", "ledger"))
    assert told(change) == Approval(
        change="CR-1",
        revision=1,
        revision_digest=change.present.digest,
        system="checkout",
        environment="production",
        systems=("checkout", "ledger"),
        requirements=(
            Requirement("two-person review", "owners"),
            Requirement("two-person review", "documentation"),
        ),
        approvers=(Approver("ana", "senior", NOW), Approver("cleo", "mid", NOW)),
        senior_sign_off=True,
        policy_digest="e" * 64,
        entry="CR-1:4",
        checkpoint="a checkpoint",
        issued_at=NOW,
        expires_at=NOW + timedelta(hours=24),
    )


def test_a_senior_sign_off_is_told_only_where_a_senior_signed() -> None:
    given = make.facts(the_policy=make.policy(make.rule(make.OWNERS)))
    assert told(approved("ana", "cleo", given=given), given).senior_sign_off
    assert not told(approved("dan", "cleo", given=given), given).senior_sign_off


def test_a_delegate_is_told_with_whom_they_sign_for() -> None:
    given = make.facts(absences=make.absence("ana", "eve"))
    first = told(approved("eve", "cleo", given=given), given).approvers[0]
    assert (first.id, first.on_behalf_of) == ("eve", "ana")


def test_whose_approval_does_not_count_is_no_approver() -> None:
    three = make.facts(the_policy=make.policy(make.rule(make.OWNERS)))
    change = approved("dan", "ana", "cleo", given=three)
    given = make.facts(standings={"dan": Standing.DEACTIVATED})
    assert [one.id for one in told(change, given).approvers] == ["ana", "cleo"]


def refusal(change: Change, given: Facts | None = None, **after: float) -> str:
    with pytest.raises(Refused) as refused:
        told(change, given, **after)
    assert refused.value.code == "not_attested"
    return refused.value.sentence


def test_what_is_not_approved_is_refused() -> None:
    assert refusal(make.opened()).startswith("CR-1: Waiting")
    rejected = make.decided(approved("ana", "cleo"), "dan", Verb.REJECT).change
    assert refusal(rejected) == "CR-1: Blocked by a rejection."


def test_an_approval_that_can_still_be_undone_does_not_count() -> None:
    given = make.facts(the_policy=make.policy(undo_for=timedelta(seconds=30)))
    change = approved("ana", "cleo", given=given)
    assert refusal(change, given).startswith("CR-1: Waiting")
    assert told(change, given, seconds=30).voices == 2


def test_one_approval_is_too_few_even_where_the_policy_asks_for_no_more() -> None:
    given = make.facts(the_policy=make.policy(make.rule(SignOffs("owner", 1, ("owners",)))))
    assert "CR-1 has the approval of fewer" in refusal(approved("ana", given=given), given)


def test_what_ends_this_very_second_is_refused() -> None:
    given = make.facts(the_policy=make.policy(expires_after=timedelta(hours=1)))
    change = approved("ana", "cleo", given=given)
    assert "ends at this very moment" in refusal(change, given, hours=1, milliseconds=-500)
    assert told(change, given, hours=1, seconds=-1).voices == 2
