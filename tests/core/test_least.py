"""The fewest sign-offs that a policy's text asks for, as far as the log alone can tell."""

from dataclasses import replace

import pytest

from chatops.core.least import Least, Place, least
from chatops.files.policy import policy_of_text

HERE = Place("production", ("checkout",), "normal", "medium", "none", "api:ci/shop")
TWO = "{name: owners, sign_offs: 2, from: owners}"
DAYS = 7 * 24 * 60 * 60
ONE = "{name: senior, sign_offs: 1, from: anyone}"
SHARED = "{name: director, sign_offs: 1, from: director, shared: true}"
CHECK = "{name: soak, check: soak}"
REVIEW = f"when: {{tier: 1}}, require: [{TWO}]"


def text(*rules: str) -> str:
    whole = (rule if "when:" in rule else f"when: {{}}, {rule}" for rule in rules)
    lines = [f"  - {{name: rule {number}, {rule}}}" for number, rule in enumerate(whole)]
    written = "\n".join(("version: 1", "expires_after: 7 days", "rules:", *lines))
    return policy_of_text(written, "policy.yml").canonical


@pytest.mark.parametrize(
    ("rules", "people"),
    [
        ([f"require: [{TWO}]"], 2),
        ([f"require: [{TWO}, {ONE}]"], 3),
        ([f"require: [{TWO}, {SHARED}]"], 2),  # one of the two may be the director
        ([f"require: [{SHARED}]"], 1),
        ([f"require: [{CHECK}]"], 0),
        # whether it applies nobody can tell without the registry
        ([f"when: {{tier: 1}}, require: [{TWO}]", f"when: {{tier: 2}}, require: [{ONE}]"], 1),
        ([f"when: {{tier: 1}}, require: [{TWO}]", f"require: [{CHECK}]"], 0),
        # it applies for sure
        ([f"when: {{environment: production}}, require: [{TWO}]", f"require: [{CHECK}]"], 2),
        ([f"when: {{system: [checkout, x]}}, require: [{TWO}]", f"require: [{ONE}]"], 2),
        ([f"when: {{kind: normal, risk: medium}}, require: [{TWO}]", f"require: [{ONE}]"], 2),
        ([f"when: {{source: api}}, require: [{TWO}]", f"require: [{ONE}]"], 2),
        ([f"when: {{source: 'api:ci/shop'}}, require: [{TWO}]", f"require: [{ONE}]"], 2),
        ([f"when: {{ai_assisted: false}}, require: [{TWO}]", f"require: [{ONE}]"], 2),
        ([f"when: {{ai_generated: false}}, require: [{TWO}]", f"require: [{ONE}]"], 2),
        # it does not apply
        ([f"when: {{environment: staging}}, require: [{ONE}]", f"require: [{TWO}]"], 2),
        ([f"when: {{system: ledger}}, require: [{ONE}]", f"require: [{TWO}]"], 2),
        ([f"when: {{kind: standard}}, require: [{CHECK}]", f"require: [{TWO}]"], 2),
        ([f"when: {{risk: low}}, require: [{CHECK}]", f"require: [{TWO}]"], 2),
        ([f"when: {{source: slack}}, require: [{CHECK}]", f"require: [{TWO}]"], 2),
        ([f"when: {{ai_assisted: true}}, require: [{ONE}]", f"require: [{TWO}]"], 2),
        ([f"when: {{ai_generated: true}}, require: [{TWO}]", f"require: [{ONE}]"], 1),
        ([f"when: {{tier: 1, environment: staging}}, require: [{CHECK}]"], 1),  # none is left
    ],
)
def test_so_many_people_at_least(rules: list[str], people: int) -> None:
    assert least(text(*rules), HERE) == Least(people, sticky=False, seconds=DAYS)


def test_what_an_earlier_version_did_not_tell_may_be_so_or_not() -> None:
    untold = replace(HERE, kind="", risk="", assistance="", systems=(), source="")
    whens = ("kind: standard", "risk: low", "ai_assisted: true", "system: ledger", "source: slack")
    for when in whens:
        rules = text(f"when: {{{when}}}, require: [{CHECK}]", REVIEW)
        assert (least(rules, HERE).people, least(rules, untold).people) == (2, 0)


def test_a_sticky_line_lets_approvals_outlive_their_revision() -> None:
    line = "{name: owners, sign_offs: 2, from: owners, sticky: [title]}"
    assert least(text(f"require: [{line}]"), HERE) == Least(2, sticky=True, seconds=DAYS)


@pytest.mark.parametrize("other", ["", "[]", "{}", '{"policy":{"rules":[{}]}}'])
def test_another_text_is_none_of_a_policy(other: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        least(other, HERE)


def test_approvals_of_what_an_ai_generated_end_earlier() -> None:
    generated = replace(HERE, assistance="generated")
    assert least(text(f"require: [{TWO}]"), generated).seconds == 24 * 60 * 60
