"""The words for states, risks and decisions, the same on every surface."""

from chatops.core.change import Change, Status
from chatops.core.decision import Verb
from chatops.core.verdict import State, Verdict

SYMBOLS = {
    State.APPROVED: "✅",
    State.PENDING: "⏳",
    State.STALE: "🔁",
    State.BLOCKED: "⛔",
    State.EXPIRED: "⌛",
    State.ERROR: "⚠️",
}
STATES = {
    State.APPROVED: "Approved",
    State.PENDING: "Waiting for sign-off",
    State.STALE: "Waiting for another look",
    State.BLOCKED: "Blocked by a rejection",
    State.EXPIRED: "Expired",
    State.ERROR: "Cannot be judged",
}
LINES = {
    State.APPROVED: "Met",
    State.PENDING: "Not met",
    State.STALE: "Look again",
    State.BLOCKED: "Blocked",
    State.EXPIRED: "Expired",
    State.ERROR: "Error",
}
SAID = {Verb.APPROVE: "approved", Verb.REJECT: "rejected", Verb.WITHDRAW: "withdrew their word on"}


def headline(change: Change, verdict: Verdict) -> str:
    """Return `⏳ CR-1 · Waiting for sign-off`."""
    return f"{SYMBOLS[verdict.state]} {change.key} · {STATES[verdict.state]}"


def line_mark(verdict: Verdict) -> str:
    """Return the symbol and the word in front of one requirement."""
    return f"{SYMBOLS[verdict.state]} {LINES[verdict.state]}"


def is_over(change: Change, verdict: Verdict) -> bool:
    """Tell whether nobody can decide any more."""
    return verdict.state is State.EXPIRED or change.status is Status.EXPIRED
