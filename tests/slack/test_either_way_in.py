"""What people do most, over either way in: HTTP, and a websocket that the app opens itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chatops.core.people import Standing
from chatops.slack.socket_mode import SocketMode
from chatops.usecases.read import show
from tests import builders
from tests.slack.stage import Stage, Theatre, texts
from tests.slack.test_bulk import ticked
from tests.slack.test_decisions import said
from tests.slack.test_drafts import opens, types, values
from tests.slack.test_home import clicks
from tests.slack.test_home import opens as opened
from tests.slack.test_talk import in_direct

WAYS = ("http", "socket")


@pytest.fixture(params=WAYS)
def scene(
    request: pytest.FixtureRequest, slack_theatre: Theatre, tmp_path: Path
) -> Iterator[Stage]:
    """A request of Ben's, under a policy with undo; everything arrives by this way in."""
    workspace = slack_theatre.sim.workspace
    url = workspace.request_url
    with slack_theatre.scene(tmp_path) as one:
        policy = replace(builders.policy(), undo_for=timedelta(seconds=30))
        one.org = builders.facts(the_policy=policy).with_standings({})
        socket = SocketMode(one.app, workspace.app.app_token, api_url=one.sim.api_url)
        if request.param == "socket":
            workspace.request_url = None
            socket.start()
        try:
            one.act("home", user="UANA")  # which opens her direct message with the app
            assert one.request("ben")["ok"]
            one.settle()
            yield one
        finally:
            if request.param == "socket":
                socket.stop()
            workspace.request_url = url


def decided(scene: Stage) -> list[str]:
    return [one.verb.value for one in show(scene.house, "CR-1").change.decisions]


def test_approve_and_undo(scene: Stage) -> None:
    (note,) = scene.click("ana", "approve")["seen"]["ephemeral"]
    assert "You can undo it until" in note["text"]
    assert scene.act("actions", user="UANA", channel="CPAY", ts=note["ts"], action_id="undo")["ok"]
    assert decided(scene) == ["approve", "withdraw"]
    assert "you contributed to it" in said(scene.click("ben", "approve"))


def test_ask_and_answer(scene: Stage) -> None:
    assert scene.click("ana", "ask")["ok"]
    blank = scene.submit("ana", {"text": "\u200b"})["seen"]["errors"]
    assert blank == {"text": "Write something."}
    assert scene.submit("ana", {"text": "Are open carts kept?"})["ok"]
    scene.settle()
    assert in_direct(scene, "ben", "answer")["ok"]
    assert scene.submit("ben", {"text": "They are."})["ok"]
    scene.settle()
    assert "They are." in scene.messages("DANA")[-1]["text"]


def test_a_form_closed_by_accident_is_offered_again(scene: Stage) -> None:
    opens(scene, "checkout")
    types(scene, "title", "Lower the retry limit")
    assert scene.act("close", user="UBEN", view_id=scene.view("ben")["id"])["ok"]
    opens(scene)
    assert values(scene)["title"] == "Lower the retry limit"


def test_several_at_once(scene: Stage) -> None:
    for number in (2, 3):
        assert scene.request("dan", kind="standard", title=f"Routine {number}")["ok"]
    scene.settle()
    assert "Approve several" in opened(scene, "ana")
    assert clicks(scene, "ana", "approve_several", "1")["ok"]
    assert scene.submit("ana", ticked("CR-2", "CR-3"))["ok"]
    assert "Approved (2 changes)" in texts(scene.view("ana")["blocks"])


def test_home_and_the_answers_of_the_command(scene: Stage) -> None:
    assert scene.act("home", user="UCLEO")["ok"]
    state = scene.http.get("/sim/state", params={"user": "UCLEO"}).json()
    assert "CR-1" in str(state["home"])
    for word in ("list", "queue", "show CR-1"):
        assert "CR-1" in texts(
            scene.command("ana", f"/change {word}")["seen"]["ephemeral"][0]["blocks"]
        )


def test_events_of_channels_and_people(scene: Stage) -> None:
    assert scene.act("channels", channel="CELSE", action="invite_bot")["ok"]
    scene.settle()
    assert scene.messages("CELSE")[-1]["text"].startswith("Hello.")
    assert scene.act("channels", channel="CPAY", action="archive")["ok"]
    with scene.store.reading() as reading:
        assert "CPAY" in reading.lost_channels()
    assert scene.act("events", type="user_change", user="UANA", deleted=True)["ok"]
    with scene.store.reading() as reading:
        assert reading.standings(["ana"]) == {"ana": Standing.DEACTIVATED}
