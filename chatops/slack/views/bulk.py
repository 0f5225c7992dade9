"""Several changes in one form, each with what was submitted, and how each of them ended.

Follows https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
"""

from collections.abc import Iterator, Sequence

from chatops.core.bulk import Answer
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.text import is_blank
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element, View, context, modal, option, plain
from chatops.slack.views.ids import VALUE, Form, Target
from chatops.slack.views.rich import Part
from chatops.slack.views.summary import place, size
from chatops.slack.views.text import counted, one_line, shorten, visible

MOST = 12  # changes in one form, so that enough of each one's documentation can be shown
NONE_CHOSEN = "Tick the changes that you approve, or cancel."
NONE_LEFT = "None of the changes on this page can be approved together with others any more."
_TEXT, _EACH, _SENTENCE = 4_400, 1_200, 400  # characters of all documentation, of one, of a refusal
_MORE = "… (more in Details)"
_NOTE = (
    "These are standard changes, not of high risk, and no AI tool helped with them. Each approval "
    "is recorded on its own, as given without opening Details."
)


def several_form(changes: Sequence[Change], facts: Facts) -> View:
    """Return the form in which several changes can be ticked, each below its documentation."""
    shown = changes[:MOST]
    share = min(_EACH, _TEXT // max(1, len(shown)))
    blocks = [context(_NOTE)]
    for one in shown:
        blocks += [rich.block(*_documentation(one, facts, share)), _tick(one)]
    return modal(Form.SEVERAL, "Approve several", blocks, submit="Approve", close="Cancel")


def several_result(answers: Sequence[Answer]) -> View:
    """Return what happened to each of them: what was refused first, with the reason."""
    refused = [one for one in answers if one.refusal]
    given = [one.key for one in answers if not one.refusal]
    blocks: list[Block] = []
    if refused:
        title = rich.section(rich.bold(f"Not approved ({counted(len(refused), 'change')})"))
        blocks.append(rich.block(title, rich.bullets(_refusal(one) for one in refused)))
    if given:
        title = rich.section(rich.bold(f"Approved ({counted(len(given), 'change')})"))
        blocks.append(rich.block(title, rich.section(rich.text(", ".join(given)))))
    return modal(Form.NOTE, "Approve several", blocks)


def _refusal(answer: Answer) -> Part:
    told = one_line(answer.refusal, _SENTENCE)
    return rich.section(rich.bold(answer.key), rich.text(f": {told}"))


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
    yield rich.quote(rich.text(shorten(visible(text), limit, _MORE)))


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
