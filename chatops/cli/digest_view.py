"""A digest on a terminal: every number, in the order of the auditor's questions."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rich.console import RenderableType

from chatops.cli.digest_tables import approval_times, days, heading, loads, ranked, table
from chatops.cli.say import line, many, moment, shown
from chatops.core.digest import Count, Digest, Unpaid
from chatops.core.facts import Facts
from chatops.core.named import named
from chatops.core.weeks import zone_of
from chatops.reports.sealing import VERIFY, extent, in_short, is_note
from chatops.reports.words import LABELS, NOTHING, took, whose

_SECOND = timedelta(seconds=1)
_ENDS = (Count.EXPIRED, Count.CANCELLED, Count.STUCK, Count.BYPASSED)
_QUALITY = (Count.UNREAD, Count.HASTY, Count.AFTER_HOURS)
_HABITS = (Count.PAIR, Count.NEVER)


def whole(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    """Yield everything there is to say; of what there was none one sentence tells at the end."""
    yield from _title(digest, facts)
    yield from _changes(digest, facts)
    yield from _assisted(digest, facts)
    yield from approval_times(digest, facts.directory.team_name)
    yield from _rejected(digest, facts)
    yield from _broken(digest, facts)
    yield from _owed(digest, facts)
    yield from _counts("Ended or stuck", _ENDS, digest)
    yield from _spans(digest)
    yield from _policies(digest, facts)
    yield from _short(digest, facts)
    yield from loads(digest, facts.directory.name_of)
    yield from _quality(digest, facts)
    yield from _missing(digest, facts)
    yield from _nothing(digest)


def log_of(checkpoint: str) -> Iterator[RenderableType]:
    """Yield how far the audit log went when the digest was made: the whole note, to be compared."""
    if is_note(checkpoint):
        yield f"Audit log: {extent(checkpoint)}. It is compared by {VERIFY} with this checkpoint:"
        yield shown(checkpoint.rstrip("\n"))
    else:
        yield shown(f"Audit log: {in_short(checkpoint)}")


def _title(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    name = facts.directory.name_of(digest.director)
    first, last = (_local(one, digest) for one in (digest.begins, digest.ends - _SECOND))
    yield line(f"Audit digest of {name}, week {digest.week}", "bold")
    about = many(len(digest.systems), "system")
    yield line(f"{first:%Y-%m-%d} to {last:%Y-%m-%d} ({digest.zone}), {about}")
    corrected = f", version {digest.version}, corrected" if digest.version > 1 else ""
    yield line(f"made {moment(_local(digest.made_at, digest))}{corrected}")


def _changes(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    figures = digest.figures
    yield heading(f"Changes: {figures.number(Count.OPENED)} opened")
    yield from ranked("system", figures.by(Count.OPENED), named(facts))
    yield from ranked("kind", figures.by(Count.KIND), lambda one: one)
    yield from days(digest)


def _assisted(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    figures = digest.figures
    assisted, opened = figures.number(Count.ASSISTED), figures.number(Count.OPENED)
    share = f" ({100 * assisted / opened:.0f} %)" if opened else ""
    generated = figures.number(Count.GENERATED)
    yield heading(f"AI-assisted: {assisted} of {opened}{share}, {generated} generated")
    signed = figures.by(Count.SIGNED_ASSISTED)
    yield from ranked("signed for by", signed, facts.directory.name_of)


def _rejected(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    found = digest.figures.rejected
    rows = (
        (one.key, facts.directory.name_of(one.person), _at(one.at, digest), one.why)
        for one in found
    )
    yield from table(("change", "by", "at", "why"), rows, f"Rejected: {len(found)}")


def _broken(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    found = digest.figures.broken
    rows = (
        (one.key, facts.directory.name_of(one.person), "yes" if one.used else "no", one.why)
        for one in found
    )
    yield from table(("change", "by", "used", "why"), rows, f"Break-glass: {len(found)}")


def _owed(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    found = digest.figures.unpaid
    rows = (
        (one.key, one.owed, facts.directory.name_of(one.by), *_ages(one, digest.ends))
        for one in found
    )
    heads = ("change", "owed", "for", "age", "overdue")
    yield from table(heads, rows, f"Owed: {len(found)}")


def _ages(owed: Unpaid, ends: datetime) -> tuple[str, str]:
    late = took((ends - owed.due_at) // _SECOND) if owed.due_at < ends else "no"
    return took((ends - owed.created_at) // _SECOND), late


def _spans(digest: Digest) -> Iterator[RenderableType]:
    found = digest.figures.spans
    rows = ((one.name, one.span, str(one.changes), str(one.days_left)) for one in found)
    heads = ("name", "is a", "changes opened", "days left")
    yield from table(heads, rows, "Freezes and resets")


def _policies(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    rows = (
        (one.hash[:12], facts.directory.name_of(one.by), _at(one.at, digest), one.why)
        for one in digest.figures.adopted
    )
    yield from table(("policy", "by", "at", "why"), rows, "Policy changes")


def _short(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    rows = ((named(facts)(one.system), one.why) for one in digest.short)
    yield from table(("system", "why"), rows, "Too few who can approve")


def _quality(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    figures, name_of = digest.figures, facts.directory.name_of
    yield from _counts(
        f"Quality of approval, of {many(figures.approvals, 'approval')}", _QUALITY, digest
    )
    for count in _HABITS:
        rows = ((whose(count, one.of, name_of), str(one.number)) for one in figures.by(count))
        yield from table(("in 90 days", "changes"), rows, LABELS[count])


def _missing(digest: Digest, facts: Facts) -> Iterator[RenderableType]:
    told = ((facts.directory.name_of(one.director), one.week) for one in digest.missing)
    yield from table(("director", "week"), told, "Digests that nobody has attested yet")


def _counts(head: str, counts: tuple[Count, ...], digest: Digest) -> Iterator[RenderableType]:
    numbers = ((one, digest.figures.number(one)) for one in counts)
    rows = ((LABELS[one], str(number)) for one, number in numbers if number)
    yield from table(("what", "how many"), rows, head)


def _nothing(digest: Digest) -> Iterator[RenderableType]:
    """Yield what did not happen, in one sentence."""
    there = {one.count for one in digest.figures.figures if one.number}
    told = [words for count, words in NOTHING.items() if count not in there]
    told += [] if digest.figures.spans else ["no freeze or reset was on"]
    told += [] if digest.figures.adopted else ["the policy stayed as it was"]
    told += [] if digest.short else ["every system has enough approvers"]
    if told:
        sentence = " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
        yield ""
        yield line(f"{sentence[0].upper()}{sentence[1:]}.")


def _at(at: datetime, digest: Digest) -> str:
    return f"{_local(at, digest):%Y-%m-%d %H:%M}"


def _local(at: datetime, digest: Digest) -> datetime:
    return at.astimezone(zone_of(digest.zone))
