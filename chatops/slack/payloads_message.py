"""A shortcut that was used on a message, and the message's text as a person reads it.

Follows https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload and
https://docs.slack.dev/messaging/formatting-message-text
"""

import html
import re

from pydantic import BaseModel

from chatops.core.directory import Directory
from chatops.slack.payloads import Shortcut

_MARKED = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r"<(https?://[^<>|]+)(?:\|[^<>]*)?>")


class Place(BaseModel):
    """The conversation that holds the message."""

    model_config = Shortcut.model_config
    id: str


class Written(BaseModel):
    """A message of anybody, as far as a request can be made of it."""

    model_config = Shortcut.model_config
    text: str = ""

    @property
    def link(self) -> str:
        """Return the first link in the text, or nothing."""
        found = _LINK.search(self.text)
        return html.unescape(found[1]) if found else ""

    def plain(self, directory: Directory) -> str:
        """Return the text without Slack's markup: names for mentions, addresses for links."""
        named = _MARKED.sub(lambda found: _said(found[1], directory), self.text)
        return html.unescape(named)


class MessageShortcut(Shortcut):
    """message_action."""

    message: Written = Written()
    message_ts: str = ""
    channel: Place | None = None

    @property
    def slot(self) -> str:
        """Return where the draft of a request that began at this message is kept."""
        return f"message:{self.channel.id if self.channel else ''}:{self.message_ts}"


def _said(marked: str, directory: Directory) -> str:
    target, _, label = marked.partition("|")
    if target.startswith("@"):
        person = directory.by_slack(target[1:])
        return f"@{person.name if person else label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    if label and label != target:
        return f"{label} ({target})"
    return target
