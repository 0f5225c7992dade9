"""How Slack reaches us, and whether the app's configuration there is what the code needs.

Only an app configuration token may export a manifest; it lasts twelve hours, so it is optional:
https://docs.slack.dev/reference/methods/apps.manifest.export
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, ValidationError
from slack_sdk.errors import SlackApiError

from chatops.core.check import Check, Health
from chatops.settings import Settings
from chatops.slack.connection import Connection, Here, web_client
from chatops.slack.failures import CALL_FAILED, failure_of
from chatops.slack.listeners import COMMANDS, EVENTS, SHORTCUTS
from chatops.slack.scopes import SCOPES

_SECONDS = 10
_PATH = "/slack/events"
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


class _Edge(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Command(_Edge):
    command: str


class _Shortcut(_Edge):
    callback_id: str


class _Home(_Edge):
    home_tab_enabled: bool = False
    messages_tab_enabled: bool = False


class _Features(_Edge):
    slash_commands: tuple[_Command, ...] = ()
    shortcuts: tuple[_Shortcut, ...] = ()
    app_home: _Home = _Home()


class _Subscriptions(_Edge):
    request_url: str = ""
    bot_events: tuple[str, ...] = ()


class _Interactivity(_Edge):
    is_enabled: bool = False
    request_url: str = ""
    message_menu_options_url: str = ""


class _Settings(_Edge):
    event_subscriptions: _Subscriptions = _Subscriptions()
    interactivity: _Interactivity = _Interactivity()
    socket_mode_enabled: bool = False
    token_rotation_enabled: bool = False


class _Scopes(_Edge):
    bot: tuple[str, ...] = ()


class _Oauth(_Edge):
    scopes: _Scopes = _Scopes()


class Manifest(_Edge):
    """What is looked at of an app's manifest."""

    features: _Features = _Features()
    oauth_config: _Oauth = _Oauth()
    settings: _Settings = _Settings()


def examine_entrance(connection: Connection, entrance: Entrance, here: Here) -> Iterator[Check]:
    """Yield a check of how Slack gets in, and one of the app's configuration in Slack."""
    yield _by_socket(connection, entrance) if entrance.app_token else _by_http(entrance)
    if not entrance.config_token:
        yield Check(_NAME, Health.WARN, "It could not be looked at: there is no token.", _LOOK)
        return
    try:
        manifest = _exported(connection, entrance, here)
    except (ValidationError, *CALL_FAILED) as error:
        yield _unseen(error)
        return
    yield _compared(manifest, entrance)


def _by_socket(connection: Connection, entrance: Entrance) -> Check:
    client = web_client(connection.api_url, _SECONDS, entrance.app_token)
    try:
        client.apps_connections_open(app_token=entrance.app_token)
    except CALL_FAILED as error:
        mend = "Make an app-level token with connections:write and set SLACK_APP_TOKEN to it."
        sentence = f"Socket Mode: Slack refuses SLACK_APP_TOKEN: {_code(error)}."
        return Check(_WAY, Health.FAIL, sentence, mend)
    return Check(_WAY, Health.OK, "Socket Mode: Slack lets us open connections.")


def _by_http(entrance: Entrance) -> Check:
    if not entrance.has_secret:
        mend = "Set SLACK_SIGNING_SECRET (Basic Information), or SLACK_APP_TOKEN for Socket Mode."
        return Check(_WAY, Health.FAIL, "There is none: nothing of Slack's is let in.", mend)
    sentence = f"HTTP: Slack calls POST {_PATH}, and the signing secret is set."
    return Check(_WAY, Health.OK, sentence)


def _exported(connection: Connection, entrance: Entrance, here: Here) -> Manifest:
    bot = connection.client(_SECONDS).bots_info(bot=here.bot_id)["bot"]
    client = web_client(connection.api_url, _SECONDS, entrance.config_token)
    answer = client.apps_manifest_export(app_id=str(bot["app_id"]))
    return Manifest.model_validate(answer["manifest"])


def _unseen(error: Exception) -> Check:
    why = _code(error) if not isinstance(error, ValidationError) else "it cannot be read"
    return Check(_NAME, Health.WARN, f"It could not be looked at: {why}.", _LOOK)


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return failure_of(error, "").error


def _compared(manifest: Manifest, entrance: Entrance) -> Check:
    wrong = [*_lacking(manifest), *_switches(manifest)]
    wrong += _sockets(manifest) if entrance.app_token else _addresses(manifest)
    if wrong:
        return Check(_NAME, Health.FAIL, f"In Slack {'; '.join(wrong)}.", _PASTE)
    strange = [*_strange(manifest)]
    if strange:
        sentence = f"Slack has what the code does not know: {', '.join(strange)}."
        return Check(_NAME, Health.WARN, sentence, _PASTE)
    return Check(_NAME, Health.OK, "Slack has what manifest.yml says.")


def _registered(manifest: Manifest) -> Iterator[tuple[str, Iterable[str], Iterable[str]]]:
    """Yield what kind of thing, what of it the code needs, and what Slack has."""
    features, settings = manifest.features, manifest.settings
    yield "command", COMMANDS, (one.command for one in features.slash_commands)
    yield "shortcut", SHORTCUTS, (one.callback_id for one in features.shortcuts)
    yield "event", EVENTS, settings.event_subscriptions.bot_events


def _lacking(manifest: Manifest) -> Iterator[str]:
    scopes = ("scope", SCOPES, manifest.oauth_config.scopes.bot)
    for kind, needed, found in (scopes, *_registered(manifest)):
        has = set(found)
        yield from (f"the {kind} {one} is missing" for one in needed if one not in has)


def _strange(manifest: Manifest) -> Iterator[str]:
    for kind, needed, found in _registered(manifest):
        known = set(needed)
        yield from (f"the {kind} {one}" for one in found if one not in known)


def _switches(manifest: Manifest) -> Iterator[str]:
    home, settings = manifest.features.app_home, manifest.settings
    if not home.home_tab_enabled:
        yield "the Home tab is off"
    if not home.messages_tab_enabled:
        yield "the Messages tab is off, so direct messages do not arrive"
    if not settings.interactivity.is_enabled:
        yield "interactivity is off, so no button works"
    if settings.token_rotation_enabled:
        yield "token rotation is on, so the token will expire"


def _sockets(manifest: Manifest) -> Iterator[str]:
    if not manifest.settings.socket_mode_enabled:
        yield "Socket Mode is off, though SLACK_APP_TOKEN is set"


def _addresses(manifest: Manifest) -> Iterator[str]:
    if manifest.settings.socket_mode_enabled:
        yield "Socket Mode is on, so nothing arrives over HTTP; SLACK_APP_TOKEN is not set"
        return
    interactivity = manifest.settings.interactivity
    addresses = {
        "events": manifest.settings.event_subscriptions.request_url,
        "buttons": interactivity.request_url,
        "menus": interactivity.message_menu_options_url,
    }
    for what, address in addresses.items():
        if not address.startswith("https://") or not address.endswith(_PATH):
            yield f"the request URL for {what} is “{address[:200]}”, not https://…{_PATH}"
