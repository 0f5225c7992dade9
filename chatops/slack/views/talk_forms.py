"""The forms of people talking about a change: ask, answer, hand over, snooze."""

from datetime import datetime, tzinfo

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.hours import is_at_work
from chatops.core.later import Later
from chatops.core.question import Question
from chatops.slack.views import rich
from chatops.slack.views.blocks import Element, View, context, field, option, plain, section
from chatops.slack.views.forms import about, form_of, words_asked
from chatops.slack.views.ids import VALUE, Field, Form, Target
from chatops.slack.views.text import one_line

_OFFERED = 100  # options of one menu
_LATER = {
    Later.HOURS: "In 4 hours",
    Later.TOMORROW: "Tomorrow at 09:00",
    Later.MONDAY: "On Monday at 09:00",
    Later.OTHER: "At the moment chosen below",
}


def ask_form(change: Change, facts: Facts) -> View:
    """Return the form of who wants to know something before they decide."""
    target = Target(change.key, change.present.number)
    name = rich.name(facts.directory, change.requester)
    note = (
        f"Your question stands under the card, and {name} is told at once. The answer comes to you."
    )
    asked = words_asked(Field.TEXT, "What do you want to know?", "What happens to open carts?")
    blocks = [about(change, facts), context(note), asked]
    return form_of(Form.ASK, target, f"Ask about {change.key}", "Ask", blocks)


def answer_form(change: Change, question: Question, facts: Facts) -> View:
    """Return the form of who answers a question."""
    target = Target(change.key, change.present.number, question.number)
    name = rich.name(facts.directory, question.asker)
    told = section(f"{name} asks: “{one_line(question.text, 2500)}”")
    answer = words_asked(Field.TEXT, "Your answer", "They are kept; see the runbook")
    note = context(f"Your answer stands under the card, and {name} is told at once.")
    blocks = [about(change, facts), told, note, answer]
    return form_of(Form.ANSWER, target, "Answer a question", "Answer", blocks)


def hand_over_form(change: Change, people: tuple[str, ...], facts: Facts, now: datetime) -> View:
    """Return the form of who wants somebody else to be asked; `people` (ids) holds one at least."""
    target = Target(change.key, change.present.number)
    note = (
        "Whoever you choose is told, and is asked from now on in your place. "
        "It changes nothing about who may sign."
    )
    menu: Element = {
        "type": "static_select",
        "action_id": VALUE,
        "placeholder": plain("Somebody who may sign", 150),
        "options": [option(_offered(one, facts, now), one) for one in people[:_OFFERED]],
    }
    blocks = [about(change, facts), context(note), field(Field.TO, "Who looks instead?", menu)]
    return form_of(Form.HAND_OVER, target, f"Hand over {change.key}", "Hand over", blocks)


def snooze_form(change: Change, facts: Facts, zone: tzinfo) -> View:
    """Return the form of who wants to hear of a change later; mornings are those of `zone`."""
    target = Target(change.key, change.present.number)
    note = (
        "Nobody reminds you of it until then; a new revision ends the rest. "
        f"Times are those of your own time zone, {zone}."
    )
    options = [option(label, choice.value) for choice, label in _LATER.items()]
    choices: Element = {
        "type": "radio_buttons",
        "action_id": VALUE,
        "options": options,
        "initial_option": options[0],
    }
    other: Element = {"type": "datetimepicker", "action_id": VALUE}
    blocks = [
        about(change, facts),
        context(note),
        field(Field.WHEN, "Remind me", choices),
        field(Field.UNTIL, "Another moment", other, optional=True),
    ]
    return form_of(Form.SNOOZE, target, f"Snooze {change.key}", "Snooze", blocks)


def _offered(person_id: str, facts: Facts, now: datetime) -> str:
    """Return `Ana, senior, in working hours`."""
    found = facts.directory.find(person_id)
    level = f", {one_line(found.level.name, 20)}" if found else ""
    here = "in working hours" if is_at_work(person_id, facts, now) else "not working now"
    return f"{one_line(facts.directory.name_of(person_id), 30)}{level}, {here}"
