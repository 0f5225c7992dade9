"""What the buttons of App Home and its form hold, and what we never put there."""

from typing import Any

import pytest

from chatops.core.refused import Refused
from chatops.slack.payloads import Click, OpenView
from chatops.slack.payloads_home import page_of, ticked
from chatops.slack.views.ids import Target


def click(value: str | None) -> Click:
    actions = [{"action_id": "home_later", "value": value}]
    return Click.model_validate({"user": {"id": "U1"}, "actions": actions})


def form(**boxes: list[str]) -> OpenView:
    values: dict[str, Any] = {
        name: {"value": {"selected_options": [{"value": one} for one in chosen]}}
        for name, chosen in boxes.items()
    }
    blocks = [{"type": "input", "block_id": name} for name in reversed(boxes)]
    return OpenView.model_validate(
        {"id": "V1", "type": "modal", "state": {"values": values}, "blocks": blocks}
    )


def test_a_page_is_a_short_number() -> None:
    assert page_of(click("12")) == 12
    for value in (None, "", "x", "-1", "1.0", "٣", "²", "1" * 7):
        with pytest.raises(Refused, match="older version"):
            page_of(click(value))


def test_ticked_changes_come_in_the_order_of_the_form_each_once() -> None:
    found = ticked(form(a=["CR-2:1", "CR-2:1"], b=["CR-1:3"], c=[]))
    assert found == (Target("CR-1", 3), Target("CR-2", 1))
    with pytest.raises(Refused, match="older version"):
        ticked(form(a=["anything"]))
