"""Several changes in one form, each with what was submitted, and how each of them ended.

Follows https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chatops.core.bulk import Answer
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.text import is_blank
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element, View, actions, context, modal, option, plain
from chatops.slack.views.buttons import look, undo_button
from chatops.slack.views.ids import VALUE, Form, Target
from chatops.slack.views.rich import Part
from chatops.slack.views.summary import place, size
from chatops.slack.views.text import MORE, counted, one_line, shorten, visible
from chatops.slack.views.undone import undo_line
from chatops.slack.views.words import SAID

MOST = 12  # changes in one form, so that enough of each one's documentation can be shown
NONE_CHOSEN = "Tick the changes that you approve, or cancel."
NONE_LEFT = "None of the changes on this page can be approved together with others any more."
_TEXT, _EACH, _SENTENCE = 4_400, 1_200, 200  # characters of all documentation, of one, of a refusal
_NOTE = (
    "These are standard changes, not of high risk, and no AI tool helped with them. Each approval "
    "is recorded on its own, and with it whether you had opened Details. What you tick stays "
    "ticked while you look."
)


def several_form(changes: Sequence[Change], facts: Facts) -> View:
    """Return the form in which several changes can be ticked, each below its documentation."""
    shown = changes[:MOST]
    share = min(_EACH, _TEXT // max(1, len(shown)))
    blocks = [context(_NOTE)]
    for one in shown:
        look_at = actions(look(one), block_id=f"look:{Target(one.key, one.present.number).value}")
        blocks += [rich.block(*_documentation(one, facts, share)), look_at, _tick(one)]
    return modal(Form.SEVERAL, "Approve several", blocks, submit="Approve", close="Cancel")


def several_result(
    answers: Sequence[Answer],
    approved: Sequence[Change],
    facts: Facts,
    now: datetime,
    *,
    person: str,
) -> View:
    """Return what happened to each: what was refused first, with the reason.

    `approved` are the others as they are at `now`, each with Undo while that is possible. The
    answers travel in the view, so that it can be drawn again.
    """
    refused = [one for one in answers if one.refusal]
    blocks: list[Block] = []
    if refused:
        title = rich.section(rich.bold(f"Not approved ({counted(len(refused), 'change')})"))
        blocks.append(rich.block(title, rich.bullets(_refusal(one) for one in refused)))
    if approved:
        title = rich.section(rich.bold(f"Approved ({counted(len(approved), 'change')})"))
        blocks.append(rich.block(title))
    for one in approved:
        blocks += _approved(one, facts, now, person)
    travelling = "\n".join(map(_travelling, answers))
    return modal(Form.SEVERAL_DONE, "Approve several", blocks, metadata=travelling)


def _travelling(answer: Answer) -> str:
    return f"{answer.key} {_told(answer)}" if answer.refusal else answer.key


def _told(answer: Answer) -> str:
    return one_line(answer.refusal, _SENTENCE)


def several_answers(metadata: str) -> tuple[Answer, ...]:
    """Return the answers that travelled in such a view."""
    parted = (line.partition(" ") for line in metadata.splitlines())
    return tuple(Answer(key, refusal) for key, _, refusal in parted)


def _approved(change: Change, facts: Facts, now: datetime, person: str) -> Iterator[Block]:
    title = one_line(change.present.documentation.title, 80)
    line = undo_line(change, facts, now, person=person)
    word = rich.text(f"\n{_own_word(change, person)}{' ' * bool(line)}")
    yield rich.block(rich.section(rich.bold(f"{change.key} · {title}"), word, *line))
    target = Target(change.key, change.present.number)
    undo = (undo_button(change),) if line else ()
    yield actions(*undo, look(change), block_id=f"approved:{target.value}")


def _own_word(change: Change, person: str) -> str:
    last = change.latest_by(person)
    if last is None or last.verb is Verb.WITHDRAW:
        return "You took your approval back. It does not count."
    return f"You {SAID[last.verb]} revision {last.revision}."


def _refusal(answer: Answer) -> Part:
    return rich.section(rich.bold(answer.key), *rich.sentence(f": {_told(answer)}"))


def _documentation(change: Change, facts: Facts, share: int) -> Iterator[Part]:
    written = change.present.documentation
    where = one_line(place(change.present, facts), 70)
    requester = one_line(facts.directory.name_of(change.requester), 30)
    yield rich.section(
        rich.bold(f"{change.key} · {one_line(written.title, 80)}"),
        rich.text(f"\n{where}, requested by {requester}, {written.risk.value} risk"),
        rich.text(f"\nSize: {size(change.present)}"),
    )
    yield from _quoted("What and why", written.description, share // 2)
    yield from _quoted("Rollback plan", written.rollback_plan, share // 4)
    yield from _quoted("Test evidence", written.test_evidence, share // 4)


def _quoted(label: str, text: str, limit: int) -> Iterator[Part]:
    if is_blank(text):
        yield rich.section(rich.bold(label), rich.text(": not given"))
        return
    yield rich.section(rich.bold(label))
    yield rich.quote(rich.text(shorten(visible(text), limit, MORE)))


def _tick(change: Change) -> Block:
    target = Target(change.key, change.present.number)
    label = f"Approve {change.key}, revision {change.present.number}"
    element: Element = {
        "type": "checkboxes",
        "action_id": VALUE,
        "options": [option(label, target.value)],
    }
    return {
        "type": "input",
        "block_id": f"several:{target.value}",
        "label": plain(change.key, 2000),
        "element": element,
        "optional": True,
    }
