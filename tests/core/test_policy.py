"""A requirement that nothing could leave unmet cannot be made."""

from datetime import timedelta

import pytest

from chatops.core.policy import (
    OF_EMERGENCIES,
    BreakGlass,
    Chasing,
    Documented,
    Field,
    Rule,
    SignOffs,
    Wait,
    When,
)
from tests import builders as make


def test_nobody_is_not_a_quorum() -> None:
    with pytest.raises(ValueError, match="asks for nobody"):
        SignOffs("owners", 0, ("owners",))


def test_documentation_names_its_fields() -> None:
    with pytest.raises(ValueError, match="asks for nothing"):
        Documented("documentation", ())


def test_a_rule_requires_something() -> None:
    with pytest.raises(ValueError, match="requires nothing"):
        Rule("rule", When(), ())


def test_a_wait_has_a_length() -> None:
    with pytest.raises(ValueError, match="waits for nothing"):
        Wait("cool down", timedelta(0))


def test_broken_glass_is_declared_and_reviewed_by_somebody() -> None:
    for fields in (
        {"sources": ()},
        {"sources": ("director",), "reviewers": 0},
        {"sources": ("director",), "review_from": ()},
    ):
        with pytest.raises(ValueError, match="nobody"):
            BreakGlass(**fields)


def test_every_slack_group_is_named_once() -> None:
    policy = make.policy(
        make.rule(SignOffs("one", 1, ("group:S1", "owners")), SignOffs("two", 1, ("group:S2",))),
        lift=("group:S3", "director"),
        break_glass=BreakGlass(("group:S1", "group:S4"), review_from=("group:S5",)),
    )
    assert policy.groups() == ("S1", "S2", "S3", "S4", "S5")


@pytest.mark.parametrize(
    ("when", "needs"),
    [
        (When(), False),
        (When(files_over=0), True),
        (When(lines_over=0), True),
        (When(kinds=("normal",)), False),
    ],
)
def test_only_sizes_and_paths_need_the_files(when: When, *, needs: bool) -> None:
    assert when.needs_files is needs


def test_every_field_has_a_name_that_is_read() -> None:
    assert [one.label for one in Field] == [
        "description",
        "link",
        "rollback plan",
        "test evidence",
        "planned window",
    ]


def test_the_first_entry_for_kind_and_risk_holds() -> None:
    high, standard, rest = Chasing(risks=("high",)), Chasing(kinds=("standard",)), Chasing()
    policy = make.policy(chasing=(high, standard, rest))
    assert policy.chasing_of("standard", "high") is high
    assert policy.chasing_of("standard", "low") is standard
    assert policy.chasing_of("normal", "low") is rest


def test_what_does_not_name_emergencies_is_not_for_them() -> None:
    urgent = Chasing(kinds=("emergency",), risks=("low",))
    policy = make.policy(chasing=(Chasing(), Chasing(risks=("high",)), urgent))
    assert policy.chasing_of("emergency", "high") is OF_EMERGENCIES
    assert policy.chasing_of("emergency", "low") is urgent
    assert make.policy().chasing_of("normal", "low") == Chasing()
