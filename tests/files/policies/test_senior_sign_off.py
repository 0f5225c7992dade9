"""`senior-sign-off.yml`: a senior looks at AI-assisted changes of less experienced people."""

from datetime import timedelta

import pytest

from tests import builders as make
from tests.files.policies.shipped import facts_under, told, warnings_about

FACTS = facts_under("senior-sign-off")
WHOM = "anyone who is senior or above"


def test_it_has_no_warnings() -> None:
    assert warnings_about("senior-sign-off") == ()


@pytest.mark.parametrize(
    ("requester", "degree", "applies"),
    [
        ("linus", "assisted", True),
        ("linus", "generated", True),
        ("linus", "none", False),
        ("grace", "assisted", False),
        ("radia", "generated", False),
    ],
)
def test_it_applies_to_ai_and_anyone_below_senior(
    requester: str, degree: str, *, applies: bool
) -> None:
    tool = "" if degree == "none" else "Copilot"
    change = make.opened(requester, given=FACTS, degree=degree, tool=tool)
    assert ("senior" in told(change, FACTS)) is applies


def test_it_applies_when_a_commit_shows_the_tool_and_a_junior_hand() -> None:
    body = "Co-authored-by: Claude <noreply@anthropic.com>"
    trailers = (("Co-authored-by", "Claude <noreply@anthropic.com>"),)
    commit = make.commit(author="linus", body=body, trailers=trailers)
    change = make.opened("grace", given=FACTS, the_commit=commit)
    assert told(change, FACTS)["senior"] == f"0 of 1 sign-off from {WHOM}."


def test_the_senior_may_be_one_of_the_two_owners() -> None:
    change = make.opened("linus", given=FACTS, degree="assisted", tool="Copilot")
    one = make.approved_by(change, "grace", given=FACTS)
    assert told(one, FACTS)["senior"] == f"1 of 1 sign-off from {WHOM}: Grace Hopper."
    assert told(one, FACTS)["state"] == "pending"
    assert told(make.approved_by(one, "ada", given=FACTS), FACTS)["state"] == "approved"


def test_a_senior_who_contributed_does_not_count() -> None:
    commit = make.commit(author="grace")
    change = make.opened("linus", given=FACTS, the_commit=commit, degree="assisted", tool="Copilot")
    change = make.approved_by(change, "ada", "margaret", given=FACTS)
    assert told(change, FACTS)["state"] == "approved"
    assert "Grace" not in told(change, FACTS)["senior"]


def test_what_was_generated_is_looked_at_again_after_a_day() -> None:
    change = make.opened("linus", given=FACTS, degree="generated", tool="Agent")
    change = make.approved_by(change, "ada", "grace", given=FACTS)
    day = timedelta(hours=24)
    assert told(change, FACTS, make.NOW + day - timedelta(seconds=1))["state"] == "approved"
    late = told(change, FACTS, make.NOW + day)
    assert late["state"] == "pending"
    assert "Ada Lovelace approved more than 24 hours ago and can approve again" in late["owners"]
