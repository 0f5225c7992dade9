"""A digest made of its figures and of what the organisation is like at that moment."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from chatops.core.basis import basis_of, extent_from
from chatops.core.digest import Count, Digest, Figures, Load, Missing, Spanned
from chatops.core.extent import Extent
from chatops.core.facts import Facts
from chatops.core.organisation import vps_of
from chatops.core.systems_short import short_of
from chatops.core.weeks import Week


def digest(
    director: str,
    week: Week,
    figures: Figures,
    extent: Extent,
    facts: Facts,
    *,
    now: datetime,
    version: int = 1,
    missing: Iterable[Missing] = (),
) -> Digest:
    """Return the digest of the director's (directory id) week, made at `now`.

    `figures` are those of the extent; `facts` hold what is stored of everybody in the directory.
    """
    above = vps_of(director, facts.registry, facts.directory)
    return Digest(
        director=director,
        week=week.label,
        zone=week.zone,
        begins=week.begins,
        ends=week.ends,
        made_at=now,
        version=version,
        systems=extent.systems,
        figures=replace(figures, spans=tuple(_spans(figures, extent, now))),
        short=tuple(short_of(extent.systems, facts, now)),
        loads=tuple(_loads(figures, extent, facts)),
        missing=tuple(missing),
        basis=basis_of(extent, above),
    )


def counted_over(digest: Digest) -> Extent:
    """Return the extent that the digest was counted over, as it tells itself."""
    return extent_from(digest.basis, digest.systems, digest.begins, digest.ends, digest.zone)


def _spans(figures: Figures, extent: Extent, now: datetime) -> Iterator[Spanned]:
    """Yield the freezes and resets that were on for the organisation, those that end first."""
    for one in extent.stretches:
        changes = figures.number(Count.DURING, one.name)
        left = -((now - one.ends) // timedelta(days=1))  # a begun day counts as one
        yield Spanned(one.name, one.span, changes, max(0, left))


def _loads(figures: Figures, extent: Extent, facts: Facts) -> Iterator[Load]:
    """Yield the seniors of the organisation's teams and who signed as one, the busiest first."""
    signed = {one.of: one.number for one in figures.by(Count.SIGNED)}
    loads = (
        Load(one, signed.get(one, 0), facts.waiting.get(one, 0))
        for one in {*signed, *_seniors(extent, facts)}
    )
    yield from sorted(loads, key=lambda one: (-one.signed, -one.waiting, one.person))


def _seniors(extent: Extent, facts: Facts) -> Iterator[str]:
    teams = filter(None, map(facts.directory.team, {*extent.teams.values()}))
    people = (facts.directory.find(one) for team in teams for one in team.members)
    for person in filter(None, people):
        if person.level.name in extent.seniors and person.active and not person.bot:
            yield person.id
