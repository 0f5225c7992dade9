"""Which changes that are not over have their card in a channel, as long as it is not lost."""

from collections.abc import Iterator
from dataclasses import replace

from chatops.core.notices import places
from chatops.core.refused import Refused
from chatops.store.database import Reading
from chatops.usecases.house import House


def shown_in(house: House, channel: str, reading: Reading) -> Iterator[str]:
    """Yield the keys of the changes that are open or owe something, oldest first."""
    lost = reading.lost_channels().values()
    elsewhere = {one.channel: one.instead for one in lost if one.channel != channel}
    facts = replace(house.facts(), moved=elsewhere)
    for key in dict.fromkeys((*reading.open_keys(), *reading.indebted_keys())):
        try:
            change = reading.change(key)
        except Refused:  # `tampered`: who looks at it is told
            continue
        stands = tuple(card.channel for card in reading.cards(key))
        if channel in places(change, replace(facts, cards=stands)):
            yield key
