"""Where a digest is told: to its director, and to their channel where the directory names one."""

from chatops.core.attestation import SentDigest
from chatops.core.facts import Facts
from chatops.core.notices import DigestPost


def posts(sent: SentDigest, facts: Facts) -> tuple[DigestPost, ...]:
    """Return the notices that let its messages be posted, or be drawn anew where they stand."""
    person = facts.directory.find(sent.director)
    channel = person.digest_channel if person else ""
    places = ("", channel) if channel else ("",)
    return tuple(DigestPost(sent.director, sent.week, sent.version, one) for one in places)
