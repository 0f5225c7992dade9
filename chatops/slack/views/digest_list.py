"""The changes behind a number of the digest, and the audit trail of one: pages of a modal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from chatops.core.assistance import Degree
from chatops.core.change import Change
from chatops.core.digest_list import Listed, ListedPage
from chatops.core.facts import Facts
from chatops.core.named import systems_named
from chatops.core.trail import Entry
from chatops.core.verdict import State
from chatops.reports.sentences import sentence
from chatops.reports.words import label
from chatops.slack.views import rich
from chatops.slack.views.blocks import (
    Block,
    Element,
    View,
    actions,
    button,
    context,
    header,
    modal,
    section,
)
from chatops.slack.views.buttons import look
from chatops.slack.views.digest_rows import naming, person
from chatops.slack.views.fit import fitted
from chatops.slack.views.ids import Action, Form, Target
from chatops.slack.views.summary import where
from chatops.slack.views.text import counted, one_line
from chatops.slack.views.weekly import Weekly
from chatops.slack.views.words import STATES

_TITLE, _SENTENCE, _WORD = 100, 400, 60
ENTRIES = 15  # on a page of the trail
_HASH = 12
_BROKEN = "⚠️ The chain is broken: {problem}. Somebody changed the database."
_SOUND = "The chain of all entries ({number:,}) is sound."


def figure_list(about: Weekly, page: ListedPage) -> View:
    """Return a page of the changes behind a number, each with its Details and its trail."""
    here, facts = about.turned(page.number), page.facts
    blocks = [header(_title(here, facts)), context(_count(here, page))]
    for row, change in page.rows:
        blocks.append(rich.block(rich.section(*_row(row, facts))))
        buttons = (
            {**look(change), "accessibility_label": f"Details of {change.key}"},
            {**_trail_button(change), "accessibility_label": f"Trail of {change.key}"},
        )
        blocks.append(actions(*buttons, block_id=f"row:{change.key}"))
    if page.hidden:
        verb = "is" if page.hidden == 1 else "are"
        told = f"{counted(page.hidden, 'change')} of this page {verb} in private channels."
        blocks.append(context(f"{told} Who is not in one of them does not see what it is about."))
    if not page.reach:
        blocks.append(section("There is no such change."))
    turns = (Action.FIGURE_BACK, Action.FIGURE_ON)
    blocks += _turns(page.number, page.count, turns, lambda goal: here.turned(goal).value)
    return modal(Form.FIGURE, about.week, fitted(blocks), metadata=here.value)


def trail_list(target: Target, entries: Sequence[Entry], problem: str | None, facts: Facts) -> View:
    """Return a page of the audit trail of a change in sentences, the first entry first."""
    pages = max(1, -(-len(entries) // ENTRIES))
    page = min(target.number, pages)
    shown = entries[(page - 1) * ENTRIES : page * ENTRIES]
    told = _BROKEN.format(problem=problem) if problem else _SOUND.format(number=len(entries))
    blocks: list[Block] = [header(f"Audit trail of {target.key}"), context(told)]
    blocks += [rich.block(rich.section(*_entry(one, facts))) for one in shown]
    turns = (Action.TRAIL_BACK, Action.TRAIL_ON)
    blocks += _turns(page, pages, turns, lambda goal: replace(target, number=goal).value)
    metadata = replace(target, number=page).value
    return modal(Form.TRAIL, target.key, fitted(blocks), metadata=metadata)


def _title(about: Weekly, facts: Facts) -> str:
    count, of = about.count, about.of
    if count is None:
        return f"Waiting for {person(of, facts)}" if of else about.week
    return label(count, of, naming(count, facts))


def _count(about: Weekly, page: ListedPage) -> str:
    turned = f", page {page.number:,} of {page.count:,}" if page.count > 1 else ""
    if about.waits_for:
        return f"Now: {_how_many(page)}{turned}."
    then = "as it stood at its end" if page.reach == 1 else "as they stood at its end"
    day = f", {about.day}" if about.day else ""
    return f"Week {about.week}{day}: {_how_many(page)}{turned}, {then}."


def _how_many(page: ListedPage) -> str:
    """Return `3 changes`, of how many, and how often the digest counts them."""
    if page.reach < page.total:
        return f"the first {page.reach:,} of {page.total:,} changes"
    often = f" (the digest counts {page.counted:,})" if page.counted != page.total else ""
    return f"{counted(page.total, 'change')}{often}"


def _row(row: Listed, facts: Facts) -> Iterator[Element]:
    yield rich.bold(f"{row.key} · {one_line(row.title, _TITLE)}")
    place = where(tuple(row.systems), row.environment, facts)
    yield rich.text(f"\n{place}, requested by {person(row.requester, facts)}, ")
    yield rich.moment(row.opened_at)
    nature = ", ".join(one_line(str(one), _WORD) for one in _nature(row))
    yield rich.text(f"\n{nature}. ")
    yield rich.bold(_state(row.state))


def _nature(row: Listed) -> Iterator[str]:
    yield f"{row.kind} change".capitalize()
    yield from (f"{row.risk} risk",) if row.risk else ()
    if row.assistance and row.assistance != Degree.NONE.word:
        yield f"AI-{row.assistance}"


def _state(state: str) -> str:
    return STATES[State(state)] if state in set(State) else one_line(state, _WORD)


def _trail_button(change: Change) -> Element:
    return button("Trail", Action.TRAIL, Target(change.key, change.present.number).value)


def _entry(entry: Entry, facts: Facts) -> Iterator[Element]:
    yield rich.text(f"{entry.number:,}. ")
    yield rich.moment(entry.at)
    words = one_line(_told(entry, facts) or entry.tag, _SENTENCE)
    yield rich.text(": ")
    yield from rich.sentence(words)
    yield rich.text("  ")
    yield rich.code(entry.hash[:_HASH])


def _turns(
    page: int, pages: int, turns: tuple[Action, Action], value: Callable[[int], str]
) -> Iterator[Block]:
    if pages == 1:
        return
    back, on = turns
    goals = ((back, "Previous", page - 1), (on, "Next", page + 1))
    found = [button(word, turn, value(goal)) for turn, word, goal in goals if 1 <= goal <= pages]
    yield actions(*found)


def _told(entry: Entry, facts: Facts) -> str:
    return sentence(entry, facts.directory.name_of, systems_named(facts))
