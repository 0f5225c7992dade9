"""The manifest says what the code does, no more and no less, within Slack's limits.

Limits follow https://docs.slack.dev/reference/app-manifest
"""

import ast
import re
from pathlib import Path

from slack_sdk import WebClient

from chatops.slack import doctor
from chatops.slack.listeners import BUTTONS, COMMANDS, EVENTS, FORMS, OPTIONS, SHORTCUTS
from chatops.slack.views.ids import Action, Form
from chatops.slack.views.replies import WORDS
from tests.slack.stage import MANIFEST

PACKAGE = Path(__file__).parents[2] / "chatops" / "slack"
URL = "https://YOUR-HOST/slack/events"

SCOPES = {  # of the Web API methods; https://docs.slack.dev/reference/methods
    "chat.postMessage": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.update": {"chat:write"},
    "users.info": {"users:read"},
    "usergroups.users.list": {"usergroups:read"},
    "conversations.info": {"channels:read", "groups:read"},
    "views.open": set(),
    "views.push": set(),
    "views.update": set(),
    "views.publish": set(),
    "auth.test": set(),
}
OPTIONAL_SCOPES = {
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "conversations.open": {"im:write"},
}
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "user_change": {"users:read"},
    "subteam_updated": {"usergroups:read"},
    "subteam_members_changed": {"usergroups:read"},
}


def called_methods() -> set[str]:
    """The Web API methods in the code: `client.chat_update(...)` or named in a call."""
    known = SCOPES | OPTIONAL_SCOPES
    of_client = {
        one for one in dir(WebClient) if "_" in one and not one.startswith(("_", "api_", "base_"))
    }
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in of_client:
                found.add(node.attr.replace("_", "."))
            if isinstance(node, ast.Constant) and node.value in known:
                found.add(str(node.value))
    assert found <= set(known), "say here which scopes it needs"
    return found


def test_commands_shortcuts_and_events_are_those_that_the_code_registers() -> None:
    features = MANIFEST["features"]
    assert {one["command"] for one in features["slash_commands"]} == set(COMMANDS)
    assert {one["callback_id"] for one in features["shortcuts"]} == set(SHORTCUTS)
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_scopes_are_those_of_what_is_called_and_listened_to() -> None:
    methods = called_methods()
    needed = {"commands"}.union(*(SCOPES[one] for one in methods if one in SCOPES))
    needed = needed.union(*(EVENT_SCOPES[one] for one in EVENTS))
    optional: set[str] = set().union(
        *(OPTIONAL_SCOPES[one] for one in methods if one in OPTIONAL_SCOPES)
    )
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == needed
    assert set(scopes["bot_optional"]) == optional
    assert set(scopes) == {"bot", "bot_optional"}
    assert (
        tuple(scopes["bot"]),
        tuple(scopes["bot_optional"]),
    ) == (doctor.SCOPES, doctor.OPTIONAL_SCOPES)


def test_every_button_and_form_is_registered() -> None:
    assert set(BUTTONS) == set(Action)
    assert set(FORMS) | {Form.DETAILS, Form.NOTE} == set(Form)  # those two are only looked at
    assert set(OPTIONS) <= set(Action)


def test_the_hint_names_every_word_of_the_command() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    words = [part.split()[0] for part in command["usage_hint"].split("|")]
    assert sorted(words) == sorted(WORDS)
    assert command["should_escape"] is True


def test_addresses_and_switches() -> None:
    settings, features = MANIFEST["settings"], MANIFEST["features"]
    assert settings["event_subscriptions"]["request_url"] == URL
    assert settings["interactivity"] == {
        "is_enabled": True,
        "request_url": URL,
        "message_menu_options_url": URL,
    }
    assert {one["url"] for one in features["slash_commands"]} == {URL}
    assert settings["socket_mode_enabled"] is False
    assert settings["token_rotation_enabled"] is False
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }


def test_lengths() -> None:
    shown, features = MANIFEST["display_information"], MANIFEST["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert shortcut["type"] == "global"
