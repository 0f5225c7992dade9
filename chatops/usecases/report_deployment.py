"""A pipeline tells how far a deployment got."""

from chatops.core import deploying as rules
from chatops.core.deploying import Report, meant
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def report_deployment(
    house: House, command: Report, *, delivery: str | None = None
) -> Outcome | None:
    """Record the report with the change it is about; None when it was dealt with before."""
    with house.store.reading() as reading:
        changes = reading.changes_at(command.system, command.environment, command.commit)
        passed = [one.key for one in changes if reading.passed(one.key, one.present.digest)]
    return house.act(
        meant(changes, passed, command).key,
        lambda change, facts, now: rules.report_deployment(change, command, facts, now),
        delivery=delivery,
    )
