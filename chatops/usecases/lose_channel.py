"""A channel takes no cards any more: they go elsewhere, and its owners hear of it once."""

from collections.abc import Iterator
from dataclasses import replace

from chatops.core.events_talk import ChannelLost
from chatops.core.facts import Facts
from chatops.core.lost import LostChannel, end_of, instead_of, owners_of
from chatops.core.notices import CardOutdated, DirectMessage, Notice
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.shown_in import shown_in


def lose_channel(house: House, channel: str, why: str) -> bool:
    """Send what is for this channel to the one that stands in; False where that was so already."""
    with house.store.reading() as reading:
        facts = replace(house.facts(), moved=_moved(reading))
        instead = instead_of(channel, facts, house.fallback)
        lost = LostChannel(channel, instead, why, house.now())
        told = (*_told(lost, facts), *_cards(house, lost, facts, reading))
    with house.store.transaction() as tx:
        is_new = tx.lose_channel(lost, ChannelLost(channel, why, instead), told)
    house.wake()
    return is_new


def _moved(reading: Reading) -> dict[str, str]:
    return {channel: one.instead for channel, one in reading.lost_channels().items()}


def _told(lost: LostChannel, facts: Facts) -> Iterator[Notice]:
    event = ChannelLost(lost.channel, lost.why, lost.instead)
    for person in owners_of(lost.channel, facts):
        yield DirectMessage("", person, event)


def _cards(house: House, lost: LostChannel, facts: Facts, reading: Reading) -> Iterator[Notice]:
    place = end_of(lost.instead, facts.moved)
    for key in shown_in(house, lost.channel, reading) if place else ():
        yield CardOutdated(key, place)
