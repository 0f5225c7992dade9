"""The Bolt app: who may call it, what it listens to, what it answers when something goes wrong.

Listeners run inside the request (`process_before_response`), so that an acknowledgement means
that the transaction has committed.
"""

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware import RequestVerification
from slack_sdk.signature import Clock, SignatureVerifier

from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.slack.buckets import Buckets
from chatops.slack.channels import Channels, forgetting
from chatops.slack.commits import CommitReader, no_commits
from chatops.slack.connection import IN_REQUEST_SECONDS, Connection, Installation, web_client
from chatops.slack.groups import group_reader
from chatops.slack.homes import Homes
from chatops.slack.identity import Identity
from chatops.slack.listeners import register
from chatops.slack.paced import Paced
from chatops.slack.patience import limiting
from chatops.slack.refusals import answer_error
from chatops.slack.views import replies
from chatops.slack.visibility import Visibility, guarding
from chatops.usecases.house import House

_bolt_log = logging.getLogger("chatops.slack.bolt")
_bolt_log.setLevel(logging.ERROR)  # Bolt's own lines below that hold whole request bodies


def build(
    house: House,
    connection: Connection,
    installation: Installation,
    *,
    clock: Callable[[], float],
    monotonic: Callable[[], float],
    commits: CommitReader = no_commits,
    buckets: Buckets | None = None,
) -> App:
    """Return the app; `clock` tells Unix seconds, `commits` reads a commit of a system.

    `buckets` are those that everybody shares who calls Slack with this token.
    """
    app = _bolt(connection, installation, clock)
    app.error(answer_error)
    app.middleware(limiting(monotonic))
    app.middleware(_guard(installation))
    client, shared = connection.client(IN_REQUEST_SECONDS), buckets or Buckets(monotonic)
    known = _known(house, Paced(client, shared), installation, monotonic)
    known |= {"commits": commits, "homes": Homes(house, client, shared)}
    app.middleware(forgetting(known["channels"]))
    app.middleware(guarding(known["visibility"], known["identity"]))
    app.middleware(_introduce(known))
    register(app)
    return app


def _known(
    house: House, slack: Paced, installation: Installation, monotonic: Callable[[], float]
) -> dict[str, Any]:
    """Return what listeners may ask for by name, and middleware uses."""
    channels = Channels(slack, monotonic)
    return {
        "house": house,
        "installation": installation,
        "identity": Identity(house, slack, installation, monotonic),
        "groups": group_reader(slack, installation, house),
        "channels": channels,
        "visibility": Visibility(house, channels),
    }


def _bolt(connection: Connection, installation: Installation, clock: Callable[[], float]) -> App:
    """Return Bolt's application, with nothing registered."""
    return App(
        name=_bolt_log.name,  # Bolt sets the level of the logger of this name, too
        logger=_bolt_log,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        signing_secret=connection.signing_secret,
        client=web_client(connection.api_url, IN_REQUEST_SECONDS),
        token_verification_enabled=False,
        authorize=_authorize(installation),
        request_verification_enabled=False,  # ours instead, which takes the clock as an argument
        before_authorize=_Verification(connection.signing_secret, clock),
    )


class _Verification(RequestVerification):
    """Bolt's check of the signature, by our clock. The door checks too, before any parsing."""

    def __init__(self, signing_secret: str, clock: Callable[[], float]) -> None:
        super().__init__(signing_secret, base_logger=_bolt_log)
        self._ours = SignatureVerifier(signing_secret, _SlackClock(clock))

    @property
    def verifier(self) -> SignatureVerifier:
        return self._ours


class _SlackClock(Clock):
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


def _authorize(installation: Installation) -> Callable[[], AuthorizeResult]:
    def authorize() -> AuthorizeResult:
        return installation.authorized()

    return authorize


def _guard(installation: Installation) -> Callable[..., Any]:
    """Return the middleware that takes only what is meant for our workspace.

    That it is meant for our app the signature tells, whose secret no other app has.
    """

    def guard(context: BoltContext, next: Callable[[], Any]) -> Any:  # noqa: A002 - Bolt injects by this name
        here = installation.here()
        in_organisation = here.enterprise_id and context.enterprise_id == here.enterprise_id
        if not here.holds(context.team_id) and not in_organisation:
            raise Refused("not_a_member", replies.NOT_A_MEMBER[Standing.OUTSIDER])
        return next()

    return guard


def _introduce(known: dict[str, Any]) -> Callable[..., Any]:
    """Return the middleware that hands listeners what they ask for by name."""

    def introduce(context: BoltContext, next: Callable[[], Any]) -> Any:  # noqa: A002 - Bolt injects by this name
        context.update(known)
        return next()

    return introduce
