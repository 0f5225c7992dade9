"""From the model of the file to `core.policy.Policy`, and to the meaning its digest is taken over.

Alternatives have no order, so `[1, 2]` and `[2, 1]` mean the same; rules, patterns and windows
have one. A policy that was adopted has to keep its digest: what is not said is no part of the
meaning, so that a growing vocabulary leaves it alone, and a window is what clocks of its zone
show, so that new rules of time zones do.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from chatops.core import policy as core
from chatops.core.window import Span, Window
from chatops.files.policy_model import (
    UNDO_FOR,
    BreakGlassModel,
    ChasingModel,
    CheckModel,
    DocumentedModel,
    FreezeModel,
    Line,
    PlannedWindowModel,
    PolicyModel,
    ResetModel,
    RuleModel,
    SignOffsModel,
    WaitModel,
    WhenModel,
)
from chatops.files.zones import earlier, later
from chatops.ledger.canonical import canonical


def policy_of(model: PolicyModel) -> core.Policy:
    """Return the policy; the model's mistakes are found before."""
    adoption = model.policy_changes
    made = core.Policy(
        rules=tuple(_rule(one) for one in model.rules),
        expires_after=model.expires_after,
        digest="",
        approvals_expire_after=model.approvals_expire_after,
        generated_expire_after=model.ai_generated_approvals_expire_after,
        stale_on_policy_change=model.on_policy_change == "stale",
        windows=(*map(_freeze, model.freezes), *map(_reset, model.resets)),
        lift=tuple(model.lift_rejections),
        break_glass=_break_glass(model.break_glass) if model.break_glass else None,
        adoption=core.Adoption(adoption.system, adoption.environment) if adoption else None,
        undo_for=model.undo_for,
        chasing=tuple(map(chasing_of, model.chasing)),
    )
    meaning = _meaning(made) | _undo(made)
    text = canonical({"version": model.version, "policy": meaning})
    return replace(made, digest=hashlib.sha256(text).hexdigest(), canonical=text.decode())


def _undo(policy: core.Policy) -> dict[str, int]:
    """Return what is said of undoing: its default here is another one than in the rules."""
    said = policy.undo_for != UNDO_FOR
    return {"undo_for": int(policy.undo_for.total_seconds())} if said else {}


def _rule(model: RuleModel) -> core.Rule:
    return core.Rule(
        model.name, _when(model.when), tuple(_requirement(one) for one in model.require)
    )


def _when(model: WhenModel) -> core.When:
    return core.When(
        tiers=tuple(sorted(model.tier)),
        systems=tuple(sorted(model.system)),
        tags=tuple(sorted(model.tag)),
        environments=tuple(sorted(model.environment)),
        kinds=tuple(sorted(model.kind)),
        risks=tuple(sorted(model.risk)),
        labels=tuple(sorted(model.label)),
        sources=tuple(sorted(model.source)),
        during=tuple(sorted(model.during)),
        paths=tuple(model.paths),
        ai_assisted=model.ai_assisted,
        ai_generated=model.ai_generated,
        contributor_below=model.contributor_below,
        files_over=model.files_over,
        lines_over=model.lines_over,
    )


def _requirement(model: Line) -> core.Requirement:
    match model:
        case SignOffsModel():
            return core.SignOffs(
                name=model.name,
                count=model.sign_offs,
                sources=tuple(model.sources),
                min_level=model.min_level,
                shared=model.shared,
                sticky=tuple(model.sticky),
            )
        case DocumentedModel():
            return core.Documented(model.name, tuple(model.documented), model.at_least or 0)
        case CheckModel():
            return core.CheckPassed(model.name, model.check, model.max_age)
        case PlannedWindowModel():
            return core.PlannedWindow(model.name)
        case WaitModel():
            return core.Wait(model.name, model.wait)


def _freeze(model: FreezeModel) -> Window:
    return Window(
        name=model.name,
        span=Span.FREEZE,
        begins=earlier(model.begins, model.time_zone),
        ends=later(model.until, model.time_zone),
        systems=tuple(sorted(model.system)),
        tiers=tuple(sorted(model.tier)),
        environments=tuple(sorted(model.environment)),
        refuses=model.refuse,
        reason=model.reason,
    )


def _reset(model: ResetModel) -> Window:
    return Window(
        name=model.name,
        span=Span.RESET,
        begins=earlier(model.begins, model.time_zone),
        ends=later(model.until, model.time_zone),
        systems=tuple(sorted(model.system)),
        environments=tuple(sorted(model.environment)),
        reason=model.reason,
    )


def _break_glass(model: BreakGlassModel) -> core.BreakGlass:
    return core.BreakGlass(
        sources=tuple(model.sources),
        expires_after=model.expires_after,
        reviewers=model.reviewers,
        review_from=tuple(model.review_from),
        review_within=model.review_within,
        debt_level=model.debt_level,
    )


def chasing_of(model: ChasingModel) -> core.Chasing:
    """Return the entry; what it leaves out is as where the policy says nothing."""
    usual = core.usual_chasing(model.kind)
    lengths = {name: getattr(model, name) or getattr(usual, name) for name in LENGTHS}
    kinds, risks = tuple(sorted(model.kind)), tuple(sorted(model.risk))
    return core.Chasing(kinds, risks, **lengths)


LENGTHS = (
    "remind_after",
    "ask_others_after",
    "tell_manager_after",
    "tell_director_after",
    "last_call",
    "expires_after",
)
"""What an entry of `chasing` may say or leave to its default, in the order in which it comes."""

_TAGS = {
    core.SignOffs: "sign_offs",
    core.Documented: "documented",
    core.CheckPassed: "check",
    core.PlannedWindow: "planned_window",
    core.Wait: "wait",
}


_APART = {"digest", "canonical", "undo_for"}


def _meaning(value: Any) -> Any:
    """Return the value as JSON, without what is not said."""
    if is_dataclass(value):
        said = {one.name: _meaning(getattr(value, one.name)) for one in _said(value)}
        tag = _TAGS.get(type(value))
        return said | {"requires": tag} if tag else said
    match value:
        case tuple():
            inner = [_meaning(one) for one in value]
            return inner if any(isinstance(one, dict) for one in inner) else sorted(inner)
        case timedelta():
            return int(value.total_seconds())
        case datetime():
            return [value.replace(tzinfo=None).isoformat(), str(value.tzinfo)]
        case Enum():
            return value.value
        case _:
            return value


def _said(value: Any) -> Iterator[Field[Any]]:
    """Yield the fields that say something: an empty one that is empty by default does not."""
    if isinstance(value, core.Chasing):
        yield from _said_of_chasing(value)
        return
    for field in fields(value):
        said = getattr(value, field.name)
        if field.init and field.name not in _APART and (said or said != field.default):
            yield field


def _said_of_chasing(entry: core.Chasing) -> Iterator[Field[Any]]:
    """Yield whom it is for, and the lengths that are others than the usual ones."""
    usual = core.usual_chasing(entry.kinds)
    for field in fields(entry):
        said = getattr(entry, field.name)
        is_other = field.name in LENGTHS and said != getattr(usual, field.name)
        if is_other or (field.name not in LENGTHS and said):
            yield field
