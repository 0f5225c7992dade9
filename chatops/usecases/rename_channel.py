"""A channel has a new id: its messages stand there as before, and nobody need be told."""

from chatops.core.events_talk import ChannelLost
from chatops.core.lost import NEW_ID, LostChannel
from chatops.usecases.house import House


def rename_channel(house: House, old: str, new: str) -> None:
    """Follow the channel to its new id, until the files name it."""
    lost = LostChannel(old, new, NEW_ID, house.now())
    with house.store.transaction() as tx:
        tx.restore_channel(new)  # whatever that id was before, it is this channel now
        tx.restore_channel(old)
        tx.lose_channel(lost, ChannelLost(old, NEW_ID, new), ())
        tx.rename_channel(old, new)
    house.wake()
