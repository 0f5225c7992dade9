"""A channel takes no cards any more: they go elsewhere, and its owners hear of it once.

Those of a channel that is not known to be public go only to one that is known to be private, so
that what was for its members is never shown to everybody.
"""

from collections.abc import Iterator
from dataclasses import replace

from chatops.core.events_talk import ChannelLost
from chatops.core.facts import Facts
from chatops.core.lost import LostChannel, end_of, instead_of, owners_of
from chatops.core.notices import CardOutdated, DirectMessage, Notice
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.shown_in import shown_in


def lose_channel(house: House, channel: str, why: str, *, is_public: bool | None = None) -> bool:
    """Send what is for this channel to the one that stands in; False where that was so already.

    Done again to a channel for which none stands in, it looks whether one does now. `is_public`
    is what is known of the channel where Slack, which is asked, does not tell.
    """
    with house.store.reading() as reading:
        facts = _facts(house, reading)
    instead = _stand_in(house, channel, facts, is_public=is_public)
    lost = LostChannel(channel, instead, why, house.now())
    event = ChannelLost(channel, why, instead)
    with house.store.reading() as reading:
        told = (*_told(lost, event, facts), *_cards(house, lost, facts, reading))
    with house.store.transaction() as tx:
        is_new = tx.lose_channel(lost, event, told)
    house.wake()
    return is_new


def _facts(house: House, reading: Reading) -> Facts:
    moved = {channel: one.instead for channel, one in reading.lost_channels().items()}
    return replace(house.facts(), moved=moved)


def _stand_in(house: House, channel: str, facts: Facts, *, is_public: bool | None) -> str:
    told = house.is_public(channel)
    if is_public if told is None else told:
        return instead_of(channel, facts, house.fallback)

    def fits(one: str) -> bool:
        return house.is_public(one) is False

    return instead_of(channel, facts, house.fallback, fits=fits)


def _told(lost: LostChannel, event: ChannelLost, facts: Facts) -> Iterator[Notice]:
    for person in owners_of(lost.channel, facts):
        yield DirectMessage("", person, event)


def _cards(house: House, lost: LostChannel, facts: Facts, reading: Reading) -> Iterator[Notice]:
    place = end_of(lost.instead, facts.moved)
    for key in shown_in(house, lost.channel, reading) if place else ():
        yield CardOutdated(key, place)
