"""Each director and VP is sent the digest of last week, on Monday at 09:00 where they are.

Whoever was sent nothing for some weeks, because the service was away or they are new, is sent the
last one only; nobody is sent a week that was over before the service first looked. Replicas may
all try: the database takes one digest for a director and week.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from chatops.core.digest_readers import readers
from chatops.core.organisation import directors
from chatops.core.weeks import last_week
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.send_digest import send_digest
from chatops.usecases.unguarded import Guard, unguarded


def send_digests(house: House, guard: Guard = unguarded) -> int:
    """Send what is due; return how many. One that fails keeps no other from being sent.

    While policy or directory cannot be read nothing is sent: it follows when they can.
    """
    with house.store.reading() as reading:
        began = reading.digests.began()
        due = tuple(_due(house, reading, began)) if began else ()
    if began is None:
        with house.store.transaction() as tx:
            tx.begin_digests(house.now())
    return sum(guard(" ".join(one), partial(_send, house, *one)) or 0 for one in due)


def _due(house: House, reading: Reading, began: datetime) -> Iterator[tuple[str, str]]:
    files = house.facts()
    facts = house.facts_for((), reading, *directors(files.registry, files.directory))
    if facts.problems or facts.policy is None:
        return
    now, people = house.now(), readers(facts)
    found = {one: last_week(now, facts.zone(one) or "UTC") for one in people}
    weeks = {one: week.label for one, week in found.items() if began < week.ends}
    told = reading.digests.last_weeks(people)  # who moved east is not told of a week twice
    yield from ((one, week) for one, week in weeks.items() if week > told.get(one, ""))


def _send(house: House, director: str, week: str) -> bool:
    return send_digest(house, director, week) is not None
