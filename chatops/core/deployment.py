"""A deployment: what a pipeline says that it did with a change."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeploymentOutcome(StrEnum):
    """How far it got."""

    STARTED = "started"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True)
class Deployment:
    """What `posted_by` (a token's name) said about one system and one revision.

    `passed` tells whether the gate had let somebody through on that revision by then.
    """

    number: int
    system: str
    environment: str
    revision: int
    outcome: DeploymentOutcome
    posted_by: str
    at: datetime
    passed: bool
    link: str = ""

    @property
    def is_done(self) -> bool:
        """Tell whether it is in production, and was allowed to go there."""
        return self.passed and self.outcome is DeploymentOutcome.SUCCEEDED

    @property
    def is_bypass(self) -> bool:
        """Tell whether it went out although the gate had not said yes."""
        return not self.passed and self.outcome in _GOING


DEPLOYED = "deployed"
"""What the records say of a change that is done, beside the states of its verdict."""

_GOING = {DeploymentOutcome.STARTED, DeploymentOutcome.SUCCEEDED}
