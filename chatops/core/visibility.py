"""Who may see a change: everybody, unless all its channels are private.

Then its channels' members see it, and whoever has a part in it: requester, contributors, those
who may decide, lift or break the glass or are asked, and who answers for the systems. A channel
of which nobody knows whether it is private counts as private.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.notices import channels_of, places
from chatops.core.refused import Refused
from chatops.core.reviewers import reviewers_of
from chatops.core.roster import roster_of
from chatops.core.sources import director_of, named

Asked = Callable[[str], bool]
"""Given the id of a channel: whether it is public, or whether the person is in it."""


def may_see(
    change: Change,
    person: str,
    facts: Facts,
    now: datetime,
    *,
    is_public: Asked,
    member_of: Asked,
) -> bool:
    """Tell whether this person (directory id) may see the change."""
    channels = seen_in(change, facts)
    return (
        any(map(is_public, channels))
        or has_part(change, person, facts, now)
        or any(map(member_of, channels))
    )


def seen_in(change: Change, facts: Facts) -> tuple[str, ...]:
    """Return every channel where a card of the change can be read; whoever reads it may use it.

    That is where cards go now, and where one stood before the channel was lost.
    """
    return tuple(dict.fromkeys((*places(change, facts), *channels_of(change, facts))))


def has_part(change: Change, person: str, facts: Facts, now: datetime) -> bool:
    """Tell whether the person has to do with the change, whatever channels they are in."""
    return person in _acted(change, facts) or person in _may_act(change, facts, now)


def _acted(change: Change, facts: Facts) -> Iterator[str]:
    """Yield who asked for the change, made it, or has said something about it."""
    yield change.requester
    known = (facts.directory.person_behind(one) for one in change.contributors)
    yield from (one.id for one in known if one is not None)
    yield from (one.person for one in change.decisions)
    yield from (one.person for one in change.declarations)
    yield from (person for one in change.hand_overs for person in (one.person, one.to))
    yield from (one.asker for one in change.questions)
    yield from (one.person for owed in change.obligations for one in owed.reviews)


def _may_act(change: Change, facts: Facts, now: datetime) -> Iterator[str]:
    """Yield who is asked, whom the policy names, and the systems' owners, director and VP.

    Where the policy asks for anyone, nobody becomes a witness by that alone.
    """
    yield from change.asked
    absences = (facts.absence(one, now) for one in change.asked)
    yield from (one.delegate for one in absences if one and one.delegate)
    if change.open_obligations():
        yield from reviewers_of(change, facts)
    for system in filter(None, map(facts.registry.find, change.present.systems)):
        team = facts.directory.team(system.team)
        if team is not None:
            yield from (*team.members, *team.on_call, *filter(None, (team.manager, team.vp)))
        director = director_of(system, facts.directory)
        yield from (director,) if director else ()
        yield from named(_exceptional(facts), system, facts)
    try:
        found = roster_of(change, facts, now)
    except Refused:  # nobody can be named by rules that cannot be read
        return
    for index in range(len(found.asks)):
        yield from found.candidates(index)


def _exceptional(facts: Facts) -> tuple[str, ...]:
    """Return whom the policy names, for any change, to break the glass and to lift rejections."""
    policy = facts.policy
    glass = policy.break_glass if policy else None
    return (*(glass.sources if glass else ()), *(policy.lift if policy else ()))
