"""The fast way: remembered answers are never old ones."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from chatops.core.cancelling import Cancel
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.events import GateAnswered
from chatops.core.gate import Answer
from chatops.core.people import Standing
from chatops.core.verdict import State
from chatops.store.gate_poll import Asked, GatePoll, Seen, open_poll
from chatops.usecases.cancel import cancel
from chatops.usecases.decide import decide
from chatops.usecases.observe import observe
from chatops.usecases.poll_gate import Desk, poll_gate
from chatops.usecases.token import create_token, revoke_token, token_digest
from chatops.web.app import build
from chatops.web.ask import together
from chatops.web.gate import Poll
from tests import builders as make
from tests.web import desk as desks
from tests.web.client import client


@pytest.fixture
def at(store_url: str) -> Iterator[desks.Desk]:
    with desks.desk(store_url) as one:
        yield one


@pytest.fixture
def poll(store_url: str) -> Iterator[GatePoll]:
    one = open_poll(store_url)
    yield one
    one.close()


class Looks:
    """Counts the looks, and asks in the name of one token."""

    def __init__(self, at: desks.Desk, poll: GatePoll) -> None:
        self.desk = Desk(at.house, poll.look)
        self.place = (token_digest(at.token), "checkout", "production", make.SHA)

    def ask(self) -> tuple[Answer, bool]:
        """Return the answer, and whether it was remembered."""
        (told,) = poll_gate(self.desk, [self.place])
        if told.answer is not None:
            return told.answer, True
        return self.desk.ask(self.place, told), False

    def settle(self) -> Answer:
        """Ask until the answer is remembered."""
        answers = [self.ask() for _ in range(4)]
        assert [kept for _, kept in answers][-1]
        return answers[-1][0]


@pytest.fixture
def looks(at: desks.Desk, poll: GatePoll) -> Looks:
    return Looks(at, poll)


def test_the_same_no_is_remembered(at: desks.Desk, looks: Looks) -> None:
    at.opens("ben")
    assert looks.settle().state is State.PENDING
    before = len(looks.desk.told)
    assert looks.ask()[1]
    assert before == 1


def test_a_decision_is_seen_by_the_next_poll(at: desks.Desk, looks: Looks) -> None:
    key = at.opens("ben")
    looks.settle()
    at.approves(key, "ana")
    answer, kept = looks.ask()
    assert (kept, answer.sentences[1].startswith("1 of 2")) == (False, True)
    looks.settle()
    at.approves(key, "cleo")
    for _ in range(3):
        answer, kept = looks.ask()
        assert (answer.allowed, kept) == (True, False)  # a yes is never remembered
    decide(at.house, Decide(key, "cleo", Verb.WITHDRAW, 1, "slack", "It is wrong."))
    assert looks.ask()[0].allowed is False


def test_a_no_while_an_approval_can_be_undone_is_kept_no_longer_than_any(
    at: desks.Desk, looks: Looks
) -> None:
    policy = make.policy(undo_for=timedelta(seconds=30))
    at.facts[0] = make.facts(the_policy=policy, standings={})
    key = at.opens("ben")
    at.approves(key, "ana", "cleo")
    told = looks.settle()
    assert (told.state, "can still be undone" in told.sentences[0]) == (State.PENDING, True)
    at.passes(seconds=29, milliseconds=999)
    assert looks.settle().allowed is False
    at.passes(milliseconds=1)
    assert looks.ask()[0].allowed is True


def test_a_recalled_approval_and_a_cancelled_request_are_seen(at: desks.Desk, looks: Looks) -> None:
    key = at.opens("ben")
    at.approves(key, "ana", "cleo")
    assert looks.ask()[0].allowed is True
    decide(at.house, Decide(key, "cleo", Verb.WITHDRAW, 1, "slack", "It is wrong."))
    assert looks.settle().state is State.PENDING
    at.approves(key, "cleo")
    assert looks.ask()[0].allowed is True
    observe(at.house, "ben", Standing.FULL)
    cancel(at.house, Cancel(key, "ben", 1, "slack", "The customer waits."))
    assert looks.ask()[0].state is State.CANCELLED


def test_a_new_revision_and_a_new_change_are_seen(at: desks.Desk, looks: Looks) -> None:
    assert "No change request" in looks.settle().sentences[0]
    at.opens("ben")
    assert looks.ask()[0].key == "CR-1"
    looks.settle()
    at.opens("dan")
    assert looks.ask()[0].key == "CR-2"


def test_a_standing_is_seen(at: desks.Desk, looks: Looks) -> None:
    key = at.opens("ben")
    at.approves(key, "ana")
    before = looks.settle()
    observe(at.house, "ana", Standing.DEACTIVATED)
    after, kept = looks.ask()
    assert not kept
    assert after.sentences != before.sentences


def test_other_facts_and_time_are_seen(at: desks.Desk, looks: Looks) -> None:
    at.opens("ben")
    looks.settle()
    at.facts[0] = make.facts(standings={})
    assert looks.ask()[1] is False
    looks.settle()
    at.passes(seconds=1)
    assert looks.ask()[1] is False
    looks.settle()
    at.passes(days=8)
    answer, kept = looks.ask()
    assert (answer.state, kept) == (State.EXPIRED, False)
    looks.settle()
    at.passes(days=-8)  # a clock that is set back
    assert looks.ask()[1] is False


def test_a_token_revoked_or_unknown_is_seen(at: desks.Desk, looks: Looks) -> None:
    looks.settle()
    revoke_token(at.house, "ci/shop")
    (told,) = poll_gate(looks.desk, [looks.place])
    assert (told.seen.caller, told.answer) == (None, None)


def test_callers_do_not_share_what_was_written_down(at: desks.Desk, looks: Looks) -> None:
    other = create_token(at.house, "ci/other", token_id="t2", random="q" * 43)
    looks.settle()
    mine = looks.place
    looks.place = (token_digest(other), *mine[1:])
    assert looks.ask()[1] is False
    with at.house.store.reading() as reading:
        callers = [one.data["event"]["caller"] for one in reading.entries("gate:checkout")]
    assert callers == ["ci/shop", "ci/other"]


def test_many_polls_are_answered_each_with_its_own(at: desks.Desk, looks: Looks) -> None:
    at.opens("ben")
    token = looks.place[0]
    places = [(token, "checkout", "production", digit * 40) for digit in "abcdef"]
    seen = looks.desk.look([Asked(one[0], "", *one[1:]) for one in places])
    assert [one.stamp[0] is not None for one in seen] == [True] + [False] * 5
    odd = [("x", 'a"b', "é'\\", "%s {} --"), (token, "", "", "")]
    told = poll_gate(looks.desk, odd)
    assert [one.seen.caller for one in told] == [None, "ci/shop"]


def test_a_connection_that_died_is_replaced(at: desks.Desk, poll: GatePoll, looks: Looks) -> None:
    looks.settle()
    if at.house.store.dialect == "postgresql":
        poll._idle[0].close()  # noqa: SLF001 - as a restarted server would
    else:
        poll.close()
    assert looks.ask()[0].allowed is False


def test_a_look_begins_after_the_question_arrived(at: desks.Desk) -> None:
    """The first look is held up; what arrives meanwhile waits for a look of its own."""
    held, go = Event(), Event()
    batches: list[int] = []

    def look(polls: Sequence[Asked]) -> list[Seen]:
        batches.append(len(polls))
        if len(batches) <= 2:
            held.set()
            assert go.wait(5)
        return [Seen(None, None, (None, None)) for _ in polls]

    asked = {"system": "checkout", "environment": "production", "commit": make.SHA}
    with (
        client(build(at.house, ask=together(at.house, look))) as http,
        ThreadPoolExecutor(9) as pool,
    ):
        poll = lambda: http.get("/v1/gate", params=asked, headers=at.bearer)  # noqa: E731 - short
        first = pool.submit(poll)
        assert held.wait(5)
        others = [pool.submit(poll) for _ in range(8)]
        go.set()
        statuses = [one.result().status_code for one in (first, *others)]
    assert statuses == [401] * 9
    assert set(batches) == {1}  # equal questions of one look are one
    assert 2 <= len(batches) <= 9


def test_each_yes_has_an_entry_of_its_own(at: desks.Desk, poll: GatePoll) -> None:
    """Equal questions wait for one look together; their yes is written down for each."""
    key = at.opens("ben")
    at.approves(key, "ana", "cleo")
    ask = together(at.house, poll.look)
    question = Poll(token_digest(at.token), "checkout", "production", make.SHA)

    async def at_once() -> list[Answer | None]:
        return await asyncio.gather(*(ask(question) for _ in range(6)))

    assert [one is not None and one.allowed for one in asyncio.run(at_once())] == [True] * 6
    assert len(_yes_entries(at, key)) == 6


def test_decisions_during_polls_are_seen_by_every_later_poll(at: desks.Desk) -> None:
    """What was committed before a question is in its answer, whoever else asks meanwhile."""
    key = at.opens("ben")
    at.approves(key, "ana")
    stop, told = Event(), list[bool]()

    def asks() -> bool:
        told.append(at.gate().json()["allowed"])
        return told[-1]

    def keeps_asking() -> None:
        while not stop.is_set():
            asks()

    with ThreadPoolExecutor(4) as pool:
        polling = [pool.submit(keeps_asking) for _ in range(4)]
        try:
            answers = [_decided(at, key, verb, asks) for verb in (Verb.APPROVE, Verb.WITHDRAW) * 6]
        finally:
            stop.set()
        assert [one.result() for one in polling] == [None] * 4
    assert answers == [[True] * 3, [False] * 3] * 6
    assert len(_yes_entries(at, key)) == told.count(True)


def _decided(at: desks.Desk, key: str, verb: Verb, asks: Callable[[], bool]) -> list[bool]:
    observe(at.house, "cleo", Standing.FULL)
    decide(
        at.house,
        Decide(key, "cleo", verb, 1, "slack", "" if verb is Verb.APPROVE else "It is wrong."),
    )
    return [asks() for _ in range(3)]


def _yes_entries(at: desks.Desk, key: str) -> list[Any]:
    with at.house.store.reading() as reading:
        events = [one.data["event"] for one in reading.entries(key) if one.tag == GateAnswered.TAG]
    return [one for one in events if one["allowed"]]


def test_a_look_that_fails_is_told_to_all(at: desks.Desk) -> None:
    away = open_poll("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with client(build(at.house, ask=together(at.house, away.look))) as http:
        asked = {"system": "checkout", "environment": "production", "commit": make.SHA}
        answers = [http.get("/v1/gate", params=asked, headers=at.bearer) for _ in range(2)]
    assert [one.status_code for one in answers] == [503, 503]
