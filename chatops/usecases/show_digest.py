"""Somebody looks at a digest that was sent, and at what became of it since."""

from chatops.core.attestation import Attestation
from chatops.core.digest_json import digest_of
from chatops.core.digest_shown import Attested, ShownDigest
from chatops.core.refused import Refused
from chatops.core.weeks import last_week
from chatops.store.database import Reading
from chatops.usecases.house import House


def show_digest(
    house: House, director: str, week: str | None, version: int | None = None
) -> ShownDigest:
    """Return the digest of this version, or the newest; raise `Refused("unknown_digest")`.

    Without a week it is that of the last one that is due. What was attested is told of the
    version that was attested, whichever is shown.
    """
    with house.store.reading() as reading:
        digests, week = reading.digests, week or _last_due(house, director, reading)
        newest = digests.find(director, week)
        found = newest if version is None else digests.find(director, week, version)
        said = digests.attestation(director, week)
    if newest is None or found is None:
        name = house.facts().directory.name_of(director)
        raise Refused("unknown_digest", f"No such digest of {name} for {week} was sent.")
    sent, body = found
    return ShownDigest(
        digest_of(body), sent.hash, newest[0].version, _attested(said), sent.checkpoint
    )


def _last_due(house: House, director: str, reading: Reading) -> str:
    zone = house.facts_for((), reading, director).zone(director) or "UTC"
    return last_week(house.now(), zone).label


def _attested(said: Attestation | None) -> Attested | None:
    if said is None or said.at is None:
        return None
    return Attested(said.version, said.hash, said.at, said.note)
