"""The card: one change in one message, to be judged at a glance on a phone.

A message's text in all blocks together has to stay below about 12,000 characters
(https://github.com/slackapi/bolt-js/issues/2509); every part here has its share of 10,000.
"""

from collections.abc import Iterator
from datetime import datetime

from chatops.core.announce import announcements
from chatops.core.change import Change
from chatops.core.commit import FileChange
from chatops.core.facts import Facts
from chatops.core.text import is_blank
from chatops.core.verdict import State, Verdict
from chatops.reports.verdicts import is_done, sentence_of
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Message, divider, header, small_print
from chatops.slack.views.buttons import rows
from chatops.slack.views.checks import checks
from chatops.slack.views.fit import fitted
from chatops.slack.views.owed import owed_line
from chatops.slack.views.questions import question_line
from chatops.slack.views.rich import Element, Part
from chatops.slack.views.summary import summary
from chatops.slack.views.text import (
    MORE,
    counted,
    ended,
    escape,
    joined,
    one_line,
    shorten,
    visible,
)
from chatops.slack.views.told import mentions
from chatops.slack.views.words import headline, is_over, line_mark, spoken

_DESCRIPTION, _PLAN, _SENTENCE, _QUESTION = 800, 450, 280, 130  # shares of the text, in characters
_FILES, _LINES, _PEOPLE, _NEWS, _OWED, _QUESTIONS = (
    4,
    8,
    6,
    3,
    3,
    3,
)  # so many are shown, the rest is counted
_TO_BE_SIGNED = {State.PENDING, State.STALE, State.FROZEN}


def card(change: Change, verdict: Verdict, facts: Facts, now: datetime) -> Message:
    """Return the card as the change is at `now`."""
    blocks = [
        header(headline(change, verdict), block_id=marker(change.key)),
        *(rich.block(part) for part in announced(change, facts, now)),
        rich.block(summary(change, facts)),
        rich.block(*_documentation(change)),
        divider(),
        rich.block(*_requirements(change, verdict), *checks(change)),
        *_ahead(change, verdict, facts),
        *_questions(change, verdict, facts),
        *_owed(change, facts, now),
        *rows(change, verdict, facts),
        _dates(change),
    ]
    return Message(_spoken(change, verdict, facts), fitted(blocks))


def marker(key: str) -> str:
    """Return the block id by which our own card is recognised in a channel."""
    return f"card:{key}"


def _spoken(change: Change, verdict: Verdict, facts: Facts) -> str:
    """Return the state in a sentence, and in another one what is asked of whom."""
    requester = rich.name(facts.directory, change.requester)
    sentence = f"{spoken(change, verdict, facts)}, requested by {requester}."
    return escape(ended(f"{sentence}{_asking(change, verdict, facts)}"))


def _asking(change: Change, verdict: Verdict, facts: Facts) -> str:
    if verdict.state not in _TO_BE_SIGNED or is_over(change, verdict):
        return ""
    if change.unreachable:
        return f" {one_line(change.unreachable, _SENTENCE)}"
    names = tuple(rich.name(facts.directory, one) for one in change.asked[:_PEOPLE])
    rest = len(change.asked) - len(names)
    others = (counted(rest, "other"),) if rest else ()
    return f" Asked to look: {joined((*names, *others))}." if names else ""


def announced(change: Change, facts: Facts, now: datetime) -> Iterator[Part]:
    """Yield the freezes and resets that touch the change, at most a few of them."""
    for line in announcements(change, facts, now)[:_NEWS]:
        yield rich.section(*rich.sentence(f"📣 {one_line(line, _SENTENCE)}", bold=True))


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


def _requirements(change: Change, verdict: Verdict) -> Iterator[Part]:
    """Yield the tree: a rule, and its lines below it. Where it is long, what is met is counted.

    What is done lacks nothing.
    """
    said = one_line(sentence_of(change, verdict), _SENTENCE)
    yield rich.section(*rich.sentence(said, bold=True))
    if is_done(change, verdict):
        return
    leaves = tuple(verdict.leaves()) if verdict.parts else ()
    by_need = sorted(range(len(leaves)), key=lambda index: leaves[index].met)
    shown = {id(leaves[index]) for index in by_need[:_LINES]}
    for part in verdict.parts:
        lines = [_line(leaf) for leaf in part.leaves() if id(leaf) in shown]
        if lines and part.parts:
            yield rich.section(rich.text(one_line(part.name, 80), italic=True))
        if lines:
            yield rich.bullets(lines)
    if len(leaves) > _LINES:
        rest = counted(len(leaves) - _LINES, "requirement")
        yield rich.section(rich.text(f"and {rest} more in Details"))


def _line(leaf: Verdict) -> Part:
    told = rich.sentence(f"  {one_line(leaf.sentence, _SENTENCE)}")
    return rich.section(rich.bold(line_mark(leaf)), *told)


def _ahead(change: Change, verdict: Verdict, facts: Facts) -> Iterator[Block]:
    """Yield who would complete the sign-offs, or that nobody can; only they are mentioned."""
    if verdict.state not in _TO_BE_SIGNED or is_over(change, verdict):
        return
    if change.unreachable:
        told = rich.sentence(f"⚠️ {one_line(change.unreachable, _SENTENCE)}", bold=True)
        yield rich.block(rich.section(*told))
    elif change.asked:
        besides = {one.person for one in change.silent if one.instead_of}
        way = tuple(one for one in change.asked if one not in besides)
        also = tuple(one for one in change.asked if one in besides)
        for label, people in (("Shortest way: ", way), ("Also asked: ", also)):
            if people:
                yield rich.block(rich.section(rich.bold(label), *_named(people, facts)))


def _named(people: tuple[str, ...], facts: Facts) -> Iterator[Element]:
    yield from mentions(people[:_PEOPLE], facts)
    if len(people) > _PEOPLE:
        yield rich.text(f" and {counted(len(people) - _PEOPLE, 'other')}")


def _questions(change: Change, verdict: Verdict, facts: Facts) -> Iterator[Block]:
    """Yield what somebody wants to know before they decide, while it is open."""
    asked = [one for one in change.questions if one.is_open]
    if not asked or is_over(change, verdict):
        return
    lines = [rich.section(rich.bold("Open questions"))]
    lines += [question_line(one, facts, _QUESTION) for one in asked[:_QUESTIONS]]
    if len(asked) > _QUESTIONS:
        lines.append(rich.section(rich.text(f"and {len(asked) - _QUESTIONS:,} more in Details")))
    yield rich.block(*lines)


def _owed(change: Change, facts: Facts, now: datetime) -> Iterator[Block]:
    owed = sorted(change.open_obligations(), key=lambda one: one.due_at)
    lines = [owed_line(one, facts, now, _SENTENCE) for one in owed[:_OWED]]
    if len(owed) > _OWED:
        lines.append(rich.section(rich.text(f"and {len(owed) - _OWED:,} more in Details")))
    if lines:
        yield rich.block(*lines)


def _dates(change: Change) -> Block:
    opened, until = rich.date_token(change.opened_at), rich.date_token(change.expires_at)
    digest = change.present.digest[:12]
    return small_print(f"Opened {opened} · open until {until} · revision digest `{digest}`")
