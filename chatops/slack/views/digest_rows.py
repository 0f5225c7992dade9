"""What the groups of a digest are made of: a heading, a bounded list, numbers to press."""

from collections.abc import Iterable, Iterator, Sequence

from chatops.core.digest import Count, Digest, Figure
from chatops.core.facts import Facts
from chatops.reports.words import LABELS, Names, whose
from chatops.slack.views import rich
from chatops.slack.views.blocks import BUTTON_VALUE, Block, Element, actions, button
from chatops.slack.views.ids import Action
from chatops.slack.views.rich import Part
from chatops.slack.views.text import one_line, width
from chatops.slack.views.weekly import weekly_of

MOST = 8  # names in one row, lines in one list
NAME = 40


def name_of(count: Count, of: str, facts: Facts) -> str:
    """Return for whom or what a number is, on one short line."""
    return one_line(whose(count, of, naming(count, facts)), NAME)


def naming(count: Count, facts: Facts) -> Names:
    """Return what names the ids that this is counted by: systems, teams or people."""

    def named(which: str) -> str:
        if count is Count.OPENED:
            system = facts.registry.find(which)
            return system.name if system else which
        if count is Count.APPROVED:
            return facts.directory.team_name(which)
        return which if count is Count.DURING else facts.directory.name_of(which)

    return named


def person(who: str, facts: Facts) -> str:
    """Return the name of a person (directory id), on one short line."""
    return one_line(facts.directory.name_of(who), NAME)


def heading(title: str, sentence: str = "") -> Block:
    """Return the heading of a group, with what there is to say in one sentence."""
    said = (rich.text(f"\n{sentence}"),) if sentence else ()
    return rich.block(rich.section(rich.bold(title), *said))


def totals(digest: Digest, counts: Iterable[Count]) -> Iterator[Block]:
    """Yield a row of buttons with these numbers, as far as there is something to open."""
    found = [Figure(one, digest.figures.number(one)) for one in counts]
    yield from _row(digest, [(LABELS[one.count], one) for one in found if one.number])


def names(title: str, digest: Digest, figures: Sequence[Figure], facts: Facts) -> Iterator[Block]:
    """Yield a heading and a row of buttons, one for each name; the others are counted."""
    if figures:
        rest = len(figures) - MOST
        more = f" (and {rest:,} more)" if rest > 0 else ""
        yield rich.block(rich.section(rich.bold(title), rich.text(more)))
    yield from row(digest, figures, facts)


def row(digest: Digest, figures: Sequence[Figure], facts: Facts) -> Iterator[Block]:
    """Yield a row of buttons, one for each name, as many as there is room for."""
    shown = figures[:MOST]
    yield from _row(digest, [(name_of(one.count, one.of, facts), one) for one in shown])


def lines(title: str, found: Sequence[Sequence[Element]], noun: str) -> Iterator[Block]:
    """Yield a heading and a list, of which the end is counted."""
    if not found:
        return
    told = rich.bullets(rich.section(*one) for one in found[:MOST])
    yield rich.block(rich.section(rich.bold(title)), told, *_more(len(found) - MOST, noun))


def _more(rest: int, noun: str) -> tuple[Part, ...]:
    told = f"and {rest:,} more {noun if rest == 1 else f'{noun}s'}"
    return (rich.section(rich.text(told)),) if rest > 0 else ()


def _row(digest: Digest, figures: Sequence[tuple[str, Figure]]) -> Iterator[Block]:
    """Yield one button for each number; Slack wants their action ids to differ in a row."""
    told = ((label, one, weekly_of(digest, one.count, one.of).value) for label, one in figures)
    row = [
        {
            **button(f"{label}: {one.number:,}", Action.FIGURE, value),
            "action_id": f"figure:{number}",
        }
        for number, (label, one, value) in enumerate(told, 1)
        if width(value) <= BUTTON_VALUE
    ]
    if row:
        yield actions(*row)
