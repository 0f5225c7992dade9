"""Somebody wants to attest a digest: whether they may is told before they write anything."""

from chatops.core import attesting as rules
from chatops.core.attesting import Attest
from chatops.core.digest_shown import ShownDigest
from chatops.core.people import Standing
from chatops.usecases.house import House
from chatops.usecases.show_digest import show_digest


def to_attest(
    house: House, director: str, week: str, version: int | None, person: str
) -> ShownDigest:
    """Return the digest of this version, or the newest, for the form.

    Raises what the rule says of a full member doing this.
    """
    shown = show_digest(house, director, week, version)
    command = Attest(director, week, shown.digest.version, person)
    with house.store.reading() as reading:
        newest = reading.digests.find(director, week)
        said = reading.digests.attestation(director, week)
        facts = house.facts_for((), reading, person)
    if newest is not None and said is not None:
        standings = {**facts.standings, person: Standing.FULL}  # who asks has just looked
        tried = facts.with_standings(standings)
        rules.attest(command, newest[0], said, tried, now=house.now())
    return shown
