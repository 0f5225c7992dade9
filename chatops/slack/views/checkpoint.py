"""Checkpoints of the audit log, as a channel and a digest show them: to be compared later.

The whole note stands there, never shortened: a note without its last letter proves nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime

from chatops.reports.sealing import BEGIN, NOT_SEALED, VERIFY, extent, is_note
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Message, header
from chatops.slack.views.rich import Part
from chatops.slack.views.text import escape


def marker(day: str) -> str:
    """Return the block id by which the day's message is found again."""
    return f"checkpoint:{day}"


def checkpoint_message(day: str, note: str, at: datetime, since: datetime | None) -> Message:
    """Return the day's message: the checkpoint that was signed last, and how to check it."""
    title = f"Audit log, {date.fromisoformat(day):%-d %B %Y}"
    begun = (rich.text(" since "), rich.moment(since)) if since else ()
    sealed = (rich.text(", sealed at "), rich.clock(at), rich.text("."))
    how = (
        rich.text("Keep a copy. Whether the log still holds all of this is told by "),
        rich.code(f"{VERIFY} TEXT"),
        rich.text(", with the lines above as TEXT."),
    )
    found = rich.block(
        rich.section(rich.bold(extent(note)), *begun, *sealed),
        rich.preformatted(note.rstrip("\n")),
        rich.section(*how),
    )
    spoken = f"{title}: {extent(note)}, sealed at {at:%H:%M} UTC.\n{note}"
    return Message(escape(spoken), [header(title, block_id=marker(day)), found])


def checkpoint_block(note: str) -> Block:
    """Return how far the log went when a digest was made, for its message."""
    return rich.block(*_of_digest(note))


def _of_digest(note: str) -> Iterator[Part]:
    if not note:
        yield rich.section(rich.text(f"{NOT_SEALED} To begin: "), rich.code(BEGIN), rich.text("."))
        return
    yield rich.section(rich.text(f"The audit log when this was made: {extent(note)}."))
    if is_note(note):
        yield rich.preformatted(note.rstrip("\n"))
