"""The whole state of the local workspace, behind one lock.

Everything that holds state is a small store of its own; this module only puts them together.
"""

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chatops.simulator.changes import Changes
from chatops.simulator.conversations import Conversation, Conversations
from chatops.simulator.faults import Faults
from chatops.simulator.files import Files
from chatops.simulator.messages import Message, Messages
from chatops.simulator.people import People
from chatops.simulator.rates import Rates
from chatops.simulator.response_urls import ResponseUrls
from chatops.simulator.tickets import Tickets
from chatops.simulator.triggers import Triggers
from chatops.simulator.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatops.simulator.definition import App, Team, User, WorkspaceDefinition
    from chatops.simulator.extras import Extras
    from chatops.simulator.json_types import JsonObject


class Workspace:
    """People, conversations, messages, views and what is left of triggers and rates.

    `request_url` is where interactions go by HTTP; it may be set once the app is listening, and so
    may `extras`, which the page shows at its top and whose clock stamps messages.
    Readers and writers hold `lock`; writers use `changing()`, which also tells the pages.
    """

    def __init__(
        self, definition: "WorkspaceDefinition", clock: "Callable[[], float]" = time.time
    ) -> None:
        self.definition = definition
        self.clock = clock
        self.lock = threading.RLock()
        self.changes = Changes()
        self.request_url = definition.app.request_url
        self.extras: Extras | None = None
        self._begin()

    def _begin(self) -> None:
        self.people = People.of(self.definition)
        self.conversations = Conversations.of(self.definition)
        self.messages = Messages(self.shown_now)
        self.views = Views(self.clock)
        self.triggers = Triggers(self.clock)
        self.tickets = Tickets(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.rates = Rates(self.clock, self.definition.rate_limits)
        self.faults = Faults()
        self.files = Files()
        self.usergroups = {one.id: one for one in self.definition.usergroups}
        self.token_error: str | None = None
        self.typed_in_messages: dict[tuple[str, str, str], JsonObject] = {}

    def shown_now(self) -> float:
        """Return the Unix seconds that people here see: of the clock of `extras`, if any."""
        return self.extras.clock() if self.extras else self.clock()

    @property
    def app(self) -> "App":
        """Return the installed app."""
        return self.definition.app

    @property
    def team(self) -> "Team":
        """Return the workspace's own name and ids."""
        return self.definition.team

    def reset(self) -> None:
        """Go back to the definition; where the app listens stays known."""
        with self.changing():
            self._begin()

    @contextmanager
    def changing(self) -> "Iterator[None]":
        """Hold the lock for a change and tell the pages afterwards."""
        with self.lock:
            yield
        self.changes.changed()

    def sees(self, user: "User", conversation: Conversation) -> bool:
        """Say whether a person can read a conversation: members, and colleagues in public ones."""
        if user.id in conversation.members:
            return True
        if self.people.is_external(user) or self.people.is_guest(user):
            return False
        return conversation.kind == "channel"

    def post_as_app(
        self,
        conversation: Conversation,
        text: str,
        blocks: "list[JsonObject]",
        *,
        thread_ts: str | None = None,
        ephemeral_for: str | None = None,
        metadata: "JsonObject | None" = None,
        files: "tuple[JsonObject, ...]" = (),
    ) -> Message:
        """Put a message of the app into a conversation."""
        message = Message(
            ts=self.messages.next_ts(),
            channel=conversation.id,
            user=self.app.bot_user_id,
            bot_id=self.app.bot_id,
            text=text,
            blocks=tuple(blocks),
            thread_ts=thread_ts,
            ephemeral_for=ephemeral_for,
            metadata=metadata,
            files=files,
        )
        return self.messages.put(message)
