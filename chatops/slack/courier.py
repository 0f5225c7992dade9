"""Carries errands from the outbox to Slack: cards, lines under them, direct messages.

A card is drawn when it is sent, from the state of that moment, so late, repeated and reordered
errands do no harm. The courier never sleeps and never raises for what Slack does: the receipt
says how it ended. In a team's quiet hours nothing new rings in its channels.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chatops.core.change import Change
from chatops.core.errand import Card, Errand, Receipt, Result
from chatops.core.events import Event
from chatops.core.facts import Facts
from chatops.core.notices import (
    CardOutdated,
    ChannelLine,
    CheckpointPost,
    DigestPost,
    DirectMessage,
    HomeOutdated,
    Reminder,
    ThreadLine,
)
from chatops.core.quiet import is_urgent, quiet_until
from chatops.core.refused import Refused
from chatops.slack.buckets import Buckets
from chatops.slack.checkpoints import Checkpoints
from chatops.slack.connection import Connection, Installation
from chatops.slack.digests import Digests
from chatops.slack.homes import Homes
from chatops.slack.posting import NO_THREAD, Post, Posting, later
from chatops.slack.reminders import Reminders
from chatops.slack.views.blocks import Message
from chatops.slack.views.card import card, marker
from chatops.slack.views.mending import no_account
from chatops.slack.views.story import channel_line, direct_message, thread_line
from chatops.usecases.house import House
from chatops.usecases.read import Shown, show

_CALL_SECONDS = 10  # well within the lease of an errand
_UNTIL_CARD = timedelta(seconds=60)  # then its story stands in the channel by itself
_LOOK_AGAIN = timedelta(seconds=60)  # a change can become urgent in quiet hours
_NOW = timedelta(0)


class SlackCourier:
    """Implements `usecases.deliver.Courier`; one courier may carry in several threads."""

    def __init__(
        self,
        house: House,
        connection: Connection,
        installation: Installation,
        *,
        monotonic: Callable[[], float],
        buckets: Buckets | None = None,
    ) -> None:
        self._house = house
        client = connection.client(_CALL_SECONDS)
        shared = buckets or Buckets(monotonic)
        self._posting = Posting(client, installation, shared)
        self._homes = Homes(house, client, shared)
        self._reminders = Reminders(house, self._posting)
        self._digests = Digests(house, client, self._posting, shared, monotonic)
        self._checkpoints = Checkpoints(house, self._posting)

    def carry(self, errand: Errand) -> Receipt:
        """Carry one errand."""
        try:
            return self._carried(errand) if errand.notice.key else self._of_no_change(errand)
        except Refused as refused:
            return Receipt(Result.HOPELESS, error=refused.sentence)

    def _carried(self, errand: Errand) -> Receipt:
        shown = show(self._house, errand.notice.key)
        match errand.notice:
            case CardOutdated():
                return self._card(errand, errand.notice.channel, shown)
            case ThreadLine():
                return self._line(errand, errand.notice, shown)
            case ChannelLine():
                return self._announcement(errand, errand.notice, shown.change, shown.facts)
            case DirectMessage():
                return self._direct(errand, errand.notice, shown.change, shown.facts)
            case HomeOutdated() | Reminder() | DigestPost() | CheckpointPost():
                raise ValueError("of no change")

    def _of_no_change(self, errand: Errand) -> Receipt:
        match errand.notice:
            case ChannelLine():
                return self._announcement(errand, errand.notice, None, self._house.facts())
            case DirectMessage():
                return self._direct(errand, errand.notice, None, self._house.facts())
            case CardOutdated() | ThreadLine():
                return Receipt(Result.SENT)
            case drawn:
                return self._drawn_later(errand, drawn)

    def _drawn_later(
        self, errand: Errand, notice: HomeOutdated | Reminder | DigestPost | CheckpointPost
    ) -> Receipt:
        match notice:
            case HomeOutdated(person=person):
                return self._homes.publish(person)
            case Reminder():
                return self._reminders.send(errand, notice)
            case DigestPost():
                return self._digests.send(errand, notice)
            case CheckpointPost():
                return self._checkpoints.send(errand, notice)

    def _card(self, errand: Errand, channel: str, shown: Shown) -> Receipt:
        message = card(shown.change, shown.verdict, shown.facts, self._house.now())
        old = _card_ts(shown, channel)
        receipt = self._posting.update(channel, old, message) if old else None
        if receipt is not None:
            return receipt
        return self._card_anew(errand, shown, Post(channel, message, marker(shown.change.key)), old)

    def _card_anew(self, errand: Errand, shown: Shown, post: Post, old: str) -> Receipt:
        """Post the card; `old` is the `ts` of one that cannot be changed any more, or empty."""
        found = self._posting.found(errand, post)
        if found is not None and not (old and found.ts == old):
            is_there = found.result is Result.SENT  # perhaps with an older state
            redrawn = self._redrawn(found, post.message) if is_there else None
            return redrawn or found
        quiet = self._left_of_quiet(post.channel, shown.change, shown.facts)
        if quiet:
            return Receipt(Result.LATER, after=min(quiet, _LOOK_AGAIN))
        receipt = self._posting.send(post)
        if old and receipt.result is Result.SENT:
            self._posting.delete(post.channel, old)
        return receipt

    def _redrawn(self, found: Receipt, message: Message) -> Receipt | None:
        return self._posting.update(found.channel, found.ts, message)

    def _line(self, errand: Errand, notice: ThreadLine, shown: Shown) -> Receipt:
        held = self._held_back(errand, notice, shown.change, shown.facts)
        if held is not None:
            return held
        thread = _card_ts(shown, notice.channel)
        if not thread and self._house.now() - errand.created_at < _UNTIL_CARD:
            return later(1.0, "waiting for the card")
        block_id = f"line:{notice.key}:{errand.id}"
        message = thread_line(notice.event, shown.change, shown.facts, block_id)
        post = Post(notice.channel, message, block_id, thread)
        receipt = self._posting.deliver(errand, post)
        return self._under_new_card(errand, post, shown) if receipt.error == NO_THREAD else receipt

    def _under_new_card(self, errand: Errand, post: Post, shown: Shown) -> Receipt:
        """Deal with a card that was deleted: with a new one, the line is due again under it."""
        drawn = self._card(errand, post.channel, shown)
        if drawn.result is not Result.SENT:
            return drawn
        if drawn.ts != post.thread:
            return replace(later(0), card=Card(shown.change.key, post.channel, drawn.ts))
        return self._posting.send(replace(post, thread=""))

    def _announcement(
        self, errand: Errand, notice: ChannelLine, change: Change | None, facts: Facts
    ) -> Receipt:
        """Post a line for a whole channel; `change` is None where it is about none."""
        held = self._held_back(errand, notice, change, facts)
        if held is not None:
            return held
        block_id = f"loud:{notice.key}:{errand.id}"
        message = channel_line(notice.event, change, facts, block_id)
        return self._posting.deliver(errand, Post(notice.channel, message, block_id))

    def _direct(
        self, errand: Errand, notice: DirectMessage, change: Change | None, facts: Facts
    ) -> Receipt:
        person = facts.directory.find(notice.person)
        if person is None or not person.slack_id:
            return Receipt(Result.FAILED, error=no_account(notice.person))
        block_id = f"dm:{notice.key}:{errand.id}"
        if change is None:
            message = channel_line(notice.event, None, facts, block_id)
        else:
            message = direct_message(notice.event, change, facts, block_id, person=person.id)
        post = Post(person.slack_id, message, block_id, is_direct=True)
        return self._posting.deliver(errand, post)

    def _held_back(
        self,
        errand: Errand,
        notice: ThreadLine | ChannelLine,
        change: Change | None,
        facts: Facts,
    ) -> Receipt | None:
        """Return a receipt for a line that waits for the end of quiet hours, or behind others."""
        quiet = self._left_of_quiet(notice.channel, change, facts, notice.event)
        if quiet or (errand.is_behind and not is_urgent(change, notice.event)):
            return Receipt(Result.QUIET, after=quiet)
        return None

    def _left_of_quiet(
        self, channel: str, change: Change | None, facts: Facts, event: Event | None = None
    ) -> timedelta:
        if is_urgent(change, event):
            return _NOW
        now = self._house.now()
        return (quiet_until(channel, facts, now) or now) - now


def _card_ts(shown: Shown, channel: str) -> str:
    return next((one.ts for one in shown.cards if one.channel == channel), "")
