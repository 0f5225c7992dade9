"""A bar on standard error for what takes its time, where a person looks at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

Told = Callable[[str, int, int], None]
"""Told what is counted, how much of it is done, and how much there is."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Return how many are done in a second."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} {task.description}/s" if speed else "")


@contextmanager
def progressing() -> Iterator[Told]:
    """Give what shows progress; nothing is shown where standard error is no terminal."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %")
    bar = Progress(
        *columns, _Rate(), TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
    tasks = {}

    def told(what: str, now: int, most: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=most)
        bar.update(tasks[what], completed=now, total=most)

    with bar:
        yield told
