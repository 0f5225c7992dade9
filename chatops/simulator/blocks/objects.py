"""Composition objects: text, option, option group, confirmation dialog.

Follows https://docs.slack.dev/reference/block-kit/composition-objects
"""

from typing import Any

from chatops.simulator.blocks.checks import Check, array, by_type, flag, one_of, shape, string
from chatops.simulator.blocks.place import Place

MAX_TEXT = 3000


def _plain(most: int, least: int) -> Check:
    return shape({"text": string(most, least)}, {"emoji": flag})


def _mrkdwn(most: int, least: int) -> Check:
    return shape({"text": string(most, least)}, {"verbatim": flag})


def plain_text(most: int, least: int = 1) -> Check:
    """Accept a plain_text object."""
    return by_type({"plain_text": _plain(most, least)})


def any_text(most: int = MAX_TEXT, least: int = 1) -> Check:
    """Accept a plain_text or mrkdwn object."""
    return by_type({"plain_text": _plain(most, least), "mrkdwn": _mrkdwn(most, least)})


def _option(text: Check, *, with_url: bool = False) -> Check:
    url = {"url": string(3000)} if with_url else {}
    return shape({"text": text, "value": string(150, 1)}, {"description": any_text(75), **url})


MENU_OPTION = _option(plain_text(75))
OVERFLOW_OPTION = _option(plain_text(75), with_url=True)
CHOICE_OPTION = _option(any_text(75))  # radio buttons and checkboxes may use mrkdwn

OPTIONS = array(MENU_OPTION, 100, 1)
OPTION_GROUPS = array(shape({"label": plain_text(75), "options": OPTIONS}), 100, 1)

CONFIRM = shape(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": one_of("primary", "danger")},
)

DISPATCH_CONFIG = shape(
    {},
    {
        "trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2, 1),
    },
)

CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4, 1),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def initial_is_offered(value: Any, place: Place) -> None:
    """Accept a menu whose initial options are among its options."""
    if not isinstance(value, dict):
        return
    groups = [g for g in value.get("option_groups") or [] if isinstance(g, dict)]
    offered = [*(value.get("options") or []), *(o for g in groups for o in g.get("options") or [])]
    initial = [*([value["initial_option"]] if value.get("initial_option") else [])]
    initial += value.get("initial_options") or []
    if any(one not in offered for one in initial):
        place.refuse("initial options must exactly match one of the provided options")


def values_are_distinct(value: Any, place: Place) -> None:
    """Accept options of which no two have the same value, so that a choice is clear."""
    options = value.get("options") if isinstance(value, dict) else None
    values = [one.get("value") for one in options or [] if isinstance(one, dict)]
    if len({str(one) for one in values}) != len(values):
        place.at("options").refuse("option values must be unique")
