"""Which changes everybody in a channel may see: public ones, and those of the channel itself."""

from collections.abc import Collection

from chatops.core.visibility import seen_in
from chatops.usecases.house import House

_BATCH = 500


def seen_in_channel(house: House, channel: str, keys: Collection[str]) -> frozenset[str]:
    """Return those of these keys whose changes may be told of in this channel.

    A channel of which nobody can tell whether it is public counts as private.
    """
    ordered, found = sorted(keys), set()
    known: dict[str, bool] = {channel: True}
    for place in range(0, len(ordered), _BATCH):
        some = ordered[place : place + _BATCH]
        with house.store.reading() as reading:
            changes = reading.several(some)
            facts = house.facts_about_all(changes, reading)
            cards = reading.card_channels(some)
        for one in changes:
            places = seen_in(one, facts.with_cards(cards.get(one.key, ())))
            if any(_is_open(house, each, known) for each in places):
                found.add(one.key)
    return frozenset(found)


def _is_open(house: House, channel: str, known: dict[str, bool]) -> bool:
    if channel not in known:
        known[channel] = house.is_public(channel) is True
    return known[channel]
