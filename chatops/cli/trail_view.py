"""The audit trail of a change, one line an entry."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from chatops.cli.say import line
from chatops.core.facts import Facts
from chatops.core.named import systems_named
from chatops.reports.sentences import sentence
from chatops.usecases.read import Trail


def audit(told: Trail, facts: Facts) -> Iterator[RenderableType]:
    """Yield the entries and whether their chain is sound."""
    yield Text("\nAudit trail", style="bold")
    grid = Table.grid(padding=(0, 2))
    name_of, system_of = facts.directory.name_of, systems_named(facts)
    for entry in told.entries:
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        words = sentence(entry, name_of, system_of)
        grid.add_row("", str(entry.number), when, line(entry.tag), line(words))
    yield grid
    if told.problem:
        why = f"The chain is broken: {told.problem}. Somebody changed the database."
        yield Text(f"  ✗ {why}", style="bold red")
    else:
        yield Text(f"  ✓ The chain of {len(told.entries)} entries is sound.", style="green")
