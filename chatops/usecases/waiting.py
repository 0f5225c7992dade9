"""What may wait for a person: where they are asked, then where they could sign as well."""

from chatops.core.change import Change
from chatops.core.inbox import reach
from chatops.store.database import Reading
from chatops.usecases.house import House


def waiting(
    house: House, person: str, reading: Reading, limit: int
) -> tuple[tuple[Change, ...], bool]:
    """Return up to `limit` open changes of each kind, oldest first; person is a directory id.

    Those where they could sign as well are looked for by systems; the verdict says if they could.
    Second whether there may be more.
    """
    within = reach(person, house.facts_for((), reading, person), house.now())
    inbox = reading.inbox(person)
    asking = inbox.asking(limit)
    others = inbox.others(within.systems, everywhere=within.everywhere, limit=limit)
    found = {one.key: one for one in reading.several((*asking, *others))}
    is_cut = limit in {len(asking), len(others)}
    return tuple(found[key] for key in (*asking, *others)), is_cut
