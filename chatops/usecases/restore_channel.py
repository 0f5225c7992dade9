"""A channel takes cards again: those of changes that are not over are drawn there anew."""

from chatops.usecases.house import House
from chatops.usecases.shown_in import shown_in


def restore_channel(house: House, channel: str) -> bool:
    """Let cards go to the channel again; False where they did not go elsewhere."""
    with house.store.reading() as reading:
        lost = reading.lost_channels().get(channel)
        if lost is None or not lost.may_return:
            return False
        keys = tuple(shown_in(house, channel, reading))
    now = house.now()
    with house.store.transaction() as tx:
        is_back = tx.restore_channel(channel)
        for key in sorted(keys) if is_back else ():  # locked in one order, as everywhere
            tx.redraw(key, (channel,), now)
    house.wake()
    return is_back
