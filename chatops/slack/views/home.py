"""App Home: what waits for this person, what they wait for, what they decided and what they owe.

A home tab holds 100 blocks (https://docs.slack.dev/surfaces/app-home); all lists are shown a page
at a time, and each text has its share of 9,000 characters.
"""

from collections.abc import Iterator

from chatops.core.home import HomeContent
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element, View, actions, button, context, header
from chatops.slack.views.buttons import request_button
from chatops.slack.views.home_rows import (
    decided_line,
    other_row,
    owed_row,
    own_row,
    snoozed_row,
    waiting_row,
)
from chatops.slack.views.ids import COMMAND, Action
from chatops.slack.views.replies import (
    HOW_TO_BE_AWAY,
    NOTHING_OWN,
    absence_note,
    note,
    nothing_waiting,
)
from chatops.slack.views.weekly import NEWEST, Weekly

NOTHING_DECIDED = "You have decided on nothing yet. What you approve or reject is listed here."
NOTHING_OWED = "You owe no follow-up review and no condition."
READ_FIRST = "Approve is offered here once you have opened Details of what is asked for now."
_DUE_FIRST = "What is due first comes first. The others stand on the other pages of Home."
_OWED_CUT = "Only the changes whose debts are due first were looked at; pay some to see the others."
_FEWEST = 2  # changes that are worth a form of their own


def home(content: HomeContent) -> View:
    """Return the home tab."""
    parts = [_waiting(content), _others(content), _own(content)]
    if content.page == 1:
        parts.insert(1, _digests(content))
        parts += [_decided(content), _owed(content), _away(content)]
    else:
        parts.append(_owed(content))
    blocks = [block for part in parts for block in part]
    return {"type": "home", "blocks": [*blocks, *_turning(content)]}


def closed_home(sentence: str) -> View:
    """Return the home tab of somebody who may not use the app, with the reason."""
    return {"type": "home", "blocks": note(sentence).blocks}


def _waiting(content: HomeContent) -> Iterator[Block]:
    yield actions(request_button("home"), block_id="home:request")
    yield header(_title("Waiting for you", content.waiting_count))
    if content.facts.problems or not content.waiting_count:
        yield _said(nothing_waiting(content.facts))
    if content.waiting:
        yield context(f"Oldest first. {READ_FIRST}")
    if len(content.several) >= _FEWEST:
        several = button("Approve several", Action.SEVERAL, str(content.page))
        yield actions(several, block_id="home:several")
    for one in content.waiting:
        yield from waiting_row(one, content)
    if content.snoozed:
        yield from _snoozed(content)


def _digests(content: HomeContent) -> Iterator[Block]:
    if content.digests:
        yield header("Audit digests that you have not attested")
        yield context("Each stands in your messages with the app; read it before you say so.")
    for week in content.digests:
        about = Weekly(content.person, week, NEWEST).value
        yield actions(button(f"Attest {week}", Action.ATTEST, about), block_id=f"home:{week}")


def _snoozed(content: HomeContent) -> Iterator[Block]:
    title = f"Snoozed by you ({content.snoozed_count:,})"
    yield rich.block(rich.section(rich.bold(title)))
    for one in content.snoozed:
        yield from snoozed_row(one)
    rest = content.snoozed_count - len(content.snoozed)
    if rest:
        yield context(f"and {rest:,} more. Each comes back when its time is up.")


def _others(content: HomeContent) -> Iterator[Block]:
    if content.others:
        yield header("You could sign these too")
        yield context(f"Others are asked; the oldest few are shown. {COMMAND} list has them all.")
    for one in content.others:
        yield from other_row(one, content)


def _own(content: HomeContent) -> Iterator[Block]:
    if content.own_count and not content.own:
        return  # all of them stand on earlier pages
    yield header(_title("Your changes", content.own_count))
    if not content.own:
        yield _said(NOTHING_OWN)
    for one in content.own:
        yield from own_row(one, content)


def _decided(content: HomeContent) -> Iterator[Block]:
    yield header("Your recent decisions")
    if content.decided:
        yield rich.block(rich.bullets(decided_line(one) for one in content.decided))
    else:
        yield _said(NOTHING_DECIDED)


def _owed(content: HomeContent) -> Iterator[Block]:
    if content.page > 1 and not content.owed:
        return
    yield header(_title("Your obligations", content.owed_count))
    if not content.owed:
        yield _said(NOTHING_OWED)
    if content.owed_count > len(content.owed):
        yield context(_DUE_FIRST)
    if content.owed_cut:
        yield context(_OWED_CUT)
    for one in content.owed:
        yield from owed_row(one, content)


def _away(content: HomeContent) -> Iterator[Block]:
    yield header("Away")
    yield from absence_note(content.absence, content.facts).blocks
    yield context(HOW_TO_BE_AWAY)
    yield context(f"{COMMAND} help tells what else there is.")


def _turning(content: HomeContent) -> Iterator[Block]:
    if content.pages == 1:
        return
    yield context(f"Page {content.page:,} of {content.pages:,}")
    yield actions(*_turns(content), block_id="home:pages")


def _turns(content: HomeContent) -> Iterator[Element]:
    if content.page > 1:
        yield button("Earlier", Action.EARLIER, str(content.page - 1))
    if content.page < content.pages:
        yield button("Later", Action.LATER, str(content.page + 1))


def _title(words: str, count: int) -> str:
    return f"{words} ({count:,})" if count else words


def _said(sentence: str) -> Block:
    return rich.block(rich.section(rich.text(sentence)))
