"""Rich text: sections, lists, preformatted text and quotes.

Follows https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from chatops.simulator.blocks.checks import (
    Check,
    array,
    by_type,
    flag,
    integer,
    one_of,
    shape,
    string,
)

_MANY = 10_000
_STYLE = shape(
    {},
    dict.fromkeys(
        (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ),
        flag,
    ),
)
_NAME = string(3000, 1)
_MAY = {"style": _STYLE}

_INLINE: dict[str, Check] = {
    "text": shape({"text": string(_MANY, 1)}, _MAY),
    "link": shape({"url": _NAME}, {**_MAY, "text": string(_MANY), "unsafe": flag}),
    "emoji": shape({"name": _NAME}, {**_MAY, "unicode": _NAME, "skin_tone": integer(1, 6)}),
    "user": shape({"user_id": _NAME}, _MAY),
    "usergroup": shape({"usergroup_id": _NAME}, _MAY),
    "channel": shape({"channel_id": _NAME}, _MAY),
    "team": shape({"team_id": _NAME}, _MAY),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _MAY),
    "color": shape({"value": _NAME}, _MAY),
    "date": shape(
        {"timestamp": integer(0, 10**11), "format": _NAME},
        {**_MAY, "url": _NAME, "fallback": string(_MANY)},
    ),
}

_inline = by_type(_INLINE)
_BORDER = {"border": integer(0, 1)}

_section = shape({"elements": array(_inline, _MANY)})
_list = shape(
    {
        "elements": array(by_type({"rich_text_section": _section}), _MANY, 1),
        "style": one_of("bullet", "ordered"),
    },
    {**_BORDER, "indent": integer(0, 8), "offset": integer(0, _MANY)},
)
_preformatted = shape(
    {"elements": array(by_type(_INLINE, only=frozenset({"text", "link"})), _MANY)},
    {**_BORDER, "language": string(255)},
)
_quote = shape({"elements": array(_inline, _MANY)}, _BORDER)

PARTS: dict[str, Check] = {
    "rich_text_section": _section,
    "rich_text_list": _list,
    "rich_text_preformatted": _preformatted,
    "rich_text_quote": _quote,
}
elements = array(by_type(PARTS), _MANY, 1)
