"""What comes in over HTTP, as `/docs` shows it."""

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from chatops.core.cancelling import Cancel
from chatops.core.check_run import CheckOutcome
from chatops.core.commit import Commit, FileChange, Signature
from chatops.core.contributor import Contributor, Role
from chatops.core.deploying import Report
from chatops.core.deployment import DeploymentOutcome
from chatops.core.draft import Draft
from chatops.core.post_check import PostCheck
from chatops.core.refused import Invalid
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
    files: Annotated[
        list[FileIn] | None,
        Field(
            max_length=_MOST_FILES,
            description="Omitted: not read, so a rule about files cannot be judged. []: none",
        ),
    ] = None

    def told(self, sha: str) -> Commit:
        """Return it as the rules want it."""
        return Commit(
            sha=sha,
            title=self.title,
            body=clean(self.body),
            author=self.author.signature(),
            committer=self.committer.signature(),
            trailers=tuple(self.trailers),
            files=self._files(),
        )

    def _files(self) -> tuple[FileChange, ...] | None:
        if self.files is None:
            return None
        return tuple(FileChange(one.path, one.added, one.deleted) for one in self.files)


class OtherIn(Input):
    """Somebody who contributed and whom no commit names; by directory id, or name and address."""

    role: Annotated[Literal["pusher", "principal"], Field(description="principal: of the agent")]
    person: Line | None = None
    name: Line = ""
    email: Line = ""

    def contributor(self) -> Contributor:
        """Return it as the rules want it; raise `Invalid` where it names nobody."""
        if not (self.person or self.name or self.email):
            raise Invalid({"contributors": "Give a `person`, or a `name` and an `email`."})
        role = Role.PUSHER if self.role == "pusher" else Role.PRINCIPAL
        return Contributor(role, self.name, self.email, self.person)


class Documents(Input):
    """Where a revision goes and what is documented of it."""

    system: Annotated[str | None, Field(description="Id of the system; or else `systems`")] = None
    systems: Annotated[list[str] | None, Field(description="Ids, where there are several")] = None
    title: Text
    commit: Annotated[str, Field(description="Full SHA", examples=["4f2a" * 10])]
    description: Text = ""
    link: Text = ""
    ai: Annotated[str, Field(description="none, assisted or generated")] = "none"
    ai_tool: Text = ""
    risk: Annotated[str, Field(description="low, medium or high")] = "medium"
    kind: Annotated[str, Field(description="standard, normal or emergency")] = "normal"
    labels: Annotated[list[Line], Field(description="Words a policy may ask about")] = Field(
        default_factory=list
    )
    rollback_plan: Text = ""
    test_evidence: Text = ""
    window_start: AwareDatetime | None = None
    window_end: AwareDatetime | None = None
    git: Annotated[CommitIn | None, Field(description="What the commit says of itself")] = None
    contributors: Annotated[
        list[OtherIn], Field(description="Who pushed it; for whom an agent wrote it", max_length=50)
    ] = Field(default_factory=list)

    def places(self, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        """Return the systems, `otherwise` where none is named; raise `Invalid` for both forms."""
        if self.system is not None and self.systems is not None:
            raise Invalid({"system": "Give either “system” or “systems”, not both."})
        if self.systems is not None:
            return tuple(self.systems)
        return otherwise if self.system is None else (self.system,)

    def draft(self, systems: tuple[str, ...], environment: str) -> Draft:
        """Return it as a draft for this place."""
        return Draft(
            systems=systems,
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
            kind=self.kind,
            labels=tuple(self.labels),
        )

    def others(self, owner: str | None) -> tuple[Contributor, ...]:
        """Return who contributed besides the commit's people; the token's owner is one too."""
        owned = (Contributor(Role.TOKEN_OWNER, person=owner),) if owner else ()
        return (*(one.contributor() for one in self.contributors), *owned)

    def read(self) -> Commit | None:
        """Return the commit where the caller told of it."""
        return self.git.told(self.commit.strip().lower()) if self.git else None


class NewChange(Documents):
    """A change request by a person of the directory."""

    requester: Annotated[str, Field(description="Directory id of the person who asks")]
    environment: str = "production"


class NewRevision(Documents):
    """What replaces revision number `revision`, which the person saw.

    Documents are replaced whole; without `system` or `systems` it goes where it went before.
    """

    person: Annotated[str, Field(description="Directory id of the person who sends it")]
    revision: Annotated[int, Field(ge=1)]
    environment: Annotated[str | None, Field(description="Default: as before")] = None


class NewCheck(Input):
    """What a tool found out about revision number `revision`, which is of this commit."""

    name: Annotated[
        str, Field(description="As the policy calls the check", examples=["staging-soak"])
    ]
    outcome: Annotated[
        str,
        Field(
            description="passed, failed or running",
            json_schema_extra={"enum": [one.value for one in CheckOutcome]},
        ),
    ]
    revision: Annotated[int, Field(ge=1)]
    commit: Annotated[str, Field(description="Full SHA that was examined", examples=["4f2a" * 10])]
    link: Annotated[Text, Field(description="Where the result can be read")] = ""
    summary: Text = ""

    def command(self, key: str, posted_by: str) -> PostCheck:
        """Return it as the rules want it."""
        return PostCheck(
            key=key,
            name=self.name,
            outcome=self.outcome,
            revision=self.revision,
            commit=self.commit.strip().lower(),
            posted_by=posted_by,
            link=self.link,
            summary=self.summary,
        )


class NewCancellation(Input):
    """Somebody takes back the request, of which they saw revision number `revision`."""

    person: Annotated[str, Field(description="Directory id of the person who takes it back")]
    revision: Annotated[int, Field(ge=1)]
    reason: Text

    def command(self, key: str, source: str) -> Cancel:
        """Return it as the rules want it."""
        return Cancel(key, self.person, self.revision, source, self.reason)


class NewDeployment(Input):
    """How far the deployment of a commit to one system got."""

    system: Line
    environment: Line = "production"
    commit: Annotated[Line, Field(description="Full SHA that goes out", examples=["4f2a" * 10])]
    outcome: Annotated[
        str,
        Field(
            description="started, succeeded, failed or rolled_back",
            json_schema_extra={"enum": [one.value for one in DeploymentOutcome]},
        ),
    ]
    link: Annotated[Text, Field(description="Where the run can be read")] = ""

    def command(self, posted_by: str) -> Report:
        """Return it as the rules want it."""
        return Report(
            system=self.system,
            environment=self.environment,
            commit=self.commit.strip().lower(),
            outcome=self.outcome,
            posted_by=posted_by,
            link=self.link,
        )
