"""Somebody asks who was sent which digest, and who attested what."""

from dataclasses import dataclass

from chatops.core.attestation import Attestation, SentDigest
from chatops.core.organisation import directors
from chatops.core.weeks import week_of
from chatops.usecases.house import House

MOST = 200


@dataclass(frozen=True, slots=True)
class DigestStatus:
    """The newest digest of a director's week, and what they said of it.

    `sent` is None for a director who was sent none of that week. `zone` is the director's.
    """

    director: str
    week: str
    sent: SentDigest | None
    said: Attestation | None = None
    zone: str = "UTC"

    @property
    def is_attested(self) -> bool:
        """Tell whether the digest that holds was attested."""
        return bool(self.sent and self.said and self.said.covers(self.sent))


def digest_status(house: House, week: str | None = None) -> tuple[DigestStatus, ...]:
    """Return the newest first, at most `MOST`; of one week also the directors who got none.

    Raises `Refused("invalid_input")` for a week that is none.
    """
    label = week_of(week, "UTC").label if week else None
    with house.store.reading() as reading:
        rows = reading.digests.listed(label, MOST)
        facts = house.facts_for((), reading, *{sent.director for sent, _ in rows})
    found = tuple(
        DigestStatus(sent.director, sent.week, sent, said, facts.zone(sent.director) or "UTC")
        for sent, said in rows
    )
    if label is None:
        return found
    known = {one.director for one in found}
    others = (one for one in directors(facts.registry, facts.directory) if one not in known)
    return (*found, *(DigestStatus(one, label, None) for one in others))
