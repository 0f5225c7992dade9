"""What was decided, declared and owed so far, whole, for Details."""

from collections.abc import Iterator
from datetime import datetime

from chatops.core.break_glass import Declaration
from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.facts import Facts
from chatops.core.obligation import Obligation
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, actions
from chatops.slack.views.buttons import pay_button
from chatops.slack.views.owed import owed_line
from chatops.slack.views.rich import Part
from chatops.slack.views.text import chunks, one_line, visible
from chatops.slack.views.words import SAID

_PIECE = 2900  # characters of one text
_SHORT = 300
_UNREAD = ", without having opened Details"


def unreachable(change: Change) -> Iterator[Block]:
    """Yield why nobody can complete the sign-offs, where that is so."""
    if change.unreachable:
        told = rich.sentence(one_line(change.unreachable, _PIECE), bold=True)
        yield rich.block(rich.section(*told))


def decisions_so_far(change: Change, facts: Facts) -> Iterator[Block]:
    """Yield every decision with its comment, the first one first."""
    yield rich.block(rich.section(rich.bold("Decisions so far")))
    if not change.decisions:
        yield rich.block(rich.section(rich.text("None yet.")))
    for one in change.decisions:
        yield rich.block(_decision(change, one, facts))
        yield from quoted(one.comment)


def declarations(change: Change, facts: Facts) -> Iterator[Block]:
    """Yield every break-glass with its reason."""
    if change.declarations:
        yield rich.block(rich.section(rich.bold("Break-glass")))
    for one in change.declarations:
        yield rich.block(_declaration(one, facts))
        yield from quoted(one.reason)


def debts(change: Change, facts: Facts, now: datetime) -> Iterator[Block]:
    """Yield what is owed, each with its button, and what was paid, with the evidence."""
    if change.obligations:
        yield rich.block(rich.section(rich.bold("Owed for this change")))
    for one in change.obligations:
        if one.is_open:
            yield rich.block(owed_line(one, facts, now, _SHORT))
            yield actions(pay_button(change, one))
        else:
            yield rich.block(_paid(one, facts))
            yield from quoted(one.evidence)
        for review in one.reviews:
            when = (rich.text(" reviewed it, "), rich.moment(review.at))
            yield rich.block(rich.section(rich.person(facts.directory, review.person), *when))
            yield from quoted(review.note)


def quoted(text: str) -> Iterator[Block]:
    """Yield a text whole, in as many blocks as it needs."""
    for piece in chunks(visible(text), _PIECE):
        yield rich.block(rich.quote(rich.text(piece)))


def _decision(change: Change, one: Decision, facts: Facts) -> Part:
    older = "" if change.covers(one) else ", which is not the present one"
    absent = one.on_behalf_of
    place = f" in place of {rich.name(facts.directory, absent)}" if absent else ""
    level = one_line(one.level, 60)
    return rich.section(
        rich.person(facts.directory, one.person),
        rich.text(f" ({level}){place} {SAID[one.verb]} revision {one.revision}{older}, "),
        rich.moment(one.at),
        rich.text(_UNREAD if one.verb is Verb.APPROVE and one.read_at is None else ""),
    )


def _declaration(one: Declaration, facts: Facts) -> Part:
    person = rich.person(facts.directory, one.person)
    told = rich.text(f" broke the glass for revision {one.revision}, ")
    if one.used_at is None:
        end = (rich.text("; good until "), rich.moment(one.expires_at))
    else:
        caller = one_line(one.used_by, 60)
        end = (rich.text(f"; used by {caller}, "), rich.moment(one.used_at))
    return rich.section(person, told, rich.moment(one.at), *end)


def _paid(one: Obligation, facts: Facts) -> Part:
    name = rich.name(facts.directory, one.closed_by)
    when = (rich.moment(one.closed_at),) if one.closed_at else ()
    words = f"{one.owed.value} of “{one_line(one.text, _SHORT)}”"
    told = f"✅ Paid: {words}, closed by {name}, "
    if one.is_dropped:
        told = f"Owed no more: {words}; {name} took the approval back, "
    return rich.section(rich.text(told), *when)
