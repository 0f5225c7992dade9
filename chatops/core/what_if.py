"""What if these people decided: their decisions made in order, by the rules that really apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.lifting import Lift, lift
from chatops.core.outcome import Outcome
from chatops.core.refused import Refused

_SURFACE = "what-if"
_REASON = "Supposed."  # a rejection, a recall and a lift need one


@dataclass(frozen=True, slots=True)
class Supposed:
    """A person (directory id) and what they might say on the present revision."""

    person: str
    verb: Verb


@dataclass(frozen=True, slots=True)
class Refusal:
    """A supposed decision that would be refused, and the sentence they would read."""

    supposed: Supposed
    sentence: str


@dataclass(frozen=True, slots=True)
class Supposition:
    """The change as it would be, without those decisions that would be refused."""

    change: Change
    refusals: tuple[Refusal, ...]


def supposed(
    change: Change, decisions: Sequence[Supposed], facts: Facts, now: datetime
) -> Supposition:
    """Return what would follow if these people decided so at `now`, one after the other."""
    refusals: list[Refusal] = []
    for one in decisions:
        try:
            change = _decided(change, one, facts, now).change
        except Refused as refused:
            refusals.append(Refusal(one, refused.sentence))
    return Supposition(change, tuple(refusals))


def _decided(change: Change, one: Supposed, facts: Facts, now: datetime) -> Outcome:
    number = change.present.number
    if one.verb is Verb.LIFT:
        return lift(change, Lift(change.key, one.person, number, _SURFACE, _REASON), facts, now)
    reason = "" if one.verb is Verb.APPROVE else _REASON
    return decide(
        change, Decide(change.key, one.person, one.verb, number, _SURFACE, reason), facts, now
    )
