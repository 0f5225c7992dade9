"""A director says that they audited a week, as its digest tells it."""

from chatops.core import attesting as rules
from chatops.core.attestation import Attestation, SentDigest
from chatops.core.attesting import Attest
from chatops.core.refused import Refused
from chatops.store.database import Reading
from chatops.usecases.house import House


def attest(house: House, command: Attest, *, delivery: str | None = None) -> Attestation | None:
    """Record it and let the digest's messages be drawn anew; None for a repeated delivery.

    Raises `Refused("unknown_digest")` where none was sent, and what `core.attesting` raises.
    """
    now = house.now()
    with house.store.transaction() as tx:
        if delivery and not tx.once(delivery, now):
            return None
        said = tx.lock_attestation(command.director, command.week)
        newest, facts = _newest(command, tx, house), house.facts_for((), tx, command.person)
        if said is None:
            raise RuntimeError("a digest is stored with its attestation")
        attested, event = rules.attest(command, newest, said, facts, now=now)
        tx.attest(attested, event, now)
        tx.tell(tx.digests.posts(command.director, command.week), now)
        tx.outdate_home(command.person, now)
    house.wake()
    return attested


def _newest(command: Attest, reading: Reading, house: House) -> SentDigest:
    found = reading.digests.find(command.director, command.week)
    if found is None:
        name = house.facts().directory.name_of(command.director)
        raise Refused("unknown_digest", f"No digest of {name} for {command.week} was sent.")
    return found[0]
