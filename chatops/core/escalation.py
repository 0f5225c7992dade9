"""Whom a sign-off that does not come is carried to: others who could sign, then superiors."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from chatops.core.change import Change
from chatops.core.chase import Chase, Rung
from chatops.core.facts import Facts
from chatops.core.people import Team
from chatops.core.quorum import judge_sign_offs
from chatops.core.roster import Roster
from chatops.core.sources import director_of
from chatops.core.way import instead, ranked

_STRANGERS = 100  # people looked at whom no source names, where anyone may sign


def could_help(found: Roster, person_id: str) -> bool:
    """Tell whether a sign-off by this person would still bring the change further."""
    return bool(_places(found, person_id))


def kept(found: Roster, asked: Collection[str]) -> tuple[str, ...]:
    """Return who is asked besides: in place of the silent, and these, while they could help."""
    change = found.people.change
    climbing = (one for one in change.silent if one.instead_of or one.rung is not Rung.NOBODY)
    return tuple(
        one.person
        for one in climbing
        if one.person not in asked
        and not has_handed_over(change, one)
        and could_help(found, one.person)
    )


def has_handed_over(change: Change, chase: Chase) -> bool:
    """Tell whether the person gave away what is waited for, since it is."""
    words = [one for one in change.hand_overs if chase.person in {one.person, one.to}]
    began = chase.began_at or chase.since
    return bool(words) and words[-1].person == chase.person and words[-1].at >= began


def others(found: Roster, silent: str) -> tuple[str, ...]:
    """Return who else could give what this person was asked for, in order of preference.

    Nobody who is asked already, who gave it away, or whom it was carried to before.
    """
    change = found.people.change
    known = {silent, *change.asked, *(one.person for one in change.silent)}
    known.update(one.person for one in change.hand_overs)
    places = _places(found, silent)
    named = (one for place in places for one in found.candidates(place))
    far = (one for place in places for one in islice(found.anybody(place), _STRANGERS))
    near = dict.fromkeys(one for one in named if one not in known)
    strangers = (one for one in dict.fromkeys(far) if one not in known and one not in near)
    return (*ranked(found, near), *ranked(found, strangers))


def enough(found: Roster, silent: str, people: Iterable[str]) -> tuple[str, ...]:
    """Return the fewest of these people who fill what the silent one would, or what they can."""
    people = tuple(people)
    fewest = instead(found, silent, people)
    if fewest:
        return fewest
    left, chosen = set(_places(found, silent)), []
    for one in people:
        theirs = left.intersection(_places(found, one))
        if theirs:
            chosen.append(one)
            left -= theirs
    return tuple(chosen)


def superior(
    change: Change, rung: Rung, of: Collection[str], facts: Facts, now: datetime
) -> tuple[Rung, str | None]:
    """Return who is told at this rung or, where nobody is there, at the next.

    `of` are the silent. Of several owning teams it is theirs, up to the VP, then the others. Nobody
    is told of their own request. Where all are away the lowest is told all the same.
    """
    teams = sorted(_teams(change, facts), key=lambda one: not _is_of(one[0], of))
    above = [
        (step, person)
        for team, director in teams
        for step, person in _above(team, director, rung)
        if person and _fit(person, {*of, *_requesters(change, facts)}, facts)
    ]
    there = (one for one in above if not facts.absence(one[1], now))
    return next(there, above[0] if above else (Rung.DIRECTOR, None))


def _places(found: Roster, person_id: str) -> tuple[int, ...]:
    """Return the asks that lack a sign-off which this person could give and has not given."""
    person = found.people.facts.directory.find(person_id)
    if person is None:
        return ()
    return tuple(
        index
        for index, line in enumerate(judge_sign_offs(found))
        if not line.met and person_id not in found.counting[index] and found.could(index, person)
    )


def _teams(change: Change, facts: Facts) -> Iterator[tuple[Team, str | None]]:
    for system in filter(None, map(facts.registry.find, change.present.systems)):
        team = facts.directory.team(system.team)
        if team:
            yield team, director_of(system, facts.directory)


def _above(team: Team, director: str | None, rung: Rung) -> Iterator[tuple[Rung, str | None]]:
    if rung is Rung.MANAGER:
        yield Rung.MANAGER, team.manager
    yield Rung.DIRECTOR, director
    yield Rung.DIRECTOR, team.vp


def _requesters(change: Change, facts: Facts) -> set[str]:
    """Return whose change it is: the requester, and those who contributed."""
    known = map(facts.directory.person_behind, change.contributors)
    return {change.requester, *(one.id for one in known if one)}


def _is_of(team: Team, people: Collection[str]) -> bool:
    return not set(team.members).isdisjoint(people)


def _fit(person_id: str, of: Collection[str], facts: Facts) -> bool:
    person = facts.directory.find(person_id)
    return person is not None and person.active and not person.bot and person.id not in of
