import socket
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from chatops.core.errand import Result
from chatops.slack.failures import failure_of


def answered(error: str, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    data: dict[str, Any] = {"ok": False, "error": error, "needed": "chat:write"}
    response = SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("failed", response)  # type: ignore[no-untyped-call]  # the SDK


@pytest.mark.parametrize(
    ("error", "mending"),
    [
        ("invalid_auth", "set SLACK_BOT_TOKEN"),
        ("missing_scope", "(chat:write)"),
        ("something_new", "Slack refused (something_new)"),
    ],
)
def test_what_people_can_mend_is_tried_again_and_says_how_to_mend_it(
    error: str, mending: str
) -> None:
    failure = failure_of(answered(error), "C1")
    assert failure.result is Result.FAILED
    assert mending in failure.error


@pytest.mark.parametrize(
    ("error", "mending"),
    [
        ("channel_not_found", "the bot cannot see C1"),
        ("not_in_channel", "invite it there"),
        ("is_archived", "C1 is archived"),
    ],
)
def test_a_channel_that_takes_nothing_is_lost_and_says_how_to_mend_it(
    error: str, mending: str
) -> None:
    failure = failure_of(answered(error), "C1")
    assert failure.result is Result.LOST
    assert mending in failure.error


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long"])
def test_a_message_that_slack_will_never_take_is_given_up(error: str) -> None:
    failure = failure_of(answered(error), "C1")
    assert failure.result is Result.HOPELESS
    assert error in failure.error


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({"Retry-After": "7"}, 7), ({"retry-after": "30"}, 30), ({}, 5), ({"Retry-After": "x"}, 5)],
)
def test_a_rate_limit_says_when(headers: dict[str, str], wait: float) -> None:
    failure = failure_of(answered("ratelimited", 429, headers), "C1")
    assert (failure.result, failure.wait) == (Result.LATER, wait)


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        RemoteDisconnected(""),
        ConnectionResetError(),
        URLError(TimeoutError()),
        answered("internal_error"),
        answered("fatal_error"),
        answered("Received a response in a non-JSON format: <html>"),
        answered("anything", 502),
    ],
    ids=repr,
)
def test_what_may_have_been_delivered_is_in_doubt(error: Exception) -> None:
    assert failure_of(error, "C1").result is Result.UNKNOWN


@pytest.mark.parametrize(
    "error", [URLError(ConnectionRefusedError()), URLError(socket.gaierror())], ids=repr
)
def test_what_never_left_is_certainly_not_delivered(error: Exception) -> None:
    assert failure_of(error, "C1").result is Result.FAILED
