"""Forms that open only for somebody who could send them.

The rule is tried with a stand-in for the words before anybody has to write them; whoever may not
hears it at once. The rule has the last word again when the form is sent.
"""

from collections.abc import Callable
from datetime import datetime

from chatops.core import glass, lifting, paying
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.core.people import Person, Standing
from chatops.core.refused import Refused
from chatops.slack.views.blocks import View
from chatops.slack.views.forms import break_form, lift_form, pay_form
from chatops.slack.views.ids import SURFACE, Target
from chatops.usecases.house import House
from chatops.usecases.read import Shown, show

_WORDS = "A reason to follow"  # stands in for what the person has not written yet


def to_lift(house: House, target: Target, person: Person) -> View:
    """Return the form for lifting a rejection; raise `Refused` for who may not."""
    command = lifting.Lift(target.key, person.id, target.revision, SURFACE, _WORDS)
    shown = _tried(house, target.key, person, lambda c, f, now: lifting.lift(c, command, f, now))
    return lift_form(shown.change, shown.facts)


def to_break(house: House, target: Target, person: Person) -> View:
    """Return the form for breaking the glass; raise `Refused` for who may not."""
    command = glass.Break(target.key, person.id, target.revision, SURFACE, _WORDS)
    shown = _tried(
        house, target.key, person, lambda c, f, now: glass.break_glass(c, command, f, now)
    )
    rules = shown.facts.rules().break_glass
    if rules is None:
        raise Refused("not_allowed", "The policy lets nobody break the glass. Ask for approval.")
    return break_form(shown.change, shown.facts, rules)


def to_pay(house: House, target: Target, person: Person) -> View:
    """Return the form for what obligation `target.number` asks; raise `Refused` for who may not."""
    command = paying.Pay(target.key, target.number, person.id, SURFACE, _WORDS)
    shown = _tried(house, target.key, person, lambda c, f, now: paying.pay(c, command, f, now))
    owed = next(one for one in shown.change.obligations if one.number == target.number)
    return pay_form(shown.change, owed, shown.facts)


def _tried(
    house: House, key: str, person: Person, rule: Callable[[Change, Facts, datetime], Outcome]
) -> Shown:
    """Return the change for a form; raise what the rule says of a full member doing this."""
    shown = show(house, key)
    standings = {**shown.facts.standings, person.id: Standing.FULL}  # identity has just asked
    rule(shown.change, shown.facts.with_standings(standings), house.now())
    return shown
