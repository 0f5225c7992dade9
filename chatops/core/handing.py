"""Hand a sign-off over to somebody who may give it too. Who may sign, and how many, stays."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from chatops.core.change import Change
from chatops.core.decide import fit_person
from chatops.core.events_talk import HandedOver
from chatops.core.facts import Facts
from chatops.core.hand_over import HandOver
from chatops.core.outcome import Outcome, outcome
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.core.roster import Roster, roster_of
from chatops.core.timely import check_waiting
from chatops.core.way import ranked

MOST = 200
_STRANGERS = 100  # people offered whom no source names, where anyone may sign


@dataclass(frozen=True, slots=True)
class GiveOver:
    """`person` wants `to` (directory ids) to be asked instead."""

    key: str
    person: str
    to: str


def hand_over(change: Change, command: GiveOver, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome; to hand over to the same person again changes nothing.

    Raises `Refused` with one of: cannot_tell, not_a_member, cancelled, expired, deployed,
    nothing_asked, not_asked, already_approved, unfit_successor, unknown_person, too_many, and
    where the change cannot be judged.
    """
    facts.rules()
    person = fit_person(command.person, facts)
    check_waiting(change, now)
    found = roster_of(change, facts, now)
    _check_giver(found, person)
    to = facts.directory.get(command.to)
    problem = _why_not(found, person, to)
    if problem:
        sentence = f"{problem}. Choose somebody else."
        raise Refused("unfit_successor", sentence, field="to")
    if _holds(change, person.id) == to.id:
        return outcome(change, (), facts, now)
    if len(change.hand_overs) >= MOST:
        raise Refused("too_many", f"{MOST} times are the most that one change is handed over.")
    given = HandOver(len(change.hand_overs) + 1, person.id, to.id, now)
    handed = replace(change, hand_overs=(*change.hand_overs, given))
    return outcome(handed, (HandedOver(change.key, person.id, to.id),), facts, now)


def candidates(change: Change, person: str, facts: Facts, now: datetime) -> tuple[str, ...]:
    """Return who could be asked instead, who is at work and has the least to do first.

    Nobody where this person has nothing to hand over. Who is known only because anyone may sign
    comes last.
    """
    giver = facts.directory.find(person)
    try:
        found = roster_of(change, facts, now)
        check_waiting(change, now)
        if giver is None:
            return ()
        _check_giver(found, giver)
    except Refused:
        return ()
    places = _places(found, giver)
    near = [one for index in places for one in found.candidates(index)]
    far = (one for index in places for one in islice(found.anybody(index), _STRANGERS))
    others = set(far).difference(near)
    people = (*ranked(found, near), *ranked(found, others))
    get = facts.directory.get
    return tuple(one for one in people if not _why_not(found, giver, get(one)))


def _check_giver(found: Roster, giver: Person) -> None:
    change, places = found.people.change, _places(found, giver)
    if not places:
        sentence = f"{change.key} asks you for nothing, so there is nothing to hand over."
        raise Refused("not_asked", sentence)
    if _has_signed(found, giver.id):
        raise Refused("already_approved", f"You have approved {change.key} already.")
    if not _is_waiting(found):
        raise Refused("nothing_asked", f"{change.key} asks for no further sign-off.")


def _is_waiting(found: Roster) -> bool:
    """Tell whether any place is left: then somebody who could sign has not."""
    people = found.people
    return bool(outcome(people.change, (), people.facts, people.now).change.asked)


def _places(found: Roster, giver: Person) -> tuple[int, ...]:
    """Return the asks that this person could sign, also while they are away; contributors none."""
    people = found.people
    return tuple(
        index
        for index, ask in enumerate(found.asks)
        if people.could_sign(ask, giver) or found.could(index, giver)
    )


def _why_not(found: Roster, giver: Person, to: Person) -> str:
    """Say why it cannot be handed over to this person; empty where it can."""
    if to.id == giver.id:
        return "Nobody hands over to themselves"
    unfit = _unfit(found, to)
    if unfit:
        return f"{to.name} {unfit}"
    if not any(found.could(index, to) for index in _places(found, giver)):
        return f"{to.name} may not sign what is asked of {giver.name}"
    return ""


def _unfit(found: Roster, to: Person) -> str:
    people = found.people
    if to.id in people.contributors:
        return f"contributed to {people.change.key}"
    if to.bot or not to.active or to.id in people.facts.standings:
        unfit = people.facts.unfit(to)
        if unfit:
            return unfit
    if people.facts.absence(to.id, people.now) is not None:
        return "is away"
    return f"has approved {people.change.key} already" if _has_signed(found, to.id) else ""


def _has_signed(found: Roster, person_id: str) -> bool:
    return any(person_id in counting for counting in found.counting)


def _holds(change: Change, giver: str) -> str:
    """Return to whom this person handed over last, unless they were given it back since."""
    words = (one for one in reversed(change.hand_overs) if giver in {one.person, one.to})
    last = next(words, None)
    return last.to if last and last.person == giver else ""
