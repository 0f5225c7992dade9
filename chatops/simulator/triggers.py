"""Trigger ids: the right to open one modal for one person, three seconds long, used once.

Follows https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
"""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TRIGGER_SECONDS = 3.0


class TriggerError(Exception):
    """The trigger is refused; the text is Slack's error code."""


@dataclass
class _Trigger:
    user: str
    made_at: float
    used: bool = False


@dataclass
class Triggers:
    """All trigger ids that were handed out."""

    clock: "Callable[[], float]"
    _all: dict[str, _Trigger] = field(default_factory=dict)

    def make(self, user: str) -> str:
        """Hand out a trigger for something this person has just done."""
        number = secrets.randbelow(10**10)
        name = f"{number}.{len(self._all) + 1}.{secrets.token_hex(16)}"
        self._all[name] = _Trigger(user, self.clock())
        return name

    def exchange(self, name: str) -> str:
        """Return whose trigger it is and use it up; raise TriggerError when it is not valid."""
        trigger = self._all.get(name)
        if trigger is None:
            raise TriggerError("invalid_trigger_id")
        if trigger.used:
            raise TriggerError("exchanged_trigger_id")
        if self.clock() - trigger.made_at > TRIGGER_SECONDS:
            raise TriggerError("expired_trigger_id")
        trigger.used = True
        return trigger.user
