"""Ask about a change before deciding, and answer. A question holds up nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decide import fit_person
from chatops.core.events_talk import QuestionAnswered, QuestionAsked
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome
from chatops.core.question import Question
from chatops.core.refused import Refused
from chatops.core.text import clean, is_blank, is_filler, too_long
from chatops.core.timely import check_open

MOST = 200
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Ask:
    """A person wants to know something about the change."""

    key: str
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """The answer to question `number`."""

    key: str
    number: int
    person: str
    text: str


def ask(change: Change, command: Ask, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of a question by any full member who is in the directory.

    Raises `Refused` with one of: not_a_member, cancelled, expired, text_missing, invalid_input,
    too_many.
    """
    person = fit_person(command.person, facts)
    check_open(change, change.present.number, now)
    text = _text(command.text)
    if is_filler(text):
        raise Refused("text_missing", _ASK, field="text")
    if len(change.questions) >= MOST:
        raise Refused("too_many", f"{MOST} questions are the most that one change can hold.")
    question = Question(len(change.questions) + 1, person.id, text, now)
    event = QuestionAsked(change.key, question.number, person.id, text)
    asked = replace(change, questions=(*change.questions, question))
    return outcome(asked, (event,), facts, now)


def answer(change: Change, command: AnswerQuestion, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of the one answer, also when the change is over already.

    Raises `Refused` with one of: unknown_question, not_a_member, already_answered, not_allowed,
    text_missing, invalid_input.
    """
    person = fit_person(command.person, facts)
    question = _asked(change, command.number)
    _check_open_question(question, facts)
    if not may_answer(change, person.id, facts):
        names = ", ".join(map(facts.directory.name_of, dict.fromkeys(_knowing(change, facts))))
        raise Refused("not_allowed", f"Only who made {change.key} can answer: {names}.")
    text = _text(command.text)
    told = replace(question, answer=text, answered_by=person.id, answered_at=now)
    kept = (told if one.number == told.number else one for one in change.questions)
    event = QuestionAnswered(change.key, told.number, person.id, told.asker, text)
    return outcome(replace(change, questions=tuple(kept)), (event,), facts, now)


def may_answer(change: Change, person_id: str, facts: Facts) -> bool:
    """Tell whether this person asked for the change or contributed to any revision of it."""
    return person_id in set(_knowing(change, facts))


def _knowing(change: Change, facts: Facts) -> Iterator[str]:
    yield change.requester
    known = map(facts.directory.person_behind, change.contributors)
    yield from (one.id for one in known if one)


def _asked(change: Change, number: int) -> Question:
    found = next((one for one in change.questions if one.number == number), None)
    if found is None:
        raise Refused("unknown_question", f"There is no question {number} about {change.key}.")
    return found


def _check_open_question(question: Question, facts: Facts) -> None:
    if not question.is_open:
        name = facts.directory.name_of(question.answered_by)
        raise Refused("already_answered", f"{name} has answered this question already.")


_ASK = "Say what you want to know."


def _text(text: str) -> str:
    """Return what was typed; a short answer ("yes") is one, nothing is none."""
    cleaned = clean(text)
    problem = too_long(cleaned, _LONGEST)
    if problem:
        raise Refused("invalid_input", problem, field="text")
    if is_blank(cleaned):
        raise Refused("text_missing", "Write something.", field="text")
    return cleaned
