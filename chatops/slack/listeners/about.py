"""`/change VERB CR-1`: what the command does about one change that it names."""

from collections.abc import Callable

from chatops.core.asking import Ask
from chatops.core.people import Person
from chatops.slack.asking import to_ask, to_break, to_cancel
from chatops.slack.listeners.asked import Asked
from chatops.slack.payloads_message import Written
from chatops.slack.views import replies
from chatops.slack.views.blocks import Message, View
from chatops.slack.views.card import card
from chatops.slack.views.ids import Target
from chatops.usecases.ask import ask
from chatops.usecases.house import House

Answer = Callable[[Asked], Message | None]


def show(asked: Asked) -> Message:
    """Show the change as its card does."""
    key = asked.word(1).upper()
    if not key:
        return replies.note(replies.which_change("show"))
    shown = asked.visibility.seen(key, asked.person)
    return card(shown.change, shown.verdict, shown.facts, asked.house.now())


def put_question(asked: Asked) -> Message | None:
    """Ask what stands after the key, or open the form for it."""
    key = asked.word(1).upper()
    text = Written(text=asked.rest(2)).plain(asked.house.facts().directory)
    if not key or not text:
        return open_question(asked)
    asked.visibility.seen(key, asked.person)
    ask(asked.house, Ask(key, asked.person.id, text), delivery=asked.typed.delivery)
    return replies.note(replies.question_put(key))


def _opens(word: str, form: Callable[[House, Target, Person], View]) -> Answer:
    """Return what opens this form about the change that is named."""

    def answer(asked: Asked) -> Message | None:
        if not asked.word(1):
            return replies.note(replies.which_change(word))
        view = form(asked.house, _present(asked), asked.person)
        asked.client.views_open(trigger_id=asked.typed.trigger_id, view=view)
        return None

    return answer


def _present(asked: Asked) -> Target:
    key = asked.word(1).upper()
    return Target(key, asked.visibility.seen(key, asked.person).change.present.number)


break_glass = _opens("break-glass", to_break)
cancel = _opens("cancel", to_cancel)
open_question = _opens("ask", to_ask)
