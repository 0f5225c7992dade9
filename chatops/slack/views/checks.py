"""Checks: what tools found out about the present revision, with a way to their reports."""

from collections.abc import Iterator
from datetime import datetime

from chatops.core.change import Change
from chatops.core.check_run import CheckOutcome, CheckRun
from chatops.slack.views import rich
from chatops.slack.views.rich import Part
from chatops.slack.views.text import ago, counted, one_line

_SHOWN = 5
_MARKS = {CheckOutcome.PASSED: "✅", CheckOutcome.FAILED: "❌", CheckOutcome.RUNNING: "⏳"}
_WORDS = {CheckOutcome.RUNNING: "is running"}


def checks(change: Change) -> Iterator[Part]:
    """Yield the newest run of each check on the present revision, those that failed first."""
    runs = newest(change)
    if not runs:
        return
    yield rich.section(rich.bold("Checks"))
    yield rich.bullets(check_line(one) for one in runs[:_SHOWN])
    if len(runs) > _SHOWN:
        yield rich.section(rich.text(f"and {counted(len(runs) - _SHOWN, 'check')} more in Details"))


def newest(change: Change) -> list[CheckRun]:
    """Return the run that counts of each check, what failed or still runs before what passed."""
    names = dict.fromkeys(one.name for one in change.check_runs)
    found = (change.run_of(name) for name in names)
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.outcome is CheckOutcome.PASSED, one.name),
    )


def check_line(run: CheckRun, now: datetime | None = None) -> Part:
    """Return `✅ staging-soak passed, posted by ci/shop` and the link to its report.

    At `now` it says how long ago that was, too.
    """
    word = _WORDS.get(run.outcome, run.outcome.value)
    by = one_line(run.posted_by.removeprefix("api:"), 40)
    age = f", {ago(now - run.at)}" if now else ""
    check = f"{_MARKS[run.outcome]} {one_line(run.name, 60)} {word}"
    told = rich.text(f"{check}, posted by {by}{age}  ")
    return rich.section(told, *((rich.link(run.link, 60),) if run.link else ()))
