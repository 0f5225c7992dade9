"""What the tests about warnings share: a policy of some rules, and what is told of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chatops.core.facts import Facts
from chatops.core.policy import (
    Policy,
    Requirement,
    Rule,
    SignOffs,
)
from chatops.core.window import Span, Window
from chatops.files.reach import warnings
from tests import builders as make

ANYBODY = SignOffs("anybody", 2, ("anyone",))
FREEZE = Window(
    "freeze",
    Span.FREEZE,
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
    systems=("ledger",),
)


def told(*rules: Rule, now: datetime | None = None, **fields: Any) -> list[str]:
    """Every warning about these rules, and `fields` of the policy, in the usual organisation."""
    return told_of(make.facts(the_policy=make.policy(*rules, **fields)), now)


def unattended(policy: Policy) -> Facts:
    """The usual organisation with nobody on call, and no director."""
    teams = tuple(replace(one, director=None, on_call=()) for one in make.TEAMS)
    return make.facts(the_policy=policy, the_directory=make.directory(teams=teams))


def told_of(facts: Facts, now: datetime | None = None) -> list[str]:
    return [str(one) for one in warnings(facts.rules(), facts.directory, facts.registry, now)]


def everywhere(*require: Requirement, name: str = "all") -> Rule:
    return make.rule(*(require or (ANYBODY,)), name=name)
