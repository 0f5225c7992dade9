"""The shape of the policy file. A new kind of requirement is one more model in `Line`."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from chatops.files.policy_words import (
    CameFrom,
    CheckName,
    DocumentationField,
    Duration,
    Label,
    Length,
    LocalTime,
    Moments,
    Patterns,
    Somebody,
    Source,
    Step,
    StickyPart,
)
from chatops.files.strict import Few, Id, OneOrMore, Strict, Text
from chatops.files.zones import Zone

Tier = Annotated[int, Field(ge=1, le=9)]
Size = Annotated[int, Field(ge=0, le=100_000_000)]
UNDO_FOR = timedelta(seconds=30)
KindName = Literal["standard", "normal", "emergency"]
RiskName = Literal["low", "medium", "high"]


class WhenModel(Strict):
    """All of these have to hold; each takes one value or a list of alternatives."""

    tier: OneOrMore[Tier] = Field(default_factory=list)
    system: OneOrMore[Id] = Field(default_factory=list)
    tag: OneOrMore[Text] = Field(default_factory=list)
    environment: OneOrMore[Text] = Field(default_factory=list)
    kind: OneOrMore[KindName] = Field(default_factory=list)
    risk: OneOrMore[RiskName] = Field(default_factory=list)
    label: OneOrMore[Label] = Field(default_factory=list)
    source: OneOrMore[CameFrom] = Field(default_factory=list)
    during: OneOrMore[Text] = Field(default_factory=list)
    paths: Patterns = Field(default_factory=list)
    ai_assisted: bool | None = None
    ai_generated: bool | None = None
    contributor_below: Text | None = None
    files_over: Size | None = None
    lines_over: Size | None = None


class SignOffsModel(Strict):
    """So many people of these."""

    name: Text
    sign_offs: Annotated[int, Field(ge=1, le=50)]
    sources: Annotated[OneOrMore[Source], Field(alias="from")]
    min_level: Text | None = None
    shared: bool = False
    sticky: OneOrMore[StickyPart] = Field(default_factory=list)


class DocumentedModel(Strict):
    """These fields filled in."""

    name: Text
    documented: OneOrMore[DocumentationField]
    at_least: Annotated[int, Field(ge=1, le=10_000)] | None = None


class CheckModel(Strict):
    """A check that passed on this revision."""

    name: Text
    check: CheckName
    max_age: Duration | None = None


class PlannedWindowModel(Strict):
    """A planned window outside freezes."""

    name: Text
    planned_window: Literal[True]


class WaitModel(Strict):
    """A wait after the sign-offs."""

    name: Text
    wait: Duration


_LINES: dict[str, type[Strict]] = {
    "sign_offs": SignOffsModel,
    "documented": DocumentedModel,
    "check": CheckModel,
    "planned_window": PlannedWindowModel,
    "wait": WaitModel,
}


def _kind(value: Any) -> str | None:
    # In angle brackets, so that the tag is never taken for a key when a line is looked up.
    if not isinstance(value, dict):
        return "<sign_offs>"  # whose error says that it has to be a mapping
    named = [one for one in _LINES if one in value]
    if not named and "from" in value:
        named = ["sign_offs"]
    return f"<{named[0]}>" if len(named) == 1 else None


Line = Annotated[
    Annotated[SignOffsModel, Tag("<sign_offs>")]
    | Annotated[DocumentedModel, Tag("<documented>")]
    | Annotated[CheckModel, Tag("<check>")]
    | Annotated[PlannedWindowModel, Tag("<planned_window>")]
    | Annotated[WaitModel, Tag("<wait>")],
    Discriminator(
        _kind,
        custom_error_type="line",
        custom_error_message="Each line has exactly one of sign_offs, documented, check, "
        "planned_window and wait. Write a line of its own for each.",
    ),
]


class RuleModel(Strict):
    """When it applies, and all that it then requires."""

    name: Text
    when: WhenModel
    require: Few[Line]


class FreezeModel(Strict):
    """A window in which changes need more, or are refused; without a scope for all systems."""

    name: Text
    time_zone: Zone
    begins: Annotated[LocalTime, Field(alias="from")]
    until: LocalTime
    system: OneOrMore[Id] = Field(default_factory=list)
    tier: OneOrMore[Tier] = Field(default_factory=list)
    environment: OneOrMore[Text] = Field(default_factory=list)
    refuse: bool = False
    reason: Text = ""


class ResetModel(Strict):
    """A window for named systems, in which rules ask for more."""

    name: Text
    time_zone: Zone
    begins: Annotated[LocalTime, Field(alias="from")]
    until: LocalTime
    system: OneOrMore[Id]
    environment: OneOrMore[Text] = Field(default_factory=list)
    reason: Text = ""


class BreakGlassModel(Strict):
    """Who may go ahead without approval, and what is owed for it."""

    sources: Annotated[OneOrMore[Somebody], Field(alias="from")]
    expires_after: Duration = timedelta(hours=1)
    reviewers: Annotated[int, Field(ge=1, le=10)] = 2
    review_from: OneOrMore[Somebody] = Field(default_factory=lambda: ["owners"])
    review_within: Duration = timedelta(hours=24)
    debt_level: Text = "senior"


class PolicyChangesModel(Strict):
    """Where a change of the policy itself is requested."""

    system: Id
    environment: Text


class ChasingModel(Strict):
    """When what waits is reminded of and carried higher; what is left out has its default."""

    kind: OneOrMore[KindName] = Field(default_factory=list)
    risk: OneOrMore[RiskName] = Field(default_factory=list)
    remind_after: Step | None = None
    ask_others_after: Step | None = None
    tell_manager_after: Step | None = None
    tell_director_after: Step | None = None
    last_call: Step | None = None
    expires_after: Length | None = None


class PolicyModel(Strict):
    """The whole file."""

    version: Literal[1]
    expires_after: Length
    approvals_expire_after: Duration = timedelta(days=7)
    ai_generated_approvals_expire_after: Duration = timedelta(hours=24)
    undo_for: Moments = UNDO_FOR
    on_policy_change: Literal["reevaluate", "stale"] = "reevaluate"
    lift_rejections: OneOrMore[Somebody] = Field(default_factory=list)
    break_glass: BreakGlassModel | None = None
    policy_changes: PolicyChangesModel | None = None
    freezes: Few[FreezeModel] = Field(default_factory=list)
    resets: Few[ResetModel] = Field(default_factory=list)
    chasing: Few[ChasingModel] = Field(default_factory=list)
    rules: Few[RuleModel]


KEYS: dict[str, type[Strict]] = {
    "break_glass": BreakGlassModel,
    "policy_changes": PolicyChangesModel,
    "freezes": FreezeModel,
    "resets": ResetModel,
    "chasing": ChasingModel,
    "rules": RuleModel,
    "when": WhenModel,
    **{f"<{name}>": model for name, model in _LINES.items()},
}
