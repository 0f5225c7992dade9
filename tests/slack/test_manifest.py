"""The manifest says what the code does, no more and no less, within Slack's limits.

Limits follow https://docs.slack.dev/reference/app-manifest
"""

import ast
import re
from pathlib import Path

from slack_sdk import WebClient

from chatops.slack.listeners import BUTTONS, COMMANDS, EVENTS, FORMS, OPTIONS, SHORTCUTS
from chatops.slack.scopes import EVENTS as EVENT_SCOPES
from chatops.slack.scopes import METHODS, OPTIONAL_METHODS, OPTIONAL_SCOPES, SCOPES
from chatops.slack.views.ids import Action, Form
from chatops.slack.views.replies import WORDS
from tests.slack.stage import MANIFEST

PACKAGE = Path(__file__).parents[2] / "chatops" / "slack"
URL = "https://YOUR-HOST/slack/events"
OF_CLIENT = {
    one for one in dir(WebClient) if "_" in one and not one.startswith(("_", "api_", "base_"))
}

TABLES = {"scopes.py", "buckets.py", "failures.py"}  # they name methods and call none


def named_methods(path: Path) -> set[str]:
    """The Web API methods in one module: `client.chat_update(...)`, or named in a call."""
    known = METHODS.keys() | OPTIONAL_METHODS.keys()
    by_client = {one.replace(".", "_").lower(): one for one in known}
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in OF_CLIENT:
            assert node.attr.lower() in by_client, f"{path.name}: which scopes needs {node.attr}?"
            found.add(by_client[node.attr.lower()])
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            looks_like_one = re.fullmatch(
                r"(apps|auth|bots|chat|conversations|usergroups|users|views)(\.[a-zA-Z]+)+",
                node.value,
            )
            assert not looks_like_one or node.value in known, f"which scopes needs {node.value}?"
            found |= {node.value} & known
    return found


def called_methods() -> set[str]:
    """The Web API methods that the code calls."""
    modules = (one for one in PACKAGE.rglob("*.py") if one.name not in TABLES)
    return set().union(*map(named_methods, modules))


def test_commands_shortcuts_and_events_are_those_that_the_code_registers() -> None:
    features = MANIFEST["features"]
    assert {one["command"] for one in features["slash_commands"]} == set(COMMANDS)
    assert {one["callback_id"] for one in features["shortcuts"]} == set(SHORTCUTS)
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_the_table_of_scopes_names_what_is_called_and_listened_to_and_nothing_else() -> None:
    assert called_methods() == METHODS.keys() | OPTIONAL_METHODS.keys()
    assert EVENTS.keys() == EVENT_SCOPES.keys()


def test_scopes_are_those_of_what_is_called_and_listened_to() -> None:
    needed = {"commands"}.union(*METHODS.values(), *EVENT_SCOPES.values())
    optional = set().union(*OPTIONAL_METHODS.values())
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == needed == set(SCOPES)
    assert set(scopes["bot_optional"]) == optional == set(OPTIONAL_SCOPES)
    assert set(scopes) == {"bot", "bot_optional"}


def test_every_button_and_form_is_registered() -> None:
    assert set(BUTTONS) == set(Action)
    looked_at = {Form.DETAILS, Form.NOTE, Form.SEVERAL_DONE, Form.FIGURE, Form.NAMES, Form.TRAIL}
    assert set(FORMS) | looked_at == set(Form)
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
        assert shortcut["type"] in {"global", "message"}
