"""Commitments: what stands in the log for a text that lies beside it, so that it can be erased.

A commitment is the SHA-256 of 16 random bytes (the salt) and the canonical JSON (RFC 8785) of the
value. Whoever has salt and value can show that they belong to it. Once the salt is gone nobody
can find out the value by trying, however few there are: hash commitments are hiding with a salt
of 128 bits and binding by the collision resistance of SHA-256.
"""

import hashlib
import hmac
from typing import Any

from chatops.ledger.canonical import canonical

SALT_BYTES = 16


def commit(salt: bytes, value: Any) -> str:
    """Return the commitment to a JSON value, in 64 lower-case hexadecimal digits."""
    return commit_canonical(salt, canonical(value))


def commit_canonical(salt: bytes, text: bytes) -> str:
    """Return the commitment to the value of which `text` is the canonical JSON.

    Raises ValueError for a salt of another length: it could trade bytes with the text.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    return hashlib.sha256(salt + text).hexdigest()


def opens(commitment: str, salt: bytes, value: Any) -> bool:
    """Tell whether salt and value are what was committed to; a salt that is none opens nothing."""
    if len(salt) != SALT_BYTES:
        return False
    return hmac.compare_digest(commit(salt, value).encode(), commitment.encode())
