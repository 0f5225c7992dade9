"""Tickets: the right to open one Socket Mode connection, soon and once.

Follows https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TICKET_SECONDS = 30.0


@dataclass
class Tickets:
    """The tickets that were handed out and not used."""

    clock: "Callable[[], float]"
    _made: dict[str, float] = field(default_factory=dict)

    def make(self) -> str:
        """Hand out a ticket."""
        ticket = secrets.token_urlsafe(24)
        self._made[ticket] = self.clock()
        return ticket

    def use(self, ticket: str) -> bool:
        """Say whether the ticket was good, and make it worthless."""
        made_at = self._made.pop(ticket, None)
        return made_at is not None and self.clock() - made_at <= TICKET_SECONDS
