"""A tool posts what it found: about the present revision only, and never as a person."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.audited import audited
from chatops.core.check_run import MOST, CheckOutcome
from chatops.core.evaluate import evaluate
from chatops.core.events import CheckPosted, VerdictChanged
from chatops.core.policy import CheckPassed
from chatops.core.post_check import PostCheck, post_check
from chatops.core.refused import Invalid, Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA, SHA

SOAK = PostCheck("CR-1", "staging-soak", "passed", 1, SHA, "api:soak")


def test_a_result_is_bound_to_the_revision_it_is_about() -> None:
    told: dict[str, Any] = {"link": " https://ci.example/418 ", "summary": "40 of 40\n passed"}
    outcome = post_check(make.opened(), replace(SOAK, **told), make.facts(), NOW)
    (run,) = outcome.change.check_runs
    assert (run.number, run.name, run.outcome) == (1, "staging-soak", CheckOutcome.PASSED)
    assert (run.revision, run.revision_digest) == (1, outcome.change.present.digest)
    assert (run.posted_by, run.at) == ("api:soak", NOW)
    assert (run.link, run.summary) == ("https://ci.example/418", "40 of 40 passed")
    (event,) = outcome.events
    assert isinstance(event, CheckPosted)
    assert (event.check, event.outcome, event.posted_by) == ("staging-soak", "passed", "api:soak")
    assert "40 of 40" not in str(audited(event, lambda: b"salt" * 4)[0])


def test_it_can_be_what_was_lacking() -> None:
    rule = make.rule(make.OWNERS, CheckPassed("soak", "staging-soak"))
    given = make.facts(the_policy=make.policy(rule))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    event = post_check(change, SOAK, given, NOW).events[-1]
    assert isinstance(event, VerdictChanged)
    assert (event.before, event.after) == ("pending", "approved")


@pytest.mark.parametrize(
    "fields", [{"revision": 2}, {"revision": 0}, {"commit": OTHER_SHA}, {"commit": SHA.upper()}]
)
def test_a_result_of_another_revision_or_commit_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        post_check(make.opened(), replace(SOAK, **fields), make.facts(), NOW)
    assert refused.value.code == "stale_revision"
    assert refused.value.sentence == (
        f"CR-1 is at revision 1, commit {SHA}. Run the check on that and post it again; "
        "nothing was recorded."
    )


@pytest.mark.parametrize(
    ("field", "value", "start"),
    [
        ("name", "", "Name the check"),
        ("name", " soak", "Name the check"),
        ("name", "soak ", "Name the check"),
        ("name", "so\nak", "Name the check"),
        ("name", "<!channel>", "Name the check"),
        ("name", "x" * 61, "Name the check"),
        ("outcome", "PASSED", "The outcome is passed, failed or running."),
        ("outcome", "", "The outcome is passed, failed or running."),
        ("link", "javascript:alert(1)", "Give a whole address"),
        ("link", "https://x.example/" + "a" * 2000, "This is 2,018 characters long"),
        ("summary", "x" * 2001, "This is 2,001 characters long"),
    ],
)
def test_mistakes_are_named_by_their_field(field: str, value: str, start: str) -> None:
    mistake: dict[str, Any] = {field: value}
    with pytest.raises(Invalid) as invalid:
        post_check(make.opened(), replace(SOAK, **mistake), make.facts(), NOW)
    assert invalid.value.mistakes[field].startswith(start)


def test_one_change_holds_a_thousand_runs_at_most() -> None:
    change = make.checked(make.opened())
    full = replace(change, check_runs=change.check_runs * MOST)
    with pytest.raises(Refused) as refused:
        post_check(full, SOAK, make.facts(), NOW)
    assert refused.value.sentence == "1,000 check runs are the most that one change can hold."


def test_a_result_of_a_change_that_expired_is_kept_and_opens_nothing() -> None:
    late = NOW + timedelta(days=8)
    outcome = post_check(make.opened(), SOAK, make.facts(), late)
    assert outcome.change.check_runs
    assert outcome.verdict.state.value == "expired"


def test_when_no_newer_result_can_be_recorded_the_old_ones_do_not_count() -> None:
    given = make.facts(the_policy=make.policy(make.rule(CheckPassed("soak", "staging-soak"))))
    change = make.checked(make.opened(given=given), given=given)
    assert evaluate(change, given, NOW).state is State.APPROVED
    full = replace(change, check_runs=change.check_runs * MOST)
    verdict = evaluate(full, given, NOW)
    assert verdict.state is State.PENDING
    assert make.line(verdict, "soak") == (
        "Check “staging-soak” cannot be told: 1,000 check runs are recorded, the most, and newer "
        "ones are refused. Open a new change request."
    )
