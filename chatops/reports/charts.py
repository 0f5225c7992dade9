"""The two charts of a digest as SVG, coloured by the classes of the page around them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from chatops.core.digest import Day, Speed
from chatops.reports.words import took

OUTCOMES = ("approved", "rejected", "expired", "overridden")
"""What is stacked, from below; what was opened stands beside it."""

MOST_TEAMS = 20
_WIDTH, _LEFT, _TOP, _TALL = 420, 34, 12, 190
_BAR, _GAP = 15, 2
_ROW = 52
_NAME = 46  # characters that fit above a bar
_BEGINS = Markup(
    '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
)
_RECTANGLE = Markup(
    '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
)
_WORDS = Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>')
_LINE = Markup('<line x1="{}" x2="{}" y1="{}" y2="{}"/>')
_ENDS = Markup("</svg>")


@dataclass(frozen=True, slots=True)
class _Column:
    """Where it stands, the number at the top of the axis, and its day."""

    x: float
    top: int
    day: str


def per_day(days: Sequence[Day]) -> Markup:
    """Return what was opened and what became of changes on each day; empty where nothing did."""
    stacks = [sum(getattr(one, name) for name in OUTCOMES) for one in days]
    most = max((*stacks, *(one.opened for one in days)), default=0)
    if not most:
        return Markup()
    top = _rounded(most)
    parts = [_BEGINS.format(_WIDTH, _TOP + _TALL + 26, "Changes per day, by outcome")]
    parts += _grid(top)
    step = (_WIDTH - _LEFT) / len(days)
    for place, day in enumerate(days):
        parts += _day(day, _LEFT + step * (place + 0.5), top)
    return Markup().join((*parts, _ENDS))


def _rounded(most: int) -> int:
    """Return the number at the top of the axis; its half is whole as well."""
    step = int("2" + "0" * (len(str(most)) - 1))
    return -(-most // step) * step


def _grid(top: int) -> Iterator[Markup]:
    for number in (0, top // 2, top):
        y = _y(number, top)
        yield _LINE.format(_LEFT, _WIDTH, y, y)
        yield _WORDS.format("axis", _LEFT - 6, y + 4, "end", f"{number:,}")


def _y(number: int, top: int) -> float:
    return round(_TOP + _TALL * (1 - number / top), 1)


def _day(day: Day, middle: float, top: int) -> Iterator[Markup]:
    name = _named(day.day)
    beside = _Column(round(middle - _BAR - _GAP / 2, 1), top, name)
    yield from _piece("opened", day.opened, 0, beside)
    stack, below = _Column(round(middle + _GAP / 2, 1), top, name), 0
    for outcome in OUTCOMES:
        number = getattr(day, outcome)
        yield from _piece(outcome, number, below, stack)
        below += number
    yield _WORDS.format("axis", round(middle, 1), _TOP + _TALL + 18, "middle", name[:3])


def _piece(what: str, number: int, below: int, column: _Column) -> Iterator[Markup]:
    if number:
        y, end = _y(below + number, column.top), _y(below, column.top)
        gap = 1 if below else 0  # between two pieces, readable without colours
        height = max(1.0, round(end - y - gap, 1))
        told = f"{column.day}: {number:,} {what}"
        yield _RECTANGLE.format(what, column.x, y, _BAR, height, told)


def _named(day: str) -> str:
    """Return `Mon 16 Mar`; what is no date stays as it is."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{found:%a} {found.day} {found:%b}"


def by_team(speeds: Sequence[Speed], name: Callable[[str], str]) -> Markup:
    """Return the median and the 90th percentile of each team; empty where there is none."""
    shown = speeds[:MOST_TEAMS]
    if not shown:
        return Markup()
    longest = max(1, *(max(one.median, one.ninetieth) for one in shown))
    height = _ROW * len(shown) + 4
    parts = [_BEGINS.format(_WIDTH, height, "Time to approval, by team")]
    for place, speed in enumerate(shown):
        parts += _team(speed, name(speed.team), _ROW * place + 14, longest)
    return Markup().join((*parts, _ENDS))


def _team(speed: Speed, name: str, y: int, longest: int) -> Iterator[Markup]:
    short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    yield _WORDS.format("name", 0, y, "start", short)
    lengths = (("ninetieth", speed.ninetieth), ("median", speed.median))
    room = _WIDTH - 96  # the rest is for the number
    for place, (what, seconds) in enumerate(reversed(lengths)):
        top, wide = y + 6 + 14 * place, max(2, room * seconds // longest)
        said = "median" if what == "median" else "90th percentile"
        yield _RECTANGLE.format(what, 0, top, wide, 12, f"{name}: {said} {took(seconds)}")
        yield _WORDS.format("value", wide + 6, top + 10, "start", took(seconds))
