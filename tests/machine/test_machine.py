"""Random people do random things, time passes, the sender crashes; the promises hold throughout.

The store is a real one. The other side is a small Slack that remembers what it was sent, so a
message posted twice, a lost one and a card with an old state all show.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chatops.core.away import Away
from chatops.core.change import Change
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question
from chatops.core.glass import Break
from chatops.core.lifting import Lift
from chatops.core.paying import Pay
from chatops.core.people import Standing
from chatops.core.post_check import PostCheck
from chatops.core.refused import Refused
from chatops.core.request import Open, Revise
from chatops.core.verdict import State
from chatops.files.policy import policy_of_text
from chatops.store.database import open_store
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.away import away
from chatops.usecases.break_glass import break_glass
from chatops.usecases.chase import chase
from chatops.usecases.compare_tables import compare_tables
from chatops.usecases.decide import decide
from chatops.usecases.deliver import deliver
from chatops.usecases.house import House
from chatops.usecases.lift import lift
from chatops.usecases.observe import observe
from chatops.usecases.open_change import open_change
from chatops.usecases.pay import pay
from chatops.usecases.post_check import post_check
from chatops.usecases.read import show, trail
from chatops.usecases.reassess import reassess
from chatops.usecases.revise import revise
from tests import builders as make
from tests.databases import empty_database
from tests.machine import promises
from tests.machine.small_slack import Crash, SmallSlack

PEOPLE = [one.id for one in make.PEOPLE if not one.bot]
SHAS = [make.SHA, make.OTHER_SHA]
POLICY = policy_of_text(
    """
version: 1
expires_after: 7 days
undo_for: 0 seconds
lift_rejections: director
break_glass: {from: [director, "person:dan"]}
rules:
  - name: two-person review
    when: {tier: 1}
    require:
      - {name: owners, sign_offs: 2, from: owners}
      - {name: documentation, documented: [rollback_plan, test_evidence]}
  - name: senior for AI-assisted changes
    when: {tier: 1, ai_assisted: true, contributor_below: senior}
    require:
      - {name: senior, sign_offs: 1, from: anyone, min_level: senior, shared: true}
  - name: soaked
    when: {system: ledger}
    require:
      - {name: soak, check: soak}
""",
    "policy.yml",
)
person = st.sampled_from(PEOPLE)
verbs = st.sampled_from([Verb.APPROVE, Verb.APPROVE, Verb.REJECT, Verb.WITHDRAW])


class Machine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(empty_database(Path(self.folder.name)))
        self.time: datetime = make.NOW
        self.house = House(self.store, self.facts, lambda: self.time, lambda: None)
        self.slack = SmallSlack(self.house)
        self.keys: list[str] = []
        self.used: set[tuple[str, int]] = set()
        for one in PEOPLE:
            observe(self.house, one, Standing.FULL)
        self.opens("ben", ("checkout",), "none")

    def opens(self, who: str, systems: tuple[str, ...], degree: str) -> None:
        draft = make.draft(systems=systems, degree=degree, tool="Claude")
        outcome = open_change(self.house, Open(who, "slack", draft))
        assert outcome is not None
        self.keys.append(outcome.change.key)

    def facts(self) -> Facts:
        return make.facts(the_policy=POLICY, standings={}).with_standings({})

    def teardown(self) -> None:
        with self.store.reading() as reading:
            assert list(compare_tables(self.house, reading, lambda *_: None)) == []
        self.store.close()
        self.folder.cleanup()

    def tries(self, data: st.DataObject, act: Callable[[Change], object]) -> None:
        """Act on one of the changes; being refused is fine."""
        if self.keys:
            change = show(self.house, data.draw(st.sampled_from(self.keys))).change
            try:
                act(change)
            except Refused:
                return

    @rule(
        who=person,
        systems=st.sampled_from([("checkout",), ("ledger",), ("checkout", "ledger")]),
        ai=st.booleans(),
    )
    def asks(self, who: str, systems: tuple[str, ...], ai: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        if len(self.keys) < 3:
            self.opens(who, systems, "assisted" if ai else "none")

    @rule(data=st.data(), who=person, verb=verbs, behind=st.sampled_from([0, 0, 0, 1]))
    def says(self, data: st.DataObject, who: str, verb: Verb, behind: int) -> None:
        def act(change: Change) -> None:
            number = change.present.number - behind
            decide(self.house, Decide(change.key, who, verb, number, "slack", "Because."))

        self.tries(data, act)

    @rule(data=st.data())
    def enough_people_approve(self, data: st.DataObject) -> None:
        """Chance alone seldom gets there."""

        def act(change: Change) -> None:
            number = change.present.number
            for who in ("ana", "cleo"):
                decide(self.house, Decide(change.key, who, Verb.APPROVE, number, "slack"))

        self.tries(data, act)

    @rule(data=st.data(), who=person, sha=st.sampled_from(SHAS))
    def edits(self, data: st.DataObject, who: str, sha: str) -> None:
        def act(change: Change) -> None:
            fields: dict[str, Any] = {"systems": change.present.systems, "commit": sha}
            draft = make.draft(title=f"T{change.version}", **fields)
            revise(self.house, Revise(change.key, who, "slack", change.present.number, draft))

        self.tries(data, act)

    @rule(
        data=st.data(),
        who=st.sampled_from(["max", "max", "dan", "ana"]),
        then=st.sampled_from([0, 2]),
    )
    def breaks_the_glass(self, data: st.DataObject, who: str, then: int) -> None:
        """`then` pipelines ask at once."""

        def act(change: Change) -> None:
            present = change.present
            words = Break(change.key, who, present.number, "slack", "Checkout is down.")
            break_glass(self.house, words)
            for _ in range(then):
                self.a_pipeline_asks(present.commit, present.systems[0])

        self.tries(data, act)

    @rule(data=st.data(), who=person, number=st.integers(1, 2))
    def reviews(self, data: st.DataObject, who: str, number: int) -> None:
        self.tries(
            data,
            lambda change: pay(self.house, Pay(change.key, number, who, "slack", "Read it all.")),
        )

    @rule(data=st.data(), rejects=st.booleans(), who=st.sampled_from(["max", "ana"]))
    def lifts(self, data: st.DataObject, rejects: bool, who: str) -> None:  # noqa: FBT001 - drawn
        def act(change: Change) -> None:
            number = change.present.number
            if rejects:
                decide(self.house, Decide(change.key, "cleo", Verb.REJECT, number, "slack", "No."))
            lift(self.house, Lift(change.key, who, number, "slack", "It was mended."))

        self.tries(data, act)

    @rule(data=st.data(), ended=st.sampled_from(["passed", "passed", "failed", "running"]))
    def a_tool_posts(self, data: st.DataObject, ended: str) -> None:
        def act(change: Change) -> None:
            present = change.present
            number, commit = present.number, present.commit
            post_check(self.house, PostCheck(change.key, "soak", ended, number, commit, "api:ci"))

        self.tries(data, act)

    @rule(who=person, delegate=st.sampled_from([None, *PEOPLE]), days=st.integers(0, 3))
    def goes_away(self, who: str, delegate: str | None, days: int) -> None:
        until = self.time + timedelta(days=days) if days else None
        try:
            away(self.house, Away(who, until, delegate if until else None, who))
        except Refused:
            return

    @rule(data=st.data(), absent=st.sampled_from(["ana", "cleo"]))
    def a_delegate_approves(self, data: st.DataObject, absent: str) -> None:
        self.goes_away(absent, "eve", 2)
        self.says(data, "eve", Verb.APPROVE, 0)

    @rule(who=person, standing=st.sampled_from([Standing.FULL, Standing.DEACTIVATED]))
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

    @rule(hours=st.sampled_from([0.02, 0.02, 5, 25, 200]))
    def time_passes(self, hours: float) -> None:
        self.time += timedelta(hours=hours)
        reassess(self.house)
        chase(self.house)

    @rule(sha=st.sampled_from(SHAS), system=st.sampled_from(["checkout", "ledger"]))
    def a_pipeline_asks(self, sha: str, system: str) -> None:
        answer = ask_gate(self.house, Question("ci", system, "production", sha))
        if not answer.allowed:
            return
        shown = show(self.house, answer.key)
        assert shown.change.present.commit == sha
        assert system in shown.change.present.systems
        assert self.time < shown.change.expires_at
        if answer.state is State.OVERRIDDEN:
            self._was_used_up(answer, shown.change)
        else:
            assert answer.state is shown.verdict.state is State.APPROVED

    def _was_used_up(self, answer: Answer, change: Change) -> None:
        """Each break-glass opens the gate at most once, in time, for the revision it was for."""
        used = {(answer.key, one.number): one for one in change.declarations if one.used_at}
        (new,) = used.keys() - self.used
        self.used |= used.keys()
        assert (used[new].used_at, used[new].used_by) == (self.time, "ci")
        assert self.time < used[new].expires_at
        assert used[new].revision_digest == answer.revision_digest == change.present.digest

    @invariant()
    def every_promise_holds(self) -> None:
        for key in getattr(self, "keys", []):
            shown = show(self.house, key)
            promises.trail_is_sound(trail(self.house, key))
            promises.approval_needs_two_who_did_not_contribute(shown)
            promises.rejection_blocks_until_it_is_lifted(shown)
            promises.broken_glass_is_reviewed_by_two_others(shown.change)

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
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestMachine = Machine.TestCase
