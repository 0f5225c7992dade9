"""A question goes to who can answer, and the answer to who asked."""

import pytest

from chatops.core.asking import AnswerQuestion, Ask
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.usecases.answer import answer
from chatops.usecases.ask import ask
from tests.usecases.stage import Stage


def test_a_question_is_told_in_the_thread_and_to_the_requester(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    ask(house.house, Ask(key, "eve", "Why now?"))
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "question:asked"),
        ("dm", "ben", "question:asked"),
    ]
    assert house.change(key).questions[0].text == "Why now?"


def test_the_answer_comes_back_to_the_asker(house: Stage) -> None:
    key = house.opens()
    ask(house.house, Ask(key, "eve", "Why now?"))
    house.delivers()
    answer(house.house, AnswerQuestion(key, 1, "ben", "It is urgent."))
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "question:answered"),
        ("dm", "eve", "question:answered"),
    ]
    assert house.change(key).questions[0].answered_by == "ben"


def test_the_trail_keeps_who_and_when_and_no_words(house: Stage) -> None:
    key = house.opens()
    ask(house.house, Ask(key, "eve", "Why now?"))
    answer(house.house, AnswerQuestion(key, 1, "ben", "It is urgent."))
    asked, answered = house.entries(key)[-2:]
    assert (asked.tag, answered.tag) == ("question:asked", "question:answered")
    assert "Why now?" not in asked.body
    assert "It is urgent." not in answered.body


def test_a_repeated_delivery_asks_and_answers_once(house: Stage) -> None:
    key = house.opens()
    told = [ask(house.house, Ask(key, "eve", "Why now?"), delivery="a") for _ in range(2)]
    assert told[0] is not None
    assert told[1] is None
    command = AnswerQuestion(key, 1, "ben", "It is urgent.")
    assert answer(house.house, command, delivery="b") is not None
    assert answer(house.house, command, delivery="b") is None
    with pytest.raises(Refused):
        answer(house.house, command, delivery="c")
    assert len(house.change(key).questions) == 1


def test_a_question_holds_up_nothing(house: Stage) -> None:
    key = house.opens()
    ask(house.house, Ask(key, "eve", "Why now?"))
    house.says(key, "ana")
    house.says(key, "cleo")
    assert house.change(key).state is State.APPROVED
