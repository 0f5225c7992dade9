"""Events of the audit log itself: its keys, who read it, and what was erased beside it."""

from dataclasses import dataclass, field
from typing import ClassVar

from chatops.core.private import private

KEYS, READS, REDACTIONS = "audit:keys", "audit:reads", "audit:redactions"
"""The scopes of their entries."""


@dataclass(frozen=True, slots=True)
class KeyCreated:
    """The log got its first key; `key` is its `vkey`, `by` the caller."""

    TAG: ClassVar[str] = "key:created"
    key: str
    by: str


@dataclass(frozen=True, slots=True)
class KeyRotated:
    """Another key signs from `size` entries on; `rotation` is the note that both keys signed."""

    TAG: ClassVar[str] = "key:rotated"
    before: str
    after: str
    size: int
    rotation: str
    by: str


@dataclass(frozen=True, slots=True)
class TrailRead:
    """Somebody read the trail: `what` is export, proof, consistency, attestation or digest.

    `by` is a caller (`cli:root`, `api:ci/shop`) or a person (directory id); `about` says of what.
    """

    TAG: ClassVar[str] = "trail:read"
    by: str
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class PersonRedacted:
    """What `person` wrote, and their name, was erased beside the log: `words` commitments.

    `by` (directory id) had it done. `person` is empty for who has no directory id.
    `all_words` and `all_contents` are digests of which words, and of which contents of revisions
    and digests with what is left of them, were erased by this and by every redaction before it
    (`store/erased.py`); versions before told none.
    """

    TAG: ClassVar[str] = "person:redacted"
    person: str
    by: str
    words: int
    why: str = field(metadata=private("by"))
    all_words: str = ""
    all_contents: str = ""


AuditEvent = KeyCreated | KeyRotated | TrailRead | PersonRedacted
