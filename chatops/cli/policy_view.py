"""What another policy would have meant, on a terminal, as JSON and as sentences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from chatops.cli.say import line
from chatops.core.tally import Affected, Load
from chatops.usecases.simulate import Simulation

_MOST_LISTED = 20
_BAR = 24  # characters of the longest bar


def difference(found: Simulation) -> Iterator[RenderableType]:
    """Yield everything that differs, the load of seniors as a picture."""
    first, *rest = _summary(found)
    yield Text(first, style="bold")
    yield from (Text(one) for one in rest)
    for title, affected in _moved(found):
        yield Text(f"\n{title}", style="bold")
        yield from (line(f"  {one}") for one in _listed(affected))
    loads = found.tally.loads(found.until - found.since)
    if loads:
        yield Text(f"\n{_load_title(found)}", style="bold")
        yield _picture(loads, found)


def sentences(found: Simulation) -> Iterator[str]:
    """Yield the same in plain lines, for the approvers of a policy change."""
    yield from _summary(found)
    for title, affected in _moved(found):
        yield f"{title}:"
        yield from (f"- {one}" for one in _listed(affected))
    loads = found.tally.loads(found.until - found.since)
    if loads:
        most = max(max(one.before, one.after) for one in loads)
        named = (
            f"{_name(one, found)} {_rate(one.before, most)} → {_rate(one.after, most)}"
            for one in loads
        )
        told = "; ".join(_shortened(tuple(named), "people"))
        yield f"{_load_title(found)}: {told}."


def as_json(found: Simulation) -> dict[str, Any]:
    """Return all of it; loads are sign-offs a week."""
    tally, policy = found.tally, found.facts.policy
    return {
        "policy": found.policy.digest,
        "in_force": policy.digest if policy else None,
        "since": found.since.isoformat(timespec="seconds"),
        "until": found.until.isoformat(timespec="seconds"),
        "changes": tally.total,
        "open": tally.open,
        "changed": tally.changed,
        "asking_more": {"changes": tally.asking_more, "by": dict(tally.more)},
        "asking_fewer": {"changes": tally.asking_fewer, "by": dict(tally.fewer)},
        "past_approved": tally.past_approved,
        "past_lost": tally.past_lost,
        "open_unreachable": _keyed(tally.unreachable),
        "open_approved": _keyed(tally.approved),
        "open_lost": _keyed(tally.lost),
        "open_stale": _keyed(tally.stale),
        "load": [
            {"person": one.person, "before": round(one.before, 2), "after": round(one.after, 2)}
            for one in tally.loads(found.until - found.since)
        ],
    }


def _summary(found: Simulation) -> Iterator[str]:
    tally, policy = found.tally, found.facts.policy
    now, new = policy.digest[:12] if policy else "none", found.policy.digest[:12]
    yield (
        f"Policy {new} instead of {now}: of {_counted(tally.total)} since {found.since:%Y-%m-%d} "
        f"({tally.open} open) {tally.changed or 'none'} would differ."
    )
    if tally.asking_more:
        yield f"More sign-offs are asked for by {_counted(tally.asking_more)}{_by(tally.more)}."
    if tally.asking_fewer:
        yield f"Fewer sign-offs are asked for by {_counted(tally.asking_fewer)}{_by(tally.fewer)}."
    if tally.past_lost:
        yield f"With the sign-offs they had, {_counted(tally.past_lost)} of the past would fail."
    if tally.past_approved:
        yield f"With the sign-offs they had, {_counted(tally.past_approved)} more would pass."


def _moved(found: Simulation) -> Iterator[tuple[str, Sequence[Affected]]]:
    """Yield the open changes that would be moved, by what would become of them."""
    tally = found.tally
    groups = {
        "Open, and nobody could approve them any more": tally.unreachable,
        "Open, and no longer approved": tally.lost,
        "Open, and approved at once": tally.approved,
        "Open, and to be looked at again": tally.stale,
    }
    yield from ((title, affected) for title, affected in groups.items() if affected)


def _listed(affected: Sequence[Affected]) -> tuple[str, ...]:
    return _shortened(tuple(f"{one.key}: {one.sentence}" for one in affected), "changes")


def _shortened(told: tuple[str, ...], what: str) -> tuple[str, ...]:
    more = len(told) - _MOST_LISTED
    return (*told[:_MOST_LISTED], f"and {more} more {what}") if more > 0 else told


def _picture(loads: Sequence[Load], found: Simulation) -> Table:
    table = Table("who", "now", "then", "", box=None, padding=(0, 2, 0, 0))
    for column in table.columns[1:3]:
        column.justify = "right"
    longest = max(max(one.before, one.after) for one in loads) or 1.0
    for one in loads[:_MOST_LISTED]:
        numbers = _rate(one.before, longest), _rate(one.after, longest)
        table.add_row(line(f"  {_name(one, found)}"), *numbers, _bar(one, longest))
    if len(loads) > _MOST_LISTED:
        table.add_row(f"  and {len(loads) - _MOST_LISTED} more people")
    return table


def _bar(load: Load, longest: float) -> Text:
    """Draw what stays, what is added (+) and what goes (-): readable without colours too."""
    before, after = (round(_BAR * one / longest) for one in (load.before, load.after))
    same = "█" * min(before, after)
    added, gone = "+" * max(0, after - before), "-" * max(0, before - after)
    return Text.assemble(same, (added, "yellow"), (gone, "green"))


def _rate(number: float, most: float) -> str:
    """Return sign-offs a week, with a second digit where all are rare."""
    return f"{number:.1f}" if most >= 1 else f"{number:.2f}"


def _name(load: Load, found: Simulation) -> str:
    return found.facts.directory.name_of(load.person) if load.person else "somebody else"


def _load_title(found: Simulation) -> str:
    return f"Sign-offs that have to be of level {found.senior} or above, a week"


def _keyed(affected: Sequence[Affected]) -> list[dict[str, str]]:
    return [{"key": one.key, "sentence": one.sentence} for one in affected]


def _by(names: Mapping[str, int]) -> str:
    most = sorted(names.items(), key=lambda one: (-one[1], one[0]))
    told = ", ".join(f"{name} in {count:,}" for name, count in most[:_MOST_LISTED])
    return f" ({told})" if told else ""


def _counted(number: int) -> str:
    return f"{number:,} change{'' if number == 1 else 's'}"
