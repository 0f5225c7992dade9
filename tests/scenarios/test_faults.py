"""What goes wrong outside: the database away, Slack silent, the process killed."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from chatops import bootstrap
from chatops.demo import run
from chatops.demo.acting import JSON, Workspace, buttons, shown, visiting
from chatops.simulator.server import running as running_workspace
from chatops.usecases.read import show
from tests.scenarios.conftest import Town, documents

PAYMENTS = "C01PAYMENTS"


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Somebody else holds the database for writing."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def cards_of(workspace: Workspace, key: str, channel: str = PAYMENTS) -> list[JSON]:
    messages = workspace.state()["messages"].get(channel, [])
    return [
        one
        for one in messages
        if any(str(button.get("value", "")).startswith(f"{key}:") for button in buttons(one))
    ]


def test_with_the_database_away_the_person_sees_an_error_and_nothing_is_half_done(
    town: Town,
) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    card = town.person("priya").card(PAYMENTS, "CR-1")
    time.sleep(0.5)  # the thread line is out too, so that nothing else wants the database
    with locked(town.folder / "chatops.db"):
        clicked = town.person("priya").clicks_on("Approve", card, PAYMENTS)
        assert not clicked["ok"]
        assert clicked["error"]
    assert show(town.demo.app.house, "CR-1").change.decisions == ()
    assert town.person("priya").clicks("Approve", PAYMENTS, "CR-1")["ok"]
    assert len(show(town.demo.app.house, "CR-1").change.decisions) == 1


def test_a_form_sent_while_the_database_is_away_stays_open_with_what_was_typed(town: Town) -> None:
    diego = town.person("diego")
    view = diego.types(PAYMENTS, "/change request checkout")["seen"]["view"]
    with locked(town.folder / "chatops.db"):
        assert not diego.submits(view["id"], **documents("checkout", title="Keep me"))["ok"]
    (still,) = town.demo.workspace.state(diego.id)["views"]
    assert "Keep me" in str(still["state"])
    assert diego.submits(view["id"])["ok"]
    assert "Keep me" in shown(town.person("priya").card(PAYMENTS, "CR-1"))


def test_a_card_whose_posting_ended_unknown_is_found_again_not_posted_twice(town: Town) -> None:
    town.demo.workspace.post("faults", method="chat.postMessage", drop_after=True, times=3)
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    town.person("priya").card(PAYMENTS, "CR-1")
    town.person("priya").clicks("Approve", PAYMENTS, "CR-1")
    town.person("priya").sees(PAYMENTS, "1 of 2 sign-offs from Payments (owners): Priya Raman.")
    town.person("priya").sees(PAYMENTS, "Priya Raman approved revision 1")
    assert len(cards_of(town.demo.workspace, "CR-1")) == 1
    texts = [one["text"] for one in town.person("priya").messages(PAYMENTS)]
    assert len(texts) == len(set(texts))


def test_one_channel_that_must_wait_does_not_hold_up_another(town: Town) -> None:
    town.demo.workspace.post("faults", method="chat.update", retry_after=60, times=1)
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    town.person("priya").clicks("Approve", PAYMENTS, "CR-1")
    town.person("liam").requests("C01IDENTITY", "login", **documents("login", commit="d" * 40))
    town.person("amara").card("C01IDENTITY", "CR-2")


def test_a_message_that_must_wait_does_not_hold_up_another_channel(town: Town) -> None:
    town.demo.workspace.post("faults", method="chat.postMessage", retry_after=60, times=1)
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    town.person("liam").requests("C01IDENTITY", "login", **documents("login", commit="d" * 40))
    town.person("amara").card("C01IDENTITY", "CR-2")


def test_a_deleted_card_is_posted_anew(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    town.person("priya").card(PAYMENTS, "CR-1")
    town.demo.workspace.post("faults", method="chat.update", error="message_not_found", times=1)
    town.person("priya").clicks("Approve", PAYMENTS, "CR-1")
    town.person("priya").sees(PAYMENTS, "1 of 2 sign-offs from Payments (owners): Priya Raman.")


class Service:
    """The app as a process of its own, which can be killed."""

    def __init__(self, api_url: str, folder: Path) -> None:
        definition = run.definition_of_the_demo()
        self.port = _free_port()
        self.environment = run.environment_of(definition, api_url, folder)
        run.settle(folder, bootstrap.utc_now())
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chatops", "serve"],
            env=os.environ | self.environment | {"CHATOPS_PORT": str(self.port)},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        self.events_url = f"http://127.0.0.1:{self.port}/slack/events"

    def _wait(self) -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the service did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


def test_killed_between_commit_and_posting_the_card_is_posted_once(tmp_path: Path) -> None:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with running_workspace(definition) as slack, visiting(slack.url) as workspace:
        service = Service(slack.api_url, tmp_path)
        slack.workspace.request_url = service.events_url
        workspace.post("faults", method="chat.postMessage", status=503, times=4)
        workspace.person("U01DIEGO").requests(PAYMENTS, "checkout", **documents("checkout"))
        service.kill()
        assert cards_of(workspace, "CR-1") == []
        _after_restart(slack.api_url, tmp_path, workspace)


def test_killed_between_posting_and_remembering_the_card_is_not_posted_again(
    tmp_path: Path,
) -> None:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with running_workspace(definition) as slack, visiting(slack.url) as workspace:
        service = Service(slack.api_url, tmp_path)
        slack.workspace.request_url = service.events_url
        workspace.post("faults", method="chat.postMessage", delay=1.0, times=8)
        workspace.person("U01DIEGO").requests(PAYMENTS, "checkout", **documents("checkout"))
        with locked(tmp_path / "chatops.db"):  # posted, but it cannot be written down
            workspace.person("U01PRIYA").card(PAYMENTS, "CR-1")
            service.kill()
        _after_restart(slack.api_url, tmp_path, workspace)


def _after_restart(api_url: str, folder: Path, workspace: Workspace) -> None:
    """Start again, after the dead process's claims ran out: one card, and it follows."""
    settings = run.settings_of(run.environment_of(run.definition_of_the_demo(), api_url, folder))
    later = timedelta(minutes=2)
    with bootstrap.running(settings, now=lambda: bootstrap.utc_now() + later, port=0) as app:
        priya = workspace.person("U01PRIYA")
        priya.card(PAYMENTS, "CR-1")
        priya.sees(PAYMENTS, "asked for CR-1")
        with app.house.store.reading() as reading:
            assert reading.card("CR-1", PAYMENTS) is not None
        assert len(cards_of(workspace, "CR-1")) == 1
