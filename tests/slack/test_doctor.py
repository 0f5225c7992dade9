"""What the doctor finds between us and Slack."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chatops.core.check import Check, Health
from chatops.files.document import parse
from chatops.simulator.server import Running, running
from chatops.slack.connection import Connection
from chatops.slack.doctor import OPTIONAL_SCOPES, SCOPES, examine_slack
from tests.simulator.bench import DEFINITION

TOKEN = DEFINITION.app.bot_token
CHANNELS = ("C1", "C2", "C3", "C404", "G2")


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - compared with what the server says in `Date`


@pytest.fixture(scope="module")
def slack() -> Iterator[Running]:
    with running(DEFINITION) as one:
        yield one


def found(slack: Running, token: str = TOKEN, ahead: float = 0) -> dict[str, Check]:
    connection = Connection(token, "s3cret", slack.api_url)
    checks = examine_slack(connection, CHANNELS, lambda: now() + timedelta(seconds=ahead))
    return {one.name: one for one in checks}


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
    (check,) = examine_slack(connection, CHANNELS, now)
    assert check.health is Health.FAIL
    assert "SLACK_API_URL" in check.mend


def test_missing_scopes_are_named() -> None:
    app = DEFINITION.app.model_copy(update={"scopes": ("chat:write", "commands")})
    with running(DEFINITION.model_copy(update={"app": app})) as slack:
        connection = Connection("xoxb-1", "s3cret", slack.api_url)
        checks = list(examine_slack(connection, CHANNELS, now))
    told = {(one.name, one.health): one.sentence for one in checks}
    missing = [one for one in SCOPES if one not in app.scopes]
    assert told["Slack scopes", Health.FAIL] == f"Missing: {', '.join(missing)}."
    assert "channels:history" in told["Slack scopes", Health.WARN]
    assert "channels:read" in told["channels", Health.WARN]


def test_the_scopes_are_those_of_the_manifest() -> None:
    text = (Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8")
    scopes = parse(text, "manifest.yml").value["oauth_config"]["scopes"]
    assert tuple(scopes["bot"]) == SCOPES
    assert tuple(scopes["bot_optional"]) == OPTIONAL_SCOPES
