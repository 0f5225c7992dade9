"""Cards that count down days are drawn anew when the days left become others."""

from datetime import datetime, timedelta

from chatops.core.announce import announcements
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.notices import places
from chatops.core.refused import Refused
from chatops.ledger.canonical import digest
from chatops.usecases.house import House

AFTERWARDS = timedelta(days=1)  # what has ended has to leave the cards too
_INSTANT = timedelta(microseconds=1)


def redraw(house: House) -> int:
    """Let cards be drawn whose announcement says something new; return of how many changes."""
    with house.store.reading() as reading:
        keys = reading.open_keys()
    drawn = sum(_redraw(house, key) for key in keys if _is_announced(house, key))
    if drawn:
        house.wake()
    return drawn


def _redraw(house: House, key: str) -> bool:
    now = house.now()
    with house.store.transaction() as tx:
        change = tx.change(key)
        facts = house.facts_to_act(change, tx)
        words = digest(_announced(change, facts, now))
        if not tx.once(f"redraw:{key}:{words}", now):
            return False
        tx.redraw(key, places(change, facts), now)
    return True


def _is_announced(house: House, key: str) -> bool:
    with house.store.reading() as reading:
        try:
            change = reading.change(key)
        except Refused:  # `tampered`: who looks at it is told
            return False
        facts, now = house.facts_about(change, reading), house.now()
    return any(_announced(change, facts, now))


def _announced(change: Change, facts: Facts, now: datetime) -> list[list[str]]:
    """Return what the card announces now, and what it did when one of its windows ended last."""
    windows = facts.policy.windows if facts.policy else ()
    ends = {one.ends for one in windows if now - AFTERWARDS < one.ends <= now}
    told = [list(announcements(change, facts, one - _INSTANT)) for one in sorted(ends)]
    return [list(announcements(change, facts, now)), *[one for one in told if one][-1:]]
