"""Block elements: buttons, menus, inputs, images, and in which blocks each may stand.

Follows https://docs.slack.dev/reference/block-kit/block-elements
"""

from chatops.simulator.blocks.checks import (
    Check,
    array,
    both,
    by_type,
    exactly_one,
    flag,
    integer,
    one_of,
    shape,
    string,
)
from chatops.simulator.blocks.objects import (
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    any_text,
    initial_is_offered,
    plain_text,
    values_are_distinct,
)

_ID = string(255)
_ACTION = {"action_id": _ID}
_FOCUS = {"focus_on_load": flag}
_PLACEHOLDER = {"placeholder": plain_text(150)}
_TYPED = {**_ACTION, **_FOCUS, **_PLACEHOLDER, "dispatch_action_config": DISPATCH_CONFIG}
_MENU = {**_ACTION, **_FOCUS, **_PLACEHOLDER, "confirm": CONFIRM}
_MULTI = {**_MENU, "max_selected_items": integer(1, 100)}
_IDS = array(string(255, 1), 100)
_NAME = string(255, 1)

_BUTTON = shape(
    {"text": plain_text(75)},
    {
        **_ACTION,
        "value": string(2000),
        "url": string(3000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
_CHOICES = {**_ACTION, **_FOCUS, "confirm": CONFIRM}
_RADIO = both(
    shape(
        {"options": array(CHOICE_OPTION, 10, 1)},
        {**_CHOICES, "initial_option": CHOICE_OPTION},
    ),
    initial_is_offered,
    values_are_distinct,
)
_CHECKBOXES = both(
    shape(
        {"options": array(CHOICE_OPTION, 10, 1)},
        {**_CHOICES, "initial_options": array(CHOICE_OPTION, 10, 1)},
    ),
    initial_is_offered,
    values_are_distinct,
)


def _static(**fields: Check) -> Check:
    menu = shape({}, {"options": OPTIONS, "option_groups": OPTION_GROUPS, **fields})
    return both(menu, exactly_one("options", "option_groups"), initial_is_offered)


_ANY_OPTION = shape({"text": any_text(75), "value": string(150, 1)}, {"description": any_text(75)})
_CONVERSATIONS = {"default_to_current_conversation": flag, "filter": CONVERSATION_FILTER}

ELEMENTS: dict[str, Check] = {
    "button": _BUTTON,
    "overflow": shape({"options": array(OVERFLOW_OPTION, 5, 1)}, {**_ACTION, "confirm": CONFIRM}),
    "image": both(
        shape(
            {"alt_text": string(2000, 1)},
            {"image_url": string(3000, 1), "slack_file": shape({}, {"id": _NAME, "url": _NAME})},
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "radio_buttons": _RADIO,
    "checkboxes": _CHECKBOXES,
    "static_select": _static(**_MENU, initial_option=_ANY_OPTION),
    "multi_static_select": _static(**_MULTI, initial_options=array(_ANY_OPTION, 100, 1)),
    "external_select": shape(
        {}, {**_MENU, "initial_option": _ANY_OPTION, "min_query_length": integer(0, 3000)}
    ),
    "multi_external_select": shape(
        {},
        {
            **_MULTI,
            "initial_options": array(_ANY_OPTION, 100, 1),
            "min_query_length": integer(0, 3000),
        },
    ),
    "users_select": shape({}, {**_MENU, "initial_user": _NAME}),
    "multi_users_select": shape({}, {**_MULTI, "initial_users": _IDS}),
    "channels_select": shape({}, {**_MENU, "initial_channel": _NAME, "response_url_enabled": flag}),
    "multi_channels_select": shape({}, {**_MULTI, "initial_channels": _IDS}),
    "conversations_select": shape(
        {},
        {**_MENU, **_CONVERSATIONS, "initial_conversation": _NAME, "response_url_enabled": flag},
    ),
    "multi_conversations_select": shape(
        {}, {**_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS}
    ),
    "datepicker": shape({}, {**_MENU, "initial_date": string(10, 10)}),
    "timepicker": shape({}, {**_MENU, "initial_time": string(5, 5), "timezone": _NAME}),
    "datetimepicker": shape(
        {},
        {**_ACTION, **_FOCUS, "confirm": CONFIRM, "initial_date_time": integer(10**9, 10**10 - 1)},
    ),
    "plain_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    "url_text_input": shape({}, {**_TYPED, "initial_value": string(3000)}),
    "email_text_input": shape({}, {**_TYPED, "initial_value": string(3000)}),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {
            **_TYPED,
            "initial_value": string(255),
            "min_value": string(255),
            "max_value": string(255),
        },
    ),
}

_MENUS = frozenset(
    {"static_select", "external_select", "users_select", "channels_select", "conversations_select"}
)
_MULTI_MENUS = frozenset(f"multi_{one}" for one in _MENUS)
_EVERYWHERE = _MENUS | {"radio_buttons", "checkboxes", "datepicker", "timepicker"}

ACCESSORIES = _EVERYWHERE | _MULTI_MENUS | {"button", "overflow", "image"}
IN_ACTIONS = _EVERYWHERE | {"button", "overflow", "datetimepicker"}
IN_INPUT = (
    _EVERYWHERE
    | _MULTI_MENUS
    | {"datetimepicker", "plain_text_input", "url_text_input", "email_text_input", "number_input"}
)

accessory = by_type(ELEMENTS, only=ACCESSORIES)
action = by_type(ELEMENTS, only=IN_ACTIONS)
input_element = by_type(ELEMENTS, only=IN_INPUT)
