"""Events of the weekly audit digest."""

from dataclasses import dataclass, field
from typing import ClassVar

from chatops.core.private import private


@dataclass(frozen=True, slots=True)
class DigestSent:
    """The digest of a director's (directory id) week was made and sent; `hash` is its digest.

    `version` 1 is the week's first; a higher one was sent on demand `by` somebody, in place of it.
    `checkpoint` is the signed note of the log's newest checkpoint then; empty without a key.
    """

    TAG: ClassVar[str] = "digest:sent"
    director: str
    week: str
    version: int
    hash: str
    by: str
    checkpoint: str = ""


@dataclass(frozen=True, slots=True)
class DigestAttested:
    """The director says that they audited the week, as the digest with this hash tells it.

    `checkpoint` is the note that the digest came with.
    """

    TAG: ClassVar[str] = "digest:attested"
    director: str
    week: str
    version: int
    hash: str
    checkpoint: str
    note: str = field(metadata=private("director"))


@dataclass(frozen=True, slots=True)
class AttestationReminded:
    """Two working days after the digest the director had not attested it: they are told, once."""

    TAG: ClassVar[str] = "digest:reminded"
    director: str
    week: str
    version: int


DigestEvent = DigestSent | DigestAttested | AttestationReminded
