"""What tools found out, what was done without approval, and what is owed for it."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from chatops.cli.say import line, moment
from chatops.core.break_glass import Declaration
from chatops.core.change import Change
from chatops.core.check_run import CheckOutcome, CheckRun
from chatops.core.directory import Directory
from chatops.core.obligation import Obligation, Owed

_MARKS = {
    CheckOutcome.PASSED: ("✓", "green"),
    CheckOutcome.FAILED: ("✗", "red"),
    CheckOutcome.RUNNING: ("•", "yellow"),
}


def checks(change: Change) -> Iterator[RenderableType]:
    """Yield the newest run of each check, with where to read it."""
    newest = {one.name: one for one in change.check_runs}
    if newest:
        yield Text("\nChecks", style="bold")
    for one in newest.values():
        about = f"{one.name} {one.outcome.value}, {_revision(one, change)}"
        told = line(f"{about}, {moment(one.at)}, {one.posted_by}")
        yield _item(Text.assemble(_MARKS[one.outcome], " ", told))
        if one.summary:
            yield _detail(one.summary)
        if one.link:
            yield f"    {line(one.link).plain}"  # a plain string is never cut: it can be copied


def deployments(change: Change) -> Iterator[RenderableType]:
    """Yield what pipelines told, in order, with where to read it."""
    if change.deployments:
        yield Text("\nDeployments", style="bold")
    for one in change.deployments:
        where = f"{one.system} in {one.environment}, revision {one.revision}"
        told = f"{moment(one.at)}, {one.outcome.value} on {where}, {one.posted_by}"
        told += ", although the gate did not say yes" if one.is_bypass else ""
        yield _item(line(told))
        if one.link:
            yield f"    {line(one.link).plain}"


def broken_glass(change: Change, directory: Directory, now: datetime) -> Iterator[RenderableType]:
    """Yield each break-glass, what became of it, and why."""
    if change.declarations:
        yield Text("\nBreak-glass", style="bold")
    for one in change.declarations:
        who = f"{directory.name_of(one.person)}, revision {one.revision}"
        yield _item(line(f"{moment(one.at)}, {who}: {_became(one, change, now)}"))
        yield _detail(one.reason)


def obligations(change: Change, directory: Directory, now: datetime) -> Iterator[RenderableType]:
    """Yield what is or was owed, with how it was paid."""
    if change.obligations:
        yield Text("\nOwed", style="bold")
    for one in change.obligations:
        yield _item(line(f"{one.number}. {_what(one)}, {_due(one, directory, now)}"))
        yield _detail(f"{directory.name_of(one.by)}: {one.text}")
        yield from map(_detail, _paid(one, directory))


def _item(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def _detail(text: str) -> Padding:
    return Padding(line(text), (0, 0, 0, 4), expand=False)


def _revision(run: CheckRun, change: Change) -> str:
    present = change.run_of(run.name) == run
    return f"revision {run.revision}" + ("" if present else " (not the present one)")


def _became(one: Declaration, change: Change, now: datetime) -> str:
    if one.used_at is not None:
        return f"used {moment(one.used_at)} by {one.used_by}"
    if change.broken_glass(now) == one:
        return f"opens the gate once until {moment(one.expires_at)}"
    if now >= one.expires_at:
        return f"expired unused {moment(one.expires_at)}"
    return "ended unused by a new revision"


def _what(one: Obligation) -> str:
    if one.owed is Owed.REVIEW:
        return f"review by {one.reviewers} ({len(one.reviews)} given)"
    return "condition"


def _due(one: Obligation, directory: Directory, now: datetime) -> str:
    if one.closed_at is not None:
        name, when = directory.name_of(one.closed_by), moment(one.closed_at)
        dropped = f"owed no more: {name} took the approval back {when}"
        return dropped if one.is_dropped else f"paid {when} by {name}"
    word = "overdue since" if one.is_overdue(now) else "due"
    return f"{word} {moment(one.due_at)}"


def _paid(one: Obligation, directory: Directory) -> Iterator[str]:
    for each in one.reviews:
        yield f"{directory.name_of(each.person)} reviewed: {each.note}"
    if one.evidence:
        yield f"Evidence: {one.evidence}"
