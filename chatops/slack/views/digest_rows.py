"""What the groups of a digest are made of: a heading, a bounded list, numbers to press."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from chatops.core.digest import Count, Digest, Figure, Load
from chatops.core.facts import Facts
from chatops.reports.words import LABELS, Names, whose
from chatops.slack.views import rich
from chatops.slack.views.blocks import BUTTON_VALUE, Block, Element, actions, button
from chatops.slack.views.ids import Action
from chatops.slack.views.rich import Part
from chatops.slack.views.text import one_line, shorten, width
from chatops.slack.views.weekly import weekly_of

Labelled = tuple[str, str, str]
"""What a button says, its value, and what is heard of it: of which number it is."""

_HEARD = 75  # characters

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
    shown = [(LABELS[one.count], one) for one in found if one.number]
    yield from buttons(named(digest, shown))


def names(title: str, digest: Digest, figures: Sequence[Figure], facts: Facts) -> Iterator[Block]:
    """Yield a heading and a row of buttons, one for each name; the others are counted."""
    if figures:
        rest = len(figures) - MOST
        more = f" (and {rest:,} more)" if rest > 0 else ""
        yield rich.block(rich.section(rich.bold(title), rich.text(more)))
    yield from row(digest, figures, facts)


def row(digest: Digest, figures: Sequence[Figure], facts: Facts) -> Iterator[Block]:
    """Yield a row of buttons, one for each name; the last opens those for which it has no room."""
    shown = [(name_of(one.count, one.of, facts), one) for one in figures[:MOST]]
    yield from buttons(named(digest, shown), all_of(digest, figures, figures[:1]))


def waiting(digest: Digest, loads: Sequence[Load], facts: Facts) -> Iterator[Block]:
    """Yield a row of buttons, one for each person for whom changes waited."""
    shown = [waits(digest, one, facts) for one in loads[:MOST]]
    yield from buttons(shown, all_of(digest, loads, ()))


def waits(digest: Digest, load: Load, facts: Facts) -> Labelled:
    """Return a button's label and value: what waits for this person."""
    told = f"{person(load.person, facts)}: {load.waiting:,} waiting"
    return told, replace(weekly_of(digest), of=load.person).value, told


def all_of(digest: Digest, every: Sequence[object], of: Sequence[Figure]) -> tuple[Element, ...]:
    """Return the button that opens all names, where a row has not room for them."""
    if len(every) <= MOST:
        return ()
    about = weekly_of(digest, of[0].count if of else None)
    return (button(f"All {len(every):,}", Action.NAMES, about.value),)


def named(digest: Digest, figures: Iterable[tuple[str, Figure]]) -> list[Labelled]:
    """Return labels and values of the buttons of these numbers."""
    return [
        (
            f"{label}: {one.number:,}",
            weekly_of(digest, one.count, one.of).value,
            f"{_heard(label, one)}: {one.number:,}",
        )
        for label, one in figures
    ]


def _heard(label: str, one: Figure) -> str:
    """Return what is counted and for whom, for who does not see the heading above."""
    return f"{LABELS[one.count]}: {label}" if one.of else label


def lines(title: str, found: Sequence[Sequence[Element]], noun: str) -> Iterator[Block]:
    """Yield a heading and a list, of which the end is counted."""
    if not found:
        return
    told = rich.bullets(rich.section(*one) for one in found[:MOST])
    yield rich.block(rich.section(rich.bold(title)), told, *_more(len(found) - MOST, noun))


def _more(rest: int, noun: str) -> tuple[Part, ...]:
    told = f"and {rest:,} more {noun if rest == 1 else f'{noun}s'}"
    return (rich.section(rich.text(told)),) if rest > 0 else ()


def buttons(found: Iterable[Labelled], more: tuple[Element, ...] = ()) -> Iterator[Block]:
    """Yield one button for each number; Slack wants their action ids to differ in a row."""
    row = [
        {
            **button(label, Action.FIGURE, value),
            "action_id": f"figure:{number}",
            "accessibility_label": shorten(heard, _HEARD),
        }
        for number, (label, value, heard) in enumerate(found, 1)
        if width(value) <= BUTTON_VALUE
    ]
    if row or more:
        yield actions(*row, *more)
