"""Everything that a stranger may send to the one address that is open to the internet."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from chatops.slack.door import MOST_BYTES, Door, _fields
from tests.slack.stage import SECRET, Clock, Stage, Theatre

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON_TYPE = {"content-type": "application/json"}


class Knocker:
    """Sends requests to the door of a scene whose clock stands still."""

    def __init__(self, scene: Stage) -> None:
        self.clock = Clock()
        door = Door(scene.app, SECRET, clock=lambda: self.clock.seconds)
        self.app = Starlette(routes=[Route("/slack/events", door.answer, methods=["POST"])])

    def post(
        self, content: bytes | AsyncIterator[bytes], headers: dict[str, str]
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
                return await client.post("/slack/events", content=content, headers=headers)

        return asyncio.run(send())

    def signed(self, body: bytes, *, offset: int = 0, secret: str = SECRET) -> dict[str, str]:
        timestamp = str(int(self.clock.seconds) + offset)
        base = b"v0:" + timestamp.encode() + b":" + body
        digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
        return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


@pytest.fixture(scope="module")
def knocker(slack_theatre: Theatre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knocker]:
    with slack_theatre.scene(tmp_path_factory.mktemp("door")) as scene:
        yield Knocker(scene)


def help_command() -> bytes:
    fields = {"command": "/change", "text": "help", "user_id": "UANA", "team_id": "T0001"}
    return urlencode(fields | {"api_app_id": "A0001", "trigger_id": "1.2.3"}).encode()


def test_what_slack_signed_is_answered(knocker: Knocker) -> None:
    body = help_command()
    answer = knocker.post(body, FORM | knocker.signed(body))
    assert answer.status_code == 200
    assert "/change request" in answer.json()["text"]


def test_the_address_is_verified_as_slack_does_it(knocker: Knocker) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    answer = knocker.post(body, JSON_TYPE | knocker.signed(body))
    assert answer.json() == {"challenge": "abc"}
    assert knocker.post(body, JSON_TYPE).status_code == 401


def test_the_certificate_check_is_answered_and_nothing_else_passes_with_it(
    knocker: Knocker,
) -> None:
    assert knocker.post(b"ssl_check=1&token=x", FORM).status_code == 200
    assert knocker.post(b"ssl_check=1&payload=%7B%7D", FORM).status_code == 401
    assert knocker.post(b"ssl_check=1&command=%2Fchange", FORM).status_code == 401


@pytest.mark.parametrize("offset", [-301, 301])
def test_a_stale_or_future_request_is_turned_away(knocker: Knocker, offset: int) -> None:
    body = help_command()
    assert knocker.post(body, FORM | knocker.signed(body, offset=offset)).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=\u00e9"},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "1e9"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "9" * 400},
    ],
    ids=str,
)
def test_a_wrong_signature_or_time_is_turned_away(knocker: Knocker, change: dict[str, str]) -> None:
    body = help_command()
    headers = {k: v.encode("latin-1") for k, v in (FORM | knocker.signed(body) | change).items()}
    assert knocker.post(body, headers).status_code == 401  # type: ignore[arg-type]  # raw headers


def test_another_secret_is_turned_away(knocker: Knocker) -> None:
    body = help_command()
    headers = knocker.signed(body, secret="guessed")
    assert knocker.post(body, FORM | headers).status_code == 401


STRANGE = [
    b"",
    b"{",
    b"[]",
    b'"x"',
    b"\xff\xfe",
    b"payload=%7B",
    b"payload=[]",
    b"payload=5",
    b"payload",
    b"a",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"n":' + b"9" * 10_000 + b"}",
    b'{"team": 5, "type": "block_actions"}',
    b'{"user": [], "type": "view_submission", "view": 7}',
]


@pytest.mark.parametrize("body", STRANGE, ids=lambda body: repr(body[:20]))
@pytest.mark.parametrize("kind", [FORM, JSON_TYPE], ids=["form", "json"])
def test_strange_bodies_never_make_the_app_fail(
    knocker: Knocker, body: bytes, kind: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert knocker.post(body, kind).status_code == 401
    assert knocker.post(body, kind | knocker.signed(body)).status_code in {400, 403, 404}
    assert "Traceback" not in caplog.text


TEAM = {"team": {"id": "T0001"}, "user": {"id": "UANA", "team_id": "T0001"}}
INCOMPLETE = [
    {"command": "/change", "text": "list", "team_id": "T0001"},
    {**TEAM, "type": "block_actions", "actions": [{"action_id": "approve", "value": 7}]},
    {**TEAM, "type": "block_suggestion", "action_id": "system", "value": 7},
    {**TEAM, "type": "view_submission", "view": {"callback_id": "reject", "type": "modal"}},
    {**TEAM, "type": "shortcut", "callback_id": "request_change"},
    {"type": "event_callback", "team_id": "T0001", "event": {"type": "app_home_opened"}},
    {"type": "event_callback", "team_id": "T0001", "event": {"type": "user_change", "user": {}}},
]


@pytest.mark.parametrize("payload", INCOMPLETE, ids=lambda one: str(one.get("type", "command")))
def test_what_lacks_a_field_is_malformed_and_no_failure(
    knocker: Knocker, payload: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    is_form = "command" in payload
    body = urlencode(payload).encode() if is_form else json.dumps(payload).encode()
    kind = FORM if is_form else JSON_TYPE
    assert knocker.post(body, kind | knocker.signed(body)).status_code == 400
    assert "Traceback" not in caplog.text


def test_a_body_is_read_no_further_than_a_megabyte(knocker: Knocker) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 100_000

    assert knocker.post(endless(), FORM).status_code == 413
    big = b"x" * (MOST_BYTES + 1)
    assert knocker.post(big, FORM | knocker.signed(big)).status_code == 413
    assert knocker.post(b"x", FORM | {"content-length": "99999999"}).status_code == 413


def test_headers_that_would_steer_bolt_are_ignored(knocker: Knocker) -> None:
    body = help_command()
    steering = {"x-slack-bolt-lazy-only": "1", "x-slack-bolt-lazy-function-name": "change"}
    assert "/change request" in knocker.post(body, FORM | knocker.signed(body) | steering).text


def test_nothing_that_was_sent_is_ever_logged(
    knocker: Knocker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = b"text=private-words&command=%2Fchange"
    knocker.post(body, FORM)
    knocker.post(body, FORM | knocker.signed(body))
    knocker.post(b'{"type":"private-words"}', FORM)
    assert "private-words" not in caplog.text


def test_an_empty_secret_is_refused_at_the_start(scene: Stage) -> None:
    with pytest.raises(ValueError, match="signing secret is empty"):
        Door(scene.app, "  ", clock=lambda: 0)


@pytest.fixture(autouse=True)
def _quiet_asyncio() -> Iterator[None]:
    """Keep the event loop's own debug lines out of what is searched for private words."""
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    yield
    logging.getLogger("asyncio").setLevel(logging.NOTSET)


@given(
    st.dictionaries(st.text(min_size=1), st.text() | st.just('{"a": "%22 & = + é"}'), min_size=1)
)
def test_a_form_is_read_as_the_standard_library_reads_it(fields: dict[str, str]) -> None:
    form = urlencode(fields)
    assert _fields(form) == dict(parse_qsl(form, keep_blank_values=True, strict_parsing=True))


@given(st.text(alphabet='%257B2D3A2C0123456789abcdef="&{}:,+', min_size=1))
def test_strange_escapes_too(form: str) -> None:
    def read(parse: Callable[[str], dict[str, str]]) -> dict[str, str] | None:
        try:
            return parse(form)
        except ValueError:
            return None

    expected = read(lambda text: dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True)))
    assert read(_fields) == expected
