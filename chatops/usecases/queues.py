"""How much waits for each senior person, so that they do not become the bottleneck unseen."""

from chatops.core.queues import Queue, longest_first, seniors
from chatops.usecases.house import House


def queues(house: House) -> tuple[Queue, ...]:
    """Return everybody's from level senior on, the longest first; who has none waiting is last."""
    people = seniors(house.facts().directory)
    with house.store.reading() as reading:
        return longest_first(reading.queues(people))
