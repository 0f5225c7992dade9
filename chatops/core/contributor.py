"""Contributors: whoever touched a revision. Never forgotten, never an approver."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """How somebody came to be a contributor."""

    REQUESTER = "requester"
    EDITOR = "editor"
    AUTHOR = "author"
    COMMITTER = "committer"
    CO_AUTHOR = "co-author"
    PUSHER = "pusher"
    PRINCIPAL = "principal of the agent"
    TOKEN_OWNER = "owner of the token"  # noqa: S105 - a role, no secret


@dataclass(frozen=True, slots=True)
class Contributor:
    """A name and address as the source gave them, or a person of the directory by id.

    `agent` marks a known AI agent: it makes the change AI-assisted and is nobody's colleague.
    """

    role: Role
    name: str = ""
    email: str = ""
    person: str | None = None
    agent: bool = False

    @property
    def shown(self) -> str:
        """Return how to call somebody who is not in the directory."""
        return f"{self.name} <{self.email}>" if self.email else self.name or str(self.person)
