"""The groups of a digest, in the order of the auditor's questions."""

from collections.abc import Iterator

from chatops.core.digest import Adopted, Count, Digest, Figure, Spanned, Speed
from chatops.core.facts import Facts
from chatops.reports.words import NOTHING, took
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element
from chatops.slack.views.digest_days import days_menu
from chatops.slack.views.digest_names import waited_for
from chatops.slack.views.digest_rows import (
    heading,
    lines,
    name_of,
    names,
    person,
    row,
    totals,
    waiting,
)
from chatops.slack.views.text import counted, joined, one_line

_WHY = 160
_EXCEPTIONS = (
    *(Count.REJECTED, Count.BROKEN, Count.OWED, Count.BYPASSED),
    *(Count.EXPIRED, Count.STUCK, Count.CANCELLED),
)
_QUALITY = (Count.UNREAD, Count.HASTY, Count.AFTER_HOURS)


def groups(digest: Digest, facts: Facts) -> Iterator[Block]:
    """Yield everything that there is to say; what is zero stands in the last line."""
    yield from _changes(digest, facts)
    yield from _speed(digest, facts)
    yield from _exceptions(digest, facts)
    yield from _rules(digest, facts)
    yield from _people(digest, facts)
    yield from _quality(digest, facts)
    yield from _nothing(digest)
    yield from _missing(digest, facts)


def summed_up(digest: Digest) -> str:
    """Return the numbers that matter most as one sentence."""
    number = digest.figures.number
    if not number(Count.OPENED):
        return "No change was opened."
    opened = counted(number(Count.OPENED), "change")
    told = f"{opened} opened, {number(Count.APPROVED):,} approved"
    return f"{told}, {number(Count.ASSISTED):,} AI-assisted{_share(digest)}."


def _share(digest: Digest) -> str:
    opened, assisted = map(digest.figures.number, (Count.OPENED, Count.ASSISTED))
    return f" ({round(100 * assisted / opened)} %)" if assisted else ""


def _changes(digest: Digest, facts: Facts) -> Iterator[Block]:
    by = digest.figures.by
    yield heading("Changes", summed_up(digest))
    yield from totals(digest, (Count.OPENED, Count.APPROVED, Count.ASSISTED, Count.GENERATED))
    yield from days_menu(digest)
    yield from names("By kind", digest, by(Count.KIND), facts)
    yield from names("By system", digest, by(Count.OPENED), facts)
    signed = by(Count.SIGNED_ASSISTED)
    yield from names("AI-assisted changes, by who signed them", digest, signed, facts)


def _speed(digest: Digest, facts: Facts) -> Iterator[Block]:
    figures = digest.figures
    if figures.overall is None:
        return
    yield heading("Time to approval", f"In all: {_took(figures.overall)}.")
    found = sorted(figures.speeds, key=lambda one: (-one.approved, one.team))
    if len(found) == 1:  # it is the whole
        return
    teams = [Figure(Count.APPROVED, one.approved, one.team) for one in found]
    told = [
        (rich.bold(name_of(Count.APPROVED, one.team, facts)), rich.text(f": {_took(one)}"))
        for one in found
    ]
    yield from lines("By team", told, "team")
    yield from row(digest, teams, facts)


def _took(speed: Speed) -> str:
    return f"median {took(speed.median)}, 90th percentile {took(speed.ninetieth)}"


def _exceptions(digest: Digest, facts: Facts) -> Iterator[Block]:
    if any(digest.figures.number(one) for one in _EXCEPTIONS):
        yield heading("Not as usual")
        yield from totals(digest, _EXCEPTIONS)
    yield from lines("Rejected", list(_rejected(digest, facts)), "rejection")
    yield from lines("Break-glass", list(_broken(digest, facts)), "break-glass")
    yield from lines("Owed", list(_owed(digest, facts)), "obligation")


def _rejected(digest: Digest, facts: Facts) -> Iterator[tuple[Element, ...]]:
    for one in digest.figures.rejected:
        told = f" by {person(one.person, facts)}, "
        yield rich.bold(one.key), rich.text(told), rich.moment(one.at), _quoted(one.why)


def _broken(digest: Digest, facts: Facts) -> Iterator[tuple[Element, ...]]:
    for one in digest.figures.broken:
        used = "used" if one.used else "not used"
        told = f" by {person(one.person, facts)}, {used}, "
        yield rich.bold(one.key), rich.text(told), rich.moment(one.at), _quoted(one.why)


def _owed(digest: Digest, facts: Facts) -> Iterator[tuple[Element, ...]]:
    for one in digest.figures.unpaid:
        age = took(max(0, int((digest.ends - one.created_at).total_seconds())))
        late = ", overdue" if one.due_at < digest.ends else ""
        told = f": {one.owed} of {person(one.by, facts)}, owed for {age}{late}"
        yield rich.bold(one.key), rich.text(told)


def _quoted(words: str) -> Element:
    return rich.text(f": “{one_line(words, _WHY)}”" if words else "")


def _rules(digest: Digest, facts: Facts) -> Iterator[Block]:
    spans = digest.figures.spans
    told = [
        (rich.bold(one_line(one.name, _WHY)), rich.text(f"{_kind(one)}, {_left(one.days_left)}"))
        for one in spans
    ]
    yield from lines("Freezes and resets", told, "freeze or reset")
    during = [Figure(Count.DURING, one.changes, one.name) for one in spans if one.changes]
    yield from row(digest, during, facts)
    adopted = [tuple(_adoption(one, facts)) for one in digest.figures.adopted]
    yield from lines("Policy changes", adopted, "policy change")
    short = [
        (rich.bold(name_of(Count.OPENED, one.system, facts)), rich.text(f": {_reason(one.why)}"))
        for one in digest.short
    ]
    yield from lines("Too few who can approve", short, "system")


def _adoption(one: Adopted, facts: Facts) -> Iterator[Element]:
    yield rich.text(f"{person(one.by, facts)} adopted ")
    yield rich.code(one.hash[:12])
    yield rich.text(", ")
    yield rich.moment(one.at)
    yield _quoted(one.why)


def _kind(span: Spanned) -> str:
    """Return ` (reset)`, unless the name says so."""
    return "" if span.span in span.name.lower() else f" ({span.span})"


def _left(days: int) -> str:
    """Return how long it lasted from when the digest was made, be that long ago."""
    return f"{counted(days, 'day')} left when this was counted" if days > 0 else "over"


def _reason(why: str) -> str:
    return one_line(why, _WHY)


def _people(digest: Digest, facts: Facts) -> Iterator[Block]:
    yield from names("Seniors' sign-offs", digest, digest.figures.by(Count.SIGNED), facts)
    found = waited_for(digest)
    if found:
        yield rich.block(rich.section(rich.bold("Waiting for seniors when this was counted")))
    yield from waiting(digest, found, facts)


def _quality(digest: Digest, facts: Facts) -> Iterator[Block]:
    figures = digest.figures
    pairs, never = figures.by(Count.PAIR), figures.by(Count.NEVER)
    if pairs or never or any(figures.number(one) for one in _QUALITY):
        about = f"Of {counted(figures.approvals, 'approval')} in the week."
        yield heading("Quality of approval", about)
    yield from totals(digest, _QUALITY)
    yield from names("Approved only each other, in 90 days", digest, pairs, facts)
    yield from names("Approved often and never rejected, in 90 days", digest, never, facts)


def _nothing(digest: Digest) -> Iterator[Block]:
    figures = digest.figures
    zero = [one for one in NOTHING if not figures.number(one) and not figures.by(one)]
    usual = [NOTHING[one] for one in zero if one in _EXCEPTIONS]
    usual += [] if figures.adopted else ["the policy stayed as it was"]
    usual += [] if digest.short else ["every system has enough approvers"]
    told = [usual, [NOTHING[one] for one in zero if one not in _EXCEPTIONS]]
    parts = [rich.section(rich.text(_sentence(one))) for one in told if one]
    if parts:
        yield rich.block(*parts)


def _sentence(found: list[str]) -> str:
    told = joined(tuple(found))
    return f"{told[:1].upper()}{told[1:]}."


def _missing(digest: Digest, facts: Facts) -> Iterator[Block]:
    told = [(rich.text(f"{person(one.director, facts)}: {one.week}"),) for one in digest.missing]
    yield from lines("Digests that nobody has attested yet", told, "digest")
