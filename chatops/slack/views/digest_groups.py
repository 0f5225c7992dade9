"""The groups of a digest, in the order of the auditor's questions."""

from collections.abc import Iterator

from chatops.core.digest import Adopted, Count, Digest, Figure, Load, Speed
from chatops.core.facts import Facts
from chatops.reports.words import NOTHING, took
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element
from chatops.slack.views.digest_rows import (
    heading,
    lines,
    name_of,
    names,
    person,
    row,
    totals,
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
    opened, systems = (
        counted(number(Count.OPENED), "change"),
        counted(len(digest.systems), "system"),
    )
    if not number(Count.OPENED):
        return f"No change was opened for the {systems}."
    told = f"{opened} of {systems} opened, {number(Count.APPROVED):,} approved"
    return f"{told}, {number(Count.ASSISTED):,} AI-assisted{_share(digest)}."


def _share(digest: Digest) -> str:
    opened, assisted = map(digest.figures.number, (Count.OPENED, Count.ASSISTED))
    return f" ({round(100 * assisted / opened)} %)" if assisted else ""


def _changes(digest: Digest, facts: Facts) -> Iterator[Block]:
    by = digest.figures.by
    yield heading("Changes", summed_up(digest))
    yield from totals(digest, (Count.OPENED, Count.APPROVED, Count.ASSISTED, Count.GENERATED))
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
        (rich.bold(one_line(one.name, _WHY)), rich.text(f" ({one.span}), {_left(one.days_left)}"))
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


def _left(days: int) -> str:
    return f"{counted(days, 'day')} left" if days > 0 else "over"


def _reason(why: str) -> str:
    return one_line(why, _WHY)


def _people(digest: Digest, facts: Facts) -> Iterator[Block]:
    busy = (one for one in digest.loads if one.signed or one.waiting)
    loads = sorted(busy, key=lambda one: (-one.signed, -one.waiting, one.person))
    told = [(rich.bold(person(one.person, facts)), rich.text(_load(one))) for one in loads]
    yield from lines("Seniors' sign-offs", told, "senior")
    yield from row(digest, digest.figures.by(Count.SIGNED), facts)


def _load(load: Load) -> str:
    verb = "waits" if load.waiting == 1 else "wait"
    waiting = f", {load.waiting:,} {verb} for them" if load.waiting else ""
    return f" signed {load.signed:,}{waiting}"


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
    zero = [NOTHING[one] for one in NOTHING if not figures.number(one) and not figures.by(one)]
    zero += [] if figures.adopted else ["the policy stayed as it was"]
    zero += [] if digest.short else ["every system has enough approvers"]
    if zero:
        told = joined(tuple(zero))
        yield rich.block(rich.section(rich.text(f"{told[:1].upper()}{told[1:]}.")))


def _missing(digest: Digest, facts: Facts) -> Iterator[Block]:
    told = [(rich.text(f"{person(one.director, facts)}: {one.week}"),) for one in digest.missing]
    yield from lines("Digests that nobody has attested yet", told, "digest")
