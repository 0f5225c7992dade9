"""The organisation's rules: when a rule applies, and what it then requires.

The vocabulary is closed: a policy that says something else does not load, and a requirement
that nothing could leave unmet cannot be made (ValueError). Reading the YAML
file is `files/policy.py`; judging a change by the policy is `core/evaluate.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from chatops.core.lasting import Lasting, hours
from chatops.core.paths import PathPattern
from chatops.core.window import Window

OWNERS = "owners"
ANYONE = "anyone"
DIRECTOR = "director"
ON_CALL = "on_call"
DEBT_LEVEL = "senior"
ROLES = (OWNERS, ANYONE, DIRECTOR, ON_CALL)
"""Sources that need no name; the others are `team:ID`, `person:ID` and `group:ID`."""


class Field(StrEnum):
    """Documentation that a rule can require."""

    DESCRIPTION = "description"
    LINK = "link"
    ROLLBACK_PLAN = "rollback_plan"
    TEST_EVIDENCE = "test_evidence"
    WINDOW = "window"

    @property
    def label(self) -> str:
        """Return the name a person reads."""
        return {Field.WINDOW: "planned window"}.get(self, self.value.replace("_", " "))


class Part(StrEnum):
    """A part of a revision whose change a policy may let an approval survive (`sticky`)."""

    TITLE = "title"
    DESCRIPTION = "description"
    LINK = "link"
    ROLLBACK_PLAN = "rollback_plan"
    TEST_EVIDENCE = "test_evidence"
    WINDOW = "window"
    LABELS = "labels"


@dataclass(frozen=True, slots=True)
class When:
    """The facts under which a rule applies; an empty part asks for nothing.

    `files_over` and `lines_over` are sizes that have to be exceeded; `during` names freezes and
    resets of which one has to be on.
    """

    tiers: tuple[int, ...] = ()
    systems: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    paths: tuple[PathPattern, ...] = ()
    ai_assisted: bool | None = None
    ai_generated: bool | None = None
    contributor_below: str | None = None
    files_over: int | None = None
    lines_over: int | None = None

    @property
    def needs_files(self) -> bool:
        """Tell whether this cannot be answered without the list of files."""
        return bool(self.paths) or self.files_over is not None or self.lines_over is not None


@dataclass(frozen=True, slots=True)
class SignOffs:
    """`count` distinct people who are not contributors.

    `sources` is a union: `owners`, `director`, `on_call`, `anyone`, `team:ID`, `person:ID`,
    `group:ID` (a Slack user group). With `shared` the sign-offs of other requirements count here
    too; without it every person counts for one requirement only. A change of the `sticky` parts
    alone leaves an approval standing.
    """

    name: str
    count: int
    sources: tuple[str, ...]
    min_level: str | None = None
    shared: bool = False
    sticky: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.count < 1 or not self.sources:
            raise ValueError(f"“{self.name}” asks for nobody")


@dataclass(frozen=True, slots=True)
class Documented:
    """Documentation fields that may be neither blank nor a mere filler.

    `at_least` is the least number of characters; a link and a window have no such length.
    """

    name: str
    fields: tuple[Field, ...]
    at_least: int = 0

    def __post_init__(self) -> None:
        if not self.fields:
            raise ValueError(f"“{self.name}” asks for nothing")


@dataclass(frozen=True, slots=True)
class CheckPassed:
    """A named check passed on this very revision, and not longer ago than `max_age`."""

    name: str
    check: str
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PlannedWindow:
    """A planned window outside all freezes; the gate opens only inside it."""

    name: str


@dataclass(frozen=True, slots=True)
class Wait:
    """So long after the sign-offs were complete."""

    name: str
    length: timedelta

    def __post_init__(self) -> None:
        if self.length <= timedelta(0):
            raise ValueError(f"“{self.name}” waits for nothing")


Requirement = SignOffs | Documented | CheckPassed | PlannedWindow | Wait


@dataclass(frozen=True, slots=True)
class Rule:
    """What is required when a change is of a certain kind."""

    name: str
    when: When
    require: tuple[Requirement, ...]

    def __post_init__(self) -> None:
        if not self.require:
            raise ValueError(f"“{self.name}” requires nothing")


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """Who may go ahead without approval, for how long, and the review that is then owed.

    `debt_level` is the level of the sign-off that a system's next changes need while a review
    is overdue.
    """

    sources: tuple[str, ...]
    expires_after: timedelta = timedelta(hours=1)
    reviewers: int = 2
    review_from: tuple[str, ...] = (OWNERS,)
    review_within: timedelta = timedelta(hours=24)
    debt_level: str | None = DEBT_LEVEL

    def __post_init__(self) -> None:
        if self.reviewers < 1 or not self.sources or not self.review_from:
            raise ValueError("a break-glass that nobody may declare, or nobody reviews")


@dataclass(frozen=True, slots=True)
class Adoption:
    """The system and environment on which a change of the policy itself is requested."""

    system: str
    environment: str


@dataclass(frozen=True, slots=True)
class Chasing:
    """When what waits is reminded of, carried higher, and given up, for these kinds and risks.

    Empty parts mean all, except that only what names emergencies is for emergencies. A reminder
    is repeated, each time after twice as long. `last_call` is so long before the end;
    `expires_after` None leaves that to the policy.
    """

    kinds: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    remind_after: Lasting = field(default=hours(4))
    ask_others_after: Lasting = field(default=hours(8))
    tell_manager_after: Lasting = field(default=hours(24))
    tell_director_after: Lasting = field(default=hours(48))
    last_call: Lasting = field(default=hours(8))
    expires_after: Lasting | None = None

    def is_for(self, kind: str, risk: str) -> bool:
        """Tell whether it is for changes of this kind and risk."""
        of_kind = kind in self.kinds or not (self.kinds or kind in OF_EMERGENCIES.kinds)
        return of_kind and (not self.risks or risk in self.risks)


OF_EMERGENCIES = Chasing(
    kinds=("emergency",),
    remind_after=timedelta(minutes=15),
    ask_others_after=timedelta(minutes=30),
    tell_manager_after=timedelta(hours=1),
    tell_director_after=timedelta(hours=2),
    last_call=timedelta(hours=1),
)
"""What holds for emergencies where the policy says nothing else: by the clock."""


def usual_chasing(kinds: Sequence[str]) -> Chasing:
    """Return what holds for these kinds where the policy says nothing else."""
    return OF_EMERGENCIES if set(kinds) == set(OF_EMERGENCIES.kinds) else Chasing()


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules, how long requests and approvals stand, and the digest of the file's meaning.

    `lift` names who may lift somebody else's rejection; without `break_glass` nobody may break it.
    For `undo_for` after an approval its author may undo it, and the gate does not count it. Of
    `chasing` the first that is for a change's kind and risk holds. `canonical` is the text of which
    `digest` is the SHA-256, so that what a decision was made under can be shown word for word.
    """

    rules: tuple[Rule, ...]
    expires_after: Lasting
    digest: str
    approvals_expire_after: timedelta = timedelta(days=7)
    generated_expire_after: timedelta = timedelta(hours=24)
    stale_on_policy_change: bool = False
    windows: tuple[Window, ...] = ()
    lift: tuple[str, ...] = ()
    break_glass: BreakGlass | None = None
    adoption: Adoption | None = None
    undo_for: timedelta = timedelta(0)
    chasing: tuple[Chasing, ...] = ()
    canonical: str = field(default="", compare=False, repr=False)

    def chasing_of(self, kind: str, risk: str) -> Chasing:
        """Return how changes of this kind and risk are chased."""
        found = (one for one in self.chasing if one.is_for(kind, risk))
        return next(found, usual_chasing((kind,)))

    def groups(self) -> tuple[str, ...]:
        """Return the ids of all Slack user groups that are named anywhere, each once."""
        signed = [line for rule in self.rules for line in rule.require]
        sources = [one for line in signed if isinstance(line, SignOffs) for one in line.sources]
        glass = self.break_glass
        sources += [*self.lift, *(glass.sources + glass.review_from if glass else ())]
        found = (one.removeprefix("group:") for one in sources if one.startswith("group:"))
        return tuple(dict.fromkeys(found))
