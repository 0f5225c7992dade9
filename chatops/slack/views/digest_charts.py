"""The two charts of a digest, and the same as one table or as text where Slack takes no charts.

Follows https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block: a message holds
two, each of at most six series and twenty points, whose names are short and differ. The block is
younger than the table, of which a message holds one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from chatops.core.digest import Count, Digest
from chatops.core.facts import Facts
from chatops.reports.words import took
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block
from chatops.slack.views.digest_days import day_name
from chatops.slack.views.digest_rows import name_of
from chatops.slack.views.text import shorten, width

_NAME, _POINTS = 20, 20
_HOUR, _MINUTE = 3600, 60
_PER_DAY, _BY_TEAM = "Changes per day", "Hours to approval"
_OUTCOMES = ("opened", "approved", "rejected", "expired", "overridden")
_USUAL = _OUTCOMES[:2]
_MEDIAN, _NINETIETH = "Median", "90th percentile"


class Drawing(Enum):
    """How numbers are drawn, the best first."""

    CHARTS = auto()
    TABLE = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class _Grid:
    """One chart: names of series and points, the numbers in rows of points, and as words."""

    title: str
    series: tuple[str, ...]
    points: tuple[str, ...]
    numbers: tuple[tuple[float, ...], ...]
    words: tuple[tuple[str, ...], ...]


def charts(digest: Digest, facts: Facts, drawing: Drawing) -> Iterator[Block]:
    """Yield what happened per day and how long teams took; nothing where nothing happened."""
    grids = [one for one in (_per_day(digest), _by_team(digest, facts)) if one.points]
    match drawing:
        case Drawing.CHARTS:
            yield from map(_chart, grids)
        case Drawing.TABLE if grids:
            yield _table(grids)
        case _:
            yield from map(_text, grids)


def _per_day(digest: Digest) -> _Grid:
    days = digest.figures.days
    seen = tuple(one for one in _OUTCOMES if any(getattr(day, one) for day in days))
    series = tuple(one for one in _OUTCOMES if one in seen or one in _USUAL)
    days = days[:_POINTS] if seen else ()
    numbers = tuple(tuple(getattr(day, one) for one in series) for day in days)
    words = tuple(tuple(f"{one:,}" for one in row) for row in numbers)
    titles = tuple(one.capitalize() for one in series)
    return _Grid(_PER_DAY, titles, _distinct([day_name(one.day) for one in days]), numbers, words)


def _by_team(digest: Digest, facts: Facts) -> _Grid:
    speeds = digest.figures.speeds
    drawn = speeds if any(one.ninetieth >= _MINUTE for one in speeds) else ()  # bars of no height
    found = sorted(drawn, key=lambda one: (-one.approved, one.team))[:_POINTS]
    teams = _distinct([name_of(Count.APPROVED, one.team, facts) for one in found])
    numbers = tuple((_hours(one.median), _hours(one.ninetieth)) for one in found)
    words = tuple((took(one.median), took(one.ninetieth)) for one in found)
    return _Grid(_BY_TEAM, (_MEDIAN, _NINETIETH), teams, numbers, words)


def _hours(seconds: int) -> float:
    return round(seconds / _HOUR, 2)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names short enough for a chart, each another one."""
    found: dict[str, None] = {}
    for name in names:
        short, number = shorten(name, _NAME) or "-", 2
        while short in found:
            mark = f" {number}"
            short, number = shorten(name, _NAME - width(mark)) + mark, number + 1
        found[short] = None
    return tuple(found)


def _chart(grid: _Grid) -> Block:
    columns = list(zip(*grid.numbers, strict=True))
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": value}
                for label, value in zip(grid.points, column, strict=True)
            ],
        }
        for name, column in zip(grid.series, columns, strict=True)
    ]
    axes = {"categories": list(grid.points)}
    chart = {"type": "bar", "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": grid.title, "chart": chart}


def _table(grids: Sequence[_Grid]) -> Block:
    """Return one table for all of them, for a message holds no second one."""
    most = max(len(one.series) for one in grids)
    rows = [row for one in grids for row in _rows(one, most)]
    columns = [{}, *({"align": "right"} for _ in range(most))]
    return {"type": "table", "rows": rows, "column_settings": columns}


def _rows(grid: _Grid, most: int) -> Iterator[list[Block]]:
    empty = ("-",) * (most - len(grid.series))
    yield [_cell(one) for one in (grid.title, *grid.series, *empty)]
    for point, words in zip(grid.points, grid.words, strict=True):
        yield [_cell(one) for one in (point, *words, *empty)]


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def _text(grid: _Grid) -> Block:
    rows = [
        rich.section(rich.bold(point), rich.text(f": {_listed(grid.series, words)}"))
        for point, words in zip(grid.points, grid.words, strict=True)
    ]
    return rich.block(rich.section(rich.bold(grid.title)), rich.bullets(rows))


def _listed(series: Sequence[str], words: Sequence[str]) -> str:
    found = (f"{name.lower()} {word}" for name, word in zip(series, words, strict=True))
    return ", ".join(found)
