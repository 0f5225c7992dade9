"""Lists of open changes, a page at a time, with only what the person who asks may see."""

from collections.abc import Callable

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.page import Page
from chatops.usecases.house import House
from chatops.usecases.waiting import waiting

LOOKED_AT = 200  # of the newest open changes
ON_A_PAGE = 10


def visible(
    house: House,
    sees: Callable[[Change, Facts], bool],
    number: int = 1,
    *,
    requester: str | None = None,
    waiting_for: str | None = None,
) -> Page:
    """Return a page of the open changes for which `sees` says yes; the last one after the end.

    With `requester` or `waiting_for` (directory ids) only theirs.
    """
    with house.store.reading() as reading:
        if waiting_for is None:
            changes = reading.changes(requester=requester, limit=LOOKED_AT)
        else:
            changes = waiting(house, waiting_for, reading, LOOKED_AT)
        facts = house.facts_about_all(changes, reading)
    now = house.now()
    found = [one for one in changes if sees(one, facts)]
    if waiting_for is not None:
        found = [one for one in found if waiting_for in evaluate(one, facts, now).waiting()]
    count = max(1, -(-len(found) // ON_A_PAGE))
    number = min(max(1, number), count)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    rows = tuple((one, evaluate(one, facts, now)) for one in shown)
    return Page(rows, facts, number, count, len(found), is_cut=len(changes) == LOOKED_AT)
