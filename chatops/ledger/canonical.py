"""Canonical JSON (RFC 8785) and the SHA-256 digests taken over it."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 form of a JSON value; raise `rfc8785.CanonicalizationError` if none."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
