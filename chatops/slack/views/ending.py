"""What became of a change, and what its systems went through: for Details."""

from collections.abc import Iterator
from datetime import datetime

from chatops.core.change import Change
from chatops.core.deployment import Deployment
from chatops.core.facts import Facts
from chatops.core.incident import Incident
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block
from chatops.slack.views.history import quoted
from chatops.slack.views.rich import Part
from chatops.slack.views.summary import where
from chatops.slack.views.text import ago, one_line
from chatops.slack.views.words import BYPASSING, DEPLOYED, through_of

INCIDENT_DAYS, INCIDENTS = 180, 5  # so far back, so many of the newest
_NONE = f"None reported in the last {INCIDENT_DAYS} days."


def cancellation(change: Change, facts: Facts) -> Iterator[Block]:
    """Yield who took the request back, and why."""
    for one in change.cancellations:
        name = rich.person(facts.directory, one.person)
        words = f"{through_of(one.surface)} cancelled {change.key}, "
        told = (name, rich.bold(words), rich.moment(one.at))
        yield rich.block(rich.section(*told))
        yield from quoted(one.reason)


def deployments(change: Change, facts: Facts) -> Iterator[Block]:
    """Yield what pipelines told of deployments, the first one first."""
    if change.deployments:
        lines = rich.bullets(_deployment(one, facts) for one in change.deployments[-_LINES:])
        yield rich.block(rich.section(rich.bold("Deployments")), lines)


def hand_overs(change: Change, facts: Facts) -> Iterator[Block]:
    """Yield who gave what was asked of them to somebody else."""
    if change.hand_overs:
        lines = rich.bullets(
            rich.section(
                rich.person(facts.directory, one.person),
                rich.text(" handed the sign-off over to "),
                rich.person(facts.directory, one.to),
                rich.text(", "),
                rich.moment(one.at),
            )
            for one in change.hand_overs[-_LINES:]
        )
        yield rich.block(rich.section(rich.bold("Handed over")), lines)


def incidents(found: tuple[Incident, ...], facts: Facts, now: datetime) -> Iterator[Block]:
    """Yield the incidents of the systems, or that none was reported."""
    title = rich.section(rich.bold("Incidents of its systems"))
    if not found:
        yield rich.block(title, rich.section(rich.text(_NONE)))
        return
    yield rich.block(title, rich.bullets(_incident(one, facts, now) for one in found[:INCIDENTS]))


_LINES = 25


def _deployment(one: Deployment, facts: Facts) -> Part:
    symbol, word = DEPLOYED[one.outcome]
    if one.is_bypass:
        word = f"{word} {BYPASSING}"
    place = where((one.system,), one.environment, facts)
    told = (
        f"{symbol} Revision {one.revision} {word}: {place}, told by {one_line(one.posted_by, 60)}, "
    )
    link = (rich.text("  "), rich.link(one.link, 60)) if one.link else ()
    return rich.section(rich.text(told), rich.moment(one.at), *link)


def _incident(one: Incident, facts: Facts, now: datetime) -> Part:
    system = facts.registry.find(one.system)
    name = one_line(system.name if system else one.system, 80)
    severity = f" ({one_line(one.severity, 20)})" if one.severity else ""
    ended = "" if one.ended_at else ", not over yet"
    caused = f", said to be caused by {one_line(one.key, 30)}" if one.key else ""
    told = (
        f"{name}: {one_line(one.title, 200)}{severity}, {ago(now - one.began_at)}{ended}{caused}  "
    )
    link = (rich.link(one.link, 60),) if one.link else ()
    return rich.section(rich.text(told), *link)
