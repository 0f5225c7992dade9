"""Words for the codes that audit entries hold: states, decisions, deployments, places.

A code that is unknown, of another version, stays as it is.
"""

from collections.abc import Iterable

from chatops.core.decision import Verb
from chatops.core.deployment import DeploymentOutcome
from chatops.core.verdict import State

STATES = {
    State.APPROVED.value: "approved",
    State.PENDING.value: "waiting for sign-off",
    State.STALE.value: "waiting for another look",
    State.BLOCKED.value: "blocked by a rejection",
    State.FROZEN.value: "frozen",
    State.OVERRIDDEN.value: "overridden by break-glass",
    State.EXPIRED.value: "expired",
    State.CANCELLED.value: "cancelled",
    State.ERROR.value: "not to be judged",
}
VERBS = {
    Verb.APPROVE.value: "approved",
    Verb.REJECT.value: "rejected",
    Verb.WITHDRAW.value: "took back a decision on",
    Verb.LIFT.value: "lifted a rejection of",
}
REACHED = {
    DeploymentOutcome.STARTED.value: "deployment started",
    DeploymentOutcome.SUCCEEDED.value: "deployed",
    DeploymentOutcome.FAILED.value: "deployment failed",
    DeploymentOutcome.ROLLED_BACK.value: "rolled back",
}


def state(code: str) -> str:
    """Return `waiting for sign-off`."""
    return STATES.get(code, code)


def surface(code: str) -> str:
    """Return from where somebody spoke: `in Slack`, `on the command line`, `by token ci/shop`."""
    if code == "slack":
        return "in Slack"
    kind, _, name = code.partition(":")
    words = {"cli": "on the command line", "api": f"by token {name}"}
    return words.get(kind, f"through {code}")


def caller(code: str) -> str:
    """Return who asked or told: `token ci/shop`, `root on the command line`."""
    kind, _, name = code.partition(":")
    words = {"cli": f"{name} on the command line", "api": f"token {name}"}
    return words.get(kind, code) if name else code


def joined(names: Iterable[str]) -> str:
    """Return `Ana, Ben and Cleo`."""
    *others, last = ("", *names)
    return " and ".join(filter(None, (", ".join(filter(None, others)), last)))
