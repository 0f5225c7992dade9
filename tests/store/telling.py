"""Lets things happen to changes, each at its moment, in one transaction."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.deploying import Report, report_deployment
from chatops.core.digest import Figures
from chatops.core.events import PolicyAdopted
from chatops.core.extent import extent_of
from chatops.core.glass import Break, break_glass, use_glass
from chatops.core.outcome import Outcome, reassess
from chatops.core.passage import Passage
from chatops.core.paying import Pay, pay
from chatops.core.policy import When
from chatops.core.request import Open, Revise, open_change, revise
from chatops.core.retold import Row, figures_of, rows_of
from chatops.core.trail import Entry
from chatops.core.verdict import State
from chatops.core.weeks import week_of
from chatops.store.counted import Lists
from chatops.store.database import Store, Transaction
from chatops.store.policies import AdoptedPolicy
from tests import builders as make

WEEK = week_of("2026-W13", "Europe/Berlin")  # of 167 hours
DAY = timedelta(days=1)
PEOPLE = (*make.PEOPLE, make.person("pat"), make.person("quinn", make.SENIOR))
TEAMS = tuple(replace(one, members=(*one.members, "pat", "quinn")) for one in make.TEAMS)
WINDOWS = (
    make.window("quarter end", begins=WEEK.begins, systems=("checkout",)),
    make.window("over", begins=WEEK.begins - 2 * DAY),
    make.window("staging", begins=WEEK.begins, lasts=7 * DAY, environments=("staging",)),
)
ASSISTED = When(ai_assisted=True)
RULES = (make.rule(make.OWNERS), make.rule(make.SENIOR_SIGN_OFF, when=ASSISTED, name="senior"))
FACTS = make.facts(
    the_policy=make.glass_policy(*RULES, windows=WINDOWS),
    the_directory=make.directory(PEOPLE, TEAMS),
    zones={one.id: zone for one, zone in zip(PEOPLE, ["Asia/Kolkata", "UTC"] * 9, strict=False)},
)
EXTENT = extent_of(("checkout", "ledger"), WEEK, FACTS)


class Telling:
    """What happens is `Refused` where the rules refuse it."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.changes = dict[str, Change]()

    def opens(self, at: datetime, who: str = "ben", **fields: Any) -> str:
        command = Open(who, "slack", make.draft(**fields))
        return self._record(open_change(self._tx.next_key(), command, FACTS, at))

    def revises(self, key: str, at: datetime, **fields: Any) -> None:
        change, draft = self.changes[key], make.draft(**fields)
        command = Revise(key, change.requester, "slack", change.present.number, draft)
        self._record(revise(change, command, FACTS, at))

    def says(
        self,
        key: str,
        who: str,
        at: datetime,
        verb: Verb = Verb.APPROVE,
        *,
        read_at: datetime | None = None,
        condition: str = "",
    ) -> None:
        change, why = self.changes[key], "" if verb is Verb.APPROVE else "It has no rollback."
        due = at + 9 * DAY if condition else None
        command = Decide(key, who, verb, change.present.number, "slack", why)
        command = replace(command, condition=condition, condition_due=due)
        facts = replace(FACTS, openings={who: read_at} if read_at else {})
        self._record(decide(change, command, facts, at))

    def passes(self, key: str, at: datetime) -> None:
        self._record(reassess(self.changes[key], FACTS, at))

    def cancels(self, key: str, at: datetime) -> None:
        change = self.changes[key]
        why = "Another change does it."
        command = Cancel(key, change.requester, change.present.number, "slack", why)
        self._record(cancel(change, command, FACTS, at))

    def breaks(self, key: str, at: datetime) -> None:
        change = self.changes[key]
        command = Break(key, "max", change.present.number, "slack", "Checkout is down.")
        self._record(break_glass(change, command, FACTS, at))

    def uses(self, key: str, at: datetime) -> None:
        self._record(use_glass(self.changes[key], "api:ci", FACTS, at))

    def pays(self, key: str, who: str, at: datetime, number: int = 1) -> None:
        command = Pay(key, number, who, "slack", "Read the graphs of the day.")
        self._record(pay(self.changes[key], command, FACTS, at))

    def reports(
        self, key: str, at: datetime, told: str = "succeeded", *, passed: bool = False
    ) -> None:
        present = self.changes[key].present
        place = (present.systems[0], present.environment, present.commit)
        command = Report(*place, told, "api:ci")
        yes = Passage("api:ci", at, present.digest, State.APPROVED)
        facts = replace(FACTS, passed=(yes,) if passed else ())
        self._record(report_deployment(self.changes[key], command, facts, at))

    def adopts(self, digest: str, at: datetime) -> None:
        policy = AdoptedPolicy(digest, "rules: []", "max", "Stricter.", "", at)
        self._tx.adopt(policy, PolicyAdopted(digest, "", "max", "", "Stricter."), (), at)

    def _record(self, outcome: Outcome) -> str:
        key = outcome.change.key
        if outcome.events:
            if outcome.change.version:
                self._tx.lock(key)
            self._tx.record(outcome, FACTS)
            self.changes[key] = self._tx.change(key)
        return key


def counted(store: Store) -> Figures:
    """Return the figures by SQL."""
    with store.reading() as reading:
        return reading.counted(EXTENT).figures()


def listed(store: Store) -> Lists:
    """Return the changes behind the figures by SQL."""
    with store.reading() as reading:
        return reading.counted(EXTENT).lists()


def retold(store: Store) -> Figures:
    """Return the figures by the trail alone."""
    return figures_of(trail(store), EXTENT)


def rows_retold(store: Store) -> tuple[Row, ...]:
    """Return what is counted by the trail alone."""
    return rows_of(trail(store), EXTENT)


def trail(store: Store) -> tuple[Entry, ...]:
    """Return all audit entries."""
    with store.reading() as reading:
        return tuple(one for scope in reading.scopes() for one in reading.entries(scope))
