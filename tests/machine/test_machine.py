"""Random people do random things, time passes, the sender crashes; the promises hold throughout.

The store is a real one. The other side is a small Slack that remembers what it was sent, so a
message posted twice, a lost one and a card with an old state all show.
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.facts import Facts
from chatops.core.gate import Question
from chatops.core.notices import CardOutdated
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.request import Open, Revise
from chatops.core.verdict import State
from chatops.store.database import open_store
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.decide import decide
from chatops.usecases.deliver import deliver
from chatops.usecases.house import House
from chatops.usecases.observe import observe
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show, trail
from chatops.usecases.reassess import reassess
from chatops.usecases.revise import revise
from tests import builders as make

PEOPLE = [one.id for one in make.PEOPLE if not one.bot]
SHAS = [make.SHA, make.OTHER_SHA]


class Crash(BaseException):
    """The process is gone."""


class SmallSlack:
    """Remembers each message by the errand that brought it; may break before or after."""

    def __init__(self) -> None:
        self.house: House
        self.posted: dict[int, str] = {}
        self.cards: dict[tuple[str, str], tuple[str, int, State]] = {}
        self.breaks: str = ""

    def carry(self, errand: Errand) -> Receipt:
        mode, self.breaks = self.breaks, ""
        if mode == "before":
            raise Crash
        if mode == "refused":
            return Receipt(Result.FAILED, error="channel_not_found")
        receipt = self._take(errand)
        if mode == "after":
            raise Crash
        return Receipt(Result.UNKNOWN) if mode == "silent" else receipt

    def _take(self, errand: Errand) -> Receipt:
        notice = errand.notice
        if isinstance(notice, CardOutdated):
            return self._draw(errand, notice)
        if errand.id in self.posted:
            assert errand.in_doubt, "posted twice without looking first"
        self.posted[errand.id] = str(errand.id)
        return Receipt(Result.SENT, ts=str(errand.id))

    def _draw(self, errand: Errand, notice: CardOutdated) -> Receipt:
        place = (notice.key, notice.channel)
        with self.house.store.reading() as reading:
            known = reading.card(*place)
        stands = self.cards.get(place)
        assert known is not None or stands is None or errand.in_doubt, "a second card"
        ts = stands[0] if stands else str(errand.id)
        shown = show(self.house, notice.key)
        self.cards[place] = (ts, shown.change.present.number, shown.verdict.state)
        return Receipt(Result.SENT, channel=notice.channel, ts=ts)


class Machine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(f"sqlite:///{Path(self.folder.name) / 'machine.db'}")
        self.store.upgrade()
        self.time: datetime = make.NOW
        self.slack = SmallSlack()
        self.house = House(self.store, self.facts, lambda: self.time, lambda: None)
        self.slack.house = self.house
        self.keys: list[str] = []
        for person in PEOPLE:
            observe(self.house, person, Standing.FULL)

    def facts(self) -> Facts:
        return make.facts(standings={}).with_standings({})

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(
        who=st.sampled_from(PEOPLE),
        system=st.sampled_from(["checkout", "ledger"]),
        ai=st.booleans(),
    )
    def asks(self, who: str, system: str, ai: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        if len(self.keys) < 3:
            draft = make.draft(system=system, degree="assisted" if ai else "none", tool="Claude")
            outcome = open_change(self.house, Open(who, "slack", draft))
            assert outcome is not None
            self.keys.append(outcome.change.key)

    @rule(data=st.data(), who=st.sampled_from(PEOPLE), verb=st.sampled_from(list(Verb)))
    def says(self, data: st.DataObject, who: str, verb: Verb) -> None:
        if self.keys:
            key = data.draw(st.sampled_from(self.keys))
            number = show(self.house, key).change.present.number - data.draw(st.integers(0, 1))
            try:
                decide(self.house, Decide(key, who, verb, number, "slack", "Because."))
            except Refused:
                return

    @rule(data=st.data(), who=st.sampled_from(PEOPLE), sha=st.sampled_from(SHAS))
    def edits(self, data: st.DataObject, who: str, sha: str) -> None:
        if self.keys:
            change = show(self.house, data.draw(st.sampled_from(self.keys))).change
            draft = make.draft(system=change.present.system, commit=sha, title=f"T{change.version}")
            try:
                revise(self.house, Revise(change.key, who, "slack", change.present.number, draft))
            except Refused:
                return

    @rule(
        who=st.sampled_from(PEOPLE), standing=st.sampled_from([Standing.FULL, Standing.DEACTIVATED])
    )
    def slack_says(self, who: str, standing: Standing) -> None:
        observe(self.house, who, standing)

    @rule(breaks=st.sampled_from(["", "", "before", "after", "silent", "refused"]))
    def the_sender_works(self, breaks: str) -> None:
        self.slack.breaks = breaks
        try:
            deliver(self.house, self.slack)
        except Crash:
            return
        finally:
            self.slack.breaks = ""  # there may have been nothing to carry

    @rule(hours=st.sampled_from([0.02, 5, 200]))
    def time_passes(self, hours: float) -> None:
        self.time += timedelta(hours=hours)
        reassess(self.house)

    @rule(sha=st.sampled_from(SHAS), system=st.sampled_from(["checkout", "ledger"]))
    def a_pipeline_asks(self, sha: str, system: str) -> None:
        answer = ask_gate(self.house, Question("ci", system, "production", sha))
        if answer.allowed:
            shown = show(self.house, answer.key)
            assert shown.verdict.state is State.APPROVED
            assert shown.change.present.commit == sha
            assert self.time < shown.change.expires_at

    @invariant()
    def every_trail_is_sound(self) -> None:
        for key in getattr(self, "keys", []):
            assert trail(self.house, key).problem is None

    @invariant()
    def approval_needs_two_members_who_did_not_contribute(self) -> None:
        for key in getattr(self, "keys", []):
            shown = show(self.house, key)
            if shown.verdict.state is State.APPROVED:
                latest = {one.person: one for one in shown.change.decisions}
                digest = shown.change.present.digest
                fresh = {who for who, one in latest.items() if one.revision_digest == digest}
                assert len(fresh - {one.person for one in shown.change.contributors}) >= 2

    @rule()
    def everything_is_delivered_in_the_end(self) -> None:
        for _ in range(400):
            if not deliver(self.house, self.slack, limit=8):
                self.time += timedelta(minutes=6)
                if not self._waiting():
                    break
        assert not self._waiting()
        reassess(self.house)
        while deliver(self.house, self.slack, limit=8):
            pass
        for (key, _), (_, number, state) in self.slack.cards.items():
            shown = show(self.house, key)
            assert (number, state) == (shown.change.present.number, shown.verdict.state)

    def _waiting(self) -> int:
        with self.store.reading() as reading:
            counts = reading.outbox_counts()
        return sum(count for state, count in counts.items() if state not in {"sent", "dead"})


Machine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestMachine = Machine.TestCase
