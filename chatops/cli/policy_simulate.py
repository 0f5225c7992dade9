"""`chatops policy simulate`: what another policy would have meant, before it is adopted."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chatops.cli import say
from chatops.cli.doors import house, settings
from chatops.cli.policy_file import checked
from chatops.cli.policy_view import as_json, difference
from chatops.core.policy import Policy
from chatops.core.refused import Refused
from chatops.usecases.house import House
from chatops.usecases.simulate import Simulation, simulate

Since = Annotated[str, typer.Option(help="How far back: 90d, 12w or 36h.")]
_PERIOD = re.compile(r"([1-9]\d{0,3})\s*([hdw])(?:ours?|ays?|eeks?)?")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_EXAMPLE = "Example: chatops policy simulate policy.yml --since 90d"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate", epilog=_EXAMPLE)(simulate_)


def simulate_(
    file: Annotated[Path, typer.Argument(help="The policy to try.")],
    *,
    since: Since = "90d",
    as_json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Replay past changes and every open one under this policy; nothing is written."""
    past = period(since)
    read = checked(file, settings().chatops_directory_file)
    for one in read.lines:
        say.note(f"warning: {one}")
    with house() as one_house:
        found = simulated(one_house, read.policy, past)
    if as_json_:
        say.as_json(as_json(found))
    else:
        say.out(*difference(found))


def period(text: str) -> timedelta:
    """Return a length of time; raise `Refused("bad_usage")` for what is none."""
    found = _PERIOD.fullmatch(text.strip())
    if not found:
        raise Refused("bad_usage", f"--since: “{text}” is no length of time. Write it as 90d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def simulated(one: House, policy: Policy, past: timedelta) -> Simulation:
    """Simulate with a bar on standard error, where somebody sees it."""
    columns = (TextColumn("Replaying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)

        def step(judged: int, most: int) -> None:
            bar.update(task, completed=judged, total=most)

        return simulate(one, policy, past, step=step)
