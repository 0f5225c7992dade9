"""What was sent to a director, with which checkpoint of the log, and what they attested."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest as it was sent: the hash of its canonical JSON, and who had it sent.

    `by` is empty where its time had come. A `version` above 1 corrects the one before.
    `checkpoint` is the signed note of the log's newest checkpoint when it was made; empty without a
    key (versions before it told in words where the trail ended).
    Where texts in it were erased since (`is_erased`), the hash is still that of what was sent.
    """

    director: str
    week: str
    version: int
    made_at: datetime
    hash: str
    by: str = ""
    checkpoint: str = ""
    is_erased: bool = False

    @property
    def is_corrected(self) -> bool:
        """Tell whether it was sent in place of an earlier one."""
        return self.version > 1


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the director of a week said of its digest; `at` is None where they said nothing yet.

    `version`, `hash`, `checkpoint` and `note` are those of what was attested. `remind_at` is when
    they are reminded: None where they attested or never work.
    """

    director: str
    week: str
    version: int
    hash: str = ""
    checkpoint: str = ""
    note: str = ""
    at: datetime | None = None
    remind_at: datetime | None = None
    reminded_at: datetime | None = None

    def covers(self, sent: SentDigest) -> bool:
        """Tell whether this digest is the one that was attested."""
        return self.at is not None and self.version == sent.version
