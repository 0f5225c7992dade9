"""What goes in and out over HTTP, as `/docs` shows it. `core/as_json.py` fills the answers."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from chatops.core.commit import Commit, FileChange, Signature
from chatops.core.draft import Draft
from chatops.core.text import LONGEST, clean, one_line

_MOST_FILES = 10_000


class Input(BaseModel):
    """A request body: unknown keys are refused, so that a typing error is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Line = Annotated[str, StringConstraints(max_length=1000), AfterValidator(one_line)]
Text = Annotated[str, StringConstraints(max_length=2 * LONGEST)]


Lines = Annotated[int | None, Field(ge=0, le=2**31 - 1)]


class SignatureIn(Input):
    """A name and address as the commit carries them."""

    name: Line
    email: Line = ""

    def signature(self) -> Signature:
        """Return it as the rules want it."""
        return Signature(self.name, self.email)


class FileIn(Input):
    """One file of the diff; a binary file has no counts."""

    path: Annotated[Line, Field(examples=[str(PurePosixPath("src/retry.py"))])]
    added: Lines = None
    deleted: Lines = None


class CommitIn(Input):
    """What the commit says of itself; without it only the requester is known to contribute."""

    title: Line
    body: Text = ""
    author: SignatureIn
    committer: SignatureIn
    trailers: Annotated[list[tuple[Line, Line]], Field(max_length=200)] = Field(
        default_factory=list
    )
    files: Annotated[list[FileIn], Field(max_length=_MOST_FILES)] = Field(default_factory=list)

    def told(self, sha: str) -> Commit:
        """Return it as the rules want it."""
        return Commit(
            sha=sha,
            title=self.title,
            body=clean(self.body),
            author=self.author.signature(),
            committer=self.committer.signature(),
            trailers=tuple(self.trailers),
            files=tuple(FileChange(one.path, one.added, one.deleted) for one in self.files),
        )


class Documents(Input):
    """What is documented of a revision."""

    title: Text
    commit: Annotated[str, Field(description="Full SHA", examples=["4f2a" * 10])]
    description: Text = ""
    link: Text = ""
    ai: Annotated[str, Field(description="none, assisted or generated")] = "none"
    ai_tool: Text = ""
    risk: Annotated[str, Field(description="low, medium or high")] = "medium"
    rollback_plan: Text = ""
    test_evidence: Text = ""
    window_start: AwareDatetime | None = None
    window_end: AwareDatetime | None = None
    git: Annotated[CommitIn | None, Field(description="What the commit says of itself")] = None

    def draft(self, system: str, environment: str) -> Draft:
        """Return it as a draft for this place."""
        return Draft(
            system=system,
            environment=environment,
            title=self.title,
            commit=self.commit,
            description=self.description,
            link=self.link,
            degree=self.ai,
            tool=self.ai_tool,
            risk=self.risk,
            rollback_plan=self.rollback_plan,
            test_evidence=self.test_evidence,
            window_start=self.window_start,
            window_end=self.window_end,
        )

    def read(self) -> Commit | None:
        """Return the commit where the caller told of it."""
        return self.git.told(self.commit.strip().lower()) if self.git else None


class NewChange(Documents):
    """A change request by a person of the directory."""

    requester: Annotated[str, Field(description="Directory id of the person who asks")]
    system: str
    environment: str = "production"


class NewRevision(Documents):
    """A new revision of revision number `revision`, which the person saw."""

    person: Annotated[str, Field(description="Directory id of the person who sends it")]
    revision: Annotated[int, Field(ge=1)]
    system: Annotated[str | None, Field(description="Default: as before")] = None
    environment: Annotated[str | None, Field(description="Default: as before")] = None


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


class ChangeOut(BaseModel):
    """A change as it is now; `state` is approved, pending, stale, blocked, expired or error."""

    key: str
    state: str
    status: str
    requester: str
    source: str
    opened_at: datetime
    expires_at: datetime
    version: int
    revision: Annotated[int, Field(description="Number of the present revision")]
    revisions: list[dict[str, Any]]
    decisions: list[DecisionOut]
    verdict: VerdictOut
    waiting_for: list[str]


class GateOut(BaseModel):
    """What the gate tells; only `allowed` opens anything."""

    allowed: bool
    state: str
    change: Annotated[str, Field(description="Key of the change, empty where none matches")]
    sentences: list[str]


class ProblemOut(BaseModel):
    """An error: what is wrong and how to mend it."""

    error: str
    sentence: str
    field: str | None = None
    mistakes: dict[str, str] | None = None
