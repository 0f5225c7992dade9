"""Which policies were in force during a week: a freeze that was deleted meanwhile is told, too."""

from collections.abc import Iterator
from itertools import pairwise

from chatops.core.extent import Period
from chatops.core.weeks import Week
from chatops.store.database import Reading
from chatops.usecases.house import House


def policies_in_force(house: House, week: Week, reading: Reading) -> tuple[Period, ...]:
    """Return the windows of each, with the part of the week in which it was in force.

    Before the first adoption it was that of the file, as it is now. One that was replaced and
    cannot be read any more tells of no windows.
    """
    return tuple(_periods(house, week, reading))


def _periods(house: House, week: Week, reading: Reading) -> Iterator[Period]:
    adopted = reading.policies_between(week.begins, week.ends)
    starts = [("", week.begins), *adopted, ("", week.ends)]
    for (digest, since), (_, until) in pairwise(starts):
        of_files = house.facts()
        facts = house.adopted(digest, reading.adopted_text, of_files) if digest else of_files
        begins, ends = max(since, week.begins), min(until, week.ends)
        if facts.policy is not None and begins < ends:
            yield Period(facts.policy.windows, begins, ends)
