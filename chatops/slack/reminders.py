"""Carries reminders: one direct message of all that waits for a person, in their working hours.

It is drawn when it is sent, so that nobody is reminded of what is done by then. Only an emergency
is told at any hour. Within an hour of a reminder the next one waits, and takes in what comes.
"""

from datetime import timedelta

from chatops.core.errand import Errand, Receipt, Result
from chatops.core.hours import calendar_of, is_working, next_working
from chatops.core.notices import Reminder
from chatops.core.reminder import ReminderContent
from chatops.slack.posting import Post, Posting
from chatops.slack.views.mending import never_at_work, no_account
from chatops.slack.views.reminder import MARK, reminder_message
from chatops.usecases.house import House
from chatops.usecases.reminder import reminder

_LOOK_AGAIN = timedelta(seconds=60)  # something urgent can join what waits


class Reminders:
    """Sends reminders through the courier's `posting`."""

    def __init__(self, house: House, posting: Posting) -> None:
        self._house = house
        self._posting = posting

    def send(self, errand: Errand, notice: Reminder) -> Receipt:
        """Draw and post what waits for the person; nothing where nothing does any more."""
        content = reminder(self._house, notice.person, notice.due)
        if content is None:
            return Receipt(Result.SENT)
        person = content.facts.directory.find(notice.person)
        if person is None or not person.slack_id:
            return Receipt(Result.FAILED, error=no_account(notice.person))
        block_id = f"{MARK}{errand.id}"
        post = Post(person.slack_id, reminder_message(content, block_id), block_id, is_direct=True)
        found = self._posting.found(errand, post)
        return found or _held_back(content) or self._posting.send(post)


def _held_back(content: ReminderContent) -> Receipt | None:
    """Return a receipt for what waits until the person works again, and had an hour of peace."""
    if content.is_urgent:
        return None
    calendar = calendar_of(content.person, content.facts, content.now)
    begins = next_working(calendar, content.now)
    if begins is None:
        return Receipt(Result.HOPELESS, error=never_at_work(content.person))
    until = max(begins, content.rests_until())
    if content.ends_at and begins == content.now and not is_working(calendar, until):
        return None  # the last call: nobody knows whether tomorrow is soon enough
    wait = min(until - content.now, _LOOK_AGAIN)
    return Receipt(Result.LATER, after=wait) if wait else None
