"""The app was invited to a channel: it says there, once, what it will post."""

from chatops.core.events_talk import BotInvited
from chatops.core.notices import ChannelLine
from chatops.usecases.house import House


def introduce(house: House, channel: str, by: str) -> bool:
    """Introduce the app to the channel (its id); False where that was done before.

    `by` is who invited it (directory id), empty for somebody who is not listed.
    """
    now = house.now()
    with house.store.transaction() as tx:
        if not tx.once(f"ever:introduced:{channel}", now):
            return False
        invited = BotInvited(channel, by, is_fallback=channel == house.fallback)
        tx.tell((ChannelLine("", channel, invited),), now)
    house.wake()
    return True
