"""Warnings about requirements that add nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.policy import (
    CheckPassed,
    Documented,
    Field,
    Part,
    PlannedWindow,
    Requirement,
    SignOffs,
    Wait,
    When,
)
from tests import builders as make
from tests.files.warned import ANYBODY, everywhere, told


def test_a_rule_that_adds_nothing_names_the_one_that_asks_for_as_much() -> None:
    broad = everywhere(ANYBODY, name="broad")
    narrow = make.rule(
        SignOffs("one", 1, ("anyone",), shared=True), name="narrow", when=When(tiers=(1,))
    )
    expected = [
        (
            "Rule “narrow” adds nothing: whenever it applies, “broad” asks for as much or more. "
            "Remove it."
        )
    ]
    assert told(broad, narrow) == expected
    assert told(narrow, broad) == expected


def test_of_two_that_ask_for_the_same_the_later_one_is_told() -> None:
    first = everywhere(ANYBODY, CheckPassed("a", "soak"), name="first")
    second = everywhere(CheckPassed("b", "soak"), name="second")
    (warning,) = told(first, second)
    assert warning.startswith("Rule “second” adds nothing: whenever it applies, “first” asks")


def test_one_line_of_a_rule_can_add_nothing() -> None:
    papers = Documented("papers", (Field.LINK, Field.DESCRIPTION), 20)
    fewer = Documented("fewer", (Field.DESCRIPTION,), 10)
    (warning,) = told(
        everywhere(ANYBODY, papers), everywhere(fewer, CheckPassed("c", "soak"), name="more")
    )
    assert warning == (
        "“fewer” of rule “more” adds nothing: whenever it applies, “papers” of “all” asks for as "
        "much or more. Remove it."
    )


SHARED = SignOffs("weak", 1, ("owners",), shared=True)


@pytest.mark.parametrize(
    ("strong", "weak", "adds"),
    [
        (SignOffs("s", 1, ("owners",)), SHARED, False),
        (SignOffs("s", 1, ("owners",), "senior"), replace(SHARED, min_level="mid"), False),
        (SignOffs("s", 1, ("owners",)), replace(SHARED, sources=("anyone",)), False),
        (SignOffs("s", 1, ("owners",)), replace(SHARED, sticky=(Part.TITLE,)), False),
        (SignOffs("s", 1, ("owners",)), replace(SHARED, shared=False), True),
        (SignOffs("s", 1, ("owners",)), replace(SHARED, count=2), True),
        (SignOffs("s", 1, ("owners",)), replace(SHARED, min_level="mid"), True),
        (SignOffs("s", 1, ("owners", "director")), SHARED, True),
        (SignOffs("s", 1, ("owners",), sticky=(Part.TITLE,)), SHARED, True),
        (CheckPassed("s", "soak", timedelta(hours=1)), CheckPassed("w", "soak"), False),
        (CheckPassed("s", "soak"), CheckPassed("w", "soak", timedelta(hours=1)), True),
        (CheckPassed("s", "soak"), CheckPassed("w", "canary"), True),
        (Wait("s", timedelta(hours=2)), Wait("w", timedelta(hours=1)), False),
        (Wait("s", timedelta(hours=1)), Wait("w", timedelta(hours=2)), True),
        (PlannedWindow("s"), PlannedWindow("w"), False),
        (Documented("s", (Field.LINK,)), Documented("w", (Field.WINDOW,)), True),
        (Documented("s", (Field.DESCRIPTION,)), Documented("w", (Field.DESCRIPTION,), 9), True),
    ],
)
def test_what_adds_nothing(strong: Requirement, weak: Requirement, *, adds: bool) -> None:
    # A second sign-off of its own keeps the wait from being endless, and the rules apart.
    rules = (
        everywhere(replace(SHARED, name="base", sources=("person:max",)), strong, name="strong"),
        make.rule(weak, name="weak", when=When(systems=("checkout",))),
    )
    assert any("adds nothing" in one for one in told(*rules)) is not adds


def test_a_rule_for_other_changes_is_not_shadowed() -> None:
    broad = make.rule(ANYBODY, name="broad", when=When(ai_assisted=True))
    narrow = make.rule(SHARED, name="narrow", when=When(kinds=("normal",)))
    assert told(everywhere(CheckPassed("c", "soak")), broad, narrow) == []
