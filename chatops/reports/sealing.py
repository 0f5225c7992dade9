"""How far the audit log went when a digest was made, in the same words wherever it is read.

It is told as the signed note of the newest checkpoint; digests of versions before it tell it in
words of their own, and those that were made without a key do not tell it.
"""

from chatops.ledger.checkpoint import Checkpoint, claimed_checkpoint
from chatops.ledger.unproven import Unproven

NOT_SEALED = "The audit log was not sealed: nobody can prove what it said."
BEGIN = "chatops audit init"
VERIFY = "chatops audit verify --against"


def is_note(checkpoint: str) -> bool:
    """Tell whether this is a note, which can be compared with the log."""
    return _claimed(checkpoint) is not None


def extent(checkpoint: str) -> str:
    """Return `1,234 entries`, or the words of an earlier version."""
    found = _claimed(checkpoint)
    if found is None:
        return checkpoint
    return f"{found.size:,} {'entry' if found.size == 1 else 'entries'}"


def in_short(checkpoint: str) -> str:
    """Return `1,234 entries, root 0123456789ab…`; where there is none, that it is not sealed."""
    if not checkpoint:
        return f"not sealed: nobody can prove what it said. To begin: {BEGIN}"
    found = _claimed(checkpoint)
    return f"{extent(checkpoint)}, root {found.root.hex()[:12]}…" if found else checkpoint


def _claimed(checkpoint: str) -> Checkpoint | None:
    try:
        return claimed_checkpoint(checkpoint)
    except Unproven:
        return None
