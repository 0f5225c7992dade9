"""A pipeline tells how far it got with a commit that the gate let through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.draft import is_link
from chatops.core.events_talk import DeploymentReported
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Invalid, Refused
from chatops.core.text import one_line, storable, too_long
from chatops.core.undoing import OPENING

MOST = 1000
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """What `posted_by` (a token) says about a commit on one system and environment."""

    system: str
    environment: str
    commit: str
    outcome: str
    posted_by: str
    link: str = ""

    def __post_init__(self) -> None:
        for name in ("system", "environment", "commit"):
            object.__setattr__(self, name, storable(getattr(self, name)))


def meant(changes: Sequence[Change], passed: Iterable[str], report: Report) -> Change:
    """Return the change of which the present revision is what was reported.

    `changes` come newest first; those whose keys are in `passed` the gate let somebody through
    on, and one of those is preferred, then one that is approved. Raises `Refused`.
    """
    through = set(passed)
    found = [one for one in changes if is_about(one, report)]
    if not found:
        place = one_line(f"{report.system} in {report.environment}")[:_LONGEST]
        sentence = (
            f"No change request is at {report.commit[:12]} for {place}, so there is nothing to "
            "tell it to. Nothing was recorded."
        )
        raise Refused("unknown_change", sentence, field="commit")
    return min(found, key=lambda one: (one.key not in through, one.state not in OPENING))


def is_about(change: Change, report: Report) -> bool:
    """Tell whether the present revision is that commit on that system and environment."""
    present = change.present
    here = (present.environment, present.commit) == (report.environment, report.commit)
    return here and report.system in present.systems


def report_deployment(change: Change, command: Report, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome; what this caller told last, told again, is nothing new.

    `facts.passed` tells whether the gate said yes to that revision. Where it did not, the report
    is kept, and heard of. Raises `Invalid`, and `Refused` with stale_revision or too_many.
    """
    _check(command)
    if not is_about(change, command):
        sentence = f"{change.key} was revised meanwhile. Nothing was recorded; report it again."
        raise Refused("stale_revision", sentence, field="commit")
    told = _deployment(change, command, facts, now)
    if _is_repeated(change, told):
        return outcome(change, (), facts, now)
    if len(change.deployments) >= MOST:
        raise Refused("too_many", f"{MOST:,} reports are the most that one change can hold.")
    reported = replace(change, deployments=(*change.deployments, told))
    return outcome(reported, (_reported(change.key, told),), facts, now)


def _check(command: Report) -> None:
    mistakes = {}
    outcomes = [one.value for one in DeploymentOutcome]
    if command.outcome not in outcomes:
        mistakes["outcome"] = f"The outcome is {', '.join(outcomes[:-1])} or {outcomes[-1]}."
    link = command.link.strip()
    if link and not is_link(link):
        mistakes["link"] = "Give a whole address that starts with https:// or http://."
    problem = too_long(link, _LONGEST)
    if problem:
        mistakes["link"] = problem
    if mistakes:
        raise Invalid(mistakes)


def _deployment(change: Change, command: Report, facts: Facts, now: datetime) -> Deployment:
    return Deployment(
        number=len(change.deployments) + 1,
        system=command.system,
        environment=command.environment,
        revision=change.present.number,
        outcome=DeploymentOutcome(command.outcome),
        posted_by=command.posted_by,
        at=now,
        passed=bool(facts.passed),
        link=command.link.strip(),
    )


def _is_repeated(change: Change, told: Deployment) -> bool:
    def place(one: Deployment) -> tuple[object, ...]:
        return (one.posted_by, one.system, one.environment, one.revision)

    same = (one for one in reversed(change.deployments) if place(one) == place(told))
    last = next(same, None)
    return last is not None and (last.outcome, last.passed) == (told.outcome, told.passed)


def _reported(key: str, told: Deployment) -> DeploymentReported:
    return DeploymentReported(
        key=key,
        number=told.number,
        system=told.system,
        environment=told.environment,
        revision=told.revision,
        outcome=told.outcome.value,
        posted_by=told.posted_by,
        bypass=told.is_bypass,
        link=told.link,
    )
