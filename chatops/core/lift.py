"""A rejection lifted by somebody other than who gave it: who may, and whether it was."""

from chatops.core.decision import Decision, Verb
from chatops.core.people import Person
from chatops.core.rules import systems_of
from chatops.core.signoffs import Panel
from chatops.core.sources import named_for_all


def lifters(people: Panel) -> tuple[str, ...]:
    """Return who may lift rejections of this change: named for all its systems, no contributors."""
    facts = people.facts
    may = named_for_all(people.policy.lift, systems_of(people.change.present, facts), facts)
    return tuple(one for one in may if _is_fit(facts.directory.find(one), people))


def is_lifted(rejection: Decision, people: Panel) -> bool:
    """Tell whether a lift of this very rejection stands: by somebody who still may."""
    lifts = [
        one.person
        for one in people.change.decisions
        if one.verb is Verb.LIFT and one.lifts == rejection.number
    ]
    if not lifts:
        return False
    may = lifters(people)
    directory = people.facts.directory
    return any(one in may and not people.facts.unfit(directory.find(one)) for one in lifts)


def _is_fit(person: Person | None, people: Panel) -> bool:
    return (
        person is not None
        and person.active
        and not person.bot
        and person.id not in people.contributors
    )
