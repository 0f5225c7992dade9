"""What waits for the senior people, at the end of the list that one can sign off."""

from collections.abc import Sequence

from chatops.core.directory import Directory
from chatops.core.queues import Queue
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block
from chatops.slack.views.text import counted, escape

TITLE = "Waiting per senior"
_SHOWN = 10


def queues_block(queues: Sequence[Queue], directory: Directory) -> Block:
    """Return the longest queues as a list, the longest first; `queues` holds one at least."""
    rows = [rich.section(rich.text(one)) for one in _rows(queues, directory)]
    return rich.block(rich.section(rich.bold(TITLE)), rich.bullets(rows))


def queues_said(queues: Sequence[Queue], directory: Directory) -> str:
    """Return the same as a sentence for who hears it."""
    return escape(f"{TITLE}: {', '.join(_rows(queues, directory))}.")


def _rows(queues: Sequence[Queue], directory: Directory) -> list[str]:
    """Return `Ana: 3 changes` of the first, and how many seniors there are besides."""
    shown = [
        f"{rich.name(directory, one.person)}: {counted(one.waiting, 'change')}"
        for one in queues[:_SHOWN]
    ]
    more = len(queues) - len(shown)
    return [*shown, f"and {counted(more, 'more senior')}"] if more else shown
