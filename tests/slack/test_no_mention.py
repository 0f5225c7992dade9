"""Nobody's whole channel is rung: no view of any change mentions @here, @channel or @everyone.

A mention of many is an element of type `broadcast` in rich text, or `<!here>` and the like in
mrkdwn and in a message's text; https://docs.slack.dev/messaging/formatting-message-text
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from chatops.core.change import Change
from chatops.core.events import Event
from chatops.core.verdict import Verdict
from chatops.slack.views import rich
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.story import channel_line, direct_message, thread_line
from tests.builders import NOW
from tests.slack.strategies import changes, values, verdicts
from tests.slack.test_any_change import FACTS, events, markup, slowly

MANY = ("<!here", "<!channel", "<!everyone", "<!subteam", "<!group")
SOURCES = sorted((Path(__file__).parents[2] / "chatops" / "slack").rglob("*.py"))
OPTIONS = {"reply_broadcast", "link_names"}
RINGING = {"broadcast", "usergroup"}


def rings(text: str, blocks: Any) -> Iterator[str]:
    """Yield what would ring more than the people who are named."""
    yield from (one for one in values(blocks, "type") if one in RINGING)
    for said in (text, *markup(blocks)):
        yield from (one for one in MANY if one in said)


@slowly
@given(changes(), verdicts)
def test_no_card_and_no_details(change: Change, verdict: Verdict) -> None:
    message = card(change, verdict, FACTS, NOW)
    assert not list(rings(message.text, message.blocks))
    view = details(change, verdict, FACTS, NOW, viewer="ana", page=1)
    assert not list(rings("", view["blocks"]))


@slowly
@given(changes(), events)
def test_no_line_and_no_direct_message(change: Change, event: Event) -> None:
    for message in (
        thread_line(event, change, FACTS, "line:CR-1:7"),
        channel_line(event, change, FACTS, "loud:CR-1:7"),
        channel_line(event, None, FACTS, "loud::7"),
        direct_message(event, change, FACTS, "dm:CR-1:7", person="ana"),
    ):
        assert not list(rings(message.text, message.blocks))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_view_is_written_to_do_so(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)}
    said = {one for one in texts if isinstance(one, str)}
    given_to_slack = {one.arg for one in ast.walk(tree) if isinstance(one, ast.keyword)}
    assert not (said | given_to_slack) & {*OPTIONS, "broadcast"}
    assert not [one for one in said if any(many in one for many in MANY)]


def test_the_look_for_mentions_sees_them() -> None:
    loud = [rich.block(rich.section({"type": "broadcast", "range": "here"}))]
    assert list(rings("<!channel> hello", loud)) == ["broadcast", "<!channel"]
