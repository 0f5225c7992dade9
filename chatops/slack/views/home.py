"""App Home: what waits for this person, and what they asked for."""

from collections.abc import Sequence

from chatops.core.facts import Facts
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, View, context, divider, header
from chatops.slack.views.ids import COMMAND
from chatops.slack.views.replies import NOTHING_OWN, Row, note, nothing_waiting, row

_SHOWN = 30  # of each list; a home tab holds 100 blocks


def home(waiting: Sequence[Row], own: Sequence[Row], facts: Facts) -> View:
    """Return the home tab."""
    blocks = [
        *_list("Waiting for you", waiting, facts, nothing_waiting(facts)),
        divider(),
        *_list("Your changes", own, facts, NOTHING_OWN),
        context(f"{COMMAND} help tells what else there is."),
    ]
    return {"type": "home", "blocks": blocks}


def closed_home(sentence: str) -> View:
    """Return the home tab of somebody who may not use the app, with the reason."""
    return {"type": "home", "blocks": note(sentence).blocks}


def _list(title: str, changes: Sequence[Row], facts: Facts, empty: str) -> list[Block]:
    blocks: list[Block] = [header(f"{title} ({len(changes):,})" if changes else title)]
    if not changes:
        blocks.append(rich.block(rich.section(rich.text(empty))))
    blocks += [row(change, verdict, facts) for change, verdict in changes[:_SHOWN]]
    if len(changes) > _SHOWN:
        blocks.append(context(f"and {len(changes) - _SHOWN:,} more: {COMMAND} queue or mine"))
    return blocks
