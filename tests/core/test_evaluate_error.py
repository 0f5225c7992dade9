"""What cannot be judged is an error, and an error is never an approval."""

from dataclasses import replace

from chatops.core.policy import When
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import judged, line


def test_an_unknown_contributor_cannot_be_judged() -> None:
    commit = make.commit(author="mallory")
    verdict = judged(make.approved_by(make.opened(the_commit=commit), "ana", "cleo"))
    assert verdict.state is State.ERROR
    assert line(verdict, "contributors").startswith(
        "Contributors are not in the directory: Mallory <mallory@example.com>."
    )


def test_no_rule_that_applies_is_an_error() -> None:
    elsewhere = make.facts(the_policy=make.policy(make.rule(make.OWNERS, when=When(tiers=(2,)))))
    verdict = judged(make.approved_by(make.opened(), "ana"), elsewhere)
    assert verdict.state is State.ERROR
    assert verdict.sentence == "No rule of the policy applies to checkout in production."


def test_an_unreadable_source_is_an_error() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    broken = replace(make.facts(), policy=None, problems=("policy.yml, line 3: unknown key.",))
    verdict = judged(change, broken)
    assert verdict.state is State.ERROR
    assert "policy.yml, line 3: unknown key." in verdict.sentence


def test_an_empty_directory_approves_nothing() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    empty = make.facts(the_directory=make.directory((), ()))
    assert judged(change, empty).state is State.ERROR


def test_a_system_that_left_the_registry_is_an_error() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    verdict = judged(change, make.facts(systems=()))
    assert verdict.state is State.ERROR
