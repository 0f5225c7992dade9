"""Forms that open only for somebody who could send them.

The rule is tried with a stand-in for the words before anybody has to write them; whoever may not
hears it at once. The rule has the last word again when the form is sent.
"""

from collections.abc import Callable
from datetime import datetime, tzinfo

from chatops.core import asking, cancelling, glass, lifting, paying, request
from chatops.core.change import Change
from chatops.core.decide import Decide, decide, may_decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.handing import candidates
from chatops.core.people import Person, Standing
from chatops.core.refused import Refused
from chatops.core.timely import check_open
from chatops.slack.views import replies
from chatops.slack.views.blocks import View
from chatops.slack.views.forms import (
    approve_form,
    break_form,
    cancel_form,
    lift_form,
    pay_form,
    recall_form,
    reject_form,
)
from chatops.slack.views.ids import SURFACE, Target
from chatops.slack.views.request_modal import BLANK, Back, edit_form
from chatops.slack.views.talk_forms import answer_form, ask_form, hand_over_form, snooze_form
from chatops.usecases.house import House
from chatops.usecases.kept_draft import kept_draft
from chatops.usecases.read import Shown, show

_WORDS = "A reason to follow"  # stands in for what the person has not written yet


def to_reject(house: House, target: Target, person: Person) -> View:
    """Return the form for a rejection; raise `Refused` for who may not decide."""
    command = Decide(target.key, person.id, Verb.REJECT, target.revision, SURFACE, _WORDS)
    _tried(house, target.key, person, lambda c, f, now: decide(c, command, f, now))
    return reject_form(target)


def to_condition(house: House, target: Target, person: Person) -> View:
    """Return the form for an approval with words; raise `Refused` for who may not decide."""
    command = Decide(target.key, person.id, Verb.APPROVE, target.revision, SURFACE, _WORDS)
    _tried(house, target.key, person, lambda c, f, now: decide(c, command, f, now))
    return approve_form(target)


def to_edit(house: House, target: Target, person: Person) -> View:
    """Return the form for the next revision, as the person left it when they closed it last.

    It is about the present revision, also on an older card. Raises `Refused` for who may send none.
    """
    shown = _tried(house, target.key, person, lambda c, f, _: _try_edit(c, person, f))
    change, registry = shown.change, shown.facts.registry
    slot = Target(change.key, change.present.number).value
    kept = kept_draft(house, person.id, slot)
    if kept is None:
        return edit_form(change, registry)
    return edit_form(change, registry, kept.draft, back=Back(kept.at, slot))


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
        raise Refused("not_allowed", replies.NO_BREAK_GLASS)
    return break_form(shown.change, shown.facts, rules)


def to_pay(house: House, target: Target, person: Person) -> View:
    """Return the form for what obligation `target.number` asks; raise `Refused` for who may not."""
    command = paying.Pay(target.key, target.number, person.id, SURFACE, _WORDS)
    shown = _tried(house, target.key, person, lambda c, f, now: paying.pay(c, command, f, now))
    owed = next(one for one in shown.change.obligations if one.number == target.number)
    return pay_form(shown.change, owed, shown.facts)


def to_recall(house: House, target: Target, person: Person) -> View:
    """Return the form for taking an approval back; raise `Refused` for who has none."""
    command = Decide(target.key, person.id, Verb.WITHDRAW, target.revision, SURFACE, _WORDS)
    shown = _tried(house, target.key, person, lambda c, f, now: decide(c, command, f, now))
    return recall_form(shown.change, shown.facts)


def to_cancel(house: House, target: Target, person: Person) -> View:
    """Return the form for taking the request back; raise `Refused` for who may not."""
    command = cancelling.Cancel(target.key, person.id, target.revision, SURFACE, _WORDS)
    shown = _tried(
        house, target.key, person, lambda c, f, now: cancelling.cancel(c, command, f, now)
    )
    return cancel_form(shown.change, shown.facts)


def to_ask(house: House, target: Target, person: Person) -> View:
    """Return the form for a question; raise `Refused` where nothing can be asked any more."""
    command = asking.Ask(target.key, person.id, _WORDS)
    shown = _tried(house, target.key, person, lambda c, f, now: asking.ask(c, command, f, now))
    return ask_form(shown.change, shown.facts)


def to_answer(house: House, target: Target, person: Person) -> View:
    """Return the form for the answer to question `target.number`; raise `Refused` likewise."""
    command = asking.AnswerQuestion(target.key, target.number, person.id, _WORDS)
    shown = _tried(house, target.key, person, lambda c, f, now: asking.answer(c, command, f, now))
    question = next(one for one in shown.change.questions if one.number == target.number)
    return answer_form(shown.change, question, shown.facts)


def to_hand_over(house: House, target: Target, person: Person) -> View:
    """Return the form for handing a sign-off over; raise `Refused` where nobody could take it."""
    shown, now = show(house, target.key), house.now()
    check_open(shown.change, target.revision, now)
    people = candidates(shown.change, person.id, shown.facts, now)
    if not people:
        raise Refused("nobody_else", replies.nobody_else(target.key))
    return hand_over_form(shown.change, people, shown.facts, now)


def to_snooze(house: House, target: Target, person: Person, zone: tzinfo) -> View:
    """Return the form for hearing of it later; raise `Refused` for who is asked for nothing."""
    shown, now = show(house, target.key), house.now()
    check_open(shown.change, target.revision, now)
    if not may_decide(shown.change, person.id, shown.facts, now):
        raise Refused("not_an_approver", replies.nothing_to_snooze(target.key))
    return snooze_form(shown.change, shown.facts, zone)


def _try_edit(change: Change, person: Person, facts: Facts) -> None:
    command = request.Revise(change.key, person.id, SURFACE, change.present.number, BLANK)
    request.check_reviser(change, command, facts)


def _tried(
    house: House, key: str, person: Person, rule: Callable[[Change, Facts, datetime], object]
) -> Shown:
    """Return the change for a form; raise what the rule says of a full member doing this."""
    shown = show(house, key)
    standings = {**shown.facts.standings, person.id: Standing.FULL}  # identity has just asked
    rule(shown.change, shown.facts.with_standings(standings), house.now())
    return shown
