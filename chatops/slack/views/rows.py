"""Lists of changes that only the person who asked sees, a page at a time."""

import re
from collections.abc import Sequence

from chatops.core.page import Page
from chatops.core.queues import Queue
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element, Message, actions, button, context
from chatops.slack.views.buttons import request_button
from chatops.slack.views.ids import Action
from chatops.slack.views.queues import queues_block, queues_said
from chatops.slack.views.replies import NOTHING_OPEN, NOTHING_OWN, note, nothing_waiting, row
from chatops.slack.views.text import counted, ended, escape, shorten
from chatops.slack.views.words import spoken

LISTS = {"list": "Open changes", "mine": "Your changes", "queue": "You can sign these off"}
_SENTENCE = 2000
_CUT = "Only the newest 200 open changes were looked at."
_QUEUE_CUT = "Of what asks you, and of what asks others, only the oldest 200 were looked at."
_FIRST = "What asks you comes first, then what others are asked for; of each the oldest first."
_TURN = re.compile(r"(list|mine|queue):([0-9]{1,6})")


def listing(word: str, page: Page, queues: Sequence[Queue] = ()) -> Message:
    """Return a page of the list that `/change word` shows, with a Details button in each row.

    What waits for senior people, as `queues` tell, stands at its end.
    """
    shown = _rows(word, page) if page.rows else _no_rows(word, page)
    long = [one for one in queues if one.waiting]
    if not long:
        return shown
    directory = page.facts.directory
    text = f"{shown.text} {queues_said(long, directory)}"
    return Message(text, [*shown.blocks, queues_block(long, directory)])


def _no_rows(word: str, page: Page) -> Message:
    told = note(" ".join((_empty(word, page), *_remarks(word, page))))
    steps = () if page.facts.problems else (actions(request_button(word)),)
    return Message(told.text, [*told.blocks, *steps])


def _rows(word: str, page: Page) -> Message:
    title = f"{LISTS[word]} ({page.total:,})"
    if page.count > 1:
        title = f"{title}, page {page.number:,} of {page.count:,}"
    blocks: list[Block] = [rich.block(rich.section(rich.bold(title)))]
    blocks += [row(change, verdict, page.facts) for change, verdict in page.rows]
    turns = _turns(word, page)
    blocks += [actions(*turns)] if turns else []
    first = (_FIRST,) if word == "queue" else ()
    blocks += [context(one) for one in (*first, *_remarks(word, page))]
    said = ". ".join(spoken(change, verdict, page.facts) for change, verdict in page.rows)
    return Message(escape(ended(shorten(f"{title}. {said}", _SENTENCE))), blocks)


def _remarks(word: str, page: Page) -> tuple[str, ...]:
    """Return what is not in the list, and why."""
    cut = (_QUEUE_CUT if word == "queue" else _CUT,) if page.is_cut else ()
    if not page.snoozed:
        return cut
    verb = "is" if page.snoozed == 1 else "are"
    return (*cut, f"{counted(page.snoozed, 'change')} that you snoozed {verb} left out.")


def turn(value: str) -> tuple[str, int]:
    """Return the list and the page of a button's value; raise ValueError for another value."""
    found = _TURN.fullmatch(value)
    if found is None:
        raise ValueError("not a value of our buttons")
    return found[1], int(found[2])


def _empty(word: str, page: Page) -> str:
    empty = {"list": NOTHING_OPEN, "mine": NOTHING_OWN, "queue": nothing_waiting(page.facts)}
    return empty[word]


def _turns(word: str, page: Page) -> tuple[Element, ...]:
    to_last = button("Back", Action.ROWS_BACK, f"{word}:{page.number - 1}")
    to_next = button("More", Action.ROWS_ON, f"{word}:{page.number + 1}")
    back = (to_last,) if page.number > 1 else ()
    on = (to_next,) if page.number < page.count else ()
    return (*back, *on)
