"""A pipeline tells how far a deployment got."""

from dataclasses import replace

from chatops.core import deploying as rules
from chatops.core.change import Change
from chatops.core.deploying import Report, meant
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.core.passage import Passage
from chatops.store.database import Reading
from chatops.usecases.house import House


def report_deployment(
    house: House, command: Report, *, delivery: str | None = None
) -> Outcome | None:
    """Record the report with the change it is about; None when it was dealt with before."""
    with house.store.reading() as reading:
        changes = reading.changes_at(command.system, command.environment, command.commit)
        passed = [one.key for one in changes if _passed(one, reading)]
    return house.act(
        meant(changes, passed, command).key,
        lambda change, facts, now: rules.report_deployment(change, command, facts, now),
        delivery=delivery,
        gather=_who_passed,
    )


def _who_passed(change: Change, facts: Facts, reading: Reading) -> Facts:
    return replace(facts, passed=_passed(change, reading))


def _passed(change: Change, reading: Reading) -> tuple[Passage, ...]:
    """Return each yes to the present revision."""
    digest = change.present.digest
    return tuple(one for one in reading.passed(change.key) if one.revision_digest == digest)
