"""All names that a number of a digest is told by, each a button that opens its list, by pages."""

from collections.abc import Iterator

from chatops.core.digest import Digest, Load
from chatops.core.facts import Facts
from chatops.reports.words import LABELS
from chatops.slack.views.blocks import Block, View, actions, button, context, header, modal
from chatops.slack.views.digest_rows import MOST, Labelled, buttons, name_of, named, waits
from chatops.slack.views.fit import fitted
from chatops.slack.views.ids import Action, Form
from chatops.slack.views.text import counted
from chatops.slack.views.weekly import Weekly

ON_A_PAGE = 5 * MOST


def names_list(about: Weekly, digest: Digest, facts: Facts) -> View:
    """Return a page of them; without a count the seniors for whom changes wait."""
    found = _labelled(about, digest, facts)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(about.page, pages)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    title = LABELS[about.count] if about.count else "Waiting for seniors"
    turned = f", page {page:,} of {pages:,}" if pages > 1 else ""
    told = f"Week {about.week}: {counted(len(found), 'name')}{turned}."
    blocks: list[Block] = [header(title), context(told)]
    for place in range(0, len(shown), MOST):
        blocks += buttons(shown[place : place + MOST])
    blocks += _turns(about, page, pages)
    metadata = about.turned(page).value
    return modal(Form.NAMES, about.week, fitted(blocks), metadata=metadata)


def waited_for(digest: Digest) -> list[Load]:
    """Return for whom changes waited, those first for whom most did."""
    found = (one for one in digest.loads if one.waiting)
    return sorted(found, key=lambda one: (-one.waiting, one.person))


def _labelled(about: Weekly, digest: Digest, facts: Facts) -> list[Labelled]:
    if about.count is None:
        return [waits(digest, one, facts) for one in waited_for(digest)]
    found = digest.figures.by(about.count)
    return named(digest, ((name_of(one.count, one.of, facts), one) for one in found))


def _turns(about: Weekly, page: int, pages: int) -> Iterator[Block]:
    goals = ((Action.NAMES_BACK, "Previous", page - 1), (Action.NAMES_ON, "Next", page + 1))
    found = [
        button(word, turn, about.turned(goal).value)
        for turn, word, goal in goals
        if 1 <= goal <= pages
    ]
    if found:
        yield actions(*found)
