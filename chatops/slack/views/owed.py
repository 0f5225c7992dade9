"""What is owed after the fact, as one line: a follow-up review, a condition."""

from datetime import datetime

from chatops.core.facts import Facts
from chatops.core.obligation import Obligation, Owed
from chatops.slack.views import rich
from chatops.slack.views.rich import Part
from chatops.slack.views.text import counted, one_line

_LATE = "⏰ Overdue since "


def owed_line(owed: Obligation, facts: Facts, now: datetime, limit: int) -> Part:
    """Return `Owed by …: 2 reviews; 0 of 2.` with the words, at most `limit` characters of them."""
    due = (rich.bold(_LATE if owed.is_overdue(now) else "Owed by "), rich.moment(owed.due_at))
    name = rich.name(facts.directory, owed.by)
    words = one_line(owed.text, limit)
    if owed.owed is Owed.REVIEW:
        given = f"{len(owed.reviews)} of {owed.reviewers}"
        told = f": {counted(owed.reviewers, 'review')} of {name}'s break-glass; {given}. “{words}”"
    else:
        told = f": the condition of {name}'s approval. “{words}”"
    return rich.section(*due, rich.text(told))
