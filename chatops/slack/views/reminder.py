"""A reminder: one direct message of what waits for a person, each with why and what they can do.

Of each list a bounded part is shown; the rest is counted, and stands in Home.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from chatops.core.change import Change
from chatops.core.decide import may_decide
from chatops.core.facts import Facts
from chatops.core.home import Due
from chatops.core.reminder import ReminderContent, Silent, Waiting, Why
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element, Message, actions, button, context
from chatops.slack.views.buttons import decisions, look, pay_button, snooze_button
from chatops.slack.views.fit import fitted
from chatops.slack.views.home_rows import why_asked
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.owed import owed_line
from chatops.slack.views.rich import Part
from chatops.slack.views.summary import place
from chatops.slack.views.text import counted, escape, joined, one_line
from chatops.slack.views.told_chase import teams_of

MARK = "remind:"  # what the id of a reminder's first block begins with
NOTHING_LEFT = "Nothing of this reminder waits for you any more."
_TITLE, _PLACE, _NAME, _SHORT = 70, 60, 30, 40
_NAMED, _SPOKEN = 3, 5  # people and changes that are named; the others are counted
_BLOCK = re.compile(r"reminder:([a-z-]{1,20}):([A-Za-z]{1,10}-[0-9]{1,12})(?::[0-9:]{1,20})?")
_ALL = "Home shows all that waits for you, and what you owe."
_HOUR, _DAY = 60, 24 * 60


def reminder_message(content: ReminderContent, block_id: str) -> Message:
    """Return the message; `block_id` makes it recognisable."""
    title = _title(content)
    blocks = [rich.block(rich.section(rich.bold(title)), block_id=block_id)]
    for one in content.due:
        blocks += _due_row(one, content)
    left = content.due_count - len(content.due)
    if left:
        blocks.append(context(f"and {left:,} more of these."))
    for debt in content.owed:
        blocks += _owed_row(debt, content)
    if content.rest_count:
        blocks.append(_rest(content))
    blocks += [actions(button("My queue", Action.QUEUE, "queue:1")), context(_ALL)]
    return Message(_spoken(title, content), fitted(blocks))


def reminder_again(content: ReminderContent | None, block_id: str, above: Message) -> Message:
    """Return the message as it is after the person acted on it; `above` says what they did."""
    if content is None:
        rest = [rich.block(rich.section(rich.text(NOTHING_LEFT)), block_id=block_id)]
        return Message(above.text, [*above.blocks, *rest])
    below = reminder_message(content, block_id)
    return Message(above.text, fitted([*above.blocks, *below.blocks]))


def due_in(block_ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return what a reminder with these blocks was sent for: keys, each with why."""
    found = filter(None, map(_BLOCK.fullmatch, block_ids))
    return tuple((one[2], one[1]) for one in found)


def lasted(passed: timedelta) -> str:
    """Return so much time in its two greatest units: `1 day 3 h`, `4 h 5 min`, `12 min`."""
    minutes = max(0, int(passed / timedelta(minutes=1)))
    days, hours, rest = minutes // _DAY, minutes % _DAY // _HOUR, minutes % _HOUR
    if days:
        return f"{counted(days, 'day')} {hours} h" if hours else counted(days, "day")
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min" if rest else "less than a minute"


def _title(content: ReminderContent) -> str:
    """Return `2 changes wait for your sign-off and 1 obligation is open`."""
    counts = (
        (content.asking, "change", "waits for your sign-off", "wait for your sign-off"),
        (content.ending, "request", "of yours expires soon", "of yours expire soon"),
        (content.carried, "change", "was carried to you", "were carried to you"),
        (content.owed_count, "obligation", "is open", "are open"),
    )
    parts = (
        f"{counted(number, noun)} {one if number == 1 else many}"
        for number, noun, one, many in counts
        if number
    )
    return f"{joined(tuple(parts))}."


def _due_row(one: Waiting, content: ReminderContent) -> Iterator[Block]:
    change, facts = one.change, content.facts
    requester = one_line(facts.directory.name_of(change.requester), _NAME)
    where = one_line(place(change.present, facts), _PLACE)
    waits = f"waits {lasted(content.now - one.since)}"
    urgent = ", an emergency" if one.is_urgent else ""
    yield rich.block(
        rich.section(
            *_name(change),
            rich.text(f"\n{where}, requested by {requester}{urgent}; {waits}\n"),
            *_why(one, content),
        )
    )
    target = Target(change.key, change.present.number)
    snooze = (snooze_button(change),) if one.is_asked else ()
    approve = decisions(target)[:1] if _is_offered(one, content) else ()
    row = (*approve, look(change), *snooze)
    yield actions(*row, block_id=f"reminder:{one.why.value}:{target.value}")


def _why(one: Waiting, content: ReminderContent) -> tuple[Element, ...]:
    match one.why:
        case Why.LAST_CALL:
            call = rich.bold("Last call: expires "), rich.moment(one.change.expires_at)
            return (*call, rich.text("."))
        case Why.OTHERS:
            names = _names((silent.person for silent in one.silent), content.facts)
            return (rich.text(f"Why you: asked since nobody heard from {names}."),)
        case Why.SNOOZED:
            why = why_asked(one.verdict, content.person)
            return (rich.text("You snoozed it until now. "), *rich.sentence(why))
        case Why.MANAGER | Why.DIRECTOR:
            teams = joined(teams_of(one.change, content.person, content.facts))
            of = f" of {teams}" if teams else ""
            told = rich.text(f"Carried to you as {one.why.value}{of}. It waits for ")
            return (told, *_silent(one.silent, content.facts), rich.text("."))
        case _:
            why = why_asked(one.verdict, content.person)
            return (rich.text("Why you: "), *rich.sentence(why))


def _silent(people: tuple[Silent, ...], facts: Facts) -> Iterator[Element]:
    shown, rest = people[:_NAMED], len(people[_NAMED:])
    for index, one in enumerate(shown):
        before = (" and " if index == len(shown) - 1 and not rest else ", ") if index else ""
        name = facts.directory.name_of(one.person) if one.person else "somebody who could sign"
        yield rich.text(f"{before}{one_line(name, _NAME)}")
        if one.since:
            yield rich.text(" since ")
            yield rich.moment(one.since)
    if rest:
        yield rich.text(f" and {counted(rest, 'other')}")


def _owed_row(due: Due, content: ReminderContent) -> Iterator[Block]:
    change, owed = due.change, due.owed
    teams = joined(teams_of(change, content.person, content.facts)) or "its team"
    carried = () if due.payable else (rich.section(rich.text(f"Carried to you for {teams}.")),)
    line = owed_line(owed, content.facts, content.now, _SHORT)
    yield rich.block(rich.section(*_name(change)), line, *carried)
    target = Target(change.key, change.present.number, owed.number)
    row = (*((pay_button(change, owed),) if due.payable else ()), look(change))
    late = Why.OVERDUE if owed.is_overdue(content.now) else Why.MANAGER
    why = Why.OBLIGATION if due.payable else late
    yield actions(*row, block_id=f"reminder:{why.value}:{target.value}:{owed.number}")


def _rest(content: ReminderContent) -> Block:
    lines = (_line(one, content) for one in content.rest)
    left = content.rest_count - len(content.rest)
    more: tuple[Part, ...] = ()
    if left:
        more = (rich.section(rich.text(f"and {counted(left, 'more change')}.")),)
    heading = rich.section(rich.bold("Also waiting for you"))
    return rich.block(heading, rich.bullets(lines), *more) if content.rest else rich.block(*more)


def _line(one: Waiting, content: ReminderContent) -> Part:
    waits = f", waits {lasted(content.now - one.since)}"
    return rich.section(*_name(one.change, _SHORT), rich.text(waits))


def _name(change: Change, limit: int = _TITLE) -> tuple[Element, Element]:
    title = one_line(_written(change), limit)
    return rich.bold(change.key), rich.text(f" · {title}")


def _names(people: Iterable[str], facts: Facts) -> str:
    return joined(tuple(one_line(facts.directory.name_of(one), _NAME) for one in people))


def _is_offered(one: Waiting, content: ReminderContent) -> bool:
    """Tell whether Approve stands here: for who opened Details of what the change is now."""
    may = may_decide(one.change, content.person, content.facts, content.now)
    return one.is_asked and one.has_read and may


def _spoken(title: str, content: ReminderContent) -> str:
    changes = [one.change for one in content.due] + [one.change for one in content.owed]
    named = (f"{one.key} is “{one_line(_written(one), _TITLE)}”." for one in changes[:_SPOKEN])
    return escape(" ".join((title, *named)))


def _written(change: Change) -> str:
    return change.present.documentation.title
