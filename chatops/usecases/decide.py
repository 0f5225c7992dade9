"""Somebody approves, rejects or withdraws."""

from dataclasses import replace

from chatops.core import decide as rules
from chatops.core.change import Change
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.store.database import Reading
from chatops.usecases.house import House


def decide(house: House, command: Decide, *, delivery: str | None = None) -> Outcome | None:
    """Record the decision; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.decide(change, command, facts, now),
        command.person,
        delivery=delivery,
        gather=None if command.verb is Verb.APPROVE else _who_passed,
    )


def _who_passed(change: Change, facts: Facts, reading: Reading) -> Facts:
    """Add whom the gate let through, and who answers for them."""
    passed = reading.passed(change.key)
    tokens = reading.tokens() if passed else ()
    callers = {one.caller for one in passed}
    owners = {one.name: one.owner for one in tokens if one.owner and one.name in callers}
    return replace(facts, passed=passed, token_owners=owners)
