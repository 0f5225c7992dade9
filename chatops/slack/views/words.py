"""The words for states, risks and decisions, the same on every surface."""

from chatops.core.change import Change, Status
from chatops.core.decision import Verb
from chatops.core.deployment import DeploymentOutcome
from chatops.core.facts import Facts
from chatops.core.verdict import State, Verdict
from chatops.slack.views.ids import SURFACE
from chatops.slack.views.summary import place
from chatops.slack.views.text import one_line

SYMBOLS = {
    State.APPROVED: "✅",
    State.PENDING: "⏳",
    State.STALE: "🔁",
    State.BLOCKED: "⛔",
    State.FROZEN: "🧊",
    State.OVERRIDDEN: "🚨",
    State.EXPIRED: "⌛",
    State.CANCELLED: "🚫",
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
    State.CANCELLED: "Cancelled",
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
    State.CANCELLED: "Cancelled",
    State.ERROR: "Error",
}
SAID = {
    Verb.APPROVE: "approved",
    Verb.REJECT: "rejected",
    Verb.WITHDRAW: "took back a decision on",
    Verb.LIFT: "lifted a rejection on",
}


DEPLOYED = {
    DeploymentOutcome.SUCCEEDED: ("🚀", "deployed"),
    DeploymentOutcome.STARTED: ("🚀", "being deployed"),
    DeploymentOutcome.FAILED: ("⚠️", "deployment failed"),
    DeploymentOutcome.ROLLED_BACK: ("⚠️", "rolled back"),
}
"""How far a deployment got; of several systems the last one here that was told is the whole."""
_ORDER: tuple[DeploymentOutcome, ...] = tuple(DEPLOYED)
BYPASSING = "although the gate did not say yes"
_CANNOT = "Cannot"
_PREDICATES = {"Deployed", *(one.split()[0] for one in STATES.values())}
_SURFACE = 60  # characters of who spoke for somebody
_STRONGER = {State.BLOCKED, State.CANCELLED}  # what people said outlives that it is deployed


def headline(change: Change, verdict: Verdict) -> str:
    """Return `⏳ CR-1 · Waiting for sign-off`."""
    return f"{_symbol(change, verdict)} {change.key} · {state_of(change, verdict)}"


def spoken(change: Change, verdict: Verdict, facts: Facts) -> str:
    """Return the same to be heard: `CR-1 is waiting for sign-off: “Title” for Checkout in …`."""
    return f"{said_of(change.key, state_of(change, verdict))}: {about(change, facts)}"


def said_of(key: str, words: str) -> str:
    """Return `CR-1 is blocked by a rejection.` of the words or the sentence of a verdict."""
    first = words.partition(" ")[0].rstrip(":;,.")
    if first not in _PREDICATES:
        return f"{key}: {words}"
    verb = "" if first == _CANNOT else "is "
    return f"{key} {verb}{words[:1].lower()}{words[1:]}"


def about(change: Change, facts: Facts) -> str:
    """Return `“Raise the retry limit” for Checkout in production`."""
    title = one_line(change.present.documentation.title, 300)
    return f"“{title}” for {place(change.present, facts)}"


def state_of(change: Change, verdict: Verdict) -> str:
    """Return `Approved`, `Approved; deployment failed`, `Deployed`."""
    return words_of(change, verdict.state)


def words_of(change: Change, state: State) -> str:
    """Return the same of a state as it is known.

    What is in production is told before what people make of it, and never as approved where the
    glass was broken for it.
    """
    reached, judged = deployment_of(change), STATES[state]
    if reached is None:
        return judged
    word = DEPLOYED[reached][1]
    if _is_bypassed(change):
        return f"{judged}; {word} {BYPASSING}"
    if reached is not DeploymentOutcome.SUCCEEDED:
        return f"{judged}; {word}"
    if state in _STRONGER:
        return f"Deployed; {judged.lower()}"
    return "Deployed by break-glass, not approved" if _was_overridden(change) else "Deployed"


def deployment_of(change: Change) -> DeploymentOutcome | None:
    """Return how far the present revision got in its environment; None where nothing was told.

    It is deployed once every system is; where one of them failed, the whole did.
    """
    reached = [one.outcome for one in change.last_deployments()]
    if not reached:
        return None
    if len(reached) < len(set(change.present.systems)):
        reached.append(DeploymentOutcome.STARTED)
    return max(reached, key=_ORDER.index)


def _symbol(change: Change, verdict: Verdict) -> str:
    reached = deployment_of(change)
    if _is_bypassed(change):
        return SYMBOLS[State.OVERRIDDEN]
    if reached in {None, DeploymentOutcome.STARTED} or verdict.state in _STRONGER:
        return SYMBOLS[verdict.state]
    return DEPLOYED[reached][0]


def _is_bypassed(change: Change) -> bool:
    return any(one.is_bypass for one in change.last_deployments())


def _was_overridden(change: Change) -> bool:
    present = change.present
    broken = (one for one in change.declarations if one.revision == present.number)
    return any(one.used_at for one in broken)


def through_of(surface: str) -> str:
    """Return `, in whose name ci/shop spoke,` of a token or the command line; else nothing.

    Slack says itself who pressed a button.
    """
    name = one_line(surface.removeprefix("api:"), _SURFACE)
    return "" if surface == SURFACE else f", in whose name {name} spoke,"


def line_mark(verdict: Verdict) -> str:
    """Return the symbol and the word in front of one requirement.

    The green mark is for what is met, and for nothing else.
    """
    return f"{SYMBOLS[verdict.state]} {LINES[verdict.state]}"


def is_over(change: Change, verdict: Verdict) -> bool:
    """Tell whether nobody can decide any more, or it is decided and done: it is deployed."""
    ended = verdict.state in {State.EXPIRED, State.CANCELLED} or change.status is not Status.OPEN
    return ended or change.is_deployed


def is_cancelled(change: Change, verdict: Verdict) -> bool:
    """Tell whether the request was taken back, for good."""
    return verdict.state is State.CANCELLED or change.status is Status.CANCELLED


def is_blocked(verdict: Verdict) -> bool:
    """Tell whether a rejection stands, whatever else does."""
    return any(leaf.state is State.BLOCKED for leaf in verdict.leaves())
