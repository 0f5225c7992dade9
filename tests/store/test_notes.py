"""Questions, hand-overs, nudges and snoozes come back as they were recorded."""

import sqlite3
from contextlib import closing
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
from chatops.store.snoozes import DUE
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


def test_a_snooze_is_found_when_its_moment_has_come_until_it_has_ended(store: Store) -> None:
    soon, later, quiet = (opened(store).key for _ in range(3))
    hour = timedelta(hours=1)
    snoozes = Snooze(1, "ana", NOW + hour, NOW, 1), Snooze(2, "dan", NOW + 3 * hour, NOW, 1)
    changed(store, later, snoozes=(replace(snoozes[0], until=NOW + 2 * hour),))
    changed(store, soon, snoozes=snoozes)
    changed(store, quiet, questions=(QUESTION,))

    def due(after: timedelta) -> tuple[str, ...]:
        with store.reading() as reading:
            return reading.snoozed_keys(NOW + after)

    assert due(hour - timedelta(microseconds=1)) == ()
    assert (due(hour), due(2 * hour)) == ((soon,), (soon, later))
    changed(store, soon, snoozes=(replace(snoozes[0], ended=True), snoozes[1]))
    assert (due(2 * hour), due(3 * hour)) == ((later,), (later, soon))


def test_snoozes_that_have_ended_cost_nothing(sqlite_url: str) -> None:
    """The partial index holds only those to come: nothing else is looked at."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {DUE.sqlite}", {"now": ""}).fetchall()
    assert "SEARCH notes USING COVERING INDEX notes_due (due_at<?)" in [row[3] for row in plan]


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
