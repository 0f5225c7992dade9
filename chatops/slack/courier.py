"""Carries errands from the outbox to Slack: cards, lines under them, direct messages.

A card is drawn when it is sent, from the state of that moment, so late, repeated and reordered
errands do no harm. The courier never sleeps and never raises for what Slack does: the receipt
says how it ended.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from chatops.core.change import Change
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.facts import Facts
from chatops.core.notices import CardOutdated, ChannelLine, DirectMessage, ThreadLine
from chatops.core.refused import Refused
from chatops.slack.buckets import Buckets
from chatops.slack.connection import Connection, Installation, NotAuthorizedError
from chatops.slack.failures import CALL_FAILED, Failure, failure_of
from chatops.slack.recall import Recall, WaitError
from chatops.slack.views.blocks import Message
from chatops.slack.views.card import card, marker
from chatops.slack.views.story import channel_line, direct_message, thread_line
from chatops.usecases.house import House
from chatops.usecases.read import Shown, show

_CALL_SECONDS = 10  # well within the lease of an errand
_UNTIL_CARD = timedelta(seconds=60)  # then its story stands in the channel by itself
_GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
_NO_THREAD = "thread_not_found"


@dataclass(frozen=True, slots=True)
class _Post:
    """A message to be posted; `channel` is a Slack account's id when it is a direct one."""

    channel: str
    message: Message
    block_id: str
    thread: str = ""
    is_direct: bool = False


class SlackCourier:
    """Implements `usecases.deliver.Courier`; one courier may carry in several threads."""

    def __init__(
        self,
        house: House,
        connection: Connection,
        installation: Installation,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._house = house
        self._buckets = Buckets(monotonic)
        self._client = connection.client(_CALL_SECONDS)
        self._recall = Recall(self._client, installation, self._buckets)

    def carry(self, errand: Errand) -> Receipt:
        """Carry one errand."""
        if isinstance(errand.notice, ChannelLine) and not errand.notice.key:
            return self._announcement(errand, errand.notice, None, self._house.facts())
        try:
            shown = show(self._house, errand.notice.key)
        except Refused as refused:
            return Receipt(Result.HOPELESS, error=refused.sentence)
        match errand.notice:
            case CardOutdated():
                return self._card(errand, errand.notice, shown)
            case ThreadLine():
                return self._line(errand, errand.notice, shown)
            case ChannelLine():
                return self._announcement(errand, errand.notice, shown.change, shown.facts)
            case DirectMessage():
                return self._direct(errand, errand.notice, shown)

    def _card(self, errand: Errand, notice: CardOutdated, shown: Shown) -> Receipt:
        message = card(shown.change, shown.verdict, shown.facts, self._house.now())
        ts = _card_ts(shown, notice.channel)
        receipt = self._update(notice.channel, ts, message) if ts else None
        if receipt is not None:
            return receipt
        post = _Post(notice.channel, message, marker(notice.key))
        found = self._found(errand, post)
        if found is None:
            return self._send(post)
        if found.result is Result.SENT:  # it stands there, perhaps with an older state
            return self._update(found.channel, found.ts, message) or found
        return found

    def _line(self, errand: Errand, notice: ThreadLine, shown: Shown) -> Receipt:
        thread = _card_ts(shown, notice.channel)
        if not thread and self._house.now() - errand.created_at < _UNTIL_CARD:
            return _later(1.0, "waiting for the card")
        block_id = f"line:{notice.key}:{errand.id}"
        message = thread_line(notice.event, shown.change, shown.facts, block_id)
        receipt = self._deliver(errand, _Post(notice.channel, message, block_id, thread))
        if receipt.error == _NO_THREAD:  # somebody deleted the card; that call posted nothing
            return self._call(_Post(notice.channel, message, block_id))
        return receipt

    def _announcement(
        self, errand: Errand, notice: ChannelLine, change: Change | None, facts: Facts
    ) -> Receipt:
        """Post a line for a whole channel; `change` is None where it is about none."""
        block_id = f"loud:{notice.key}:{errand.id}"
        message = channel_line(notice.event, change, facts, block_id)
        return self._deliver(errand, _Post(notice.channel, message, block_id))

    def _direct(self, errand: Errand, notice: DirectMessage, shown: Shown) -> Receipt:
        person = shown.facts.directory.find(notice.person)
        if person is None or not person.slack_id:
            said = f"{notice.person} has no Slack account in the directory: add one"
            return Receipt(Result.FAILED, error=said)
        block_id = f"dm:{notice.key}:{errand.id}"
        message = direct_message(
            notice.event, shown.change, shown.facts, block_id, person=person.id
        )
        return self._deliver(errand, _Post(person.slack_id, message, block_id, is_direct=True))

    def _update(self, channel: str, ts: str, message: Message) -> Receipt | None:
        """Redraw the card; None when the message is not there to be changed any more."""
        wait = self._buckets.take("chat.update")
        if wait:
            return _later(wait)
        try:
            self._client.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=message.blocks
            )
        except CALL_FAILED as error:
            failure = failure_of(error, channel)
            if failure.code in _GONE:
                return None
            receipt = self._failed("chat.update", failure)
            doubt = receipt.result is Result.UNKNOWN  # drawing it once more does no harm
            return replace(receipt, result=Result.FAILED) if doubt else receipt
        return Receipt(Result.SENT, channel, ts)

    def _deliver(self, errand: Errand, post: _Post) -> Receipt:
        """Post it, unless an earlier attempt turns out to have done so."""
        return self._found(errand, post) or self._send(post)

    def _send(self, post: _Post) -> Receipt:
        wait = self._buckets.take("chat.postMessage", post.channel)
        return _later(wait) if wait else self._call(post)

    def _call(self, post: _Post) -> Receipt:
        try:
            answer = self._client.chat_postMessage(
                channel=post.channel,
                text=post.message.text,
                blocks=post.message.blocks,
                thread_ts=post.thread or None,
                mrkdwn=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        except CALL_FAILED as error:
            failure = failure_of(error, post.channel)
            return self._failed("chat.postMessage", failure, post.channel)
        return Receipt(Result.SENT, str(answer["channel"]), str(answer["ts"]))

    def _found(self, errand: Errand, post: _Post) -> Receipt | None:
        """Return a receipt for the message that stands there already; None to post it."""
        if not errand.in_doubt:
            return None
        try:
            place = self._recall.direct(post.channel) if post.is_direct else post.channel
            since = errand.first_tried_at
            ts = self._recall.find(place, post.block_id, since, post.thread) if place else None
        except WaitError as wait:
            return _later(wait.seconds)
        except (NotAuthorizedError, *CALL_FAILED) as error:
            said = f"cannot look whether it stands there: {failure_of(error, post.channel).error}"
            return Receipt(Result.UNKNOWN, error=said)
        return Receipt(Result.SENT, str(place), ts) if ts else None

    def _failed(self, method: str, failure: Failure, channel: str = "") -> Receipt:
        if failure.result is Result.LATER:
            self._buckets.close(method, failure.wait, channel)
            return _later(failure.wait, failure.error)
        error = _NO_THREAD if failure.code == _NO_THREAD else failure.error
        return Receipt(failure.result, error=error)


def _card_ts(shown: Shown, channel: str) -> str:
    return next((one.ts for one in shown.cards if one.channel == channel), "")


def _later(seconds: float, error: str = "") -> Receipt:
    return Receipt(Result.LATER, after=timedelta(seconds=seconds), error=error)
