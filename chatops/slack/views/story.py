"""The story of a change: lines under its card, lines for a whole channel, direct messages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from chatops.core.change import Change, Status
from chatops.core.events import (
    CheckPosted,
    Event,
    GlassBroken,
    ObligationOverdue,
    RevisionAdded,
)
from chatops.core.events_digest import AttestationReminded
from chatops.core.events_talk import (
    DeploymentReported,
    HandedOver,
    Nudged,
    QuestionAnswered,
    QuestionAsked,
    SnoozeEnded,
    WorkMoved,
)
from chatops.core.facts import Facts
from chatops.core.obligation import Obligation, Owed
from chatops.core.reviewers import reviewers_of
from chatops.core.text import is_blank
from chatops.slack.views import rich
from chatops.slack.views.blocks import BUTTON_VALUE, Block, Element, Message, actions, button
from chatops.slack.views.buttons import (
    answer_button,
    decisions,
    hand_over_button,
    look,
    pay_button,
    snooze_button,
    undo_button,
)
from chatops.slack.views.changed import changed_in, changed_since, is_asked_again
from chatops.slack.views.digest import BUTTON as ATTEST
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.rich import Part
from chatops.slack.views.text import MORE, ended, escape, one_line, shorten, visible, width
from chatops.slack.views.told import told, words_of
from chatops.slack.views.undone import undo_line
from chatops.slack.views.weekly import Weekly
from chatops.slack.views.words import about

_WORDS = 2500
_SPOKEN = 3000


def thread_line(event: Event, change: Change, facts: Facts, block_id: str) -> Message:
    """Return what happened, to stand under the card; `block_id` makes it recognisable."""
    parts = changed_in(change, event.revision) if isinstance(event, RevisionAdded) else ()
    return Message(_spoken(event, change, facts), [_block(event, change, facts, block_id, *parts)])


def channel_line(event: Event, change: Change | None, facts: Facts, block_id: str) -> Message:
    """Return the same for a whole channel; `change` is None where it is about none."""
    blocks = [_block(event, change, facts, block_id)]
    if change is not None:
        blocks.append(actions(*_next_steps(event, change)))
    if isinstance(event, AttestationReminded):
        blocks += _to_attest(event)
    return Message(_spoken(event, change, facts), blocks)


def direct_message(
    event: Event, change: Change, facts: Facts, block_id: str, *, person: str
) -> Message:
    """Return the same for one person (directory id), with what they can do about it.

    Who approved an earlier revision reads what changed since, and can confirm with one click.
    """
    parts: tuple[Part, ...] = (rich.section(rich.text(_about(change, facts))),)
    steps = _own_steps(event, change, facts, person)
    if isinstance(event, RevisionAdded):
        event = replace(event, look_again=())  # the others are no news to this person
        if is_asked_again(change, person):
            parts += tuple(changed_since(change, person))
            steps = (_still_approve(change), *steps)
    blocks = [_block(event, change, facts, block_id, *parts), actions(*steps)]
    return Message(f"{_spoken(event, change, facts)} {escape(_about(change, facts))}", blocks)


def still_approved(change: Change, facts: Facts, now: datetime, *, person: str) -> Message:
    """Return what stands in place of the question once `person` approved again."""
    present = change.present
    line = undo_line(change, facts, now, person=person)
    sentence = f"✅ You approved revision {present.number} of {change.key}."
    named = _about(change, facts)
    parts = [rich.section(rich.text(sentence)), rich.section(rich.text(named))]
    steps: tuple[Element, ...] = (look(change),)
    if line:
        parts.append(rich.section(*line))
        steps = (undo_button(change), *steps)
    return Message(escape(f"{sentence} {named}"), [rich.block(*parts), actions(*steps)])


def _to_attest(event: AttestationReminded) -> Iterator[Block]:
    value = Weekly(event.director, event.week, event.version).value
    if width(value) <= BUTTON_VALUE:
        yield actions(button(ATTEST, Action.ATTEST, value, style="primary"))


def _block(event: Event, change: Change | None, facts: Facts, block_id: str, *more: Part) -> Block:
    parts = (rich.section(*told(event, change, facts)), *_quoted(event), *more)
    return rich.block(*parts, block_id=block_id)


def _quoted(event: Event) -> Iterator[Part]:
    words = words_of(event)
    if not is_blank(words):
        yield rich.quote(rich.text(shorten(visible(words), _WORDS, MORE)))
    if isinstance(event, CheckPosted | DeploymentReported) and event.link:
        yield rich.section(rich.link(event.link))


def _spoken(event: Event, change: Change | None, facts: Facts) -> str:
    elements = told(event, change, facts)
    words = words_of(event)
    quoted = "" if is_blank(words) else f" “{one_line(words, 500)}”"
    plain = f"{rich.spoken(elements, facts.directory)}{quoted}"
    if width(plain) > _SPOKEN:
        return escape(ended(shorten(plain, _SPOKEN)))
    marked = f"{rich.marked(elements, facts.directory)}{escape(quoted)}"
    return marked if ended(plain) == plain else f"{marked.rstrip(':')}."


def _about(change: Change, facts: Facts) -> str:
    return f"{change.key} is {about(change, facts)}."


def _next_steps(event: Event, change: Change) -> tuple[Element, ...]:
    owed = _owed(event, change)
    return (*((pay_button(change, owed),) if owed else ()), look(change))


def _own_steps(event: Event, change: Change, facts: Facts, person: str) -> tuple[Element, ...]:
    """Return the same for one person: no button to review for who may not, or has."""
    owed = _owed(event, change)
    if owed is not None and owed.owed is Owed.REVIEW:
        has_reviewed = person in {one.person for one in owed.reviews}
        if has_reviewed or person not in reviewers_of(change, facts):
            return (look(change),)
    return (*_answering(event, change, person), *_next_steps(event, change))


def _answering(event: Event, change: Change, person: str) -> Iterator[Element]:
    """Yield what this very event asks of the person it was told to."""
    if change.status is not Status.OPEN:
        return
    match event:
        case QuestionAsked(number=number) if _is_open(change, number):
            yield answer_button(change, number)
        case QuestionAnswered() if person in change.asked:
            yield from decisions(Target(change.key, change.present.number))
        case Nudged() | HandedOver() | WorkMoved() | SnoozeEnded():
            yield hand_over_button(change)
            yield snooze_button(change)
        case _:
            return


def _is_open(change: Change, number: int) -> bool:
    return any(one.is_open for one in change.questions if one.number == number)


def _owed(event: Event, change: Change) -> Obligation | None:
    """Return what the event leaves to be paid, while it is owed."""
    owed = change.open_obligations()
    match event:
        case GlassBroken():
            return next((one for one in owed if one.owed is Owed.REVIEW), None)
        case ObligationOverdue(number=number):
            return next((one for one in owed if one.number == number), None)
        case _:
            return None


def _still_approve(change: Change) -> Element:
    target = Target(change.key, change.present.number)
    return button("Still approve", Action.APPROVE, target.value, style="primary")
