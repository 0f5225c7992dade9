"""A change as it was when a week ended, for the lists of the digest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.digest_list import Listed
from chatops.core.verdict import State

_SECOND = timedelta(seconds=1)
States = Sequence[tuple[str, datetime]]
"""The states that a change came into, in order."""


def listed(change: Change, states: States, ends: datetime) -> Listed:
    """Return the row of the change, by what had happened before `ends`."""
    then = _before(change, ends)
    present, written = then.present, then.present.documentation
    approved = (at for state, at in states if state == State.APPROVED and at < ends)
    first = next(approved, None)
    past = [state for state, at in states if at < ends]
    return Listed(
        key=then.key,
        title=written.title,
        opened_at=then.opened_at,
        systems=present.systems,
        environment=present.environment,
        kind=written.kind.value,
        risk=written.risk.value,
        assistance=then.assistance.degree.word,
        requester=then.requester,
        state=past[-1] if past else State.PENDING.value,
        approvers=_who(then, Verb.APPROVE),
        seconds=(first - then.opened_at) // _SECOND if first else None,
        rejected=bool(_who(then, Verb.REJECT)),
        broken=bool(then.declarations),
        link=written.link,
    )


def _before(change: Change, ends: datetime) -> Change:
    """Return the change without what came later; its first revision is always there."""
    first, *others = change.revisions
    return replace(
        change,
        revisions=(first, *(one for one in others if one.submitted_at < ends)),
        decisions=tuple(one for one in change.decisions if one.at < ends),
        declarations=tuple(one for one in change.declarations if one.at < ends),
    )


def _who(change: Change, verb: Verb) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.person for one in change.decisions if one.verb is verb))
