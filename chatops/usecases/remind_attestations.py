"""Directors who have not attested a digest after two working days are reminded, once."""

from functools import partial

from chatops.core.attestation import Attestation
from chatops.core.digest_readers import obstacle
from chatops.core.events_digest import AttestationReminded
from chatops.core.facts import Facts
from chatops.core.hours import calendar_of, is_working
from chatops.core.notices import DirectMessage
from chatops.usecases.house import House
from chatops.usecases.unguarded import Guard, unguarded


def remind_attestations(house: House, guard: Guard = unguarded) -> int:
    """Remind those who are at work now; the others when they are. Return how many.

    One that fails keeps no other from being reminded.
    """
    now = house.now()
    with house.store.reading() as reading:
        due = reading.digests.to_remind(now)
        if not due:
            return 0
        facts = house.facts_for((), reading, *(one.director for one in due))
    present = (one for one in due if _is_there(one.director, facts, house))
    return sum(
        guard(f"{one.director} {one.week}", partial(_remind, house, one)) or 0 for one in present
    )


def _is_there(director: str, facts: Facts, house: House) -> bool:
    now = house.now()
    reachable = obstacle(director, facts) is None
    return reachable and is_working(calendar_of(director, facts, now), now)


def _remind(house: House, due: Attestation) -> bool:
    now = house.now()
    with house.store.transaction() as tx:
        newest = tx.digests.find(due.director, due.week)
        version = newest[0].version if newest else due.version
        event = AttestationReminded(due.director, due.week, version)
        notice = DirectMessage("", due.director, event)
        is_first = tx.remind_attestation(event, [notice], now)
    if is_first:
        house.wake()
    return is_first
