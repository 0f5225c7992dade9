"""Lost channels are tried again with a card, for Slack does not tell of every return.

Where one is still lost and none stands in for it, another look is taken for one that does.
"""

from chatops.core.errand import Card, Errand, Result
from chatops.core.lost import LostChannel
from chatops.core.notices import CardOutdated
from chatops.usecases.deliver import Courier
from chatops.usecases.house import House
from chatops.usecases.lose_channel import lose_channel
from chatops.usecases.restore_channel import restore_channel
from chatops.usecases.shown_in import shown_in


def retry_channels(house: House, courier: Courier) -> int:
    """Try a card in each lost channel; return how many channels take cards again."""
    with house.store.reading() as reading:
        lost = tuple(one for one in reading.lost_channels().values() if one.may_return)
    return sum(_is_back(house, courier, one) for one in lost)


def _is_back(house: House, courier: Courier, lost: LostChannel) -> bool:
    with house.store.reading() as reading:
        key = next(shown_in(house, lost.channel, reading), None)
    if key is None or not _is_our_turn(house, lost):
        return False
    # In doubt: an earlier try may have reached Slack without our knowing.
    notice, at = CardOutdated(key, lost.channel), lost.at
    receipt = courier.carry(Errand(0, notice, at, 1, in_doubt=True, first_tried_at=at))
    if receipt.result is not Result.SENT:
        lose_channel(house, lost.channel, lost.why)
        return False
    with house.store.transaction() as tx:
        tx.remember_card(Card(key, lost.channel, receipt.ts))
    return restore_channel(house, lost.channel)


def _is_our_turn(house: House, lost: LostChannel) -> bool:
    """Tell whether no other replica tried within this hour: two at once would post two cards."""
    now = house.now()
    with house.store.transaction() as tx:
        return tx.once(f"retry {lost.channel} {now:%Y-%m-%dT%H}", now)
