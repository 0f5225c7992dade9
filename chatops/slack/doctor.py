"""What is wrong between us and Slack: token, scopes, clock, channels, and on demand all the rest.

https://docs.slack.dev/reference/methods/auth.test answers with the token's scopes in the header
`x-oauth-scopes`, and with Slack's time in `Date`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from chatops.core.check import Check, Health
from chatops.slack.buckets import Buckets
from chatops.slack.connection import Connection, Installation, NotAuthorizedError
from chatops.slack.doctor_channels import Place, examine_channels
from chatops.slack.doctor_groups import examine_groups
from chatops.slack.doctor_manifest import Entrance, examine_entrance
from chatops.slack.failures import CALL_FAILED
from chatops.slack.paced import Paced
from chatops.slack.scopes import OPTIONAL_SCOPES, SCOPES, used_for
from chatops.usecases.doctor import clock

_SECONDS = 10
_AGAIN = "Install the app again with the scopes of manifest.yml."


@dataclass(frozen=True, slots=True)
class Watch:
    """Clocks: the time of day, the seconds since some moment, and how to let seconds pass."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    rest: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the examination is about: where cards go, whom the policy names, how Slack gets in."""

    places: tuple[Place, ...]
    groups: tuple[str, ...]
    entrance: Entrance


def examine_slack(connection: Connection, places: Iterable[Place], watch: Watch) -> Iterator[Check]:
    """Yield a check for the token, the scopes, the clock and each channel."""
    answer, failed = _asked(connection)
    if answer is None:
        yield from failed
        return
    yield from _of_token(answer, watch)
    yield from examine_channels(_reader(connection, watch), places)


def inspect_slack(connection: Connection, survey: Survey, watch: Watch) -> Iterator[Check]:
    """Yield the same, and a check for the user groups, the way in, and the app's configuration."""
    answer, failed = _asked(connection)
    if answer is None:
        yield from failed
        return
    yield from _of_token(answer, watch)
    reader, installation = _reader(connection, watch), Installation(connection)
    yield from examine_channels(reader, survey.places)
    try:
        here = installation.here()
    except (NotAuthorizedError, *CALL_FAILED) as failure:
        yield Check("Slack", Health.FAIL, f"It cannot be reached: {failure}", "Try again.")
        return
    yield from examine_groups(reader, here, survey.groups)
    yield from examine_entrance(connection, survey.entrance, here, watch.now())


def _reader(connection: Connection, watch: Watch) -> Paced:
    return Paced(connection.client(_SECONDS), Buckets(watch.monotonic), rest=watch.rest)


def _asked(connection: Connection) -> tuple[SlackResponse | None, tuple[Check, ...]]:
    """Return what auth.test says, or why it says nothing."""
    try:
        return connection.client(_SECONDS).auth_test(), ()
    except SlackApiError as failure:
        code = failure.response.get("error")
        mend = "Copy SLACK_BOT_TOKEN anew from OAuth & Permissions of the Slack app."
        return None, (Check("Slack token", Health.FAIL, f"Slack refuses it: {code}.", mend),)
    except CALL_FAILED as failure:
        mend = f"Check SLACK_API_URL ({connection.api_url}), network and proxy."
        return None, (Check("Slack", Health.FAIL, f"It cannot be reached: {failure}", mend),)


def _of_token(answer: SlackResponse, watch: Watch) -> Iterator[Check]:
    where = "the whole organisation" if answer.get("is_enterprise_install") else answer.get("team")
    yield Check("Slack token", Health.OK, f"{answer.get('user')} in {where}.")
    yield from _clock(answer, watch.now())
    yield from _scopes(answer)


def _headers(answer: SlackResponse) -> Mapping[str, str]:
    return {name.lower(): str(value) for name, value in answer.headers.items()}


def _clock(answer: SlackResponse, now: datetime) -> Iterator[Check]:
    try:
        theirs = parsedate_to_datetime(_headers(answer).get("date", ""))
    except ValueError:
        mend = "Let no proxy drop the header Date; see by NTP that the local clock is right."
        yield Check("Slack's clock", Health.WARN, "Slack told no time to compare with.", mend)
        return
    yield clock("Slack's clock", now - theirs.replace(tzinfo=theirs.tzinfo or UTC), "Slack's")


def _scopes(answer: SlackResponse) -> Iterator[Check]:
    granted = {one.strip() for one in _headers(answer).get("x-oauth-scopes", "").split(",")}
    missing = [one for one in SCOPES if one not in granted]
    optional = [one for one in OPTIONAL_SCOPES if one not in granted]
    if missing:
        yield Check("Slack scopes", Health.FAIL, f"Missing: {_told(missing)}.", _AGAIN)
    if optional:
        sentence = f"Optional ones missing: {_told(optional)}."
        yield Check("Slack scopes", Health.WARN, sentence, _AGAIN)
    if not missing and not optional:
        yield Check("Slack scopes", Health.OK, "All scopes of manifest.yml are granted.")


def _told(scopes: Iterable[str]) -> str:
    """Return the scopes, each with what cannot be called without it."""
    found = ((one, ", ".join(used_for(one))) for one in scopes)
    return "; ".join(f"{one} (for {methods})" if methods else one for one, methods in found)
