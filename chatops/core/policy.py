"""The organisation's rules: when a rule applies, and what it then requires.

The vocabulary is closed: a policy that says something else does not load, and a requirement
that nothing could leave unmet cannot be made (ValueError). Reading the YAML
file is `files/policy.py`; judging a change by the policy is `core/evaluate.py`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

OWNERS = "owners"
ANYONE = "anyone"
DIRECTOR = "director"


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


@dataclass(frozen=True, slots=True)
class When:
    """The facts under which a rule applies; an empty part asks for nothing."""

    tiers: tuple[int, ...] = ()
    systems: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    ai_assisted: bool | None = None
    contributor_below: str | None = None


@dataclass(frozen=True, slots=True)
class SignOffs:
    """`count` distinct people who are not contributors.

    `sources` is a union: `owners`, `director`, `anyone`, `team:ID`, `person:ID`. With `shared`
    the sign-offs of other requirements count here too; without it every person counts for one
    requirement only.
    """

    name: str
    count: int
    sources: tuple[str, ...]
    min_level: str | None = None
    shared: bool = False

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"“{self.name}” asks for nobody")


@dataclass(frozen=True, slots=True)
class Documented:
    """Documentation fields that may not be blank."""

    name: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        if not self.fields:
            raise ValueError(f"“{self.name}” asks for nothing")


Requirement = SignOffs | Documented


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
class Policy:
    """All rules, how long a change stays open, and the digest of the file's meaning."""

    rules: tuple[Rule, ...]
    expires_after: timedelta
    digest: str
