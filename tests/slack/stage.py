"""A workspace, a house and the app between them: people act, and see what they would see."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from datetime import time as hour
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import yaml
from slack_bolt import App
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chatops.core.facts import Facts
from chatops.core.people import WorkingHours
from chatops.simulator.definition import WorkspaceDefinition
from chatops.simulator.server import Running, running
from chatops.slack.app import build
from chatops.slack.buckets import Buckets
from chatops.slack.channels import Channels
from chatops.slack.connection import Connection, Installation
from chatops.slack.courier import SlackCourier
from chatops.slack.door import Door
from chatops.slack.paced import Paced
from chatops.store.database import Store, open_store
from chatops.usecases.deliver import deliver
from chatops.usecases.house import House
from tests import builders
from tests.databases import empty_database

JSON = dict[str, Any]
MANIFEST: JSON = yaml.safe_load(
    (Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8")
)
HISTORY: tuple[str, ...] = tuple(MANIFEST["oauth_config"]["scopes"]["bot_optional"])
SECRET = "a signing secret of the tests"
TEAM = "T0001"
NO_ROOTS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""All of it is plain HTTP: to load the system's certificates for each scene takes 30 ms."""

OUTSIDER = builders.person("olga", builders.SENIOR)
GUEST = builders.person("gil", builders.SENIOR)
PEOPLE = (*builders.PEOPLE, OUTSIDER, GUEST)
TEAMS = (
    replace(builders.TEAMS[0], members=(*builders.TEAMS[0].members, "olga", "gil")),
    builders.TEAMS[1],
)


def real_clock() -> float:
    """Unix seconds, as the workspace stamps its signatures with."""
    return time.time_ns() / 1e9


@dataclass
class Clock:
    """A clock that stands still until a test moves it; Unix seconds."""

    seconds: float = field(default_factory=real_clock)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def passes(self, seconds: float) -> None:
        self.seconds += seconds


def facts() -> Facts:
    """The organisation of the builders, in whose Slack nobody has been seen yet."""
    people = builders.directory(PEOPLE, TEAMS)
    return builders.facts(the_directory=people).with_standings({})


def definition(*, scopes: tuple[str, ...] = (), rate_limits: bool = False) -> WorkspaceDefinition:
    """The workspace of the builders' people, with the app as the manifest describes it."""
    users: list[JSON] = [
        {"id": one.slack_id, "name": one.id, "real_name": one.name, "is_bot": one.bot}
        for one in PEOPLE
    ]
    users[PEOPLE.index(OUTSIDER)]["team_id"] = "T9"
    users[PEOPLE.index(GUEST)]["is_restricted"] = True
    users.append({"id": "USTRANGER", "name": "stranger", "real_name": "Not Listed"})
    members = [one["id"] for one in users if not one.get("is_bot")]
    channels: list[JSON] = [
        {"id": "CPAY", "name": "payments", "members": [*members, "U0BOT"], "is_ext_shared": True},
        {"id": "CLED", "name": "ledger", "members": [*members, "U0BOT"]},
        {"id": "CELSE", "name": "elsewhere", "members": members},
    ]
    for one in channels:
        one["bot_is_member"] = "U0BOT" in one["members"]
    features = MANIFEST["features"]
    app = {
        "signing_secret": SECRET,
        "scopes": [*MANIFEST["oauth_config"]["scopes"]["bot"], *scopes],
        "commands": [
            {key: value for key, value in one.items() if key != "url"}
            for one in features["slash_commands"]
        ],
        "shortcuts": [
            {key: one[key] for key in ("callback_id", "type", "name")}
            for one in features["shortcuts"]
        ],
        "bot_events": MANIFEST["settings"]["event_subscriptions"]["bot_events"],
    }
    group = {"id": "S1", "name": "Reviewers", "handle": "reviewers"}
    return WorkspaceDefinition.model_validate(
        {
            "users": users,
            "channels": channels,
            "usergroups": [group | {"users": ["UANA", "UEVE", "USTRANGER"]}],
            "app": app,
            "rate_limits": rate_limits,
        }
    )


@dataclass
class Stage:
    """Everything together; `org` may be replaced during a test."""

    sim: Running
    store: Store
    clock: Clock
    org: Facts = field(default_factory=facts)
    woken: int = 0
    fallback: str = ""
    app: App = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.sim.url, timeout=30, verify=NO_ROOTS)
        app = self.sim.workspace.app
        self.connection = Connection(app.bot_token, SECRET, self.sim.api_url)
        self.house = House(
            self.store,
            lambda: self.org,
            self.clock.now,
            self._wake,
            fallback=self.fallback,
            is_public=Channels(self.slack(), lambda: self.clock.seconds).is_public,
        )
        self.installation = Installation(self.connection)
        self.courier = self.new_courier()

    def new_courier(self) -> SlackCourier:
        monotonic: Callable[[], float] = lambda: self.clock.seconds  # noqa: E731 - a clock
        return SlackCourier(self.house, self.connection, self.installation, monotonic=monotonic)

    def slack(self) -> Paced:
        """A reader of Slack with buckets of its own."""
        return Paced(self.connection.client(2), Buckets(lambda: self.clock.seconds))

    def _wake(self) -> None:
        self.woken += 1

    def act(self, what: str, **request: Any) -> JSON:
        """Do something in the workspace; return what the person then sees."""
        answer = self.http.post(f"/sim/{what}", json=request)
        assert answer.status_code == 200, answer.text
        seen: JSON = answer.json()
        return seen

    def command(self, who: str, text: str, channel: str = "CPAY") -> JSON:
        return self.act("commands", user=slack_id(who), channel=channel, text=text)

    def messages(self, channel: str, who: str = "") -> list[JSON]:
        state = self.http.get("/sim/state", params={"user": slack_id(who)} if who else {}).json()
        found: list[JSON] = state["messages"].get(channel, [])
        return found

    def cards(self, channel: str = "CPAY") -> list[JSON]:
        every = (one for one in self.messages(channel) if not one["ephemeral_for"])
        return [one for one in every if not one["thread_ts"] and one["blocks"]]

    def click(self, who: str, action: str, channel: str = "CPAY", **more: Any) -> JSON:
        """Click a button of the newest card in the channel."""
        card = next(
            one
            for one in reversed(self.cards(channel))
            if any(block["type"] == "actions" for block in one["blocks"])
        )
        who_id = slack_id(who)
        return self.act(
            "actions", user=who_id, channel=channel, ts=card["ts"], action_id=action, **more
        )

    def deletes(self, message: JSON, channel: str = "CPAY") -> None:
        """Let a moderator delete a message; replies stay."""
        with self.sim.workspace.changing():
            found = self.sim.workspace.messages.find(channel, message["ts"])
            assert found is not None
            self.sim.workspace.messages.remove(found)

    def click_in_view(self, who: str, action: str, **more: Any) -> JSON:
        view = self.view(who)["id"]
        return self.act("actions", user=slack_id(who), view_id=view, action_id=action, **more)

    def submit(self, who: str, values: JSON, **more: Any) -> JSON:
        view = self.view(who)["id"]
        return self.act("submissions", user=slack_id(who), view_id=view, values=values, **more)

    def view(self, who: str) -> JSON:
        state = self.http.get("/sim/state", params={"user": slack_id(who)}).json()
        top: JSON = state["views"][-1]
        return top

    def request(self, who: str = "ben", **values: Any) -> JSON:
        """Open a change request through the form; the system is `checkout` unless said."""
        system = values.pop("system", "checkout")
        seen = self.command(who, f"/change request {system}")
        assert seen["ok"], seen
        return self.submit(who, filled() | values)

    def works_at_any_hour(self) -> None:
        """Everybody works day and night, so that nothing waits for them."""
        hours = WorkingHours(days=tuple(range(7)), begins=hour.min, ends=hour.max)
        known = self.org.directory
        people = tuple(replace(one, hours=hours) for one in known.people)
        self.org = replace(self.org, directory=replace(known, people=people))

    def settle(self, seconds: int = 120) -> None:
        """Let the outbox be emptied, moving the clock where it has to wait."""
        for _ in range(seconds):
            while deliver(self.house, self.courier, limit=20):
                pass
            if not self.waiting():
                return
            self.clock.passes(1)
        raise AssertionError(f"still waiting: {self.counts()}")

    def counts(self) -> JSON:
        with self.store.reading() as reading:
            return dict(reading.outbox_counts())

    def waiting(self) -> int:
        kept = {"sent", "dead"}
        return sum(number for state, number in self.counts().items() if state not in kept)

    def fault(self, method: str, times: int = 1, **fault: Any) -> None:
        self.act("faults", method=method, times=times, **fault)


def slack_id(who: str) -> str:
    return f"U{who.upper()}"


def filled() -> JSON:
    """What somebody types into the form, besides the system."""
    return {
        "environment": "production",
        "title": "Raise the retry limit",
        "description": "Card payments time out under load.",
        "commit": builders.SHA,
        "degree": "none",
        "rollback_plan": "Revert and deploy again.",
        "test_evidence": "Load test 418 is green.",
    }


def texts(blocks: list[JSON]) -> str:
    """All text of blocks, as one string."""
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                collect(one)

    collect(blocks)
    return "".join(found)


@dataclass
class Theatre:
    """The servers, which outlive a scene: the workspace, and an address for the app of the day."""

    sim: Running
    clock: Clock
    door: Door | None = None

    async def answer(self, request: Request) -> Response:
        assert self.door is not None
        return await self.door.answer(request)

    @contextmanager
    def scene(self, folder: Path, fallback: str = "") -> Iterator[Stage]:
        """Begin from nothing: an empty store, the workspace as it was defined."""
        self.sim.workspace.reset()
        store = open_store(empty_database(folder))
        one = Stage(self.sim, store, self.clock, fallback=fallback)
        app = build(
            one.house,
            one.connection,
            one.installation,
            clock=real_clock,
            monotonic=lambda: self.clock.seconds,
        )
        one.app = app
        self.door = Door(app, SECRET, clock=real_clock)
        try:
            yield one
        finally:
            one.http.close()
            store.close()


@contextmanager
def theatre(
    *,
    scopes: tuple[str, ...] = (),
    rate_limits: bool = False,
    described: WorkspaceDefinition | None = None,
    clock: Clock | None = None,
) -> Iterator[Theatre]:
    """Start the servers."""
    clock = clock or Clock()
    described = described or definition(scopes=scopes, rate_limits=rate_limits)
    with running(described, clock=lambda: clock.seconds) as sim:
        house = Theatre(sim, clock)
        route = Route("/slack/events", house.answer, methods=["POST"])
        with serving(Starlette(routes=[route])) as url:
            sim.workspace.request_url = f"{url}/slack/events"
            yield house


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """Serve an ASGI app from a thread."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
