"""Until when an approval stays one, if nothing happens but that time passes.

Approvals run out, checks grow old, windows end, freezes begin. Whoever takes an approval along and
asks nobody again must not take it past the first of these moments.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.policy import CheckPassed
from chatops.core.signoffs import panel

_NEXT = timedelta(microseconds=1)  # a check is old only after its last moment


def good_until(change: Change, facts: Facts, now: datetime, most: datetime) -> datetime:
    """Return the first moment after `now` when the change is approved no more; `most` at the end.

    Raises `Refused` where it cannot be judged.
    """
    for moment in sorted({one for one in _moments(change, facts, now) if now < one < most}):
        if not evaluate(change, facts, moment + _NEXT).met:
            return moment
    return most


def _moments(change: Change, facts: Facts, now: datetime) -> Iterator[datetime]:
    """Yield whenever time alone may change the verdict, in no order."""
    people, written = panel(change, facts, now), change.present.documentation
    yield change.expires_at
    yield from (people.expiry(one) for one in people.approvals)
    yield from filter(None, (written.window_start, written.window_end))
    for window in people.policy.windows:
        yield from (window.begins, window.ends)
    yield from (one.due_at for one in facts.debts)
    yield from (one.due_at for one in change.obligations)
    ages = {
        line.max_age
        for rule in people.policy.rules
        for line in rule.require
        if isinstance(line, CheckPassed) and line.max_age
    }
    yield from (run.at + age for run in change.check_runs for age in ages)
