"""A digest as somebody looks at it: with its hash, and what became of it since."""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.digest import Digest


@dataclass(frozen=True, slots=True)
class Attested:
    """The director said that they audited the week, as the digest of this version tells it."""

    version: int
    hash: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ShownDigest:
    """A digest that was sent; `newest` is the version of the week that holds now.

    `attested` is what its director said of the week, perhaps of another version. `checkpoint` is
    the signed note of the log's newest checkpoint when the digest was made; None for a preview.
    """

    digest: Digest
    hash: str
    newest: int
    attested: Attested | None = None
    checkpoint: str | None = None

    @property
    def said(self) -> Attested | None:
        """Return what the director said, if they said it of this very version."""
        found = self.attested
        return found if found and found.version == self.digest.version else None

    @property
    def is_replaced(self) -> bool:
        """Tell whether a corrected digest of the week was sent since."""
        return self.newest > self.digest.version
