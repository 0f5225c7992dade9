"""A change on a terminal: what it is, why it is in its state, who decided, what happened."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chatops.cli.owed_view import broken_glass, checks, deployments, obligations
from chatops.cli.say import line, moment, shown, state
from chatops.cli.trail_view import audit
from chatops.cli.verdict_view import tree
from chatops.core.announce import announcements
from chatops.core.change import Change
from chatops.core.decision import Decision
from chatops.core.directory import Directory
from chatops.core.revision import Documentation, Revision
from chatops.core.schedule import coming
from chatops.core.verdict import Verdict
from chatops.reports.coming import coming_words
from chatops.reports.verdicts import is_done, sentence_of, word_of
from chatops.usecases.read import Shown, Trail

_MOST_FILES = 15


def whole(read: Shown, told: Trail, now: datetime) -> Iterator[RenderableType]:
    """Yield everything there is to say about one change."""
    change, directory = read.change, read.facts.directory
    yield _title(change, read.verdict)
    yield from (line(one, "yellow") for one in announcements(change, read.facts, now))
    if change.unreachable:
        yield line(change.unreachable, "red")
    if change.cancellations:
        yield line(change.cancellations[-1].reason)
    yield ""
    yield _facts(change, directory)
    if not is_done(change, read.verdict):
        yield Text("\nWhy", style="bold")
        yield from (tree(part) for part in read.verdict.parts)
    yield line(_next(read, now))
    yield from _documents(change.present.documentation)
    yield from _files(change.present)
    yield from checks(change)
    yield from _decisions(change, directory)
    yield from broken_glass(change, directory, now)
    yield from obligations(change, directory, now)
    yield from deployments(change)
    yield from audit(told, read.facts)


def listing(found: Sequence[Shown]) -> Table:
    """Return a table of changes."""
    table = Table("key", "state", "where", "title", "requester", box=None, expand=True)
    for column in table.columns:  # one line each, whatever the width
        column.no_wrap, column.overflow = True, "ellipsis"
    table.columns[3].ratio = 1  # the title gives way
    for one in found:
        present = one.change.present
        table.add_row(
            one.change.key,
            state(word_of(one.change, one.verdict)),
            line(f"{_joined(present.systems)} {present.environment}"),
            line(present.documentation.title),
            line(one.change.requester),
        )
    return table


def _next(read: Shown, now: datetime) -> str:
    """Return what time alone will do next, or why nothing."""
    found = coming(read.change, read.facts, now)
    before, after = coming_words(found, read.facts.directory.name_of)
    return f"{before}{moment(found.at) if found.at else ''}{after}"


def next_as_json(read: Shown, now: datetime) -> dict[str, Any]:
    """Return the same for programs; `what` is null where nothing comes, with `why`."""
    found = coming(read.change, read.facts, now)
    return {
        "what": found.what.value if found.what else None,
        "at": found.at.isoformat() if found.at else None,
        "people": list(found.people),
        "why": found.why,
    }


def _title(change: Change, verdict: Verdict) -> Text:
    word = state(word_of(change, verdict))
    title = line(change.present.documentation.title)
    return Text.assemble(
        (change.key, "bold"), "  ", title, "  ", word, "\n", line(sentence_of(change, verdict))
    )


def _facts(change: Change, directory: Directory) -> Table:
    present = change.present
    count = len(change.revisions)
    written = present.documentation
    rows = {
        _counted(present.systems): f"{_joined(present.systems)} in {present.environment}",
        "commit": present.commit,
        "revision": f"{present.number} of {count}, digest {present.digest[:12]}",
        "kind": f"{written.kind.value}, {written.risk.value} risk",
        "labels": ", ".join(written.labels),
        "AI": change.assistance.sentence,
        "requester": f"{directory.name_of(change.requester)}, through {change.source}",
        "contributors": ", ".join(_contributors(change, directory)),
        "opened": f"{moment(change.opened_at)}, open until {moment(change.expires_at)}",
        "window": _window(written),
        "link": written.link,
    }
    grid = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        if value:
            grid.add_row(Text(name, style="dim"), line(value))
    return grid


def _contributors(change: Change, directory: Directory) -> list[str]:
    roles: dict[str, list[str]] = {}
    for one in change.contributors:
        person = directory.person_behind(one)
        roles.setdefault(person.name if person else one.shown, []).append(one.role.value)
    return [f"{name} ({', '.join(dict.fromkeys(own))})" for name, own in roles.items()]


def _window(written: Documentation) -> str:
    if written.window_start is None or written.window_end is None:
        return ""
    return f"{moment(written.window_start)} to {moment(written.window_end)}"


def _documents(written: Documentation) -> Iterator[RenderableType]:
    texts = {
        "Description": written.description,
        "Rollback plan": written.rollback_plan,
        "Test evidence": written.test_evidence,
    }
    for name, text in texts.items():
        if text:
            yield Text(f"\n{name}", style="bold")
            yield Padding(Text(shown(text)), (0, 0, 0, 2), expand=False)


def _files(revision: Revision) -> Iterator[RenderableType]:
    if revision.files is None:
        yield Text("\nFiles were not read, so nobody knows what it touches.", style="bold")
    if not revision.files:
        return
    added, deleted = revision.lines
    yield Text(f"\nFiles: {len(revision.files)}, +{added} -{deleted} lines", style="bold")
    grid = Table.grid(padding=(0, 2))
    for one in revision.files[:_MOST_FILES]:
        binary = one.added is None
        counts = ("binary", "") if binary else (f"+{one.added}", f"-{one.deleted}")
        grid.add_row("", *counts, line(one.path))
    yield grid
    if len(revision.files) > _MOST_FILES:
        yield Text(f"  and {len(revision.files) - _MOST_FILES} more")


def _decisions(change: Change, directory: Directory) -> Iterator[RenderableType]:
    if not change.decisions:
        return
    yield Text("\nDecisions", style="bold")
    grid = Table.grid(padding=(0, 2))
    for one in change.decisions:
        about = _about(one, change)
        acting = f" for {directory.name_of(one.on_behalf_of)}" if one.on_behalf_of else ""
        who = line(f"{directory.name_of(one.person)}{acting}, {one.level}")
        grid.add_row("", moment(one.at), who, about, line(one.comment))
    yield grid


def _about(decision: Decision, change: Change) -> str:
    said = f"{decision.verb.value} revision {decision.revision}"
    if decision.lifts is not None:
        return f"{said}, lifting rejection {decision.lifts}"
    return said if change.covers(decision) else f"{said} (not the present one)"


def _counted(systems: Sequence[str]) -> str:
    return "system" if len(systems) == 1 else "systems"


def _joined(systems: Sequence[str]) -> str:
    return ", ".join(systems)
