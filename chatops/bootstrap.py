"""The only composition root: settings become objects here, and the real clock lives here."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from slack_bolt import App
from starlette.types import ASGIApp

from chatops.core.check import Check, Health
from chatops.core.facts import Facts
from chatops.core.holidays import is_holiday
from chatops.core.refused import Refused
from chatops.files.adopted import AdoptedPolicies
from chatops.files.audit_keeping import waiting_key
from chatops.files.audit_key import LiveKey
from chatops.files.doctor import examine_files
from chatops.files.live import LiveFiles
from chatops.files.policy import meaning_of_text
from chatops.files.witness import WitnessFile
from chatops.git.local import local_commits
from chatops.jobs.bell import Bell
from chatops.jobs.log_lines import log_to_stderr
from chatops.jobs.sender import Sender
from chatops.jobs.ticks import SEAL_EVERY, TICKS, Tick, scheduler
from chatops.jobs.witness_ticks import witness_ticks
from chatops.settings import BadSettings, Settings
from chatops.slack.app import build as build_slack
from chatops.slack.buckets import Buckets
from chatops.slack.channels import Channels
from chatops.slack.connection import IN_REQUEST_SECONDS, Connection, Installation
from chatops.slack.courier import SlackCourier
from chatops.slack.doctor import Survey, Watch, examine_slack, inspect_slack
from chatops.slack.doctor_channels import places_of
from chatops.slack.doctor_manifest import entrance_of
from chatops.slack.door import Door
from chatops.slack.groups import group_reader
from chatops.slack.paced import Paced
from chatops.slack.roster_sync import TICK as ROSTER_TICK
from chatops.slack.roster_sync import RosterSync
from chatops.slack.socket_mode import SocketMode
from chatops.store.database import UNAVAILABLE, Store, open_store
from chatops.store.gate_poll import open_poll
from chatops.usecases.doctor import examine, examine_people
from chatops.usecases.examine_witnesses import examine_witnesses
from chatops.usecases.house import House
from chatops.usecases.in_force import in_force
from chatops.usecases.refresh_groups import refresh_groups
from chatops.usecases.retry_channels import retry_channels
from chatops.usecases.sync_soon import sync_soon
from chatops.usecases.tell_witnesses import Witnesses
from chatops.web.app import build as build_web
from chatops.web.ask import together
from chatops.web.serving import serving
from chatops.web.witness import WitnessAddress

Clock = Callable[[], datetime]
_READING_SECONDS = 10
_CHANNELS_EVERY = timedelta(hours=6)  # Slack does not tell of every return
_WORKSPACES_EVERY = timedelta(minutes=5)
_GROUPS_EVERY = timedelta(minutes=1)  # of Slack's 20 calls a minute, one for each group


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open the database; the folder of the embedded one is made where it is missing."""
    if settings.database_url.startswith("sqlite"):
        file = Path(settings.database_url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def house(
    settings: Settings, *, now: Clock = utc_now, wake: Callable[[], None] = lambda: None
) -> Iterator[House]:
    """Open everything a use case needs; a running service carries what is recorded.

    The embedded database is brought up to date by itself; raises `Refused` for another one
    whose schema this version cannot work with.
    """
    files = LiveFiles(settings.chatops_policy_file, settings.chatops_directory_file)
    with opened(settings) as store:
        _bring_up_to_date(store)
        problem = store.schema_problem()
        if problem:
            raise Refused("old_schema", problem)
        adopted, fallback = AdoptedPolicies().in_force, settings.chatops_fallback_channel
        one = House(store, files.facts, now, wake, adopted, fallback, meaning=meaning_of_text)
        yield _with_audit(one, settings)


def _with_audit(one: House, settings: Settings) -> House:
    """Return the house with what signs the log, and with what is kept beside the database."""
    key = LiveKey(settings.audit_key, settings.chatops_data_dir)
    seen, waits = WitnessFile(settings.audit_file).seen, partial(waiting_key, settings.audit_key)
    return replace(one, signer=key, witnessed=seen, next_key=waits)


def witnesses_of(settings: Settings) -> Witnesses:
    """Return who is told of the log's checkpoints."""
    url = settings.chatops_audit_url
    file, recipient = WitnessFile(settings.audit_file), WitnessAddress(url) if url else None
    return Witnesses(settings.chatops_audit_channel, file, recipient)


def _bring_up_to_date(store: Store) -> None:
    if store.dialect == "sqlite":
        store.upgrade()


def _learn_holidays(one: House) -> None:
    """Have them at hand before anybody waits for a click: to load them takes a second."""
    hours = {person.hours for person in one.facts().directory.people}
    for country, subdivision in {(each.country, each.subdivision) for each in hours}:
        is_holiday(one.now().date(), country, subdivision)


def connection_of(settings: Settings) -> Connection:
    """Return how Slack is reached; raise `BadSettings` where a secret is missing."""
    settings.require_slack()
    token, secret = settings.slack_bot_token, settings.slack_signing_secret
    return Connection(
        bot_token=token.get_secret_value() if token else "",
        signing_secret=secret.get_secret_value() if secret else "",
        api_url=settings.slack_api_url,
    )


@contextmanager
def running(
    settings: Settings, *, now: Clock = utc_now, port: int | None = None
) -> Iterator["Running"]:
    """Run the whole service in threads of this process; port 0 picks a free one."""
    connection, bell = connection_of(settings), Bell()
    installation, buckets = Installation(connection), Buckets(time.monotonic)
    with ExitStack() as stack:
        one = stack.enter_context(house(settings, now=now, wake=bell.ring))
        quick = Paced(connection.client(IN_REQUEST_SECONDS), buckets)
        one = replace(one, is_public=Channels(quick, time.monotonic).is_public)
        _learn_holidays(one)
        slack = _slack_app(one, connection, installation, buckets)
        web = stack.enter_context(_web(one, settings, slack, connection.signing_secret))
        wanted = settings.chatops_port if port is None else port
        url, thread = stack.enter_context(serving(web, settings.chatops_host, wanted))
        courier = SlackCourier(
            one, connection, installation, monotonic=time.monotonic, buckets=buckets
        )
        sender = Sender(one, courier, bell, threads=settings.chatops_senders)
        sender.start()
        stack.callback(sender.stop)
        sync_soon(one)
        reader = Paced(connection.client(_READING_SECONDS), buckets, rest=time.sleep)
        of_slack = _slack_ticks(one, reader, installation, courier)
        told = witness_ticks(witnesses_of(settings), SEAL_EVERY)
        ticks = scheduler(one, (*TICKS, *of_slack, *told))
        ticks.start()
        stack.callback(ticks.shutdown)
        stack.enter_context(_socket_mode(slack, settings))
        yield Running(url, one, thread)


def _slack_ticks(
    one: House, reader: Paced, installation: Installation, courier: SlackCourier
) -> tuple[Tick, ...]:
    """Return the ticks that ask Slack: who is in the groups, who is there, in which workspaces.

    And which channels that were lost take messages again.
    """
    members = group_reader(reader, installation, one)
    return (
        Tick("groups", _GROUPS_EVERY, lambda house: refresh_groups(house, members)),
        Tick("roster", ROSTER_TICK, RosterSync(reader, installation)),
        Tick("channels", _CHANNELS_EVERY, lambda house: retry_channels(house, courier)),
        Tick("workspaces", _WORKSPACES_EVERY, lambda _: installation.look_again()),
    )


def _slack_app(
    one: House, connection: Connection, installation: Installation, buckets: Buckets
) -> App:
    return build_slack(
        one,
        connection,
        installation,
        clock=time.time,
        monotonic=time.monotonic,
        commits=local_commits(one.facts),
        buckets=buckets,
    )


@contextmanager
def _web(one: House, settings: Settings, slack: App, secret: str) -> Iterator[ASGIApp]:
    """Give the web application; without a signing secret Slack has no way in over HTTP."""
    door = Door(slack, secret, clock=time.time).answer if secret else None
    poll = open_poll(settings.database_url)
    try:
        yield build_web(one, slack_endpoint=door, ask=together(one, poll.look))
    finally:
        poll.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A running service; it stops when the block of `running` ends."""

    url: str
    house: House
    thread: threading.Thread


def doctor(settings: Settings, *, slack_only: bool = False) -> tuple[Check, ...]:
    """Examine files, database, clock and Slack; settings that got here are sound.

    `slack_only` examines Slack alone, and that more thoroughly.
    """
    files = LiveFiles(settings.chatops_policy_file, settings.chatops_directory_file)
    checks = [] if slack_only else _of_files(settings)
    with opened(settings) as store:
        with suppress(Refused, *UNAVAILABLE):  # the examination says what is wrong
            _bring_up_to_date(store)
        adopted = AdoptedPolicies().in_force
        one = _with_audit(House(store, files.facts, utc_now, lambda: None, adopted), settings)
        checks += [examine_people(one)] if slack_only else examine(one)
        checks += [] if slack_only else examine_witnesses(one, witnesses_of(settings))
        facts = _in_force(one) if slack_only else files.facts()
    try:
        connection = connection_of(settings)
    except BadSettings as error:
        checks += (Check("settings", Health.FAIL, line, "Set it in .env.") for line in error.lines)
        return tuple(checks)
    watch = Watch(utc_now, time.monotonic, time.sleep)
    places = places_of(facts, settings.chatops_fallback_channel, settings.chatops_audit_channel)
    if not slack_only:
        return (*checks, *examine_slack(connection, places, watch))
    groups = facts.policy.groups() if facts.policy else ()
    survey = Survey(places, tuple(groups), entrance_of(settings))
    return (*inspect_slack(connection, survey, watch), *checks)


def _of_files(settings: Settings) -> list[Check]:
    files = settings.chatops_policy_file, settings.chatops_directory_file
    return [
        Check("settings", Health.OK, "All known, none unsafe."),
        *examine_files(*files, utc_now()),
    ]


def _in_force(one: House) -> Facts:
    """Return the facts with the policy in force; with the file's where nobody can tell."""
    try:
        return in_force(one).facts
    except UNAVAILABLE:
        return one.facts()


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Run until SIGINT or SIGTERM; what was accepted by then is answered and stored."""
    log_to_stderr(settings.chatops_log_level)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with running(settings) as one:
        say(one.url)
        while not stop.wait(1.0) and one.thread.is_alive():
            pass
        if not stop.is_set():
            raise Refused("stopped", "The HTTP server stopped by itself; the log says why.")


@contextmanager
def _socket_mode(app: App, settings: Settings) -> Iterator[None]:
    if settings.slack_app_token is None:
        yield
        return
    token = settings.slack_app_token.get_secret_value()
    connected = SocketMode(app, token, api_url=settings.slack_api_url)
    connected.start()
    try:
        yield
    finally:
        connected.stop()
