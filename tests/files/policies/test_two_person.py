"""`two-person.yml`: two owners who did not contribute."""

import pytest

from chatops.core.decision import Verb
from tests import builders as make
from tests.files.policies.shipped import facts_under, told, warnings_about

FACTS = facts_under("two-person")
WHOM = "Payments (owners)"


def test_it_has_no_warnings() -> None:
    assert warnings_about("two-person") == ()


@pytest.mark.parametrize(
    ("signers", "state", "said"),
    [
        ((), "pending", f"0 of 2 sign-offs from {WHOM}."),
        (("ada",), "pending", f"1 of 2 sign-offs from {WHOM}: Ada Lovelace."),
        (
            ("ada", "grace"),
            "approved",
            f"2 of 2 sign-offs from {WHOM}: Ada Lovelace, Grace Hopper.",
        ),
    ],
)
def test_two_owners_are_needed(signers: tuple[str, ...], state: str, said: str) -> None:
    change = make.approved_by(make.opened("linus", given=FACTS), *signers, given=FACTS)
    assert told(change, FACTS) == {"state": state, "owners": said}


def test_a_corrected_title_leaves_approvals_standing_and_another_text_does_not() -> None:
    change = make.opened("linus", given=FACTS)
    change = make.approved_by(change, "ada", "grace", given=FACTS)
    retitled = make.revised(change, "linus", given=FACTS, title="Raise the retry limit to 5")
    assert told(retitled, FACTS)["state"] == "approved"
    edited = make.revised(change, "linus", given=FACTS, rollback_plan="Roll back.")
    verdict = told(edited, FACTS)
    assert verdict["state"] == "stale"
    assert "Ada Lovelace (approved revision 1), Grace Hopper" in verdict["owners"]


def test_who_wrote_the_commit_does_not_count() -> None:
    commit = make.commit(author="grace")
    change = make.opened("linus", given=FACTS, the_commit=commit)
    change = make.approved_by(change, "ada", given=FACTS)
    assert told(change, FACTS)["owners"].startswith(f"1 of 2 sign-offs from {WHOM}: Ada Lovelace.")


def test_a_rejection_blocks() -> None:
    change = make.opened("linus", given=FACTS)
    change = make.approved_by(change, "ada", "grace", given=FACTS)
    change = make.decided(change, "margaret", Verb.REJECT, given=FACTS).change
    assert told(change, FACTS)["state"] == "blocked"
