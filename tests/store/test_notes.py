"""Questions, hand-overs, nudges and snoozes come back as they were recorded."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.asking import AnswerQuestion
from chatops.core.hand_over import HandOver
from chatops.core.nudge import Nudge
from chatops.core.people import Standing
from chatops.core.question import Question
from chatops.core.refused import Refused
from chatops.core.snooze import Snooze
from chatops.store.database import Store, open_store
from chatops.usecases.answer import answer
from tests.builders import NOW
from tests.store.acting import at_once, opened
from tests.store.test_annexes import changed, stranger
from tests.usecases.stage import Stage

QUESTION = Question(1, "eve", "Why now?\nIt is Friday 🧨", NOW)
ANSWERED = replace(QUESTION, answer="Yes.", answered_by="ben", answered_at=NOW)


def test_what_was_said_comes_back(store: Store, store_url: str) -> None:
    key = opened(store).key
    changed(store, key, questions=(QUESTION, replace(QUESTION, number=2)))
    present = changed(
        store,
        key,
        questions=(ANSWERED, replace(QUESTION, number=2)),
        hand_overs=(HandOver(1, "ana", "dan", NOW),),
        nudges=(Nudge(1, "ben", ("dan", "cleo"), NOW),),
        snoozes=(Snooze(1, "dan", NOW + timedelta(hours=1), NOW, 3),),
    )
    assert present.questions == (ANSWERED, replace(QUESTION, number=2))
    assert present.hand_overs == (HandOver(1, "ana", "dan", NOW),)
    assert present.nudges == (Nudge(1, "ben", ("dan", "cleo"), NOW),)
    assert present.snoozes == (Snooze(1, "dan", NOW + timedelta(hours=1), NOW, 3),)
    assert present == stranger(store_url, key)


def test_of_two_answers_at_once_one_is_the_answer(store: Store, store_url: str) -> None:
    key = opened(store, "dan").key
    changed(store, key, questions=(QUESTION,))
    replicas = [Stage(store), Stage(open_store(store_url))]
    for who in ("ben", "dan"):
        replicas[0].slack_says(who, Standing.FULL)

    def tell(at: int, who: str) -> object:
        return answer(replicas[at].house, AnswerQuestion(key, 1, who, f"Says {who}."))

    told = at_once([lambda: tell(0, "ben"), lambda: tell(1, "dan")])
    refused = [one for one in told if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["already_answered"]
    (question,) = replicas[0].change(key).questions
    assert question.answer == f"Says {question.answered_by}."
    replicas[1].store.close()
