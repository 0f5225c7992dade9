"""In what an app's manifest in Slack differs from `manifest.yml`.

https://docs.slack.dev/reference/app-manifest. Names and descriptions are the workspace's own, and
so is whether the app is for a whole organisation; addresses are looked at by themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

PATH = "/slack/events"
_PLACEHOLDER = "YOUR-HOST"
_PACKAGE = Path(__file__).parent.parent
_NAME_KEYS = ("command", "callback_id")  # what a thing in a list is known by
_LISTS = {
    "features.slash_commands": "command",
    "features.shortcuts": "shortcut",
    "oauth_config.scopes.bot": "scope",
    "oauth_config.scopes.bot_optional": "optional scope",
    "oauth_config.scopes.user": "scope of people",
    "settings.event_subscriptions.bot_events": "event",
    "settings.event_subscriptions.user_events": "event of people",
}
_OWN = {
    *("display_information", "name", "display_name", "description", "org_deploy_enabled"),
    *("socket_mode_enabled", "url", "request_url", "message_menu_options_url"),
}
_SAID = {
    "features.app_home.home_tab_enabled": "the Home tab is off",
    "features.app_home.messages_tab_enabled": (
        "the Messages tab is off, so direct messages do not arrive"
    ),
    "features.app_home.messages_tab_read_only_enabled": (
        "the Messages tab lets people write what nobody reads"
    ),
    "features.bot_user.always_online": "there is no bot user that is always online",
    "settings.interactivity.is_enabled": "interactivity is off, so no button works",
    "settings.token_rotation_enabled": "token rotation is on, so the token will expire",
}

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Differences:
    """In what a manifest differs: what is wrong in it, and what else it has or could have."""

    wrong: tuple[str, ...]
    strange: tuple[str, ...]


def manifest_path() -> Path:
    """Return where `manifest.yml` is: in the package, or at the top of the repository."""
    packed = _PACKAGE / "shipped" / "manifest.yml"
    return packed if packed.exists() else _PACKAGE.parent / "manifest.yml"


def shipped() -> dict[str, Any]:
    """Return `manifest.yml`."""
    found: dict[str, Any] = yaml.safe_load(manifest_path().read_text(encoding="utf-8"))
    return found


def differences(in_slack: Facts) -> Differences:
    """Compare it with `manifest.yml`, addresses apart."""
    ours, theirs = dict(_flat(shipped())), dict(_flat(in_slack))
    wrong: list[str] = []
    strange: list[str] = []
    for name, value in ours.items():
        found = theirs.get(name, False if value is False else None)
        if found != value:
            is_mild = name.startswith(("the optional scope", "the usage_hint"))
            (strange if is_mild else wrong).append(_said(name, found, value))
    strange += [f"{one} is too much" for one in theirs if _is_extra(one, ours)]
    return Differences(tuple(wrong), tuple(strange))


def has_socket_mode(in_slack: Facts) -> bool:
    """Tell whether Slack waits for us to open the connection."""
    return bool(_part(in_slack, "settings").get("socket_mode_enabled"))


def addresses(in_slack: Facts) -> Iterator[tuple[str, str]]:
    """Yield for what Slack calls an address, and the address; empty where there is none."""
    settings = _part(in_slack, "settings")
    interactivity = _part(settings, "interactivity")
    yield "events", _text(_part(settings, "event_subscriptions"), "request_url")
    yield "buttons", _text(interactivity, "request_url")
    yield "menus", _text(interactivity, "message_menu_options_url")
    for one in _part(in_slack, "features").get("slash_commands") or ():
        if isinstance(one, Mapping):
            yield _text(one, "command"), _text(one, "url")


def misplaced(in_slack: Facts) -> Iterator[str]:
    """Yield what is wrong with the addresses."""
    hosts = set()
    for what, address in addresses(in_slack):
        hosts.add(urlsplit(address).netloc)
        if _PLACEHOLDER in address:
            yield f"{_PLACEHOLDER} still stands in the request URL for {what}"
        elif not address.startswith("https://") or not address.endswith(PATH):
            yield f"the request URL for {what} is “{address[:200]}”, not https://…{PATH}"
    if len(hosts - {""}) > 1:
        yield f"the request URLs lead to different hosts ({', '.join(sorted(hosts - {''}))[:200]})"


def _part(found: Facts, key: str) -> Facts:
    part = found.get(key)
    return part if isinstance(part, Mapping) else {}


def _text(found: Facts, key: str) -> str:
    return str(found.get(key) or "")


def _flat(node: object, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value by a name that a sentence can hold, and True for each thing in a list."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key not in _OWN:
                yield from _flat(value, f"{name}.{key}".lstrip("."))
    elif isinstance(node, list):
        for one in node if name in _LISTS else ():
            yield from _thing(one, _LISTS[name])
    else:
        yield name, node


def _thing(found: object, kind: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(found, Mapping):
        yield f"the {kind} {found}", True
        return
    name = f"the {kind} {next((found[key] for key in _NAME_KEYS if key in found), '')}"
    yield name, True
    kept = (key for key in found if key not in {*_OWN, *_NAME_KEYS})
    yield from ((f"the {key} of {name}", found[key]) for key in kept)


def _said(name: str, found: object, value: object) -> str:
    if name in _SAID:
        return _SAID[name]
    if found is None:
        return f"{name} is missing"
    return f"{name} is {_word(found)}, not {_word(value)}"


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"“{str(value)[:200]}”"


def _is_extra(name: str, ours: Facts) -> bool:
    """Tell whether it is a thing in a list that we have not; an optional scope may be in both."""
    things = tuple(f"the {kind} " for kind in _LISTS.values())
    optional = name.replace("the scope ", "the optional scope ", 1)
    return name.startswith(things) and name not in ours and optional not in ours
