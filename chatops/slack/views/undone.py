"""What somebody reads who has just approved, and who has undone it."""

from datetime import datetime

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.undoing import is_recall, is_undoable
from chatops.slack.views import rich
from chatops.slack.views.blocks import Message, View, actions, modal
from chatops.slack.views.buttons import look, undo_button
from chatops.slack.views.ids import Form
from chatops.slack.views.rich import Element
from chatops.slack.views.text import escape


def undo_line(change: Change, facts: Facts, now: datetime, *, person: str) -> tuple[Element, ...]:
    """Return until when this person's approval can be undone; nothing where it can not."""
    last = change.latest_by(person)
    if last is None or facts.policy is None or not is_undoable(last, facts.policy, now):
        return ()
    if is_recall(change, last, facts.policy, now):  # they had approved before, with other words
        return ()
    until = rich.clock(last.at + facts.policy.undo_for)
    return rich.text("You can undo it until "), until, rich.text("; then the gate counts it.")


def undo_note(change: Change, facts: Facts, now: datetime, *, person: str) -> Message | None:
    """Return what somebody reads who has just approved; None where nothing can be undone."""
    line = undo_line(change, facts, now, person=person)
    if not line:
        return None
    told = (rich.text(f"✅ You approved revision {change.present.number} of {change.key}. "), *line)
    text = escape(rich.spoken(told, facts.directory))
    return Message(
        text, [rich.block(rich.section(*told)), actions(undo_button(change), look(change))]
    )


def undo_modal(note: Message) -> View:
    """Return the same as a modal, for a click where no message can stand beside it."""
    return {**modal(Form.NOTE, "Approved", note.blocks), "clear_on_close": True}


def undone_note(change: Change, person: str) -> Message:
    """Return what stands in place of it once it is undone."""
    told = f"↩️ You took your approval of {change.key} back. It does not count."
    last = change.latest_by(person)
    if last is not None and last.verb is Verb.REJECT:
        told = f"{told} Your rejection stands again."
    return Message(escape(told), [rich.block(rich.section(rich.text(told))), actions(look(change))])


def undone_modal(change: Change, person: str) -> View:
    """Return the same as a modal."""
    return {
        **modal(Form.NOTE, "Undone", undone_note(change, person).blocks),
        "clear_on_close": True,
    }
