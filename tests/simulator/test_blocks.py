"""Block Kit's limits, each once on its edge and once beyond it."""

import pytest

from chatops.simulator.blocks import check_message, check_view
from tests.simulator.block_cases import BAD, BAD_IN_MESSAGES, GOOD, MESSAGES_ONLY
from tests.simulator.kit import JSON, home, modal, section


@pytest.mark.parametrize("block", [*GOOD, *MESSAGES_ONLY], ids=lambda one: one["type"])
def test_what_slack_takes_in_a_message(block: JSON) -> None:
    found = check_message([block])
    assert found is None or found[0] == "msg_blocks_too_long"


@pytest.mark.parametrize("block", GOOD, ids=lambda one: one["type"])
def test_what_slack_takes_in_views(block: JSON) -> None:
    assert check_view(modal("M", block)) is None
    assert check_view(home(block)) is None


@pytest.mark.parametrize(("block", "pointer", "sentence"), [*BAD, *BAD_IN_MESSAGES])
def test_what_slack_refuses_in_a_message(block: JSON, pointer: str, sentence: str) -> None:
    found = check_message([section("before"), block])
    assert found
    assert found[0] == "invalid_blocks"
    (message, *_) = [one for one in found[1] if f"[json-pointer:/blocks/1{pointer}]" in one]
    assert sentence in message


@pytest.mark.parametrize(("block", "pointer", "sentence"), BAD)
def test_what_slack_refuses_in_a_view(block: JSON, pointer: str, sentence: str) -> None:
    found = check_view(modal("M", block))
    assert found
    assert found[0] == "invalid_arguments"
    (message, *_) = [one for one in found[1] if f"[json-pointer:/view/blocks/0{pointer}]" in one]
    assert sentence in message


@pytest.mark.parametrize("block", MESSAGES_ONLY, ids=lambda one: one["type"])
def test_some_blocks_are_for_messages_only(block: JSON) -> None:
    for view in (modal("M", block), home(block)):
        found = check_view(view)
        assert found
        assert "unsupported type" in found[1][0]


@pytest.mark.parametrize("blocks", ["[]", {"type": "divider"}, [None], ["x"], [{"type": ["x"]}]])
def test_nonsense_is_refused_and_does_not_crash(blocks: object) -> None:
    found = check_message(blocks)
    assert found
    assert found[0] == "invalid_blocks"
