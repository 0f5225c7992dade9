"""Warnings about rules that nobody could satisfy."""

from chatops.core.policy import Rule, SignOffs, When
from chatops.files.reach import warnings
from tests import builders as make


def told(*rules: Rule) -> list[str]:
    facts = make.facts(the_policy=make.policy(*rules))
    return list(warnings(facts.rules(), facts.directory, facts.registry))


def test_a_policy_that_can_be_met_has_none() -> None:
    assert told(make.rule(SignOffs("anybody", 2, ("anyone",)))) == []


def test_too_few_people_are_counted_by_system() -> None:
    (warning,) = told(make.rule(SignOffs("owners", 2, ("owners",)), name="pairs"))
    assert warning == (
        "“owners” of rule “pairs” can never be met for login: it asks for 2, the directory has "
        "1. Add people, or ask for fewer."
    )


def test_levels_bots_and_people_count() -> None:
    sources = ("owners", "director", "person:robo", "team:identity")
    enough = make.rule(SignOffs("s", 2, sources, min_level="senior"), name="all")
    assert told(enough) == []
    (warning,) = told(make.rule(SignOffs("s", 4, sources, min_level="senior"), name="all"))
    assert "for checkout and 2 more systems: it asks for 4, the directory has 3." in warning


def test_a_rule_for_nothing_and_a_system_without_rule_are_told() -> None:
    rule = make.rule(SignOffs("s", 1, ("anyone",)), name="tiers", when=When(tiers=(2,)))
    first, *rest = told(rule)
    assert first.startswith("Rule “tiers” matches no system of the directory.")
    assert rest[0] == (
        "No rule covers every change of checkout in production or staging: such changes cannot "
        "be approved. Add a rule for it."
    )
    assert len(rest) == 3


def test_a_rule_for_some_changes_covers_no_system() -> None:
    when = When(ai_assisted=True)
    assert len(told(make.rule(SignOffs("s", 1, ("anyone",)), when=when))) == 3
    one_place = When(environments=("production",))
    (warning,) = told(make.rule(SignOffs("s", 1, ("anyone",)), when=one_place))
    assert "checkout in staging" in warning
