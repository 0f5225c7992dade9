"""Each director and VP is sent the digest of last week, on Monday at 09:00 where they are.

Whoever was sent nothing for some weeks, because the service was away or they are new, is sent the
last one only; nobody is sent a week that was over before the service first looked. Replicas may
all try: the database takes one digest for a director and week.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from chatops.core.digest_readers import readers
from chatops.core.organisation import directors
from chatops.core.refused import Refused
from chatops.core.weeks import last_week
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.send_digest import send_digest


def send_digests(house: House) -> int:
    """Send what is due; return how many.

    While policy or directory cannot be read nothing is sent: it follows when they can.
    """
    with house.store.reading() as reading:
        began = reading.digests.began()
        due = tuple(_due(house, reading, began)) if began else ()
    if began is None:
        with house.store.transaction() as tx:
            tx.begin_digests(house.now())
    return sum(_send(house, director, week) for director, week in due)


def _due(house: House, reading: Reading, began: datetime) -> Iterator[tuple[str, str]]:
    files = house.facts()
    facts = house.facts_for((), reading, *directors(files.registry, files.directory))
    if facts.problems or facts.policy is None:
        return
    now, people = house.now(), readers(facts)
    found = {one: last_week(now, facts.zone(one) or "UTC") for one in people}
    weeks = {one: week.label for one, week in found.items() if began < week.ends}
    told = reading.digests.told(people, sorted(set(weeks.values())))
    yield from (one for one in weeks.items() if one not in told)


def _send(house: House, director: str, week: str) -> bool:
    """Send it; one that cannot be made must not keep the others from being sent."""
    with suppress(Refused):
        return send_digest(house, director, week) is not None
    return False
