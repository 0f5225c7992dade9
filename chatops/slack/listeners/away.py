"""`/change away`: be away until a day, perhaps with somebody who acts meanwhile; be back."""

import re
from datetime import date, datetime, time

from chatops.core.away import Away
from chatops.core.refused import Refused
from chatops.slack.absences import absence_of
from chatops.slack.listeners.asked import Asked
from chatops.slack.views import replies
from chatops.slack.views.blocks import Message
from chatops.usecases.away import away
from chatops.usecases.house import House
from chatops.usecases.people_behind import people_behind

_MENTION = re.compile(r"<@([UW][A-Z0-9]{1,20})(?:\|[^>]*)?>")
_BACK_WORDS = 2  # away back
_MOST_WORDS = 4  # away until DATE DELEGATE


def answer(asked: Asked) -> Message:
    """Record an absence or its end, and say what stands now."""
    if len(asked.words) > 1:
        away(asked.house, _command(asked), delivery=asked.typed.delivery)
    absence = absence_of(asked.house, asked.person.id)
    return replies.absence_note(absence, asked.house.facts())


def _command(asked: Asked) -> Away:
    person = asked.person.id
    verb = asked.word(1).lower()
    if verb == "back" and len(asked.words) == _BACK_WORDS:
        return Away(person, None, None, person)
    if verb != "until" or len(asked.words) > _MOST_WORDS:
        raise Refused("invalid_input", replies.HOW_TO_BE_AWAY)
    delegate = _delegate(asked.word(3), asked.house)
    return Away(person, _until(asked), delegate, person)


def _until(asked: Asked) -> datetime:
    """Return the beginning of the day on which the person is back, where they live."""
    try:
        day = date.fromisoformat(asked.word(2))
    except ValueError:
        raise Refused("invalid_input", replies.HOW_TO_BE_AWAY) from None
    zone = asked.identity.zone(asked.typed.user, asked.person)
    return datetime.combine(day, time.min, tzinfo=zone)


def _delegate(word: str, house: House) -> str | None:
    mention = _MENTION.fullmatch(word)
    if mention is None:
        return word.removeprefix("@") or None
    found = people_behind(house, (mention[1],)).get(mention[1])
    if found is None:
        raise Refused("unknown_person", replies.delegate_not_listed(mention[1]), field="delegate")
    return found.id
