"""`chatops demo`: the app and the local workspace, side by side, until Ctrl-C."""

import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from chatops import bootstrap
from chatops.core.facts import Facts
from chatops.core.people import Standing
from chatops.demo import past
from chatops.demo.acting import Workspace, visiting
from chatops.demo.carrying import carry_all
from chatops.demo.clock import MovableClock
from chatops.demo.passing import extras, run_ticks
from chatops.demo.story import tell
from chatops.files.audit_key import create
from chatops.jobs.log_lines import log_to_stderr
from chatops.settings import Settings
from chatops.simulator import definition as workspace_definition
from chatops.simulator.definition import Command, Shortcut, WorkspaceDefinition
from chatops.simulator.server import running as running_workspace
from chatops.simulator.workspace import Workspace as SlackState
from chatops.slack.manifest import shipped
from chatops.usecases.create_key import create_key
from chatops.usecases.observe_all import Seen

HERE = Path(__file__).parent
PORT = 8750
FIRST_LOOK = "#user=U01PRIYA&channel=C01PAYMENTS"
LOG, CHANNEL, PROVED = "demo-log", "C01AUDIT", "CR-8"
"""The audit log's name, where its checkpoints are posted, and a change to prove."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: the workspace page, the app, and the settings as environment variables."""

    page: str
    workspace: Workspace
    app: bootstrap.Running
    environment: dict[str, str]


def run(*, say: Callable[[str], None], no_browser: bool = False, port: int = PORT) -> None:
    """Run the demo until it is interrupted; it keeps nothing."""
    log_to_stderr("warning")
    with tempfile.TemporaryDirectory(prefix="chatops-demo-") as folder:
        say("Starting the app and its local Slack workspace ...")
        with running(Path(folder), port=_free(port), with_past=True) as demo:
            say("Letting the organisation make five change requests ...")
            repository = Path(folder) / "repository"
            tell(demo.workspace, repository, demo.environment, after=past.COUNT)
            say(f"\nOpen {demo.page}\n\n{_to_try(Path(folder))}\nCtrl-C ends it; nothing is kept.")
            if not no_browser:
                webbrowser.open(demo.page)
            with suppress(KeyboardInterrupt):
                signal.signal(signal.SIGTERM, signal.default_int_handler)
                threading.Event().wait()


@contextmanager
def running(
    folder: Path,
    *,
    port: int = 0,
    now: bootstrap.Clock = bootstrap.utc_now,
    definition: WorkspaceDefinition | None = None,
    with_past: bool = False,
) -> Iterator[Demo]:
    """Run workspace and app; port 0 picks a free one for the workspace's page.

    `with_past`, the organisation has worked with the app last week.
    """
    clock = MovableClock(now)
    definition = definition or definition_of_the_demo()
    with running_workspace(definition, port=port) as slack:
        environment = environment_of(definition, slack.api_url, folder)
        settle(folder, now())
        if with_past:
            environment |= {"CHATOPS_AUDIT_CHANNEL": CHANNEL}
            _write_env(folder, environment)
        settings = settings_of(environment)
        if with_past:
            _begin_log(settings, clock)
            _tell_the_past(settings, clock, slack.workspace)
        service = bootstrap.running(settings, now=clock.now, port=0)
        with service as app, visiting(slack.url) as workspace:
            slack.workspace.request_url = f"{app.url}/slack/events"
            slack.workspace.extras = extras(clock, app.house)
            page = f"{slack.url}/{FIRST_LOOK}"
            yield Demo(page, workspace, app, os.environ | environment)


def _begin_log(settings: Settings, clock: MovableClock) -> None:
    """Give the audit log its key."""
    with bootstrap.house(settings, now=clock.now) as house:
        create_key(house, create(Path(settings.audit_key), LOG), "cli:demo")


def _write_env(folder: Path, environment: dict[str, str]) -> None:
    """Write the settings where commands find them that are run in the folder."""
    lines = (f"{name}='{value}'\n" for name, value in environment.items())
    (folder / ".env").write_text("".join(lines), encoding="utf-8")


def _to_try(folder: Path) -> str:
    command = Path(sys.executable).with_name("chatops")
    return (
        "Prove a change to somebody who has nothing but a file and a key, in a second terminal:\n"
        f"  cd {folder}\n"
        f"  {command} audit prove {PROVED}\n"
        f"  {command} audit verify {PROVED}.proof.json --key audit.key.pub\n"
    )


def _tell_the_past(settings: Settings, clock: MovableClock, workspace: SlackState) -> None:
    with bootstrap.house(settings, now=clock.now) as house:
        past.tell(house, clock, members(house.facts()))
        run_ticks(house)
        carry_all(house, settings, workspace)


def members(facts: Facts) -> Iterator[Seen]:
    """Yield the people as Slack knows them."""
    for user in definition_of_the_demo().users:
        person = facts.directory.by_slack(user.id)
        whole = not (user.is_bot or user.is_restricted or user.team_id)
        if person and whole:
            yield Seen(person.id, Standing.FULL, user.tz)


def _free(port: int) -> int:
    """Return the port, or 0 (any other) where somebody listens on it already."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return 0
    return port


def definition_of_the_demo() -> WorkspaceDefinition:
    """Return the demo's workspace with the app installed as `manifest.yml` says."""
    bare = workspace_definition.load(HERE / "organisation" / "workspace.yml")
    manifest = shipped()
    features, oauth = manifest["features"], manifest["oauth_config"]["scopes"]
    app = bare.app.model_copy(
        update={
            "scopes": (*oauth["bot"], *oauth.get("bot_optional", [])),
            "commands": tuple(_command(one) for one in features["slash_commands"]),
            "shortcuts": tuple(Shortcut(**_kept(one)) for one in features.get("shortcuts", [])),
            "bot_events": tuple(manifest["settings"]["event_subscriptions"]["bot_events"]),
            "manifest": manifest,
        }
    )
    return bare.model_copy(update={"app": app})


def settle(folder: Path, now: datetime) -> None:
    """Write the organisation's files into the folder; its reset began a month ago."""
    text = (HERE / "organisation" / "policy.yml").read_text(encoding="utf-8")
    for word, days in (("BEGINS", -30), ("ENDS", 60)):
        text = text.replace(word, f"{now + timedelta(days=days):%Y-%m-%d}")
    (folder / "policy.yml").write_text(text, encoding="utf-8")
    directory = (HERE / "organisation" / "directory.yml").read_text(encoding="utf-8")
    (folder / "directory.yml").write_text(directory, encoding="utf-8")


def _command(stored: dict[str, str]) -> Command:
    names = ("command", "description", "usage_hint", "should_escape")
    return Command(**{name: stored[name] for name in names if name in stored})


def _kept(stored: dict[str, str]) -> dict[str, str]:
    return {name: stored[name] for name in ("callback_id", "type", "name")}


def environment_of(definition: WorkspaceDefinition, api_url: str, folder: Path) -> dict[str, str]:
    """Return the settings that connect the app to this workspace, keeping its data in `folder`."""
    return {
        "SLACK_BOT_TOKEN": definition.app.bot_token,
        "SLACK_SIGNING_SECRET": definition.app.signing_secret,
        "SLACK_API_URL": api_url,
        "CHATOPS_DATA_DIR": str(folder),
        "CHATOPS_DATABASE_URL": f"sqlite:///{folder / 'chatops.db'}",
        "CHATOPS_POLICY_FILE": str(folder / "policy.yml"),
        "CHATOPS_DIRECTORY_FILE": str(folder / "directory.yml"),
    }


def settings_of(environment: dict[str, str]) -> Settings:
    """Return exactly these settings: neither `.env` nor the environment has a say in the demo."""
    values = {name.lower(): value for name, value in environment.items()}
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]  # pydantic-settings reads texts
