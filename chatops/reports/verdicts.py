"""What the verdict says of a change that is done: it went out, and asks nobody to sign."""

from chatops.core.change import Change
from chatops.core.verdict import State, Verdict

_STRONGER = {  # what was decided or cannot be judged is told besides
    State.APPROVED,
    State.OVERRIDDEN,
    State.BLOCKED,
    State.CANCELLED,
    State.ERROR,
}


def is_done(change: Change, verdict: Verdict) -> bool:
    """Tell whether it is deployed, and what it lacks or has lost since is nobody's concern."""
    return change.is_deployed and verdict.state not in _STRONGER


def sentence_of(change: Change, verdict: Verdict) -> str:
    """Return the sentence of the verdict, which asks for nothing where the change is done."""
    if not is_done(change, verdict):
        return verdict.sentence
    number, where = change.present.number, change.present.environment
    return f"Deployed: revision {number} went to {where}; no sign-off is asked for any more."


def word_of(change: Change, verdict: Verdict) -> str:
    """Return the state in one word, as on a terminal."""
    return "deployed" if is_done(change, verdict) else verdict.state.value
