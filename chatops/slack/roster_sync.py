"""Reads everybody in the workspace from Slack, a page at a time, within the tier of users.list.

https://docs.slack.dev/reference/methods/users.list: at most 200 people a page are recommended,
20 pages a minute are allowed; 10,000 people are 50 pages and take less than three minutes.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ValidationError

from chatops.core.errand import Result
from chatops.core.people import Person
from chatops.slack.connection import Here, Installation
from chatops.slack.failures import CALL_FAILED, failure_of
from chatops.slack.identity import Account, account_of, is_the_word, listed
from chatops.slack.paced import Paced
from chatops.slack.payloads import SlackUser, Who
from chatops.slack.recall import WaitError
from chatops.usecases.house import House
from chatops.usecases.keep_rosters import keep_rosters
from chatops.usecases.observe_all import Seen
from chatops.usecases.sync_people import Page, sync_people

PAGE = 200
TICK = timedelta(seconds=3.1)
_PACE = timedelta(seconds=3.05)
_FAILED = timedelta(minutes=1)
_STALE = "invalid_cursor"
_log = logging.getLogger(__name__)


class _Metadata(BaseModel):
    """How a list goes on; an empty cursor ends it."""

    model_config = Who.model_config
    next_cursor: str = ""


class _Members(BaseModel):
    """A page of users.list, whose members are parsed one by one."""

    model_config = Who.model_config
    members: tuple[Any, ...] = ()
    response_metadata: _Metadata = _Metadata()

    @property
    def next_cursor(self) -> str:
        """Return where the next page begins; empty at the end."""
        return self.response_metadata.next_cursor

    @property
    def users(self) -> Iterator[SlackUser]:
        """Yield everybody who can be read: one odd account must not keep the others out."""
        for number, member in enumerate(self.members, 1):
            try:
                yield SlackUser.model_validate(member)
            except ValidationError:
                _log.warning("slack.unreadable_member", extra={"number": number})


class RosterSync:
    """Reads one page whenever it is called and one is due."""

    def __init__(self, slack: Paced, installation: Installation, *, page: int = PAGE) -> None:
        self._slack = slack
        self._installation = installation
        self._page = page

    def __call__(self, house: House) -> None:
        """Read the next page of each workspace that has the app, if it is due.

        Raises `NotAuthorizedError` or OSError where Slack does not even tell who we are.
        """
        here = self._installation.here()
        teams = {team_id or str(here.team_id): team_id for team_id in here.asked}
        keep_rosters(house, teams)
        for team, team_id in teams.items():
            pages = _Pages(house, self._slack, here, team_id, self._page)
            sync_people(house, team, pages.read)


@dataclass(frozen=True, slots=True)
class _Pages:
    house: House
    slack: Paced
    here: Here
    team_id: str | None
    limit: int

    def read(self, cursor: str) -> Page:
        """Return one page; where Slack gives none, the same is read again later."""
        try:
            answer = self.slack.call(
                "users.list", limit=self.limit, cursor=cursor or None, team_id=self.team_id
            )
        except WaitError as wait:
            return Page((), cursor, timedelta(seconds=wait.seconds))
        except CALL_FAILED as error:
            return _later(error, cursor)
        found = _Members.model_validate(answer.data)
        return Page(tuple(self._seen(found.users)), found.next_cursor or None, _PACE)

    def _seen(self, members: Iterator[SlackUser]) -> Iterator[Seen]:
        directory = self.house.facts().directory
        for account in (account_of(one, self.here) for one in members):
            person = listed(account, directory)
            if person and self._is_the_word(account, person):
                yield Seen(person.id, account.standing, account.zone, account.also(person))

    def _is_the_word(self, account: Account, person: Person) -> bool:
        try:
            return is_the_word(self.slack, account, person, self.here)
        except (WaitError, *CALL_FAILED):
            return False  # nobody can tell now; the next time will do


def _later(error: Exception, cursor: str) -> Page:
    failure = failure_of(error, "")
    if failure.code == _STALE:
        return Page((), "", _PACE)
    wait = timedelta(seconds=failure.wait) if failure.result is Result.LATER else _FAILED
    return Page((), cursor, wait)
