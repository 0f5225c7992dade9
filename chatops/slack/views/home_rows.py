"""The rows of App Home: one change, one decision or one obligation each, short."""

from collections.abc import Iterator
from datetime import timedelta

from chatops.core.change import Change
from chatops.core.decide import may_decide
from chatops.core.home import Due, HomeContent, Item, Word
from chatops.core.nudging import can_remind
from chatops.core.verdict import State, Verdict
from chatops.reports.verdicts import is_done
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element, actions, button
from chatops.slack.views.buttons import look, pay_button
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.owed import owed_line
from chatops.slack.views.rich import Part
from chatops.slack.views.summary import place
from chatops.slack.views.text import counted, one_line
from chatops.slack.views.words import SAID, headline, is_over, words_of

_TITLE, _PLACE, _NAME, _WHY, _AI, _SHORT = 70, 60, 30, 100, 60, 40
_PEOPLE = 3  # who are asked; the others are counted
_ASKED = {State.PENDING, State.STALE, State.FROZEN}


def waiting_row(item: Item, content: HomeContent) -> Iterator[Block]:
    """Yield a change that asks the person: since when, why them, and what they can do."""
    change = item.change
    since = (rich.moment(change.opened_at), rich.text(f" ({age(content.now - change.opened_at)})"))
    yield rich.block(
        rich.section(
            *_name(change),
            rich.text(f"\n{_about(change, content)}, open since "),
            *since,
            rich.bold("\nWhy you: "),
            *rich.sentence(why_asked(item.verdict, content.person)),
            rich.text(f"\n{_nature(change)}"),
        )
    )
    yield _buttons(item, content, "waiting")


def other_row(item: Item, content: HomeContent) -> Iterator[Block]:
    """Yield a change that asks somebody else and that the person could sign as well."""
    about = rich.text(f"\n{_about(item.change, content)}\n{_nature(item.change)}")
    yield rich.block(rich.section(*_name(item.change), about))
    yield _buttons(item, content, "other")


def own_row(item: Item, content: HomeContent) -> Iterator[Block]:
    """Yield a change of the person's own: its state, what it lacks and who is asked."""
    change = item.change
    title = one_line(change.present.documentation.title, _TITLE)
    lines = [rich.bold(headline(change, item.verdict)), rich.text(f"\n{title}"), *_lacks(item)]
    target = Target(change.key, change.present.number)
    row = [look(change)]
    if change.asked and item.verdict.state in _ASKED and not is_over(change, item.verdict):
        lines += [rich.bold("\nAsked: "), *_people(change, content)]
        if can_remind(change, content.person, content.facts, content.now):
            row.append(button("Nudge", Action.NUDGE, target.value))
    yield rich.block(rich.section(*lines))
    yield actions(*row, block_id=f"own:{target.value}")


def snoozed_row(item: Item) -> Iterator[Block]:
    """Yield a change that the person wants to hear nothing of, and until when."""
    change = item.change
    until = (rich.text(", until "), rich.moment(item.until)) if item.until else ()
    yield rich.block(rich.section(*_name(change, _SHORT), *until))
    target = Target(change.key, change.present.number)
    yield actions(look(change), block_id=f"snoozed:{target.value}")


def decided_line(word: Word) -> Part:
    """Return what the person said, when, and how the change stands now."""
    change, said = word.change, word.said
    title = one_line(change.present.documentation.title, _SHORT)
    return rich.section(
        rich.text(f"You {SAID[said.verb]} {change.key}, revision {said.revision}, "),
        rich.moment(said.at),
        rich.text(f": {title}. Now: {words_of(change, change.state).lower()}."),
    )


def owed_row(due: Due, content: HomeContent) -> Iterator[Block]:
    """Yield what is owed and a button to pay it, or that others have to."""
    change, owed = due.change, due.owed
    waits = () if due.payable else (rich.section(rich.text("Others have to review this.")),)
    about = rich.section(*_name(change, _SHORT))
    yield rich.block(about, owed_line(owed, content.facts, content.now, _SHORT), *waits)
    target = Target(change.key, change.present.number, owed.number)
    row = (*((pay_button(change, owed),) if due.payable else ()), look(change))
    yield actions(*row, block_id=f"owed:{target.value}:{owed.number}")


def age(passed: timedelta) -> str:
    """Return so much time in its greatest unit: `2 days`, `3 hours`, `1 minute`."""
    minutes = int(passed / timedelta(minutes=1))
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:  # noqa: PLR2004 - an hour
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def why_asked(verdict: Verdict, person: str) -> str:
    """Return the requirement that the person's sign-off would help."""
    asking = (leaf for leaf in verdict.leaves() if person in leaf.waiting_for)
    leaf = next(asking, verdict)
    return one_line(leaf.sentence, _WHY)


def _name(change: Change, limit: int = _TITLE) -> tuple[Element, Element]:
    title = one_line(change.present.documentation.title, limit)
    return rich.bold(change.key), rich.text(f" · {title}")


def _about(change: Change, content: HomeContent) -> str:
    requester = one_line(content.facts.directory.name_of(change.requester), _NAME)
    where = one_line(place(change.present, content.facts), _PLACE)
    return f"{where}, requested by {requester}"


def _nature(change: Change) -> str:
    written = change.present.documentation
    kind, risk = written.kind.value.capitalize(), written.risk.value
    return f"{kind}, {risk} risk. AI assistance: {one_line(change.assistance.sentence, _AI)}"


def _lacks(item: Item) -> tuple[Element, ...]:
    """Return the first thing that is missing, and how many more there are."""
    unmet = [leaf for leaf in item.verdict.leaves() if not leaf.met]
    if not unmet or is_done(item.change, item.verdict):
        return ()
    more = f" And {counted(len(unmet) - 1, 'line')} more." if len(unmet) > 1 else ""
    return rich.sentence(f"\n{one_line(unmet[0].sentence, _WHY)}{more}")


def _people(change: Change, content: HomeContent) -> Iterator[Element]:
    directory = content.facts.directory
    names = [one_line(directory.name_of(one), _NAME) for one in change.asked[:_PEOPLE]]
    rest = len(change.asked) - len(names)
    others = f" and {counted(rest, 'other')}" if rest else ""
    yield rich.text(f"{', '.join(names)}{others}")


def _buttons(item: Item, content: HomeContent, place_name: str) -> Block:
    """Return Details, and Approve for who has opened them for what the change is now."""
    change = item.change
    target = Target(change.key, change.present.number)
    return actions(
        *((_approve(target),) if _is_offered(item, content) else ()),
        look(change),
        block_id=f"{place_name}:{target.value}",
    )


def _approve(target: Target) -> Element:
    return button("Approve", Action.APPROVE, target.value, style="primary")


def _is_offered(item: Item, content: HomeContent) -> bool:
    return (
        item.has_read
        and not is_over(item.change, item.verdict)
        and may_decide(item.change, content.person, content.facts, content.now)
    )
