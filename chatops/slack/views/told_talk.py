"""Events of people talking about a change, and of its end, each in one plain sentence."""

from datetime import datetime
from typing import assert_never

from chatops.core.events_talk import (
    ApprovalRecalled,
    ChangeCancelled,
    ConditionDropped,
    DeploymentReported,
    HandedOver,
    IncidentReported,
    Nudged,
    QuestionAnswered,
    QuestionAsked,
    Snoozed,
    SnoozeEnded,
    WorkMoved,
)
from chatops.core.facts import Facts
from chatops.slack.views import rich
from chatops.slack.views.rich import Element
from chatops.slack.views.text import counted, joined, one_line
from chatops.slack.views.words import BYPASSING, through_of

Elements = tuple[Element, ...]
Talk = QuestionAsked | QuestionAnswered | HandedOver | Nudged
Nap = Snoozed | SnoozeEnded
End = ChangeCancelled | ApprovalRecalled | ConditionDropped | DeploymentReported | WorkMoved
_NAME, _PEOPLE = 60, 20
_ENDED = {
    "started": ("🚀", "Deployment started"),
    "succeeded": ("🚀", "Deployed"),
    "failed": ("⚠️", "Deployment failed"),
    "rolled_back": ("⚠️", "Rolled back"),
}


def of_talk(event: Talk | Nap | End | IncidentReported, facts: Facts) -> Elements:
    """Return the sentence."""
    match event:
        case QuestionAsked() | QuestionAnswered() | HandedOver() | Nudged():
            return _of_words(event, facts)
        case Snoozed() | SnoozeEnded():
            return _of_nap(event)
        case IncidentReported():
            return (rich.text(_incident(event)),)
        case _:
            return _of_end(event, facts)


def _of_words(event: Talk, facts: Facts) -> Elements:
    directory = facts.directory
    match event:
        case QuestionAsked():
            return (rich.text(f"{rich.name(directory, event.person)} asks about {event.key}:"),)
        case QuestionAnswered():
            name, asker = (rich.name(directory, one) for one in (event.person, event.asker))
            return (rich.text(f"{name} answered {asker}'s question about {event.key}:"),)
        case HandedOver():
            name = rich.name(directory, event.person)
            to = rich.person(directory, event.to)
            return (
                rich.text(f"{name} handed the sign-off of {event.key} over to "),
                to,
                rich.text("."),
            )
        case Nudged():
            name, people = rich.name(directory, event.by), names(event.people, facts)
            return (rich.text(f"👋 {name} reminds {people} that {event.key} waits for them."),)
        case _:
            assert_never(event)


def _of_nap(event: Nap) -> Elements:
    if isinstance(event, SnoozeEnded):
        return (rich.text(f"⏰ {event.key}, which you snoozed, waits for you:"),)
    until = rich.moment(datetime.fromisoformat(event.until))
    return (rich.text(f"{event.key} is snoozed until "), until, rich.text("."))


def _of_end(event: End, facts: Facts) -> Elements:
    directory = facts.directory
    match event:
        case ChangeCancelled():
            through = f"{through_of(event.surface)} cancelled {event.key}:"
            return (rich.text(f"🚫 {rich.name(directory, event.by)}{through}"),)
        case ApprovalRecalled():
            callers = _listed(tuple(one_line(one, _NAME) for one in event.callers))
            name = rich.name(directory, event.person)
            told = (
                f"🚨 {name} recalled their approval of revision {event.revision} of {event.key}. "
                f"The gate had already let {callers} through:"
            )
            return (rich.text(told),)
        case ConditionDropped():
            told = f"The condition of {rich.name(directory, event.person)}'s approval of "
            return (rich.text(f"{told}{event.key} is owed no more: the approval was taken back."),)
        case DeploymentReported():
            return (rich.text(_deployed(event)),)
        case WorkMoved():
            name = rich.name(directory, event.person)
            to, why = names(event.to, facts), one_line(event.why, 200)
            return (rich.text(f"{name} {why}; {event.key} asks {to} instead."),)
        case _:
            assert_never(event)


def _deployed(event: DeploymentReported) -> str:
    symbol, word = _ENDED.get(event.outcome, ("", event.outcome))
    if event.bypass:
        symbol, word = "🚨", f"{word} {BYPASSING}"
    where = one_line(f"{event.system} in {event.environment}", 200)
    about = f"revision {event.revision} of {event.key} on {where}"
    return f"{symbol} {word}: {about}, told by {one_line(event.posted_by, _NAME)}."


def names(people: tuple[str, ...], facts: Facts) -> str:
    """Return the names of these people (directory ids): `Ana, Ben and 3 others`."""
    return _listed(tuple(rich.name(facts.directory, one) for one in people)) or "nobody"


def _listed(names: tuple[str, ...]) -> str:
    rest = len(names) - _PEOPLE
    return joined((*names[:_PEOPLE], counted(rest, "other")) if rest > 0 else names)


def _incident(event: IncidentReported) -> str:
    severity, system = one_line(event.severity, _NAME), one_line(event.system, _NAME)
    ended = "has ended" if event.ended_at else "is under way"
    return f"Incident {one_line(event.id, _NAME)} of {system}, {severity}, {ended}."
