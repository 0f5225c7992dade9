"""The one place where errors become answers: a refusal is an answer, anything else is a bug.

A refusal reaches only the person who asked, with HTTP 200. Any other exception gives HTTP 500,
so that Slack shows its own error and the person can try again; it is logged once, without the
payload. Where an input of a form tells what was typed, nobody asked for anything: neither a
refusal nor what Slack refuses us is put over the form.
"""

import logging
from typing import Any

from pydantic import ValidationError
from slack_bolt import BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from chatops.core.refused import Invalid, Refused
from chatops.slack.connection import IN_REQUEST_SECONDS
from chatops.slack.failures import CALL_FAILED
from chatops.slack.payloads import (
    Click,
    Command,
    GroupChange,
    HomeOpened,
    Shortcut,
    Submission,
    Suggestion,
    UserChange,
)
from chatops.slack.payloads_channels import Joined
from chatops.slack.payloads_message import MessageShortcut
from chatops.slack.views import replies
from chatops.slack.views.blocks import Message

_log = logging.getLogger(__name__)


def answer_error(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
    """Answer a request whose listener raised."""
    kind = _kind(body)
    if isinstance(error, Refused):
        _log.info("slack.refused", extra={"code": error.code, "kind": kind})
        return _refuse(error, kind, body, client)
    if isinstance(error, BoltUnhandledRequestError):
        _log.warning("slack.unhandled", extra={"kind": kind})
        return BoltResponse(status=404, body="")
    if isinstance(error, ValidationError) and error.title in _PAYLOADS:
        _log.warning("slack.malformed", extra={"kind": kind})
        return BoltResponse(status=400, body="")
    if isinstance(error, CALL_FAILED) and _is_filling(kind, body):
        _log.info("slack.not_kept", extra={"kind": kind})
        return BoltResponse(status=200, body="")
    _log.error("slack.failed", extra={"kind": kind}, exc_info=error)
    return BoltResponse(status=500, body="")


def private(message: Message) -> dict[str, Any]:
    """Return the body of an answer that only the person who asked sees."""
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


_REQUESTS = (
    Click,
    Command,
    GroupChange,
    HomeOpened,
    Joined,
    MessageShortcut,
    Shortcut,
    Submission,
    Suggestion,
    UserChange,
)
_PAYLOADS = {one.__name__ for one in _REQUESTS}


def _kind(body: dict[str, Any]) -> str:
    return "command" if "command" in body else str(body.get("type", "unknown"))


def _is_filling(kind: str, body: dict[str, Any]) -> bool:
    """Tell whether a form was filled in or closed: what it held is kept if that can be."""
    if kind == "view_closed":
        return True
    return kind == "block_actions" and Click.model_validate(body).is_filling


def _refuse(refused: Refused, kind: str, body: dict[str, Any], client: WebClient) -> BoltResponse:
    match kind:
        case "command":
            return _respond(private(replies.note(refused.sentence)))
        case "view_submission":
            return _respond(_under_fields(refused, Submission.model_validate(body)))
        case "block_suggestion":
            return _respond({"options": []})
        case "block_actions" if not _is_filling(kind, body):
            tell(refused.sentence, Click.model_validate(body), client)
        case "shortcut" | "message_action":
            shortcut = Shortcut.model_validate(body)
            view = replies.note_modal(refused.sentence)
            client.views_open(trigger_id=shortcut.trigger_id, view=view)
        case _:  # an event, a form while it is filled in: nobody waits for an answer
            pass
    return BoltResponse(status=200, body="")


def _respond(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=body)


def _under_fields(refused: Refused, submission: Submission) -> dict[str, Any]:
    """Put each mistake under its input, or under the first one, so that no text is lost."""
    inputs = submission.view.inputs
    mistakes = (
        refused.mistakes if isinstance(refused, Invalid) else {refused.field: refused.sentence}
    )
    errors: dict[str, str] = {}
    for field, sentence in mistakes.items():
        place = field if field in inputs else inputs[0]
        before = f"{errors[place]} " if place in errors else ""
        errors[str(place)] = replies.mistake(before + sentence)
    return {"response_action": "errors", "errors": errors}


def tell(sentence: str, click: Click, client: WebClient, *, title: str = "Not done") -> None:
    """Tell only the person who clicked, beside what they clicked."""
    if click.view is not None:
        show = client.views_push if click.view.type == "modal" else client.views_open
        show(trigger_id=click.trigger_id, view=replies.note_modal(sentence, title))
        return
    message, place = replies.note(sentence), click.container
    try:
        client.chat_postEphemeral(
            channel=str(place.channel_id),
            user=click.user.id,
            text=message.text,
            blocks=message.blocks,
            thread_ts=place.thread_ts,
        )
    except SlackApiError:  # we are no member of that channel: an answer to /change show
        by_response_url(click, message)


class NotAnsweredError(OSError):
    """Slack did not take an answer at the click's response_url."""


def by_response_url(click: Click, message: Message, *, replace: bool = False) -> None:
    """Answer the person privately; `replace` the private message that was clicked."""
    url = WebhookClient(click.response_url, timeout=IN_REQUEST_SECONDS, retry_handlers=[])
    answer = url.send(
        text=message.text,
        blocks=message.blocks,
        response_type="ephemeral",
        replace_original=replace,
    )
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP OK
        raise NotAnsweredError(f"response_url answered {answer.status_code}")
