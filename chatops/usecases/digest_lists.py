"""The changes behind a number of a digest, and those that wait for one of its seniors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chatops.core.change import Change
from chatops.core.digest import DAILY, Digest, Figure
from chatops.core.digest_list import ListedPage
from chatops.core.facts import Facts
from chatops.core.listing import listed as row_of
from chatops.core.weeks import days_of
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.show_digest import show_digest

ON_A_PAGE = 10
MOST = 1_000  # changes behind one number that can be looked at
Sees = Callable[[Change, Facts], bool]


def listed(
    house: House,
    director: str,
    week: str,
    figure: Figure,
    page: int = 1,
    *,
    sees: Sees,
    version: int | None = None,
    day: str = "",
) -> ListedPage:
    """Return a page of the changes behind a figure of the week's digest, as they were counted.

    The last page after the end. `version` is that of the digest, by default the newest; `day` (ISO
    8601 date) leaves what it counts on that day. `sees` tells what the reader may see. Raises
    `Refused("unknown_digest")`.
    """
    digest = show_digest(house, director, week, version).digest
    with house.store.reading() as reading:
        here = director, digest.week, digest.version
        keys, total = reading.digests.keys(*here, figure.count, figure.of)
        if day:
            keys = _on_day(digest, figure, day, keys, reading)
            total = len(keys)
        counted = _counted(digest, figure, day) or total
        behind = _Behind(keys[:MOST], total, counted, digest.ends)
        return _page(house, reading, behind, page, sees)


def waiting(house: House, person: str, page: int = 1, *, sees: Sees) -> ListedPage:
    """Return a page of what waits for the person (directory id) now, the oldest first."""
    with house.store.reading() as reading:
        total = reading.queues([person])[person]
        behind = _Behind(reading.inbox(person).asking(MOST), total, total, house.now())
        return _page(house, reading, behind, page, sees)


@dataclass(frozen=True, slots=True)
class _Behind:
    """What can be looked at of a number, how much there is, and as of when."""

    keys: Sequence[str]
    total: int
    counted: int
    ends: datetime


def _page(house: House, reading: Reading, behind: _Behind, page: int, sees: Sees) -> ListedPage:
    reach, ends = len(behind.keys), behind.ends
    count = max(1, -(-reach // ON_A_PAGE))
    number = min(max(1, page), count)
    shown = behind.keys[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    changes = reading.several(shown)
    facts = house.facts_about_all(changes, reading)
    cards = reading.card_channels(shown)
    states = reading.digests.states(shown, ends)
    seen = [one for one in changes if sees(one, facts.with_cards(cards.get(one.key, ())))]
    rows = tuple((row_of(one, states[one.key], ends), one) for one in seen)
    hidden = len(changes) - len(seen)
    return ListedPage(rows, facts, number, count, reach, hidden, behind.total, behind.counted)


def _on_day(
    digest: Digest, figure: Figure, day: str, keys: Sequence[str], reading: Reading
) -> tuple[str, ...]:
    days = days_of(digest.begins, digest.ends, digest.zone)
    times = next(((begins, ends) for one, begins, ends in days if one == day), None)
    if times is None or figure.count not in DAILY:
        return ()
    return reading.digests.on_day(figure.count, keys, *times)


def _counted(digest: Digest, figure: Figure, day: str) -> int:
    """Return the number as it stands in the digest."""
    if not day:
        return digest.figures.number(figure.count, figure.of)
    name = DAILY.get(figure.count, "")
    return next((getattr(one, name) for one in digest.figures.days if one.day == day and name), 0)
