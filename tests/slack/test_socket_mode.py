"""The same app over a websocket."""

import time
from collections.abc import Iterator

import pytest

from chatops.slack.socket_mode import SocketMode
from tests.slack.stage import Stage, Theatre
from tests.slack.test_decisions import said


@pytest.fixture(scope="module")
def connected(
    slack_theatre: Theatre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stage, SocketMode]]:
    workspace = slack_theatre.sim.workspace
    url, workspace.request_url = workspace.request_url, None
    with slack_theatre.scene(tmp_path_factory.mktemp("socket")) as scene:
        api_url = scene.sim.api_url
        socket = SocketMode(scene.app, workspace.app.app_token, api_url=api_url)
        socket.start()
        try:
            yield scene, socket
        finally:
            socket.stop()
            workspace.request_url = url


def test_clicks_arrive_and_are_acknowledged_after_the_work(
    connected: tuple[Stage, SocketMode],
) -> None:
    scene, socket = connected
    assert socket.is_connected
    assert scene.request("ben")["ok"]
    scene.settle()
    assert scene.click("ana", "approve")["ok"]
    assert "you contributed to it" in said(scene.click("ben", "approve"))


def test_what_failed_is_not_acknowledged(connected: tuple[Stage, SocketMode]) -> None:
    scene, _ = connected
    scene.fault("users.info", error="internal_error")
    assert not scene.command("eve", "/change list")["ok"]  # whom nobody has looked up yet


def test_it_connects_again_when_slack_refreshes_the_connection(
    connected: tuple[Stage, SocketMode],
) -> None:
    scene, socket = connected
    scene.sim.sockets.disconnect("refresh_requested")
    for _ in range(100):
        time.sleep(0.05)
        if socket.is_connected and scene.command("ana", "/change list")["ok"]:
            break
    else:
        pytest.fail("it did not connect again")
