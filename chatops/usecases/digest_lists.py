"""The changes behind a number of a digest, and what the audit trail of one tells."""

from collections.abc import Callable

from chatops.core.change import Change
from chatops.core.digest import Figure
from chatops.core.digest_list import ListedPage, Told
from chatops.core.extent import extent_of
from chatops.core.facts import Facts
from chatops.core.listing import listed as row_of
from chatops.core.weeks import week_of
from chatops.reports.sentences import sentence
from chatops.usecases.house import House
from chatops.usecases.show_digest import show_digest

ON_A_PAGE = 10
MOST = 1_000  # changes behind one number that can be looked at
Sees = Callable[[Change, Facts], bool]


def listed(
    house: House, director: str, week: str, figure: Figure, page: int = 1, *, sees: Sees
) -> ListedPage:
    """Return a page of the changes behind a figure of the week's digest, as it was sent last.

    The last page after the end. `sees` tells what the reader may see. Raises
    `Refused("unknown_digest")`.
    """
    digest = show_digest(house, director, week).digest
    with house.store.reading() as reading:
        known = house.facts_of_everybody(digest.systems, reading)
        extent = extent_of(digest.systems, week_of(digest.week, digest.zone), known)
        keys = reading.counted(extent).keys(figure.count, figure.of, limit=MOST)
        count = max(1, -(-len(keys) // ON_A_PAGE))
        number = min(max(1, page), count)
        shown = keys[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        changes = reading.several(shown)
        facts = house.facts_about_all(changes, reading)
        cards = reading.card_channels(shown)
        states = reading.digests.states(shown, digest.ends)
    seen = [one for one in changes if sees(one, facts.with_cards(cards.get(one.key, ())))]
    rows = tuple((row_of(one, states[one.key], digest.ends), one) for one in seen)
    return ListedPage(rows, facts, number, count, len(keys), len(changes) - len(seen))


def trail_of(house: House, key: str) -> tuple[Told, ...]:
    """Return what the audit trail of a change tells, in order; whoever asks may see the change."""
    directory = house.facts().directory
    with house.store.reading() as reading:
        entries = reading.entries(key)
    return tuple(Told(one.at, sentence(one, directory.name_of)) for one in entries)
