"""What a change is about, in short: the lines that the card and Details begin with."""

from collections.abc import Iterator

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.revision import Revision
from chatops.slack.views import rich
from chatops.slack.views.rich import Element, Part
from chatops.slack.views.text import counted, joined, one_line

_SHORT_SHA = 12
_SYSTEMS = 5  # so many are named, the rest is counted


def summary(change: Change, facts: Facts) -> Part:
    """Return title, place, kind, people, assistance, risk, size, window and link, a line each."""
    present = change.present
    title = rich.bold(one_line(present.documentation.title, 300))
    rows = [title, *(part for row in _rows(change, facts) for part in (rich.text("\n"), *row))]
    return rich.section(*rows)


def place(revision: Revision, facts: Facts) -> str:
    """Return `Checkout and Ledger in production`."""
    return where(revision.systems, revision.environment, facts)


def where(systems: tuple[str, ...], environment: str, facts: Facts) -> str:
    """Return the same for systems (ids) and an environment."""
    names = tuple(_name(one, facts) for one in systems[:_SYSTEMS])
    rest = len(systems) - len(names)
    others = (counted(rest, "other system"),) if rest else ()
    return f"{joined((*names, *others))} in {one_line(environment, 60)}"


def _name(system_id: str, facts: Facts) -> str:
    """Return the system's name, or its bare id once it left the registry."""
    system = facts.registry.find(system_id)
    return one_line(system.name if system else system_id, 80)


def commit_short(revision: Revision) -> str:
    """Return the first digits of the commit."""
    return one_line(revision.commit[:_SHORT_SHA], _SHORT_SHA)


def size(revision: Revision) -> str:
    """Return `3 files, +12 -3 lines`, or that nobody read the commit."""
    if revision.files is None:
        return "unknown, the commit was not read"
    added, deleted = revision.lines
    return f"{counted(len(revision.files), 'file')}, +{added:,} -{deleted:,} lines"


def _rows(change: Change, facts: Facts) -> Iterator[tuple[Element, ...]]:
    present, written = change.present, change.present.documentation
    systems = present.systems
    yield _row("System" if len(systems) == 1 else "Systems", rich.text(_systems(systems, facts)))
    yield _row("Environment", rich.text(one_line(present.environment, 60)))
    yield _row("Requested by", rich.person(facts.directory, change.requester))
    version = rich.text(f"  (revision {present.number})")
    yield _row("Commit", rich.code(commit_short(present)), version)
    yield _row("Size", rich.text(size(present)))
    yield _row("AI assistance", rich.text(one_line(change.assistance.sentence, 300)))
    kind, risk = written.kind.value.capitalize(), written.risk.value
    yield _row("Kind", rich.text(f"{kind}, {risk} risk (the requester's estimate)"))
    if written.labels:
        yield _row("Labels", rich.text(one_line(", ".join(written.labels), 200)))
    if written.window_start and written.window_end:
        until = (rich.text(" until "), rich.moment(written.window_end))
        yield _row("Planned window", rich.moment(written.window_start), *until)
    if written.link:
        yield _row("Link", rich.link(written.link))


def _row(label: str, *value: Element) -> tuple[Element, ...]:
    return rich.bold(f"{label}: "), *value


def _systems(systems: tuple[str, ...], facts: Facts) -> str:
    shown = [_system(one, facts) for one in systems[:_SYSTEMS]]
    rest = len(systems) - len(shown)
    return "; ".join((*shown, *((counted(rest, "other system"),) if rest else ())))


def _system(system_id: str, facts: Facts) -> str:
    system = facts.registry.find(system_id)
    if system is None:
        return f"{one_line(system_id, 80)} (no longer in the registry)"
    team = facts.directory.team(system.team)
    owners = f", owned by {one_line(team.name, 80)}" if team else ""
    return f"{one_line(system.name, 80)} (tier {system.tier}{owners})"
