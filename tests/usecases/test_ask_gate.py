"""What the gate answers is written down: a yes always, a no when it is news to that caller."""

import threading
from dataclasses import replace
from datetime import datetime

from chatops.core.decision import Verb
from chatops.core.gate import Question
from chatops.core.people import Standing
from chatops.core.verdict import State
from chatops.ledger.chain import Link, first_fault
from chatops.usecases.ask_gate import ask_gate
from tests import builders as make
from tests.usecases.stage import GATE, Stage


def test_every_yes_is_an_entry_of_the_change(house: Stage) -> None:
    key = house.approved()
    assert [house.asks().allowed for _ in range(3)] == [True, True, True]
    told = [one.data["event"] for one in house.entries(key, GATE)]
    assert [(one["allowed"], one["caller"], one["key"]) for one in told] == [(True, "ci", key)] * 3


def test_a_repeated_no_is_written_once(house: Stage) -> None:
    key = house.opens()
    for _ in range(5):
        assert house.asks().state is State.PENDING
    assert len(house.entries(key, GATE)) == 1


def test_a_no_for_another_reason_is_written_again(house: Stage) -> None:
    key = house.opens()
    house.asks()
    house.says(key, "ana")
    house.asks()
    house.asks()
    told = [one.data["event"]["sentences"][1] for one in house.entries(key, GATE)]
    assert told == [
        "0 of 2 sign-offs from Payments (owners).",
        "1 of 2 sign-offs from Payments (owners): Ana.",
    ]


def test_a_no_after_a_yes_is_written_although_it_was_told_before(house: Stage) -> None:
    key = house.opens()
    house.says(key, "ana")
    first = house.asks()
    house.says(key, "cleo")
    house.asks()
    house.says(key, "cleo", Verb.WITHDRAW)
    assert house.asks() == first
    told = [one.data["event"]["allowed"] for one in house.entries(key, GATE)]
    assert told == [False, True, False]


def test_each_caller_and_each_question_has_its_own_last_answer(house: Stage) -> None:
    key = house.opens()
    house.asks("ci")
    house.asks("release")
    house.asks("ci")
    assert len(house.entries(key, GATE)) == 2
    house.asks(commit=make.OTHER_SHA)
    house.asks(commit=make.OTHER_SHA)
    assert len(house.entries("gate:checkout", GATE)) == 1


def test_a_no_without_a_change_is_an_entry_of_the_system(house: Stage) -> None:
    house.asks(system="nowhere")
    (entry,) = house.entries("gate:nowhere")
    assert entry.data["event"]["sentences"] == ["There is no system “nowhere” in the registry."]


def test_a_question_that_is_no_text_is_answered_and_written_down(house: Stage) -> None:
    house.approved()
    odd = house.asks(caller="\udcff", system="check\udcffout\x00")
    assert odd.sentences[0].startswith("There is no system “check?out?” in the registry.")
    assert not house.asks(commit=make.SHA + "\x00").allowed
    assert not house.asks(commit="\ud800" * 100_000).allowed
    assert len(house.entries("gate:check?out?")) == 1


def test_an_answer_holds_at_the_moment_it_is_written_with(house: Stage) -> None:
    """The clock moves on while the gate answers; the entry is not later than the judgement."""
    key = house.approved()
    expires_at = house.change(key).expires_at
    ticks = iter([expires_at.replace(hour=8)] * 4)

    def now() -> datetime:
        return next(ticks, expires_at)

    answer = ask_gate(
        replace(house.house, now=now), Question("ci", "checkout", "production", make.SHA)
    )
    (entry,) = house.entries(key, GATE)
    assert answer.allowed
    assert entry.at < expires_at


def test_a_rejection_that_comes_while_the_gate_answers_is_before_or_after_it(house: Stage) -> None:
    """Whoever is first, the trail tells the same story: no yes after the rejection."""
    key = house.approved()
    start = threading.Barrier(2)
    answers: list[bool] = []

    def polls() -> None:
        start.wait()
        answers.extend(house.asks().allowed for _ in range(20))

    pipeline = threading.Thread(target=polls)
    pipeline.start()
    start.wait()
    house.says(key, "dan", Verb.REJECT)
    pipeline.join()
    assert not house.asks().allowed
    events = [one.data["event"] for one in house.entries(key)]
    rejected = next(i for i, one in enumerate(events) if one.get("verb") == "reject")
    assert not any(one["allowed"] for one in events[rejected:] if one["tag"] == GATE)
    assert answers.count(True) == sum(one["tag"] == GATE and one["allowed"] for one in events)
    assert answers == sorted(answers, reverse=True)


def test_a_gate_that_was_told_yes_looks_again_under_the_lock(house: Stage) -> None:
    """The rejection commits between the first look and the lock."""
    key = house.approved()
    looks = 0

    def facts() -> object:
        nonlocal looks
        looks += 1
        if looks == 2:
            return make.facts(standings={}).with_standings({})
        return house.facts

    def now() -> datetime:
        if looks == 1:
            house.slack_says("ana", Standing.DEACTIVATED)
        return house.now

    slow = replace(house.house, facts=facts, now=now)  # type: ignore[arg-type]  # facts all the same
    answer = ask_gate(slow, Question("ci", "checkout", "production", make.SHA))
    assert not answer.allowed
    assert key == answer.key


def test_the_trail_stays_sound(house: Stage) -> None:
    key = house.approved()
    house.asks()
    house.says(key, "ana", Verb.WITHDRAW)
    house.asks()
    with house.store.reading() as reading:
        links = [Link(one.number, one.body, one.hash) for one in reading.entries(key)]
        assert first_fault(links, reading.chain_head(key)) is None
