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
        gather=_who_passed if command.verb is Verb.WITHDRAW else None,
    )


def _who_passed(change: Change, facts: Facts, reading: Reading) -> Facts:
    """Add whom the gate let through on the present revision, and who answers for them."""
    passed = reading.passed(change.key, change.present.digest)
    tokens = reading.tokens() if passed else ()
    owners = {one.name: one.owner for one in tokens if one.owner and one.name in passed}
    return replace(facts, passed=passed, token_owners=owners)
