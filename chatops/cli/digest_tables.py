"""The tables and bars of a digest, 80 columns wide, readable without colour."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chatops.cli.say import line
from chatops.core.digest import Digest, Figure
from chatops.reports.words import took

_MARK = "█"
_BAR, _SHORT = 24, 12
_MOST = 20
Name = Callable[[str], str]


def heading(words: str) -> Text:
    """Return the heading of a part."""
    return Text(f"\n{words}", style="bold")


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], above: str = ""
) -> Iterator[RenderableType]:
    """Yield a table of plain words with a heading or a free line; nothing without rows."""
    drawn = Table(*heads, box=None, header_style="dim")
    for row in rows:
        drawn.add_row(*map(line, row))
    if drawn.row_count:
        yield heading(above) if above else ""
        yield Padding(drawn, (0, 0, 0, 1), expand=False)


def ranked(head: str, figures: Sequence[Figure], name: Name) -> Iterator[RenderableType]:
    """Yield the figures as bars, the largest first; the rest is counted."""
    most = max((one.number for one in figures), default=0)
    rows = [(name(one.of), str(one.number), bar(one.number, most)) for one in figures[:_MOST]]
    left = figures[_MOST:]
    if left:
        rows.append((f"and {len(left)} more", str(sum(one.number for one in left)), ""))
    yield from table((head, "changes", ""), rows)


def bar(number: int, most: int, length: int = _BAR) -> str:
    """Return a bar: of this length for the largest, one mark for the smallest above 0."""
    return _MARK * max(1, length * number // most) if number else ""


def approval_times(digest: Digest, team_name: Name) -> Iterator[RenderableType]:
    """Yield how long it took until the first approval, by team."""
    overall = digest.figures.overall
    if overall is None:
        return
    speeds = [(team_name(one.team), one) for one in digest.figures.speeds]
    rows = (
        (name, str(one.approved), took(one.median), took(one.ninetieth))
        for name, one in (*speeds, ("all together", overall))
    )
    heads = ("team", "approved", "median", "90th percentile")
    yield from table(heads, rows, "Time to approval")


def loads(digest: Digest, name_of: Name) -> Iterator[RenderableType]:
    """Yield how many sign-offs each senior gave, and how many wait for them."""
    rows = ((name_of(one.person), str(one.signed), str(one.waiting)) for one in digest.loads)
    yield from table(("senior", "signed", "waiting then"), rows, "Seniors' sign-offs")


def days(digest: Digest) -> Iterator[RenderableType]:
    """Yield what happened on each day."""
    most = max((one.opened for one in digest.figures.days), default=0)
    if not most:
        return
    rows = (
        (
            one.day,
            *map(str, (one.opened, one.approved, one.rejected, one.expired, one.overridden)),
            bar(one.opened, most, _SHORT),
        )
        for one in digest.figures.days
    )
    heads = ("day", "opened", "approved", "rejected", "expired", "overridden", f"{_MARK} = opened")
    yield from table(heads, rows)
