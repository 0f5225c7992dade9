"""How Slack reaches us, and whether the app's configuration there is what the code needs.

Only an app configuration token may export a manifest; it lasts twelve hours, so it is optional:
https://docs.slack.dev/reference/methods/apps.manifest.export
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from chatops.core.check import Check, Health
from chatops.settings import Settings
from chatops.slack.connection import Connection, Here, web_client
from chatops.slack.failures import CALL_FAILED, failure_of
from chatops.slack.manifest import PATH, addresses, differences, has_socket_mode, misplaced

JsonObject = dict[str, Any]

_SECONDS = 10
_PATIENCE = 3.0  # Slack waits no longer
_WORD = "chatops-doctor"
_WAY, _NAME = "Slack's way in", "Slack manifest"
_PASTE = (
    "At api.slack.com/apps open the app, App Manifest, and make it what manifest.yml says, with "
    "your address; install the app again where Slack asks for it."
)
_LOOK = (
    "To compare, set SLACK_CONFIG_TOKEN to an app configuration token (api.slack.com/apps, Your "
    "App Configuration Tokens; it lasts 12 hours)."
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """The settings that say how Slack gets in; `config_token` may look at the app's manifest."""

    has_secret: bool
    app_token: str = field(default="", repr=False)
    config_token: str = field(default="", repr=False)


def entrance_of(settings: Settings) -> Entrance:
    """Return what the settings say of it."""
    app, config = settings.slack_app_token, settings.slack_config_token
    return Entrance(
        has_secret=settings.slack_signing_secret is not None,
        app_token=app.get_secret_value() if app else "",
        config_token=config.get_secret_value() if config else "",
    )


def examine_entrance(
    connection: Connection, entrance: Entrance, here: Here, now: datetime
) -> Iterator[Check]:
    """Yield a check of how Slack gets in, and one of the app's configuration in Slack."""
    manifest, seen = _seen(connection, entrance, here)
    if entrance.app_token:
        yield _by_socket(connection, entrance)
    else:
        yield _by_http(connection, entrance, manifest, now)
    yield seen


def _seen(connection: Connection, entrance: Entrance, here: Here) -> tuple[JsonObject, Check]:
    """Return the app's manifest, empty where Slack does not show it, and what is to say of it."""
    if not entrance.config_token:
        sentence = "It could not be looked at: there is no token."
        return {}, Check(_NAME, Health.WARN, sentence, _LOOK)
    try:
        manifest = _exported(connection, entrance, here)
    except CALL_FAILED as error:
        sentence = f"It could not be looked at: {_code(error)}."
        return {}, Check(_NAME, Health.WARN, sentence, _LOOK)
    return manifest, _compared(manifest, entrance)


def _by_socket(connection: Connection, entrance: Entrance) -> Check:
    client = web_client(connection.api_url, _SECONDS, entrance.app_token)
    try:
        client.apps_connections_open(app_token=entrance.app_token)
    except CALL_FAILED as error:
        mend = "Make an app-level token with connections:write and set SLACK_APP_TOKEN to it."
        sentence = f"Socket Mode: Slack refuses SLACK_APP_TOKEN: {_code(error)}."
        return Check(_WAY, Health.FAIL, sentence, mend)
    return Check(_WAY, Health.OK, "Socket Mode: Slack lets us open connections.")


def _by_http(
    connection: Connection, entrance: Entrance, manifest: JsonObject, now: datetime
) -> Check:
    if not entrance.has_secret:
        mend = "Set SLACK_SIGNING_SECRET (Basic Information), or SLACK_APP_TOKEN for Socket Mode."
        return Check(_WAY, Health.FAIL, "There is none: nothing of Slack's is let in.", mend)
    address = dict(addresses(manifest)).get("events", "")
    if not address.startswith(("http://", "https://")):
        sentence = f"HTTP: Slack calls POST {PATH}. Whether that arrives was not looked at."
        return Check(_WAY, Health.WARN, sentence, f"Press a button in Slack. {_LOOK}")
    return _knocked(connection, address, now)


def _knocked(connection: Connection, address: str, now: datetime) -> Check:
    """Call the address as Slack does to verify it: signed, and wanting the challenge back.

    https://docs.slack.dev/reference/events/url_verification
    """
    body, at = (
        json.dumps({"type": "url_verification", "challenge": _WORD}),
        str(int(now.timestamp())),
    )
    signature = SignatureVerifier(connection.signing_secret).generate_signature(
        timestamp=at, body=body
    )
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature or "",
    }
    try:
        answer = httpx.post(address, content=body, headers=headers, timeout=_PATIENCE)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        mend = "Let chatops serve run, and the address lead to it; Slack calls it from outside."
        sentence = f"HTTP: {address[:200]} does not answer us: {type(error).__name__}."
        return Check(_WAY, Health.WARN, sentence, mend)
    return _answered(address, answer)


def _answered(address: str, answer: httpx.Response) -> Check:
    if answer.is_success and _WORD in answer.text:
        sentence = f"HTTP: {address[:200]} answers what is signed with SLACK_SIGNING_SECRET."
        return Check(_WAY, Health.OK, sentence)
    sentence = f"HTTP: {address[:200]} answers {answer.status_code} to what Slack would send."
    mend = (
        "Let the address lead to chatops serve, with this SLACK_SIGNING_SECRET and a right clock."
    )
    return Check(_WAY, Health.FAIL, sentence, mend)


def _exported(connection: Connection, entrance: Entrance, here: Here) -> JsonObject:
    bot = connection.client(_SECONDS).bots_info(bot=here.bot_id)["bot"]
    client = web_client(connection.api_url, _SECONDS, entrance.config_token)
    manifest = client.apps_manifest_export(app_id=str(bot["app_id"])).get("manifest")
    return manifest if isinstance(manifest, dict) else {}


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return failure_of(error, "").error


def _compared(manifest: JsonObject, entrance: Entrance) -> Check:
    found = differences(manifest)
    wrong = [*found.wrong, *_switched(manifest, entrance)]
    if wrong:
        return Check(_NAME, Health.FAIL, f"In Slack {'; '.join(wrong)}.", _PASTE)
    if found.strange:
        return Check(_NAME, Health.WARN, f"In Slack {'; '.join(found.strange)}.", _PASTE)
    sentence = "Slack has what manifest.yml says; names and descriptions were not compared."
    return Check(_NAME, Health.OK, sentence)


def _switched(manifest: JsonObject, entrance: Entrance) -> Iterator[str]:
    is_on = has_socket_mode(manifest)
    if entrance.app_token and not is_on:
        yield "Socket Mode is off, though SLACK_APP_TOKEN is set"
    elif not entrance.app_token and is_on:
        yield "Socket Mode is on, so nothing arrives over HTTP; SLACK_APP_TOKEN is not set"
    elif not entrance.app_token:
        yield from misplaced(manifest)
