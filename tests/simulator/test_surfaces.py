"""What holds for whole messages, modals and home tabs."""

import pytest

from chatops.simulator.blocks import check_message, check_options, check_view
from tests.simulator.block_cases import chart, table, without
from tests.simulator.kit import JSON, field, home, modal, option, section, text


def test_a_message_has_at_most_50_blocks_and_a_view_100() -> None:
    divider = {"type": "divider"}
    assert check_message([divider] * 50) is None
    assert check_message([divider] * 51) is not None
    assert check_view(modal("M", *[divider] * 100)) is None
    assert check_view(modal("M", *[divider] * 101)) is not None
    assert check_view(home(*[divider] * 101)) is not None


def test_the_text_of_all_blocks_of_a_message_has_a_limit_too() -> None:
    assert check_message([section("x" * 3000)] * 4) is None
    found = check_message([section("x" * 3000)] * 4 + [section("x")])
    assert found
    assert found[0] == "msg_blocks_too_long"
    assert check_view(modal("M", *[section("x" * 3000)] * 5)) is None


@pytest.mark.parametrize(
    "blocks",
    [
        [section(block_id="a"), section(block_id="a")],
        [table(1, 1), table(1, 1)],
        [chart(["Mon", "Tue"])] * 3,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        [
            field("a", {"type": "plain_text_input", "focus_on_load": True}),
            field("b", {"type": "plain_text_input", "focus_on_load": True}),
        ],
    ],
)
def test_what_is_wrong_only_together(blocks: list[JSON]) -> None:
    assert check_message(blocks) is not None


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (without("title", modal()), "missing required field: title [json-pointer:/view]"),
        (without("blocks", modal()), "missing required field: blocks [json-pointer:/view]"),
        (without("submit", modal()), "missing required field: submit [json-pointer:/view]"),
        (modal("x" * 25), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=text("x" * 25)), "less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(close=text("x" * 25)), "less than 25 characters [json-pointer:/view/close/text]"),
        (
            modal(private_metadata="x" * 3001),
            "3001 characters [json-pointer:/view/private_metadata]",
        ),
        (modal(callback_id="x" * 256), "256 characters [json-pointer:/view/callback_id]"),
        (modal(external_id="x" * 256), "256 characters [json-pointer:/view/external_id]"),
        (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
        (home(title=text("x")), "invalid additional property: title [json-pointer:/view]"),
        ({"type": "page", "blocks": []}, "unsupported type: page [json-pointer:/view/type]"),
        ([], "must be an object [json-pointer:/view]"),
    ],
)
def test_what_slack_refuses_in_the_view_itself(view: JSON, sentence: str) -> None:
    found = check_view(view)
    assert found
    assert found[0] == "invalid_arguments"
    assert any(sentence in one for one in found[1])


def test_a_view_without_inputs_needs_no_submit() -> None:
    assert check_view(without("submit", modal("M", section()))) is None


def test_a_view_must_not_be_larger_than_250_kb() -> None:
    options = [option(f"{number:03d}" + "ä" * 72) for number in range(100)]
    blocks = [field(f"f{n}", {"type": "static_select", "options": options}) for n in range(12)]
    found = check_view(modal("M", *blocks))
    assert found
    assert found[0] == "view_too_large"


def test_options_of_an_external_select_are_checked_too() -> None:
    assert check_options({"options": []}) == []
    assert check_options({"options": [option("a")]}) == []
    assert check_options({"option_groups": [{"label": text("g"), "options": [option("a")]}]}) == []
    assert check_options({"options": [option("x" * 76)]})
    assert check_options({"options": [option("a")] * 101})
    assert check_options({"text": "not found"})
