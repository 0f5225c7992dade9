"""The words for states, risks and decisions, the same on every surface."""

from chatops.core.change import Change, Status
from chatops.core.decision import Verb
from chatops.core.verdict import State, Verdict

SYMBOLS = {
    State.APPROVED: "✅",
    State.PENDING: "⏳",
    State.STALE: "🔁",
    State.BLOCKED: "⛔",
    State.FROZEN: "🧊",
    State.OVERRIDDEN: "🚨",
    State.EXPIRED: "⌛",
    State.ERROR: "⚠️",
}
STATES = {
    State.APPROVED: "Approved",
    State.PENDING: "Waiting for sign-off",
    State.STALE: "Waiting for another look",
    State.BLOCKED: "Blocked by a rejection",
    State.FROZEN: "Frozen",
    State.OVERRIDDEN: "Overridden by break-glass, not approved",
    State.EXPIRED: "Expired",
    State.ERROR: "Cannot be judged",
}
LINES = {
    State.APPROVED: "Met",
    State.PENDING: "Not met",
    State.STALE: "Look again",
    State.BLOCKED: "Blocked",
    State.FROZEN: "Frozen",
    State.OVERRIDDEN: "Overridden",
    State.EXPIRED: "Expired",
    State.ERROR: "Error",
}
SAID = {
    Verb.APPROVE: "approved",
    Verb.REJECT: "rejected",
    Verb.WITHDRAW: "withdrew their word on",
    Verb.LIFT: "lifted a rejection on",
}


def headline(change: Change, verdict: Verdict) -> str:
    """Return `⏳ CR-1 · Waiting for sign-off`."""
    return f"{SYMBOLS[verdict.state]} {change.key} · {STATES[verdict.state]}"


def line_mark(verdict: Verdict) -> str:
    """Return the symbol and the word in front of one requirement.

    The green mark is for what is met, and for nothing else.
    """
    return f"{SYMBOLS[verdict.state]} {LINES[verdict.state]}"


def is_over(change: Change, verdict: Verdict) -> bool:
    """Tell whether nobody can decide any more."""
    return verdict.state is State.EXPIRED or change.status is Status.EXPIRED


def is_blocked(verdict: Verdict) -> bool:
    """Tell whether a rejection stands, whatever else does."""
    return any(leaf.state is State.BLOCKED for leaf in verdict.leaves())
