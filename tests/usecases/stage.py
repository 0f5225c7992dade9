"""A house over a real SQLite store; the clock stands still until it is moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chatops.core.change import Change
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question
from chatops.core.glass import Break
from chatops.core.notices import (
    CardOutdated,
    ChannelLine,
    CheckpointPost,
    DigestPost,
    DirectMessage,
    HomeOutdated,
    Reminder,
    ThreadLine,
)
from chatops.core.people import Standing
from chatops.core.request import Open, Revise
from chatops.core.trail import Entry
from chatops.store.database import Store, open_store
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.break_glass import break_glass
from chatops.usecases.decide import decide
from chatops.usecases.deliver import deliver
from chatops.usecases.house import House, Signing
from chatops.usecases.observe import observe
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show
from chatops.usecases.reassess import reassess
from chatops.usecases.revise import revise
from tests import builders as make

GATE = "gate:answered"


@dataclass
class Stage:
    """Who does what, in few words; `facts` and `now` are the test's to change."""

    store: Store
    facts: Facts = field(default_factory=lambda: make.facts().with_standings({}))
    now: datetime = make.NOW
    wakes: int = 0
    signer: Signing = lambda: None

    @property
    def house(self) -> House:
        now, signer = lambda: self.now, self.signer
        return House(self.store, lambda: self.facts, now, self._wake, signer=signer)

    def _wake(self) -> None:
        self.wakes += 1

    def opens(self, who: str = "ben", **fields: Any) -> str:
        outcome = open_change(self.house, Open(who, "slack", make.draft(**fields)))
        assert outcome is not None
        return outcome.change.key

    def says(self, key: str, who: str, verb: Verb = Verb.APPROVE, **more: Any) -> Any:
        number = self.change(key).present.number
        reason = "" if verb is Verb.APPROVE else "Not yet."
        return decide(self.house, Decide(key, who, verb, number, "slack", reason), **more)

    def revises(self, key: str, who: str = "ben", **fields: Any) -> None:
        number = self.change(key).present.number
        revise(self.house, Revise(key, who, "slack", number, make.draft(**fields)))

    def breaks(self, key: str, who: str = "cleo", **more: Any) -> Any:
        """Break the glass on the present revision."""
        number = self.change(key).present.number
        return break_glass(self.house, Break(key, who, number, "slack", "It is down."), **more)

    def approved(self, **fields: Any) -> str:
        key = self.opens(**fields)
        self.says(key, "ana")
        self.says(key, "cleo")
        return key

    def asks(self, caller: str = "ci", commit: str = make.SHA, system: str = "checkout") -> Answer:
        return ask_gate(self.house, Question(caller, system, "production", commit))

    def slack_says(self, who: str, standing: Standing) -> None:
        """Slack tells how somebody stands, and the next tick judges what follows from it."""
        observe(self.house, who, standing)
        reassess(self.house)

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)

    def change(self, key: str) -> Change:
        return show(self.house, key).change

    def entries(self, scope: str, tag: str | None = None) -> list[Entry]:
        with self.store.reading() as reading:
            return [one for one in reading.entries(scope) if tag in {None, one.tag}]

    def outbox(self) -> dict[str, int]:
        with self.store.reading() as reading:
            return {state: count for state, count in reading.outbox_counts().items() if count}

    def delivers(self) -> list[tuple[str, str, str]]:
        """Carry everything that is due; return what it was, in the order of its arrival."""
        boy = Boy()
        while deliver(self.house, boy):
            pass
        return boy.carried


@dataclass
class Boy:
    """A courier who carries as he is told: everything arrives unless `receipts` say otherwise."""

    receipts: list[Receipt] = field(default_factory=list)
    carried: list[tuple[str, str, str]] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)

    def carry(self, errand: Errand) -> Receipt:
        self.errands.append(errand)
        self.carried.append(_short(errand))
        return self.receipts.pop(0) if self.receipts else Receipt(Result.SENT, ts=str(errand.id))


def _short(errand: Errand) -> tuple[str, str, str]:
    match errand.notice:
        case CardOutdated(channel=channel):
            return ("card", channel, "")
        case ThreadLine(channel=channel, event=event):
            return ("thread", channel, event.TAG)
        case ChannelLine(channel=channel, event=event):
            return ("channel", channel, event.TAG)
        case DirectMessage(person=person, event=event):
            return ("dm", person, event.TAG)
        case HomeOutdated(person=person):
            return ("home", person, "")
        case Reminder() | DigestPost() | CheckpointPost() as notice:
            return _drawn_later(notice)


def _drawn_later(notice: Reminder | DigestPost | CheckpointPost) -> tuple[str, str, str]:
    match notice:
        case Reminder(person=person, due=due):
            return ("reminder", person, " ".join(key for key, _ in due))
        case DigestPost(person=person, week=week):
            return ("digest", person, week)
        case CheckpointPost(day=day, channel=channel):
            return ("checkpoint", channel, day)


def glass_facts(**fields: Any) -> Facts:
    """On-call and director may break the glass; nobody's standing is known but from the store."""
    return make.facts(the_policy=make.glass_policy(**fields)).with_standings({})


@contextmanager
def stage(url: str) -> Iterator[Stage]:
    """Everybody of the builders' directory is a full member."""
    store = open_store(url)
    made = Stage(store)
    for one in make.PEOPLE:
        made.slack_says(one.id, Standing.FULL)
    yield made
    store.close()
