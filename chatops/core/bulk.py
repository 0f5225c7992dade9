"""Several changes approved at once: only standard ones, not of high risk, written without AI.

Whoever approves so has seen each change's documentation shortened in one form, with Details one
click away; whether they opened them is recorded of each, as it is of any approval.
"""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.assistance import Degree
from chatops.core.change import Change
from chatops.core.decide import Decide, decide
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.core.refused import Refused
from chatops.core.revision import Kind, Risk


@dataclass(frozen=True, slots=True)
class Answer:
    """How it ended for one change; `refusal` is the sentence of a rule that said no, or empty."""

    key: str
    refusal: str = ""


def why_alone(change: Change) -> str:
    """Say why the change has to be approved on its own; empty where it need not be."""
    written = change.present.documentation
    if written.kind is not Kind.STANDARD:
        return f"it is {_with_article(written.kind.value)} change, and only standard ones may"
    if written.risk is Risk.HIGH:
        return "its risk is high"
    if change.assistance.degree is not Degree.NONE:
        return f"an AI tool helped with it: {change.assistance.sentence}"
    return ""


def approve_among_several(change: Change, command: Decide, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of an approval given beside others.

    Raises `Refused("not_in_bulk")` for a change that has to be approved on its own, and what
    `decide` raises.
    """
    reason = why_alone(change)
    if reason and command.revision == change.present.number:
        sentence = f"{change.key} cannot be approved together with others: {reason}. Open Details."
        raise Refused("not_in_bulk", sentence)
    return decide(change, command, facts, now)


def _with_article(word: str) -> str:
    return f"an {word}" if word[:1] in "aeiou" else f"a {word}"
