"""The requirements that are no sign-offs, judged: documents, checks, windows, waits."""

from datetime import UTC, datetime

from chatops.core.asks import Ask
from chatops.core.check_run import MOST, CheckOutcome
from chatops.core.policy import CheckPassed, Documented, Field, PlannedWindow, Wait
from chatops.core.quorum import complete_since
from chatops.core.revision import Documentation
from chatops.core.rules import systems_of
from chatops.core.signoffs import Panel
from chatops.core.text import is_blank, is_filler, said, seen, span
from chatops.core.verdict import State, Verdict
from chatops.core.window import Span


def documented(line: Documented, written: Documentation) -> Verdict:
    """Judge documentation: given, not a mere filler, long enough."""
    missing = [one.label for one in line.fields if _is_missing(one, written)]
    if missing:
        return Verdict(line.name, State.PENDING, f"{_are(missing)} missing.")
    fillers = [one.label for one in line.fields if _says_nothing(one, written)]
    if fillers:
        verb = "says" if len(fillers) == 1 else "say"
        told = f"{' and '.join(fillers)} {verb} nothing an approver could judge.".capitalize()
        return Verdict(line.name, State.PENDING, told)
    short = [one.label for one in line.fields if _is_short(one, written, line.at_least)]
    if short:
        least = f"shorter than the {line.at_least} characters that the policy asks for"
        return Verdict(line.name, State.PENDING, f"{_are(short)} {least}.")
    given = [one.label for one in line.fields]
    return Verdict(line.name, State.APPROVED, f"{_are(given)} given.")


def check_passed(line: CheckPassed, people: Panel) -> Verdict:
    """Judge a check: its newest run on exactly this revision has to have passed, lately."""
    number = people.change.present.number
    run = people.change.run_of(line.check)
    if run is None:
        told = f"Check “{line.check}” has not reported on revision {number}."
        return Verdict(line.name, State.PENDING, told)
    if len(people.change.check_runs) >= MOST:
        told = (
            f"Check “{line.check}” cannot be told: {MOST:,} check runs are recorded, the most, and "
            "newer ones are refused. Open a new change request."
        )
        return Verdict(line.name, State.PENDING, told)
    posted = f"Check “{line.check}” {_ENDED[run.outcome]} on revision {number}"
    if run.outcome is not CheckOutcome.PASSED:
        told = f": {run.summary.rstrip('.')}" if run.summary else ""
        return Verdict(line.name, State.PENDING, f"{posted}{told}.")
    if line.max_age is not None and people.now - run.at > line.max_age:
        told = f"{posted}, longer than {span(line.max_age)} ago; it has to run again."
        return Verdict(line.name, State.PENDING, told)
    return Verdict(line.name, State.APPROVED, f"{posted}.")


def planned_window(line: PlannedWindow, people: Panel) -> Verdict:
    """Judge the planned window: given, outside all freezes, and on."""
    written = people.change.present.documentation
    start, end = written.window_start, written.window_end
    if start is None or end is None:
        return Verdict(line.name, State.PENDING, "The planned window is missing.")
    freeze = _freeze_in(start, end, people)
    if freeze:
        told = f"The planned window meets the freeze “{freeze}”; plan another one."
        return Verdict(line.name, State.PENDING, told)
    if people.now < start:
        told = f"The gate opens with the planned window, at {_utc(start)}."
        return Verdict(line.name, State.PENDING, told)
    if people.now >= end:
        told = f"The planned window ended at {_utc(end)}; plan another one."
        return Verdict(line.name, State.PENDING, told)
    return Verdict(line.name, State.APPROVED, f"The planned window is on, until {_utc(end)}.")


def waited(line: Wait, asks: tuple[Ask, ...], people: Panel) -> Verdict:
    """Judge a wait: so long after the sign-offs were complete."""
    length = span(line.length)
    since = complete_since(asks, people) if asks else None
    if since is None:
        told = f"A wait of {length} begins when the sign-offs are complete."
        return Verdict(line.name, State.PENDING, told)
    over = since + line.length
    if people.now < over:
        told = f"A wait of {length} after the last sign-off is on, until {_utc(over)}."
        return Verdict(line.name, State.PENDING, told)
    return Verdict(
        line.name, State.APPROVED, f"A wait of {length} after the last sign-off is over."
    )


_ENDED = {
    CheckOutcome.PASSED: "passed",
    CheckOutcome.FAILED: "failed",
    CheckOutcome.RUNNING: "is still running",
}


def _freeze_in(start: datetime, end: datetime, people: Panel) -> str | None:
    present = people.change.present
    systems = systems_of(present, people.facts)
    return next(
        (
            one.name
            for one in people.policy.windows
            if one.span is Span.FREEZE
            and one.overlaps(start, end)
            and any(one.touches(system, present.environment) for system in systems)
        ),
        None,
    )


def _is_missing(field: Field, written: Documentation) -> bool:
    if field is Field.WINDOW:
        return written.window_start is None or written.window_end is None
    return is_blank(getattr(written, field.value))


def _says_nothing(field: Field, written: Documentation) -> bool:
    if field in {Field.WINDOW, Field.LINK}:
        return False
    text = str(getattr(written, field.value))
    return is_filler(text) or said(text) == said(written.title)


def _is_short(field: Field, written: Documentation, at_least: int) -> bool:
    if at_least == 0 or field in {Field.WINDOW, Field.LINK}:
        return False
    return seen(str(getattr(written, field.value))) < at_least


def _are(labels: list[str]) -> str:
    verb = "is" if len(labels) == 1 else "are"
    return f"{' and '.join(labels)} {verb}".capitalize()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
