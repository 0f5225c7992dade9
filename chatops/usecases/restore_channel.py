"""A channel takes cards again: those that are not over, or out of date, are drawn there anew.

What happened meanwhile was told elsewhere or nowhere; one line under each card says where it is.
"""

from chatops.core.events_talk import ChannelReturned
from chatops.core.notices import ThreadLine
from chatops.usecases.house import House
from chatops.usecases.shown_in import shown_in


def restore_channel(house: House, channel: str) -> bool:
    """Let cards go to the channel again; False where they did not go elsewhere."""
    with house.store.reading() as reading:
        lost = reading.lost_channels().get(channel)
        if lost is None or not lost.may_return:
            return False
        keys = {*shown_in(house, channel, reading), *reading.cards_missed(channel, lost.at)}
    now, event = house.now(), ChannelReturned(channel, lost.at.isoformat())
    with house.store.transaction() as tx:
        is_back = tx.restore_channel(channel)
        for key in sorted(keys) if is_back else ():  # locked in one order, as everywhere
            tx.redraw(key, (channel,), now)
            tx.tell((ThreadLine(key, channel, event),), now)
    house.wake()
    return is_back
