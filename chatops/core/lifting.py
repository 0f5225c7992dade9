"""Lift somebody else's rejection, with a reason."""

from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decide import Decide, bound, fit_person, made, reason
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.lift import is_lifted, lifters
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Refused
from chatops.core.signoffs import panel
from chatops.core.timely import check_blocking


@dataclass(frozen=True, slots=True)
class Lift:
    """Lift every rejection that stands, on the revision that the person was shown."""

    key: str
    person: str
    revision: int
    surface: str
    reason: str
    shown: str = ""


def lift(change: Change, command: Lift, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome; each rejection gets a lift of its own, with the reason.

    Raises `Refused` with one of: cannot_tell, not_a_member, expired, stale_revision,
    reason_missing, not_allowed, nothing_to_lift, invalid_input.
    """
    facts.rules()  # first: an unreadable source is the reason for all that lacks
    person = fit_person(command.person, facts)
    check_blocking(change, command.revision, now)
    people = panel(change, facts, now)
    may = lifters(people)
    if person.id not in may:
        raise Refused("not_allowed", _who_may(facts, may))
    why = reason(command.reason, "Say why the rejection no longer stands.")
    rejections = (one for one in change.last_words() if one.verb is Verb.REJECT)
    standing = [one for one in rejections if not is_lifted(one, people)]
    if not standing:
        raise Refused("nothing_to_lift", f"No rejection stands against {change.key}.")
    said = Decide(
        command.key,
        person.id,
        Verb.LIFT,
        command.revision,
        surface=command.surface,
        comment=why,
        shown=command.shown,
    )
    word = bound(people, person, said)
    lifts = tuple(
        replace(word, number=word.number + index, lifts=one.number)
        for index, one in enumerate(standing)
    )
    lifted = replace(change, decisions=(*change.decisions, *lifts))
    return outcome(lifted, (made(change.key, one) for one in lifts), facts, now)


def _who_may(facts: Facts, people: tuple[str, ...]) -> str:
    names = ", ".join(facts.directory.name_of(one) for one in people)
    others = f"; besides them only {names} may lift it" if names else ""
    return f"Only who rejected may take a rejection back, by approving or withdrawing{others}."
