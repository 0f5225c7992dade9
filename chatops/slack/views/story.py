"""The story of a change in plain sentences: lines under its card, and direct messages."""

from collections.abc import Iterator
from typing import assert_never

from chatops.core.change import Change
from chatops.core.events import (
    ChangeOpened,
    DecisionMade,
    Event,
    GateAnswered,
    RevisionAdded,
    VerdictChanged,
)
from chatops.core.facts import Facts
from chatops.core.text import is_blank
from chatops.core.verdict import State
from chatops.slack.views import rich
from chatops.slack.views.blocks import Message, actions, button
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.rich import Element, Part
from chatops.slack.views.summary import place
from chatops.slack.views.text import MORE, escape, joined, one_line, shorten, visible
from chatops.slack.views.words import SYMBOLS

_REASON = 2500
_PEOPLE = 20
_VERBS = {"approve": "approved", "reject": "rejected", "withdraw": "withdrew their word on"}


def thread_line(event: Event, change: Change, facts: Facts, block_id: str) -> Message:
    """Return what happened, to stand under the card; `block_id` makes it recognisable."""
    sentence, elements = _told(event, change, facts)
    parts = [rich.section(*elements), *_words_of(event)]
    return Message(_spoken(sentence, event), [rich.block(*parts, block_id=block_id)])


def direct_message(event: Event, change: Change, facts: Facts, block_id: str) -> Message:
    """Return the same for one person, with the change's name and a way to look at it."""
    sentence, elements = _told(event, change, facts)
    title = one_line(change.present.documentation.title, 150)
    about = f"{title}, for {place(change.present, facts)}"
    parts = [rich.section(*elements), *_words_of(event), rich.section(rich.text(about))]
    target = Target(change.key, change.present.number)
    look = actions(button("Details", Action.DETAILS, target.value))
    said = f"{_spoken(sentence, event)} {escape(about)}"
    return Message(said, [rich.block(*parts, block_id=block_id), look])


def _told(event: Event, change: Change, facts: Facts) -> tuple[str, tuple[Element, ...]]:
    match event:
        case ChangeOpened():
            sentence = _opened(event, change, facts)
        case RevisionAdded():
            return _revised(event, facts)
        case DecisionMade():
            name = rich.name(facts.directory, event.person)
            sentence = f"{name} {_VERBS[event.verb]} revision {event.revision} of {event.key}."
        case VerdictChanged():
            sentence = f"{_symbol(event.after)}{event.key} · {one_line(event.sentence, 1000)}"
        case GateAnswered():
            sentence = _gate(event)
        case _:
            assert_never(event)
    return sentence, (rich.text(sentence),)


def _opened(event: ChangeOpened, change: Change, facts: Facts) -> str:
    name = rich.name(facts.directory, event.requester)
    where = place(change.revisions[0], facts)
    return f"{name} asked for {event.key}: a change to {where}, commit {event.commit[:12]}."


def _revised(event: RevisionAdded, facts: Facts) -> tuple[str, tuple[Element, ...]]:
    name = rich.name(facts.directory, event.by)
    sentence = f"{name} sent revision {event.revision} of {event.key}, commit {event.commit[:12]}."
    people = event.look_again[:_PEOPLE]
    if not people:
        return sentence, (rich.text(sentence),)
    asked = ": your approval was for an earlier revision; please look again."
    rest = len(event.look_again) - len(people)
    others = (f"{rest} others",) if rest else ()
    names = joined((*(rich.name(facts.directory, one) for one in people), *others))
    mentions = (*_mentions(people, facts), *(rich.text(f" and {one}") for one in others))
    return f"{sentence} {names}{asked}", (rich.text(f"{sentence} "), *mentions, rich.text(asked))


def _mentions(people: tuple[str, ...], facts: Facts) -> Iterator[Element]:
    for index, one in enumerate(people):
        yield rich.text(", " if index else "")
        yield rich.person(facts.directory, one)


def _words_of(event: Event) -> Iterator[Part]:
    if isinstance(event, DecisionMade) and not is_blank(event.comment):
        yield rich.quote(rich.text(shorten(visible(event.comment), _REASON, MORE)))


def _spoken(sentence: str, event: Event) -> str:
    if isinstance(event, DecisionMade) and not is_blank(event.comment):
        sentence = f"{sentence} Reason: {one_line(event.comment, 500)}"
    return escape(sentence)


def _symbol(state: str) -> str:
    known = {one.value: SYMBOLS[one] for one in State}
    return f"{known[state]} " if state in known else ""


def _gate(event: GateAnswered) -> str:
    answer = "let" if event.allowed else "did not let"
    where = f"{event.system} in {event.environment}"
    return f"The gate {answer} commit {event.commit[:12]} go to {where}."
