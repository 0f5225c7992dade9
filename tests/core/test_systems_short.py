from dataclasses import replace

from chatops.core.digest import Short
from chatops.core.facts import Facts
from chatops.core.people import Standing
from chatops.core.policy import SignOffs, When
from chatops.core.systems_short import short_of
from tests import builders as make

SENIOR = SignOffs("senior", 1, ("owners",), min_level="senior")


def short(facts: Facts, *systems: str) -> list[Short]:
    return list(short_of(systems or ("checkout", "login"), facts, make.NOW))


def test_a_team_that_is_large_enough_is_not_short() -> None:
    assert short(make.facts(), "checkout") == []


def test_a_team_too_small_for_two_others_is_short_and_the_reason_is_told() -> None:
    (one,) = short(make.facts())
    assert one.system == "login"
    assert "Nobody can complete “owners”" in one.why


def test_the_most_senior_member_is_supposed_to_ask_so_they_cannot_sign_themselves() -> None:
    facts = make.facts(the_policy=make.policy(make.rule(SENIOR)))
    assert [one.system for one in short(facts, "checkout")] == ["checkout"]


def test_who_is_no_full_member_of_the_workspace_cannot_be_counted_on() -> None:
    gone = dict.fromkeys(("ben", "cleo"), Standing.DEACTIVATED)
    assert short(make.facts(standings=gone), "checkout")


def test_any_environment_counts() -> None:
    strict = make.rule(SENIOR, when=When(environments=("staging",)), name="staging")
    facts = make.facts(the_policy=make.policy(make.rule(make.OWNERS), strict))
    assert [one.system for one in short(facts, "checkout", "ledger")] == ["checkout"]


def test_a_system_that_no_rule_is_about_is_short() -> None:
    only = make.policy(make.rule(make.OWNERS, when=When(systems=("ledger",))))
    (one,) = short(make.facts(the_policy=only), "ledger", "checkout")
    assert one == Short("checkout", "No rule of the policy applies to checkout in production.")


def test_a_team_without_members_is_short() -> None:
    nobody = make.directory(teams=(replace(make.TEAMS[0], members=()), make.TEAMS[1]))
    assert short(make.facts(the_directory=nobody), "checkout")
