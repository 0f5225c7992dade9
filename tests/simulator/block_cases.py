"""Blocks on the edge of Slack's limits, and beyond it, with the place that is wrong."""

from typing import Any

from tests.simulator.kit import JSON, actions, button, field, option, section, text

CONFIRM = {"title": text("t"), "text": text("t"), "confirm": text("y"), "deny": text("n")}


def mrkdwn(content: str) -> JSON:
    return {"type": "mrkdwn", "text": content}


def context(*elements: JSON) -> JSON:
    return {"type": "context", "elements": list(elements)}


def header(content: str, **more: Any) -> JSON:
    return {"type": "header", "text": text(content), **more}


def select(**more: Any) -> JSON:
    return {"type": "static_select", "action_id": "s", "options": [option("a")], **more}


def without(name: str, whole: JSON) -> JSON:
    return {key: one for key, one in whole.items() if key != name}


def rich(*elements: JSON) -> JSON:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*elements: JSON) -> JSON:
    return {"type": "rich_text_section", "elements": list(elements)}


def table(rows: int, columns: int, **more: Any) -> JSON:
    cell = {"type": "raw_text", "text": "c"}
    return {"type": "table", "rows": [[cell] * columns] * rows, **more}


def chart(labels: list[str], title: str = "t") -> JSON:
    data = [{"label": one, "value": 1} for one in labels]
    axes = {"categories": ["Mon", "Tue"]}
    shape = {"type": "bar", "series": [{"name": "s", "data": data}], "axis_config": axes}
    return {"type": "data_visualization", "title": title, "chart": shape}


RICH_TEXT = rich(
    rich_section(
        {"type": "text", "text": "a", "style": {"bold": True}},
        {"type": "link", "url": "https://x.example", "text": "x"},
        {"type": "user", "user_id": "U1"},
        {"type": "emoji", "name": "wave"},
    ),
    {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [rich_section()]},
    {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
    {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
)
IMAGE = {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"}

GOOD: list[JSON] = [
    section("x" * 3000),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 6},
    section(accessory=button("b", confirm=CONFIRM, style="danger", url="https://x.example")),
    section(accessory=select(initial_option=option("a"))),
    section(accessory={"type": "overflow", "options": [option("a", url="https://x.example")]}),
    section(accessory={"type": "multi_users_select", "max_selected_items": 2}),
    section(accessory=IMAGE),
    header("x" * 150),
    {"type": "divider"},
    context(*[mrkdwn("x")] * 10),
    context(IMAGE),
    actions(*[button(f"b{number}", "v" * 75) for number in range(25)]),
    actions(button("b", "x") | {"value": "v" * 2000}),
    actions({"type": "datetimepicker", "initial_date_time": 1767323045}),
    field("f", {"type": "radio_buttons", "options": [option("v" * 75)]}),
    field("f", {"type": "checkboxes", "options": [{"text": mrkdwn("*a*"), "value": "v" * 150}]}),
    field("f", {"type": "datetimepicker"}),
    field("f", {"type": "plain_text_input", "multiline": True, "max_length": 3000}),
    field("f", {"type": "url_text_input"}, hint=text("h"), optional=True, dispatch_action=True),
    field("f", {"type": "number_input", "is_decimal_allowed": True}),
    field("f", {"type": "external_select", "min_query_length": 0, "placeholder": text("p")}),
    {**IMAGE, "title": text("t")},
    RICH_TEXT,
]
MESSAGES_ONLY: list[JSON] = [
    {"type": "markdown", "text": "x" * 12_000},
    table(100, 20, column_settings=[{"align": "right", "is_wrapped": True}]),
    {"type": "table", "rows": [[RICH_TEXT, {"type": "raw_number", "value": 1, "text": "1"}]]},
    chart(["Tue", "Mon"]),
]
BAD: list[tuple[JSON, str, str]] = [
    (section("x" * 3001), "/text/text", "less than 3001"),
    (section(""), "/text/text", "more than 0"),
    ({"type": "section"}, "", "either `text` or `fields`"),
    ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "/fields/0/text", "less than 2001"),
    ({"type": "section", "fields": [mrkdwn("x")] * 11}, "/fields", "no more than 10"),
    (section(colour="red"), "", "invalid additional property: colour"),
    (section() | {"text": "bare"}, "/text", "must be an object"),
    (section(block_id="x" * 256), "/block_id", "less than 256"),
    (section(accessory={"type": "plain_text_input"}), "/accessory/type", "unsupported type"),
    (header("x" * 151), "/text/text", "less than 151"),
    ({"type": "header", "text": mrkdwn("x")}, "/text/type", "unsupported type: mrkdwn"),
    ({"type": "headline"}, "/type", "unsupported type: headline"),
    ({"text": "x"}, "", "missing required field: type"),
    ({"type": "divider", "text": "x"}, "", "invalid additional property"),
    (context(), "/elements", "no less than 1"),
    (context(*[mrkdwn("x")] * 11), "/elements", "no more than 10"),
    (context(button("b")), "/elements/0/type", "unsupported type: button"),
    (actions(), "/elements", "no less than 1"),
    (actions(*[button(f"b{n}") for n in range(26)]), "/elements", "no more than 25"),
    (actions(button("b", "x" * 76)), "/elements/0/text/text", "less than 76"),
    (actions(button("b", "x") | {"value": "x" * 2001}), "/elements/0/value", "less than 2001"),
    (actions(button("x" * 256)), "/elements/0/action_id", "less than 256"),
    (actions(button("b", style="blue")), "/elements/0/style", "one of: primary, danger"),
    (actions(button("b", url="x" * 3001)), "/elements/0/url", "less than 3001"),
    (actions(button("b"), button("b")), "", "`action_id` b already exists"),
    (actions(button("b") | {"text": mrkdwn("x")}), "/elements/0/text/type", "unsupported"),
    (actions({"type": "plain_text_input"}), "/elements/0/type", "unsupported type"),
    (actions(select(options=[option("x" * 76)])), "/elements/0/options/0/text/text", "76"),
    (
        actions(select(options=[option("x") | {"value": "v" * 151}])),
        "/elements/0/options/0/value",
        "151",
    ),
    (actions(select(options=[option("x")] * 101)), "/elements/0/options", "no more than 100"),
    (actions(select(options=[])), "/elements/0/options", "no less than 1"),
    (actions(select(option_groups=[])), "/elements/0", "exactly one of"),
    (actions(select(initial_option=option("b"))), "/elements/0", "initial options"),
    (actions({"type": "overflow", "options": [option("a")] * 6}), "/elements/0/options", "5"),
    (
        actions({"type": "checkboxes", "options": [option("a")] * 2}),
        "/elements/0/options",
        "unique",
    ),
    (
        field("f", {"type": "radio_buttons", "options": [option(str(n)) for n in range(11)]}),
        "/element/options",
        "no more than 10",
    ),
    (field("f", button("b")), "/element/type", "unsupported type: button"),
    (field("f", {"type": "plain_text_input", "max_length": 3001}), "/element/max_length", "3000"),
    (
        field("f", {"type": "plain_text_input", "placeholder": text("x" * 151)}),
        "/element/placeholder/text",
        "151",
    ),
    (without("label", field("f")), "", "missing required field: label"),
    (field("f", label=text("x" * 2001)), "/label/text", "less than 2001"),
    (field("f", optional="yes"), "/optional", "must be a boolean"),
    (without("alt_text", IMAGE), "", "missing required field: alt_text"),
    (without("image_url", IMAGE), "", "exactly one of: image_url, slack_file"),
    (
        rich(rich_section({"type": "text", "text": ""})),
        "/elements/0/elements/0/text",
        "more than 0",
    ),
    (rich(rich_section({"type": "shout", "text": "x"})), "/elements/0/elements/0/type", "shout"),
    (
        rich({"type": "rich_text_list", "style": "dashes", "elements": [rich_section()]}),
        "/elements/0/style",
        "bullet",
    ),
    *[
        (actions(button("b", confirm=without(name, CONFIRM))), "/elements/0/confirm", name)
        for name in CONFIRM
    ],
    *[
        (
            actions(button("b", confirm=CONFIRM | {name: text("x" * (most + 1))})),
            f"/elements/0/confirm/{name}/text",
            str(most + 1),
        )
        for name, most in {"title": 100, "text": 300, "confirm": 30, "deny": 30}.items()
    ],
]
BAD_IN_MESSAGES: list[tuple[JSON, str, str]] = [
    ({"type": "markdown", "text": "x" * 12_001}, "/text", "less than 12001"),
    (table(101, 1), "/rows", "no more than 100"),
    (table(1, 21), "/rows/0", "no more than 20"),
    (chart(["Mon"]), "/chart", "one point for each category"),
    (chart(["Mon", "Tue"], "x" * 51), "/title", "less than 51"),
]
