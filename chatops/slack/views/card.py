"""The card: one change in one message, to be judged at a glance on a phone.

A message's text in all blocks together has to stay below about 12,000 characters
(https://github.com/slackapi/bolt-js/issues/2509); every part here has its share of 9,000.
"""

from collections.abc import Iterator

from chatops.core.change import Change
from chatops.core.commit import FileChange
from chatops.core.facts import Facts
from chatops.core.text import is_blank
from chatops.core.verdict import Verdict
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Message, actions, button, divider, header, small_print
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.rich import Element, Part
from chatops.slack.views.summary import place, summary
from chatops.slack.views.text import MORE, counted, escape, one_line, shorten, visible
from chatops.slack.views.words import STATES, headline, is_over, line_mark

_DESCRIPTION, _PLAN, _SENTENCE = 1200, 600, 300  # shares of the text, in characters
_FILES, _LINES, _PEOPLE = 5, 8, 6  # so many are shown, the rest is counted


def card(change: Change, verdict: Verdict, facts: Facts) -> Message:
    """Return the card as the change is now."""
    blocks = [
        header(headline(change, verdict), block_id=marker(change.key)),
        rich.block(summary(change, facts)),
        rich.block(*_documentation(change)),
        divider(),
        rich.block(*_requirements(verdict)),
        *_waiting(verdict, facts),
        _buttons(change, verdict),
        _dates(change),
    ]
    return Message(_spoken(change, verdict, facts), blocks)


def marker(key: str) -> str:
    """Return the block id by which our own card is recognised in a channel."""
    return f"card:{key}"


def _spoken(change: Change, verdict: Verdict, facts: Facts) -> str:
    title = one_line(change.present.documentation.title, 300)
    requester = rich.name(facts.directory, change.requester)
    sentence = (
        f"{change.key}, {STATES[verdict.state].lower()}: “{title}” for "
        f"{place(change.present, facts)}, requested by {requester}."
    )
    return escape(sentence)


def _documentation(change: Change) -> Iterator[Part]:
    written = change.present.documentation
    yield from _quoted("What and why", written.description, _DESCRIPTION)
    yield from _quoted("Rollback plan", written.rollback_plan, _PLAN)
    yield from _quoted("Test evidence", written.test_evidence, _PLAN)
    if change.present.files:
        yield rich.section(rich.bold("Files"))
        yield rich.bullets(_files(change.present.files))


def _quoted(label: str, text: str, limit: int) -> Iterator[Part]:
    if is_blank(text):
        yield rich.section(rich.bold(label), rich.text(": not given"))
        return
    yield rich.section(rich.bold(label))
    yield rich.quote(rich.text(shorten(visible(text), limit, MORE)))


def _files(files: tuple[FileChange, ...]) -> Iterator[Part]:
    for one in files[:_FILES]:
        yield rich.section(rich.code(one_line(one.path, 120)), rich.text(f"  {lines_of(one)}"))
    if len(files) > _FILES:
        yield rich.section(rich.text(f"and {len(files) - _FILES:,} more in Details"))


def lines_of(file: FileChange) -> str:
    """Return `+12 -3`, or that the file is a binary one."""
    if file.added is None or file.deleted is None:
        return "binary"
    return f"+{file.added:,} -{file.deleted:,}"


def _requirements(verdict: Verdict) -> Iterator[Part]:
    yield rich.section(rich.bold(one_line(verdict.sentence, _SENTENCE)))
    leaves = tuple(verdict.leaves()) if verdict.parts else ()
    if leaves:
        yield rich.bullets(_lines(leaves))


def _lines(leaves: tuple[Verdict, ...]) -> Iterator[Part]:
    shown = sorted(leaves, key=lambda leaf: leaf.met)[:_LINES] if len(leaves) > _LINES else leaves
    for leaf in shown:
        sentence = rich.text(f"  {one_line(leaf.sentence, _SENTENCE)}")
        yield rich.section(rich.bold(line_mark(leaf)), sentence)
    if len(leaves) > _LINES:
        rest = counted(len(leaves) - _LINES, "requirement")
        yield rich.section(rich.text(f"and {rest} more in Details"))


def _waiting(verdict: Verdict, facts: Facts) -> Iterator[Block]:
    people = verdict.waiting()
    if people:
        yield rich.block(rich.section(rich.bold("Waited for: "), *_named(people, facts)))


def _named(people: tuple[str, ...], facts: Facts) -> Iterator[Element]:
    for index, one in enumerate(people[:_PEOPLE]):
        yield rich.text(", " if index else "")
        yield rich.person(facts.directory, one)
    if len(people) > _PEOPLE:
        yield rich.text(f" and {len(people) - _PEOPLE:,} others")


def _buttons(change: Change, verdict: Verdict) -> Block:
    target = Target(change.key, change.present.number)
    look = (
        button("Details", Action.DETAILS, target.value),
        button("Edit", Action.EDIT, target.value),
    )
    decide = () if is_over(change, verdict) else decisions(target)
    return actions(*decide, *look, block_id=f"buttons:{target.value}")


def decisions(target: Target) -> tuple[Element, Element]:
    """Return the two buttons of an approver."""
    return (
        button("Approve", Action.APPROVE, target.value, style="primary"),
        button("Reject", Action.REJECT, target.value, style="danger"),
    )


def _dates(change: Change) -> Block:
    opened, until = rich.date_token(change.opened_at), rich.date_token(change.expires_at)
    digest = change.present.digest[:12]
    return small_print(f"Opened {opened} · open until {until} · revision digest `{digest}`")
