"""App Home drawn anew by the outbox, for whoever has it open.

A home is drawn when it is published, from the state of that moment, so it is published without a
hash: the newest drawing may replace any other. Follows
https://docs.slack.dev/reference/methods/views.publish
"""

from collections.abc import Callable
from datetime import timedelta

from slack_sdk import WebClient

from chatops.core.errand import Receipt, Result
from chatops.core.people import Person
from chatops.slack.buckets import Buckets
from chatops.slack.failures import CALL_FAILED, failure_of
from chatops.slack.views.blocks import View
from chatops.slack.views.home import closed_home
from chatops.slack.views.home import home as drawn
from chatops.slack.views.replies import NOT_A_MEMBER, not_active
from chatops.usecases.home import home
from chatops.usecases.house import House
from chatops.usecases.visit_home import FOLLOWED

_METHOD = "views.publish"


class Homes:
    """Publishes homes within Slack's tier."""

    def __init__(self, house: House, client: WebClient, buckets: Buckets) -> None:
        self._house = house
        self._client = client
        self._buckets = buckets

    def publish(self, person_id: str) -> Receipt:
        """Draw and publish the home of a person (directory id), if they have it open."""
        person = self._house.facts().directory.find(person_id)
        slack_id = person.slack_id if person else None
        page = self._page(person_id)
        if person is None or not slack_id or page is None:
            return Receipt(Result.SENT)  # nobody would see it
        return self.put(slack_id, lambda: self._view(person, page))

    def put(self, slack_id: str, view: Callable[[], View]) -> Receipt:
        """Draw and publish a view for this account, where Slack may be asked to now."""
        wait = self._buckets.take(_METHOD)
        if wait:
            return Receipt(Result.LATER, after=timedelta(seconds=wait))
        try:
            self._client.views_publish(user_id=slack_id, view=view())
        except CALL_FAILED as error:
            return self._failed(error, slack_id)
        return Receipt(Result.SENT)

    def _view(self, person: Person, page: int) -> View:
        """Return the home; of somebody who may not use the app any more it is closed."""
        content = home(self._house, person.id, page)
        if content.facts.unfit(person) is None:
            return drawn(content)
        standing = content.facts.standing(person.id)
        is_listed = person.active and not person.bot
        return closed_home(NOT_A_MEMBER[standing] if is_listed else not_active(person))

    def _page(self, person_id: str) -> int | None:
        """Return the page that the person has open; None for who closed it long ago."""
        with self._house.store.reading() as reading:
            visit = reading.home_visit(person_id)
        if visit is None or self._house.now() >= visit.at + FOLLOWED:
            return None
        return visit.page

    def _failed(self, error: BaseException, slack_id: str) -> Receipt:
        """Return how it ended; never in doubt, for drawing it once more does no harm."""
        failure = failure_of(error, slack_id)
        if failure.result is Result.LATER:
            self._buckets.close(_METHOD, failure.wait)
            after = timedelta(seconds=failure.wait)
            return Receipt(Result.LATER, after=after, error=failure.error)
        doubt = failure.result is Result.UNKNOWN
        return Receipt(Result.FAILED if doubt else failure.result, error=failure.error)
