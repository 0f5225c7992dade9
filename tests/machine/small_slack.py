"""A small Slack that remembers what it was sent, and breaks when it is told to."""

from chatops.core.errand import Errand, Receipt, Result
from chatops.core.notices import CardOutdated
from chatops.core.verdict import State
from chatops.usecases.house import House
from chatops.usecases.read import show

Drawn = tuple[str, int, State]
"""Where the card stands (`ts`), the revision and the state that it shows."""


class Crash(BaseException):
    """The process is gone."""


class SmallSlack:
    """Remembers each message by the errand that brought it; may break before or after."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.posted: dict[int, str] = {}
        self.cards: dict[tuple[str, str], Drawn] = {}
        self.breaks: str = ""

    def carry(self, errand: Errand) -> Receipt:
        mode, self.breaks = self.breaks, ""
        if mode == "before":
            raise Crash
        if mode == "refused":
            return Receipt(Result.FAILED, error="channel_not_found")
        receipt = self._take(errand)
        if mode == "after":
            raise Crash
        return Receipt(Result.UNKNOWN) if mode == "silent" else receipt

    def _take(self, errand: Errand) -> Receipt:
        notice = errand.notice
        if isinstance(notice, CardOutdated):
            return self._draw(errand, notice)
        if errand.id in self.posted:
            assert errand.in_doubt, "posted twice without looking first"
        self.posted[errand.id] = str(errand.id)
        return Receipt(Result.SENT, ts=str(errand.id))

    def _draw(self, errand: Errand, notice: CardOutdated) -> Receipt:
        place = (notice.key, notice.channel)
        with self.house.store.reading() as reading:
            known = reading.card(*place)
        stands = self.cards.get(place)
        assert known is not None or stands is None or errand.in_doubt, "a second card"
        ts = stands[0] if stands else str(errand.id)
        shown = show(self.house, notice.key)
        self.cards[place] = (ts, shown.change.present.number, shown.verdict.state)
        return Receipt(Result.SENT, channel=notice.channel, ts=ts)
