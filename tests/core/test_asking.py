"""Questions about a change: who may ask, who may answer, and that they hold up nothing."""

from datetime import timedelta

import pytest

from chatops.core.asking import (
    MOST,
    AnswerQuestion,
    Ask,
    answer,
    ask,
    may_answer,
)
from chatops.core.change import Change
from chatops.core.events_talk import QuestionAnswered, QuestionAsked
from chatops.core.people import Standing
from chatops.core.refused import Refused
from tests import builders as make
from tests.builders import NOW


def asked(change: Change, who: str = "eve", text: str = "Why now?") -> Change:
    return ask(change, Ask("CR-1", who, text), make.facts(), NOW).change


def answered(change: Change, who: str = "ben", number: int = 1, text: str = "Yes.") -> Change:
    return answer(change, AnswerQuestion("CR-1", number, who, text), make.facts(), NOW).change


def refusal(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    return error.value.code, error.value.sentence


def test_anybody_of_the_directory_may_ask_also_who_may_not_decide() -> None:
    outcome = ask(make.opened(), Ask("CR-1", "eve", " Why now? "), make.facts(), NOW)
    (question,) = outcome.change.questions
    assert (question.number, question.asker, question.text) == (1, "eve", "Why now?")
    assert question.is_open
    assert outcome.events == (QuestionAsked("CR-1", 1, "eve", "Why now?"),)


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.FULL])
def test_who_is_no_full_member_may_neither_ask_nor_answer(standing: Standing) -> None:
    known = make.facts(standings={"eve": standing, "ben": standing})
    with pytest.raises(Refused) as error:
        ask(make.opened(), Ask("CR-1", "eve", "Why now?"), known, NOW)
    assert error.value.code == "not_a_member"
    with pytest.raises(Refused) as error:
        answer(asked(make.opened()), AnswerQuestion("CR-1", 1, "ben", "Yes."), known, NOW)
    assert error.value.code == "not_a_member"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text_missing"),
        (" \u200b ", "text_missing"),
        ("n/a", "text_missing"),
        ("?!", "text_missing"),
        ("x" * 3001, "invalid_input"),
    ],
)
def test_a_question_says_something(text: str, code: str) -> None:
    with pytest.raises(Refused) as error:
        asked(make.opened(), text=text)
    assert (error.value.code, error.value.field) == (code, "text")


def test_nothing_is_asked_about_a_change_that_is_over() -> None:
    change = make.opened()
    with pytest.raises(Refused) as error:
        ask(change, Ask("CR-1", "eve", "Why now?"), make.facts(), change.expires_at)
    assert error.value.code == "expired"


def test_several_questions_may_be_open_up_to_a_limit() -> None:
    change = make.opened()
    for _ in range(MOST):
        change = asked(change)
    assert [one.number for one in change.questions if one.is_open] == list(range(1, MOST + 1))
    with pytest.raises(Refused) as error:
        asked(change)
    assert error.value.code == "too_many"


def test_the_answer_belongs_to_its_question_and_goes_to_who_asked() -> None:
    change = asked(asked(make.opened()), "ana", "How long does it take?")
    command = AnswerQuestion("CR-1", 2, "ben", "No.")
    outcome = answer(change, command, make.facts(), NOW + timedelta(minutes=5))
    first, second = outcome.change.questions
    assert first.is_open
    assert (second.answer, second.answered_by) == ("No.", "ben")
    assert second.answered_at == NOW + timedelta(minutes=5)
    assert outcome.events == (QuestionAnswered("CR-1", 2, "ben", "ana", "No."),)
    assert not second.is_open


def test_a_contributor_answers_too_their_own_question_as_well() -> None:
    change = asked(make.opened("dan", the_commit=make.commit(author="cleo")), "cleo")
    assert answered(change, "cleo").questions[0].answered_by == "cleo"


@pytest.mark.parametrize("who", ["eve", "ana", "max"])
def test_nobody_else_answers_least_of_all_the_asker(who: str) -> None:
    with pytest.raises(Refused) as error:
        answered(asked(make.opened()), who)
    assert refusal(error) == ("not_allowed", "Only who made CR-1 can answer: Ben.")


def test_a_question_is_answered_once() -> None:
    with pytest.raises(Refused) as error:
        answered(answered(asked(make.opened())), text="Something else.")
    assert refusal(error) == ("already_answered", "Ben has answered this question already.")


@pytest.mark.parametrize("text", ["", " \u200b "])
def test_an_answer_that_shows_nothing_is_none(text: str) -> None:
    with pytest.raises(Refused) as error:
        answered(asked(make.opened()), text=text)
    assert (error.value.code, error.value.field) == ("text_missing", "text")


def test_only_what_was_asked_is_answered() -> None:
    with pytest.raises(Refused) as error:
        answered(asked(make.opened()), number=2)
    assert error.value.code == "unknown_question"


def test_an_answer_is_welcome_after_the_end() -> None:
    change = asked(make.opened())
    command = AnswerQuestion("CR-1", 1, "ben", "Yes.")
    late = answer(change, command, make.facts(), change.expires_at)
    assert not late.change.questions[0].is_open


def test_who_may_answer_is_who_made_it() -> None:
    change = make.opened("dan", the_commit=make.commit(author="cleo"))
    may = [one.id for one in make.PEOPLE if may_answer(change, one.id, make.facts())]
    assert may == ["cleo", "dan"]
