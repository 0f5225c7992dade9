"""Lists of open changes, a page at a time, with only what the person who asks may see."""

from collections.abc import Callable

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.page import Page
from chatops.core.snoozing import snoozed
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

    With `requester` or `waiting_for` (directory ids) only theirs, without what they snoozed.
    """
    with house.store.reading() as reading:
        if waiting_for is None:
            changes = reading.changes(requester=requester, limit=LOOKED_AT)
            is_cut = len(changes) == LOOKED_AT
        else:
            changes, is_cut = waiting(house, waiting_for, reading, LOOKED_AT)
        facts = house.facts_about_all(changes, reading)
        cards = reading.card_channels(one.key for one in changes)
    now, asleep = house.now(), 0
    found = [one for one in changes if sees(one, facts.with_cards(cards.get(one.key, ())))]
    if waiting_for is not None:
        asking = (one for one in found if not one.is_deployed)
        asked = [one for one in asking if waiting_for in evaluate(one, facts, now).waiting()]
        found = [one for one in asked if snoozed(one, waiting_for, now) is None]
        asleep = len(asked) - len(found)
    count = max(1, -(-len(found) // ON_A_PAGE))
    number = min(max(1, number), count)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    rows = tuple((one, evaluate(one, facts, now)) for one in shown)
    return Page(rows, facts, number, count, len(found), is_cut, asleep)
