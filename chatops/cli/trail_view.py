"""The audit trail of a change, one line an entry."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from chatops.cli.say import line
from chatops.core.directory import Directory
from chatops.core.trail import Entry
from chatops.usecases.read import Trail

Event = Mapping[str, Any]


def audit(told: Trail, directory: Directory) -> Iterator[RenderableType]:
    """Yield the entries and whether their chain is sound."""
    yield Text("\nAudit trail", style="bold")
    grid = Table.grid(padding=(0, 2))
    for entry in told.entries:
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        grid.add_row("", str(entry.number), when, line(entry.tag), line(_told(entry, directory)))
    yield grid
    if told.problem:
        sentence = f"The chain is broken: {told.problem}. Somebody changed the database."
        yield Text(f"  ✗ {sentence}", style="bold red")
    else:
        yield Text(f"  ✓ The chain of {len(told.entries)} entries is sound.", style="green")


def _told(entry: Entry, directory: Directory) -> str:
    event: Event = entry.data.get("event", {})
    tell = _SENTENCES.get(entry.tag)
    try:
        return tell(event, directory.name_of) if tell else ""
    except (KeyError, TypeError, AttributeError):
        return "cannot be read"


def _opened(event: Event, name_of: Callable[[str], str]) -> str:
    who = name_of(event["requester"])
    return f"{who} asked for {event['commit'][:12]} on {event['system']} ({event['source']})"


def _revised(event: Event, name_of: Callable[[str], str]) -> str:
    return f"{name_of(event['by'])} sent revision {event['revision']}, {event['commit'][:12]}"


def _decided(event: Event, name_of: Callable[[str], str]) -> str:
    who = f"{name_of(event['person'])} ({event['level']}, {event['surface']})"
    return f"{who}: {event['verb']} revision {event['revision']}"


def _judged(event: Event, _: Callable[[str], str]) -> str:
    return f"{event['before']} → {event['after']}: {event['sentence']}"


def _answered(event: Event, _: Callable[[str], str]) -> str:
    answer = "yes" if event["allowed"] else f"no, {event['state']}"
    return f"{event['caller']} was told {answer} for {event['commit'][:12]}"


_SENTENCES: dict[str, Callable[[Event, Callable[[str], str]], str]] = {
    "change:opened": _opened,
    "revision:added": _revised,
    "decision:made": _decided,
    "verdict:changed": _judged,
    "gate:answered": _answered,
}
