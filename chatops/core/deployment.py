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
    """What `posted_by` (a token's name) said about one system and one revision."""

    number: int
    system: str
    environment: str
    revision: int
    outcome: DeploymentOutcome
    posted_by: str
    at: datetime
    link: str = ""
