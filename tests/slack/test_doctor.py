"""What the doctor finds between us and Slack."""

import json
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chatops.core.check import Check, Health
from chatops.core.systems import Registry
from chatops.simulator.faults import Fault
from chatops.simulator.server import Running, running
from chatops.slack.connection import Connection
from chatops.slack.doctor import Survey, Watch, _of_token, examine_slack, inspect_slack
from chatops.slack.doctor_channels import Place, places_of
from chatops.slack.doctor_manifest import Entrance
from chatops.slack.scopes import OPTIONAL_SCOPES, SCOPES
from tests import builders
from tests.simulator.bench import DEFINITION
from tests.slack.stage import MANIFEST, SECRET, Theatre, serving

TOKEN = DEFINITION.app.bot_token
PLACES = tuple(Place(one) for one in ("C1", "C2", "C3", "C404", "G2"))
HTTP = Entrance(has_secret=True)
HOST = "127.0.0.1:1"  # where nobody answers


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - compared with what the server says in `Date`


def watch(ahead: float = 0) -> Watch:
    return Watch(lambda: now() + timedelta(seconds=ahead), time.monotonic, time.sleep)


@pytest.fixture(scope="module")
def slack() -> Iterator[Running]:
    with running(DEFINITION) as one:
        yield one


def found(
    slack: Running,
    token: str = TOKEN,
    ahead: float = 0,
    places: tuple[Place, ...] = PLACES,
) -> dict[str, Check]:
    connection = Connection(token, "s3cret", slack.api_url)
    return {one.name: one for one in examine_slack(connection, places, watch(ahead))}


def test_each_channel_is_looked_at(slack: Running) -> None:
    checks = found(slack)
    health = {name: one.health for name, one in checks.items() if name.startswith("channel")}
    assert health == {
        "channel C1": Health.WARN,
        "channel C2": Health.FAIL,
        "channel C3": Health.FAIL,
        "channel C404": Health.FAIL,
        "channel G2": Health.OK,
    }
    assert "shared with another organisation" in checks["channel C1"].sentence
    assert checks["channel C2"].mend == "In Slack: /invite the bot in #empty."
    assert "archived" in checks["channel C3"].sentence
    assert "channel_not_found" in checks["channel C404"].sentence
    assert all(one.mend for one in checks.values() if one.health is not Health.OK)


def test_a_channel_may_be_shared_where_its_team_says_so(slack: Running) -> None:
    checks = found(slack, places=(Place("C1", is_open=True),))
    assert checks["channel C1"].health is Health.OK
    assert "as its team says" in checks["channel C1"].sentence


@pytest.mark.parametrize(("shared", "is_open"), [(True, True), (False, False)])
def test_places_are_those_of_the_directory_and_open_as_its_teams_say(
    shared: bool,  # noqa: FBT001 - pytest's
    is_open: bool,  # noqa: FBT001 - pytest's
) -> None:
    (first, *others) = builders.TEAMS
    teams = (replace(first, shared=shared), *others)
    facts = builders.facts(the_directory=builders.directory(builders.PEOPLE, teams))
    known = {one.channel: one.is_open for one in places_of(facts)}
    assert known[first.channel] is is_open
    assert {one.channel for one in others} <= known.keys()


def test_a_channel_of_two_teams_is_open_only_if_both_say_so() -> None:
    (first, second, *_) = builders.TEAMS
    both = (
        replace(first, shared=True),
        replace(second, channel=first.channel, shared=False),
    )
    facts = replace(
        builders.facts(the_directory=builders.directory(builders.PEOPLE, both)),
        registry=Registry(),
    )
    assert places_of(facts) == (Place(first.channel),)


def test_a_channel_of_digests_is_looked_at_too_and_is_never_open() -> None:
    (first, *others) = builders.TEAMS
    people = (
        *builders.PEOPLE,
        builders.person("vera", digest_channel="CVPS"),
        builders.person("dora", digest_channel=first.channel),
    )
    teams = (replace(first, shared=True), *others)
    facts = builders.facts(the_directory=builders.directory(people, teams))
    known = {one.channel: one.is_open for one in places_of(facts)}
    assert known["CVPS"] is known[first.channel] is False


def test_the_fallback_is_looked_at_like_the_others(slack: Running) -> None:
    (first, *_) = builders.TEAMS
    facts = builders.facts()
    (place,) = (one for one in places_of(facts, "C3") if one.channel == "C3")
    assert place not in places_of(facts)
    check = found(slack, places=(place,))["channel C3"]
    assert (check.health, "CHATOPS_FALLBACK_CHANNEL" in check.mend) == (Health.FAIL, True)
    assert not place.is_open
    known = places_of(facts, first.channel)
    assert [one.channel for one in known] == [one.channel for one in places_of(facts)]
    assert [one.channel for one in known if one.is_fallback] == [first.channel]


def test_the_channel_of_checkpoints_is_looked_at_and_may_be_shared(slack: Running) -> None:
    facts = builders.facts()
    (*of_cards, place) = places_of(facts, audit="C2")
    assert tuple(of_cards) == places_of(facts)
    check = found(slack, places=(place,))["channel C2"]
    assert (check.health, check.mend) == (Health.FAIL, "In Slack: /invite the bot in #empty.")
    (*_, gone) = places_of(facts, audit="C404")
    assert "CHATOPS_AUDIT_CHANNEL" in found(slack, places=(gone,))["channel C404"].mend
    (*_, shared) = places_of(facts, audit="C1")
    check = found(slack, places=(shared,))["channel C1"]
    assert (check.health, "reads the log's checkpoints" in check.sentence) == (Health.OK, True)
    (card, *_) = places_of(facts)
    assert places_of(facts, audit=card.channel) == places_of(facts)


def test_a_private_channel_of_checkpoints_asks_for_no_private_fallback(slack: Running) -> None:
    (*_, audit) = places_of(builders.facts(), audit="G2")
    fallback = Place("C1", is_open=True, is_fallback=True)
    assert "fallback channel" not in found(slack, places=(fallback, audit))


@pytest.mark.parametrize(
    ("fallback", "others", "is_warned"),
    [("C1", ("G2",), True), ("C1", ("C2",), False), ("G2", ("C1",), False)],
)
def test_a_public_fallback_beside_private_channels_is_warned_of(
    slack: Running,
    fallback: str,
    others: tuple[str, ...],
    is_warned: bool,  # noqa: FBT001 - pytest's
) -> None:
    places = (Place(fallback, is_open=True, is_fallback=True), *map(Place, others))
    check = found(slack, places=places).get("fallback channel")
    assert (check is not None) is is_warned
    if check:
        assert check.health is Health.WARN
        assert "once #owners can be posted in no more, its cards stand nowhere" in check.sentence
        assert "Name a private channel in CHATOPS_FALLBACK_CHANNEL" in check.mend


def test_the_token_the_scopes_and_the_clock(slack: Running) -> None:
    checks = found(slack)
    assert checks["Slack token"].health is Health.OK
    assert checks["Slack scopes"].health is Health.OK
    assert checks["Slack's clock"].health is Health.OK
    assert found(slack, ahead=3600)["Slack's clock"].health is Health.FAIL


def test_a_token_that_slack_refuses(slack: Running) -> None:
    (check,) = found(slack, token="xoxb-2").values()
    assert (check.health, check.sentence) == (Health.FAIL, "Slack refuses it: invalid_auth.")


def test_slack_that_cannot_be_reached() -> None:
    connection = Connection("xoxb-1", "s3cret", "http://127.0.0.1:1/api/")
    for checks in (
        examine_slack(connection, PLACES, watch()),
        inspect_slack(connection, Survey(PLACES, (), HTTP), watch()),
    ):
        (check,) = checks
        assert check.health is Health.FAIL
        assert "SLACK_API_URL" in check.mend


def test_missing_scopes_are_named_with_what_they_are_for() -> None:
    app = DEFINITION.app.model_copy(update={"scopes": ("chat:write", "commands")})
    with running(DEFINITION.model_copy(update={"app": app})) as slack:
        connection = Connection("xoxb-1", "s3cret", slack.api_url)
        checks = list(examine_slack(connection, PLACES, watch()))
    told = {(one.name, one.health): one.sentence for one in checks}
    missing = told["Slack scopes", Health.FAIL]
    assert all(f"{one} (for " in missing for one in SCOPES if one not in app.scopes)
    assert "users:read (for bots.info, users.info, users.list)" in missing
    assert "channels:history" in told["Slack scopes", Health.WARN]
    assert all(one in told["Slack scopes", Health.WARN] for one in OPTIONAL_SCOPES)
    assert "channels:read" in told["channels", Health.WARN]


def test_many_channels_are_looked_at_as_fast_as_slack_allows_and_no_faster(
    slack: Running,
) -> None:
    clock, rests = [0.0], []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        clock[0] += seconds

    slowly = Watch(now, lambda: clock[0], rest)
    connection = Connection(TOKEN, "s3cret", slack.api_url)
    checks = list(examine_slack(connection, [Place("G2")] * 45, slowly))
    assert sum(one.name == "channel G2" for one in checks) == 45
    assert 30 <= clock[0] <= 40  # 20 at once, then 45 a minute


def inspected(slack: Running, survey: Survey) -> dict[str, Check]:
    connection = Connection(TOKEN, "s3cret", slack.api_url)
    return {one.name: one for one in inspect_slack(connection, survey, watch())}


@pytest.mark.parametrize(
    ("disabled", "health", "sentence"),
    [(False, Health.OK, "there and enabled"), (True, Health.FAIL, "disabled")],
)
def test_user_groups_of_the_policy_have_to_be_there_and_enabled(
    slack: Running,
    disabled: bool,  # noqa: FBT001 - pytest's
    health: Health,
    sentence: str,
) -> None:
    groups = slack.workspace.usergroups
    groups["S1"] = groups["S1"].model_copy(update={"disabled": disabled})
    checks = inspected(slack, Survey((), ("S1", "S404"), HTTP))
    slack.workspace.reset()
    assert checks["user group S1"].health is health
    assert sentence in checks["user group S1"].sentence
    assert checks["user group S404"].health is Health.FAIL


def test_a_policy_without_user_groups_needs_none(slack: Running) -> None:
    assert inspected(slack, Survey((), (), HTTP))["user groups"].health is Health.OK


@pytest.mark.parametrize(
    ("error", "mend"),
    [("plan_upgrade_required", "plan"), ("missing_scope", "usergroups:read")],
)
def test_user_groups_that_slack_does_not_show(slack: Running, error: str, mend: str) -> None:
    slack.workspace.faults.add(Fault(method="usergroups.list", error=error))
    check = inspected(slack, Survey((), ("S1",), HTTP))["user groups"]
    assert check.health is Health.FAIL
    assert mend in check.mend


@pytest.mark.parametrize(
    ("entrance", "health", "sentence"),
    [
        (HTTP, Health.WARN, "Whether that arrives was not looked at"),
        (Entrance(has_secret=False), Health.FAIL, "There is none"),
        (Entrance(has_secret=False, app_token="xapp-1"), Health.OK, "lets us open connections"),
        (Entrance(has_secret=True, app_token="xapp-2"), Health.FAIL, "invalid_auth"),
        (Entrance(has_secret=True, app_token=TOKEN), Health.FAIL, "not_allowed_token_type"),
    ],
)
def test_how_slack_gets_in(
    slack: Running, entrance: Entrance, health: Health, sentence: str
) -> None:
    check = inspected(slack, Survey((), (), entrance))["Slack's way in"]
    assert check.health is health
    assert sentence in check.sentence
    assert bool(check.mend) is (health is not Health.OK)


def knocked(
    slack: Running, secret: str, answers: Callable[[Request], Awaitable[Response]]
) -> Check:
    """What is said of an address where this answers, when ours is this signing secret."""
    route = Route("/slack/events", answers, methods=["POST"])
    with serving(Starlette(routes=[route])) as url:
        app = slack.workspace.app
        connection = Connection(TOKEN, secret, slack.api_url)
        survey = Survey((), (), Entrance(has_secret=True, config_token=app.config_token))
        before, slack.workspace.request_url = slack.workspace.request_url, f"{url}/slack/events"
        try:
            found = {one.name: one for one in inspect_slack(connection, survey, watch())}
        finally:
            slack.workspace.request_url = before
    return found["Slack's way in"]


@pytest.mark.usefixtures("scene")
def test_the_address_is_called_as_slack_calls_it(slack_theatre: Theatre, slack: Running) -> None:
    check = knocked(slack, SECRET, slack_theatre.answer)
    assert (check.health, "answers what is signed" in check.sentence) == (Health.OK, True)
    check = knocked(slack, "another secret", slack_theatre.answer)
    assert (check.health, "answers 401" in check.sentence) == (Health.FAIL, True)
    assert "SLACK_SIGNING_SECRET" in check.mend


async def welcome(_: Request) -> Response:
    """What somebody answers who did not understand the question."""
    return Response("Welcome!")


def test_somebody_elses_page_is_no_way_in(slack: Running) -> None:
    assert knocked(slack, SECRET, welcome).health is Health.FAIL


def test_an_address_where_nobody_answers_is_a_warning() -> None:
    app = DEFINITION.app.model_copy(update={"manifest": manifest()})
    entrance = Entrance(has_secret=True, config_token=app.config_token)
    with running(DEFINITION.model_copy(update={"app": app})) as slack:
        check = inspected(slack, Survey((), (), entrance))["Slack's way in"]
    assert (check.health, "does not answer" in check.sentence) == (Health.WARN, True)


def test_a_clock_that_cannot_be_compared_is_a_warning(slack: Running) -> None:
    answer = Connection(TOKEN, "s3cret", slack.api_url).client(5).auth_test()
    for headers in ({}, {"Date": "yesterday"}):
        answer.headers = headers
        clocks = [one for one in _of_token(answer, watch()) if one.name == "Slack's clock"]
        assert [one.health for one in clocks] == [Health.WARN]


def manifest(**settings: Any) -> dict[str, Any]:
    """The manifest of the repository as Slack would have it, with an address."""
    made: dict[str, Any] = json.loads(json.dumps(MANIFEST).replace("YOUR-HOST", HOST))
    made["settings"].update(settings)
    return made


def compared(in_slack: dict[str, Any], app_token: str = "") -> Check:
    app = DEFINITION.app.model_copy(update={"manifest": in_slack})
    entrance = Entrance(has_secret=True, app_token=app_token, config_token=app.config_token)
    with running(DEFINITION.model_copy(update={"app": app})) as slack:
        return inspected(slack, Survey((), (), entrance))["Slack manifest"]


def test_the_manifest_of_the_repository_is_what_slack_should_have() -> None:
    check = compared(manifest())
    assert check.health is Health.OK
    assert check.sentence.startswith("Slack has what manifest.yml says")
    assert compared(manifest(socket_mode_enabled=True), "xapp-1").health is Health.OK


def place_of(made: dict[str, Any], path: str) -> tuple[Any, str]:
    """What holds the last part of the path, and that part; a number is a place in a list."""
    *parts, last = path.split(".")
    place: Any = made
    for one in parts:
        place = place[int(one) if one.isdigit() else one]
    return place, last


def without(path: str, name: str) -> dict[str, Any]:
    """The manifest without one thing of a list."""
    made = manifest()
    place, last = place_of(made, path)
    place[last] = [one for one in place[last] if name not in str(one)]
    return made


def more(path: str, name: str) -> dict[str, Any]:
    """The manifest with one thing more in a list."""
    made = manifest()
    place, last = place_of(made, path)
    place[last] = [*place.get(last, ()), name]
    return made


def changed(path: str, value: object) -> dict[str, Any]:
    """The manifest with something else in one place; None takes away what stands there."""
    made = manifest()
    place, last = place_of(made, path)
    place[last] = value
    if value is None:
        del place[last]
    return made


COMMAND, EVENTS = "features.slash_commands.0", "settings.event_subscriptions"
ELSEWHERE = "https://elsewhere.com/slack/events"


@pytest.mark.parametrize(
    ("in_slack", "sentence"),
    [
        (without("settings.event_subscriptions.bot_events", "user_change"), "event user_change"),
        (without("features.slash_commands", "/change"), "the command /change is missing"),
        (without("features.shortcuts", "request_change"), "shortcut request_change is missing"),
        (without("oauth_config.scopes.bot", "users:read"), "the scope users:read is missing"),
        (manifest(socket_mode_enabled=True), "nothing arrives over HTTP"),
        (manifest(token_rotation_enabled=True), "token rotation is on"),
        (manifest(interactivity={"is_enabled": False}), "interactivity is off"),
        (
            manifest(interactivity={"is_enabled": True, "request_url": "https://elsewhere.com/x"}),
            "the request URL for buttons is “https://elsewhere.com/x”",
        ),
        ({**manifest(), "features": {}}, "the Messages tab is off"),
        ({**manifest(), "settings": [], "features": "?"}, "the command /change is missing"),
        (changed(f"{COMMAND}.url", "https://elsewhere.com/x"), "request URL for /change is “http"),
        (changed(f"{COMMAND}.url", None), "request URL for /change is “”"),
        (changed(f"{COMMAND}.url", ELSEWHERE), "different hosts (127.0.0.1:1, elsewhere.com)"),
        (changed(f"{EVENTS}.request_url", ELSEWHERE), "different hosts"),
        (MANIFEST, "YOUR-HOST still stands in the request URL for events"),
        (
            changed(f"{COMMAND}.should_escape", value=False),
            "the should_escape of the command /change is false, not true",
        ),
        (
            changed("features.shortcuts.1.type", "global"),
            "the type of the shortcut request_from_message is “global”, not “message”",
        ),
        (changed("features.bot_user", None), "there is no bot user"),
        (changed("features.app_home.messages_tab_read_only_enabled", value=False), "lets people"),
    ],
)
def test_what_slack_lacks_is_named(in_slack: dict[str, Any], sentence: str) -> None:
    check = compared(in_slack)
    assert check.health is Health.FAIL
    assert sentence in check.sentence
    assert "App Manifest" in check.mend


def test_socket_mode_has_to_be_on_where_its_token_is_set() -> None:
    assert "Socket Mode is off" in compared(manifest(), "xapp-1").sentence


@pytest.mark.parametrize(
    ("in_slack", "sentence"),
    [
        (more(f"{EVENTS}.bot_events", "reaction_added"), "the event reaction_added is too much"),
        (more("oauth_config.scopes.user", "admin"), "the scope of people admin is too much"),
        (more("oauth_config.scopes.bot", "pins:write"), "the scope pins:write is too much"),
        (changed("oauth_config.scopes.bot_optional", None), "optional scope im:write is missing"),
        (changed(f"{COMMAND}.usage_hint", "request"), "the usage_hint of the command /change is"),
    ],
)
def test_what_slack_has_too_much_or_could_have_is_a_warning(
    in_slack: dict[str, Any], sentence: str
) -> None:
    check = compared(in_slack)
    assert check.health is Health.WARN
    assert sentence in check.sentence


@pytest.mark.parametrize(
    "in_slack",
    [
        more("oauth_config.scopes.bot", "im:write"),  # an optional one may stand in both
        changed("display_information.name", "Our approvals"),
        changed("settings.org_deploy_enabled", value=True),
        changed("settings.token_rotation_enabled", None),
        changed("_metadata", {"major_version": 1}),
    ],
)
def test_what_is_the_workspaces_own_or_says_the_same_is_no_difference(
    in_slack: dict[str, Any],
) -> None:
    assert compared(in_slack).health is Health.OK


def test_without_a_configuration_token_the_doctor_says_that_it_could_not_look(
    slack: Running,
) -> None:
    check = inspected(slack, Survey((), (), HTTP))["Slack manifest"]
    assert (check.health, "SLACK_CONFIG_TOKEN" in check.mend) == (Health.WARN, True)
    wrong = Entrance(has_secret=True, config_token="xoxe.xoxp-2")
    check = inspected(slack, Survey((), (), wrong))["Slack manifest"]
    assert (check.health, check.sentence) == (
        Health.WARN,
        "It could not be looked at: invalid_auth.",
    )


def test_no_token_is_ever_told(slack: Running) -> None:
    entrance = Entrance(has_secret=True, app_token="xapp-2", config_token="xoxe.xoxp-2")
    for check in inspected(slack, Survey(PLACES, ("S1",), entrance)).values():
        assert not any(one in f"{check} {entrance}" for one in ("xapp-2", "xoxp-2", TOKEN))
