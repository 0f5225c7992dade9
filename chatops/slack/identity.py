"""Who acts: the person of the directory behind a Slack account, if they may act at all.

Members of other organisations can click our buttons in shared channels, and no field of Bolt
shows it (https://docs.slack.dev/apis/slack-connect); so every act looks at the payload's user
and at users.info. When Slack cannot be asked, nothing is decided: the error goes to the person.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk.errors import SlackApiError

from chatops.core.directory import Directory
from chatops.core.people import Person, Standing
from chatops.core.refused import Refused
from chatops.slack.connection import Here, Installation
from chatops.slack.paced import Paced
from chatops.slack.payloads import SlackUser, Who
from chatops.slack.recall import WaitError
from chatops.slack.views import replies
from chatops.usecases.house import House
from chatops.usecases.observe import observe

SECONDS_KNOWN = 60.0
MOST_KNOWN = 10_000
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Account:
    """How a Slack account stands; `other_id` is its id in the Enterprise organisation.

    `zone` is the IANA time zone that its owner chose in Slack.
    """

    id: str
    standing: Standing
    other_id: str = ""
    zone: str | None = None

    def also(self, person: Person) -> tuple[str, str] | None:
        """Return the id that the directory does not list, and the one that it does, if so."""
        listed = {person.slack_id, *person.other_slack_ids}
        ids = {self.id, self.other_id} - {""}
        unlisted, known = ids - listed, ids & listed
        return (unlisted.pop(), known.pop()) if unlisted and known else None


@dataclass(frozen=True, slots=True)
class _Told:
    """What Slack told of an account; `turn` orders it, `until` is when to ask again."""

    account: Account
    turn: int
    until: float


@dataclass(frozen=True, slots=True)
class _Moment:
    """When Slack was asked, or told by itself: `turn` orders it here, `at` among replicas."""

    turn: int
    at: datetime


def account_of(user: SlackUser, here: Here) -> Account:
    """Return how this user stands in the workspace `here`."""
    other_id = user.enterprise_user.id if user.enterprise_user else ""
    return Account(user.id, _standing(user, here), other_id, _zone(user.tz))


def listed(account: Account, directory: Directory) -> Person | None:
    """Return whose account it is; Slack advises to know people by their organisation's id.

    https://docs.slack.dev/reference/objects/user-object
    """
    return directory.by_slack(account.other_id) or directory.by_slack(account.id)


def is_the_word(slack: Paced, account: Account, person: Person, here: Here) -> bool:
    """Tell whether this account says how its person stands.

    Of somebody with several accounts one may be closed; they still stand as the best of them.
    Raises as `Paced.call` does where Slack has to be asked about the others and does not tell.
    """
    others = {person.slack_id, *person.other_slack_ids} - {None, account.id, account.other_id}
    if account.standing is Standing.FULL:
        return True
    return all(_stands_no_better(slack, one, here) for one in sorted(map(str, others)))


def _stands_no_better(slack: Paced, slack_id: str, here: Here) -> bool:
    try:
        answer = slack.call("users.info", user=slack_id)
    except SlackApiError as error:
        if error.response.get("error") == "user_not_found":
            return True
        raise
    user = SlackUser.model_validate(answer["user"])
    return account_of(user, here).standing is not Standing.FULL


def _zone(name: str | None) -> str | None:
    try:
        return ZoneInfo(name).key if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # one that this machine does not know
        return None


def _standing(user: SlackUser, here: Here) -> Standing:
    if user.is_bot or user.is_workflow_bot or user.id == _SLACKBOT:
        return Standing.BOT
    if user.deleted:
        return Standing.DEACTIVATED
    if user.is_stranger or not _is_ours(user, here):
        return Standing.OUTSIDER
    if user.is_restricted or user.is_ultra_restricted:
        return Standing.GUEST
    return Standing.FULL


def _is_ours(user: SlackUser, here: Here) -> bool:
    if here.holds(user.team_id):
        return True
    organisation = user.enterprise_user.enterprise_id if user.enterprise_user else None
    return here.enterprise_id is not None and organisation == here.enterprise_id


class Identity:
    """Looks people up; what Slack said of somebody is remembered for a minute. Thread-safe."""

    def __init__(
        self,
        house: House,
        slack: Paced,
        installation: Installation,
        monotonic: Callable[[], float],
    ) -> None:
        self._house = house
        self._slack = slack
        self._installation = installation
        self._monotonic = monotonic
        self._lock = threading.Lock()  # of what is known
        self._writing = threading.Lock()  # so that older news is not written over newer: briefly
        self._turns = count()
        self._known: OrderedDict[str, _Told] = OrderedDict()

    def person(self, who: Who) -> Person:
        """Return who acts; raise `Refused` with a sentence on why not and how to mend it."""
        here = self._installation.here()
        if who.team_id not in {None, here.team_id} and here.enterprise_id is None:
            raise Refused("not_a_member", replies.NOT_A_MEMBER[Standing.OUTSIDER])
        account = self._account(who.id)
        person = self._listed(account)
        if account.standing is not Standing.FULL:
            raise Refused("not_a_member", replies.NOT_A_MEMBER[account.standing])
        if person is None:
            raise self._stranger(account)
        if person.bot or not person.active:
            raise Refused("not_a_member", replies.not_active(person))
        return person

    def zone(self, who: Who, person: Person) -> ZoneInfo:
        """Return the time zone in which this person names a day; UTC where nobody knows it."""
        return ZoneInfo(person.zone or self._account(who.id).zone or "UTC")

    def learn(self, user: SlackUser) -> None:
        """Take in what an event says of a user, at once and instead of what was remembered.

        Slack repeats an event for minutes, so good news may be old: then Slack is asked.
        """
        asked = self._moment()
        account = account_of(user, self._installation.here())
        if account.standing is not Standing.FULL:
            self._take_in(user.id, account, asked)
        elif self._is_news(account):
            self._ask(user.id)

    def _is_news(self, account: Account) -> bool:
        """Tell whether somebody of the directory is not known to stand like this already.

        In a large workspace thousands change their status each morning, and only so many
        accounts may be looked up in a minute.
        """
        person = self._listed(account)
        if person is None:
            return False
        with self._house.store.reading() as reading:
            found = reading.surroundings([person.id], (), ())
        is_moved = account.zone not in {None, found.zones.get(person.id)}
        return is_moved or found.standings.get(person.id) is not account.standing

    def _account(self, slack_id: str) -> Account:
        with self._lock:
            told = self._known.get(slack_id)
        if told is not None and self._monotonic() < told.until:
            return told.account
        return self._ask(slack_id)

    def _ask(self, slack_id: str) -> Account:
        asked = self._moment()
        try:
            answer = self._slack.call("users.info", user=slack_id)
            user = SlackUser.model_validate(answer["user"])
            return self._take_in(slack_id, account_of(user, self._installation.here()), asked)
        except WaitError as wait:
            raise Refused("busy", replies.busy(wait.seconds)) from None

    def _moment(self) -> _Moment:
        return _Moment(next(self._turns), self._house.now())

    def _take_in(self, slack_id: str, account: Account, asked: _Moment) -> Account:
        """Write down and remember what Slack told, unless it told newer things meanwhile."""
        person = self._listed(account)
        here = self._installation.here()
        counts = person is not None and is_the_word(self._slack, account, person, here)
        with self._writing:
            told = self._known.get(slack_id)
            if told is not None and told.turn > asked.turn:
                return told.account
            if person and counts:
                stands = person.id, account.standing, account.zone
                observe(self._house, *stands, also=account.also(person), at=asked.at)
            self._remember(slack_id, _Told(account, asked.turn, self._monotonic() + SECONDS_KNOWN))
            return account

    def _remember(self, slack_id: str, told: _Told) -> None:
        with self._lock:
            self._known[slack_id] = told
            self._known.move_to_end(slack_id)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def _listed(self, account: Account) -> Person | None:
        return listed(account, self._house.facts().directory)

    def _stranger(self, account: Account) -> Refused:
        problems = self._house.facts().problems
        if problems:
            return Refused("cannot_tell", replies.cannot_tell(problems))
        return Refused("unknown_person", replies.not_listed(account.id))
