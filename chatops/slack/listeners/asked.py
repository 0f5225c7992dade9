"""What somebody typed after the slash command, and who they are."""

from dataclasses import dataclass

from slack_sdk import WebClient

from chatops.core.people import Person
from chatops.slack.identity import Identity
from chatops.slack.payloads import Command
from chatops.slack.visibility import Visibility
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class Asked:
    """A person's command: its first word and the rest."""

    house: House
    client: WebClient
    identity: Identity
    visibility: Visibility
    person: Person
    typed: Command
    words: tuple[str, ...]

    def word(self, index: int) -> str:
        """Return a word after the first one, or nothing."""
        return self.words[index] if index < len(self.words) else ""

    def rest(self, index: int) -> str:
        """Return all that was typed from this word on, with Slack's marks, or nothing."""
        words = self.typed.text.split(maxsplit=index)
        return words[index] if index < len(words) else ""
