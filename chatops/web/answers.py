"""What goes out over HTTP, as `/docs` shows it. `core/as_json.py` fills it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field


class VerdictOut(BaseModel):
    """One node of the tree that explains the state."""

    name: str
    state: str
    met: bool
    sentence: str
    waiting_for: list[str]
    parts: list["VerdictOut"]


class DecisionOut(BaseModel):
    """What one person said about one revision."""

    number: int
    person: str
    verb: str
    revision: int
    covers_present_revision: bool
    level: str
    surface: str
    at: datetime
    comment: str
    policy_digest: str
    shown: Annotated[str, Field(description="Digest of what the person saw; empty: unknown")]
    on_behalf_of: Annotated[str | None, Field(description="Whose delegate signed, if one did")]
    lifts: Annotated[int | None, Field(description="Number of the rejection that is lifted")]
    named_by: Annotated[list[str], Field(description="Sources that named the person then")]
    read_at: Annotated[
        datetime | None, Field(description="When they last opened Details of it; null: never")
    ]


class CheckOut(BaseModel):
    """What a tool found out about one revision; never a sign-off."""

    number: int
    name: str
    outcome: str
    revision: int
    posted_by: str
    at: datetime
    link: str
    summary: str


class BreakGlassOut(BaseModel):
    """Somebody went ahead without approval: once, on one revision, until `expires_at`."""

    number: int
    person: str
    reason: str
    revision: int
    at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: str


class ReviewOut(BaseModel):
    """One follow-up review."""

    person: str
    at: datetime
    note: str


class ObligationOut(BaseModel):
    """What is owed after the fact: a review, or a condition of an approval."""

    number: int
    owed: str
    by: str
    text: str
    due_at: datetime
    reviewers: Annotated[int, Field(description="How many different people have to review")]
    reviews: list[ReviewOut]
    closed_at: datetime | None
    closed_by: str
    evidence: str


class QuestionOut(BaseModel):
    """A question that somebody asked before deciding; its words are in Slack."""

    number: int
    asker: str
    open: bool


class CancellationOut(BaseModel):
    """Who took the request back, for good."""

    person: str
    reason: str
    at: datetime
    surface: Annotated[str, Field(description="Where: slack, `cli:` and who, `api:` and the token")]


class DeploymentOut(BaseModel):
    """What a pipeline said about one revision on one system."""

    number: int
    system: str
    environment: str
    revision: int
    outcome: str
    posted_by: str
    at: datetime
    passed: Annotated[bool, Field(description="Whether the gate had said yes to that revision")]
    link: str


class AssistanceOut(BaseModel):
    """How far AI took part; `evidence` is set where it was detected, not declared."""

    degree: str
    tool: str
    evidence: str


class ContributorOut(BaseModel):
    """Somebody who touched the revision, by name and address or as a person of the directory."""

    role: str
    name: str
    email: str
    person: str | None
    agent: bool


class FileOut(BaseModel):
    """One file of the diff; a binary file has no counts."""

    path: str
    added: int | None
    deleted: int | None


class RevisionOut(BaseModel):
    """One version of the change; `digest` is over its content as it stands here.

    Once names and texts in it were erased it is the digest of what stood here before.
    """

    number: int
    digest: str
    submitted_by: str
    submitted_at: datetime
    systems: list[str]
    environment: str
    commit: str
    title: str
    description: str
    link: str
    kind: str
    labels: list[str]
    risk: str
    rollback_plan: str
    test_evidence: str
    window: Annotated[list[str | None], Field(description="Start and end, exclusive; ISO 8601")]
    assistance: AssistanceOut
    contributors: list[ContributorOut]
    files: Annotated[list[FileOut] | None, Field(description="null: nobody read them")]
    salt: Annotated[str, Field(description="Random, a part of the content; may be empty")]


class ChangeOut(BaseModel):
    """A change as it is now.

    `state` is approved, pending, stale, blocked, frozen, overridden, expired, cancelled or error.
    """

    key: str
    state: str
    status: str
    requester: str
    source: str
    opened_at: datetime
    expires_at: datetime
    version: int
    revision: Annotated[int, Field(description="Number of the present revision")]
    revisions: list[RevisionOut]
    decisions: list[DecisionOut]
    checks: list[CheckOut]
    break_glass: list[BreakGlassOut]
    obligations: list[ObligationOut]
    questions: list[QuestionOut]
    cancellation: CancellationOut | None
    deployments: list[DeploymentOut]
    deployed: Annotated[
        bool, Field(description="The present revision was last told to be on all its systems")
    ]
    unreachable: Annotated[
        str, Field(description="Why nobody could complete the approval; empty: somebody could")
    ]
    verdict: VerdictOut
    waiting_for: list[str]


class GateOut(BaseModel):
    """What the gate tells; only `allowed` opens anything."""

    allowed: bool
    state: Annotated[
        str,
        Field(description="Allowed are approved and, once, overridden (break-glass)"),
    ]
    change: Annotated[str, Field(description="Key of the change, empty where none matches")]
    sentences: list[str]


class ProblemOut(BaseModel):
    """An error: what is wrong and how to mend it."""

    error: str
    sentence: str
    field: str | None = None
    mistakes: dict[str, str] | None = None
