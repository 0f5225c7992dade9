"""Warnings about requirements that today's directory cannot meet."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.people import Team
from chatops.core.policy import (
    BreakGlass,
    SignOffs,
    Wait,
    When,
)
from tests import builders as make
from tests.files.warned import everywhere, told, told_of, unattended


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


def test_nobody_on_call_and_nobody_of_a_level_is_told() -> None:
    (warning,) = told_of(unattended(make.policy(everywhere(SignOffs("s", 1, ("on_call",))))))
    assert "for checkout and 2 more systems: it asks for 1, the directory has 0." in warning
    (warning,) = told(everywhere(SignOffs("s", 2, ("anyone",), min_level="principal")))
    assert "it asks for 2, the directory has 1." in warning


def test_people_are_counted_once_over_all_rules_that_apply_together() -> None:
    owners = make.rule(SignOffs("owners", 4, ("team:payments",)), name="pairs")
    senior = make.rule(
        SignOffs("a senior", 1, ("person:ana", "person:ben")),
        name="seniors",
        when=When(ai_assisted=True),
    )
    (warning,) = told(owners, senior)
    assert warning == (
        "“owners” of rule “pairs” and “a senior” of rule “seniors” can never be met together for "
        "checkout and 2 more systems: they ask for 5 different people, the directory has 4 for "
        "them. Add people, ask for fewer, or let one be `shared`."
    )
    shared = replace(senior, require=(SignOffs("s", 1, ("person:ana",), shared=True),))
    assert told(owners, shared) == []


def test_only_those_who_compete_are_named() -> None:
    rules = (
        everywhere(SignOffs("x", 1, ("person:ana",)), name="1"),
        everywhere(SignOffs("y", 1, ("person:ana",)), name="2"),
        everywhere(SignOffs("z", 2, ("anyone",)), name="3"),
    )
    (warning,) = told(*rules)
    assert warning.startswith("“x” of rule “1” and “y” of rule “2” can never be met together for")
    assert "they ask for 2 different people, the directory has 1 for them." in warning


def test_rules_that_never_apply_together_do_not_compete() -> None:
    one, other = SignOffs("x", 1, ("person:ana",)), SignOffs("y", 1, ("person:ana",))
    apart = (
        make.rule(one, name="1", when=When(ai_assisted=True)),
        make.rule(other, name="2", when=When(ai_assisted=False)),
    )
    assert told(*apart) == []
    places = (
        make.rule(one, name="1", when=When(systems=("checkout",))),
        make.rule(other, name="2", when=When(systems=("ledger", "login"))),
    )
    assert told(*places) == []


def test_members_of_a_slack_group_are_not_known_here() -> None:
    assert told(everywhere(SignOffs("s", 9, ("group:S01", "owners")))) == []


def test_a_wait_without_any_sign_off_never_begins() -> None:
    (warning,) = told(everywhere(Wait("cooling", timedelta(hours=1))))
    assert warning == (
        "“cooling” of rule “all” can never be over for checkout and 2 more systems: a wait begins "
        "with the last sign-off, and no rule there asks for one. Add a sign-off."
    )


def test_who_may_break_lift_and_review_is_counted() -> None:
    glass = make.policy(everywhere(), break_glass=BreakGlass(("on_call",)))
    assert told_of(unattended(glass)) == [
        (
            "Nobody may break the glass for checkout and 2 more systems: its `from` names nobody "
            "there. Name somebody."
        )
    ]
    found = told(everywhere(), break_glass=BreakGlass(("director",)), lift=("director",))
    assert found == [
        (
            "The review after a break-glass can never be paid for login: it asks for 2, and "
            "`review_from` has fewer besides who broke it. Name more people."
        )
    ]
    anybody = BreakGlass(("director",), review_from=("owners", "team:payments"), reviewers=2)
    assert told(everywhere(), break_glass=anybody) == []
    assert told(everywhere(), break_glass=BreakGlass(("group:S01",))) == []


def test_who_broke_the_glass_does_not_review_it() -> None:
    team = Team("identity", "Identity", "CIDE", ("eve", "ana"), director="max", on_call=("eve",))
    facts = make.facts(
        the_policy=make.policy(
            everywhere(), break_glass=BreakGlass(("person:eve",), review_from=("owners",))
        ),
        the_directory=make.directory(teams=(make.TEAMS[0], team)),
    )
    (warning,) = told_of(facts)
    assert warning.startswith("The review after a break-glass can never be paid for login:")


def test_a_lift_that_nobody_may_do_is_told() -> None:
    facts = unattended(make.policy(everywhere(), lift=("director",)))
    assert told_of(facts) == [
        (
            "Nobody may lift a rejection for checkout and 2 more systems: `lift_rejections` names "
            "nobody. Name somebody."
        )
    ]


def test_a_debt_that_nobody_is_high_enough_to_pay_is_told() -> None:
    people = tuple(one for one in make.PEOPLE if one.id != "max")
    teams = (replace(make.TEAMS[0], director="ana"), replace(make.TEAMS[1], director="ana"))
    glass = BreakGlass(("director",), review_from=("team:payments",), debt_level="principal")
    facts = make.facts(
        the_policy=make.policy(everywhere(), break_glass=glass),
        the_directory=make.directory(people, teams),
    )
    assert told_of(facts) == [
        "Nobody is principal or above, as an overdue review asks for. Write another `debt_level`."
    ]
