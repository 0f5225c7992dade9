"""What was typed and not told yet is there with the next thing the app is told."""

import pytest

from tests.simulator.bench import Bench
from tests.simulator.kit import JSON, field, modal

pytestmark = pytest.mark.usefixtures("received")


def test_what_is_only_typed_is_told_with_the_next_action(
    bench: Bench, received: list[JSON]
) -> None:
    on_enter = field("why", {"type": "plain_text_input"}, dispatch_action=True)
    loud = field("plain", dispatch_action=True)
    trigger = bench.simulator.workspace.triggers.make("U1")
    view = bench.client.views_open(trigger_id=trigger, view=modal("M", on_enter, loud))["view"]
    where = {"user": "U1", "view_id": view["id"]}
    typed = bench.sim("actions", **where, action_id="why", value="typed", dispatch=False)
    assert (typed["ok"], typed["deliveries"], received) == (True, [], [])
    bench.sim("actions", **where, action_id="plain", value="sent")
    values = received[0]["view"]["state"]["values"]
    assert values["why"]["why"]["value"] == "typed"
    assert values["plain"]["plain"]["value"] == "sent"
