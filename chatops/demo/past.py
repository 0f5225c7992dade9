"""What the organisation did last week, so that there is something to look back on.

Told before the service starts, on a clock set back, straight through the use cases: the cards
follow when the service carries what they left in the outbox.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatops.core.cancelling import Cancel
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.deploying import Report
from chatops.core.draft import Draft
from chatops.core.gate import Question
from chatops.core.glass import Break
from chatops.core.paying import Pay
from chatops.core.request import Open
from chatops.core.weeks import last_week
from chatops.demo.clock import MovableClock
from chatops.demo.passing import LONDON
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.break_glass import break_glass
from chatops.usecases.cancel import cancel
from chatops.usecases.chase import chase
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.observe_all import Seen, observe_all
from chatops.usecases.open_change import open_change
from chatops.usecases.open_details import open_details
from chatops.usecases.pay import pay
from chatops.usecases.read import show
from chatops.usecases.reassess import reassess
from chatops.usecases.report_deployment import report_deployment
from chatops.usecases.send_digests import send_digests

COUNT = 6
"""So many changes are told of: those that come after have the numbers above."""

_PIPELINE = "ci/deploy"
_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Office:
    """The organisation at work, on a clock that is set for it."""

    house: House
    clock: MovableClock
    monday: datetime

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        """Let it be so many days and hours after the Monday began; what was due happens."""
        self.clock.show(self.monday + timedelta(days=day, hours=hour, minutes=minute))
        reassess(self.house)
        chase(self.house)
        send_digests(self.house)

    def requests(self, person: str, system: str, title: str, why: str, **fields: str) -> str:
        """Open a change and return its key."""
        commit = hashlib.sha1(title.encode(), usedforsecurity=False).hexdigest()
        documents = {
            "rollback_plan": "Deploy the version before; no data changes its shape.",
            "test_evidence": "Contract tests green; a day in staging without a new error.",
        }
        typed: dict[str, str] = documents | fields
        draft = Draft((system,), "production", title, commit, why, **typed)  # type: ignore[arg-type]  # all texts
        done = open_change(self.house, Open(person, "slack", draft))
        assert done is not None  # noqa: S101 - only a repeated delivery gives nothing
        return done.change.key

    def reads(self, person: str, key: str) -> None:
        """Look into Details, for four minutes."""
        open_details(self.house, show(self.house, key).change, person)
        self.clock.forward(4 * _MOMENT)

    def approves(self, key: str, *people: str) -> None:
        """Approve, one after another."""
        for person in people:
            decide(self.house, Decide(key, person, Verb.APPROVE, 1, "slack"))
            self.clock.forward(_MOMENT)

    def rejects(self, key: str, person: str, reason: str) -> None:
        """Reject, and say why."""
        decide(self.house, Decide(key, person, Verb.REJECT, 1, "slack", reason))

    def deploys(self, key: str) -> None:
        """Let the pipeline ask the gate and deploy."""
        revision = show(self.house, key).change.present
        place = revision.systems[0], revision.environment, revision.commit
        given = ask_gate(self.house, Question(_PIPELINE, *place))
        if not given.allowed:
            raise RuntimeError(f"{key} was to be deployed: {' '.join(given.sentences)}")
        self.clock.forward(3 * _MOMENT)
        report_deployment(self.house, Report(*place, "succeeded", _PIPELINE))


def tell(house: House, clock: MovableClock, people: Iterable[Seen]) -> None:
    """Play last week, which `people` are known to have been members in; then it is now again."""
    office = Office(house, clock, last_week(clock.now(), LONDON.key).begins)
    clock.show(office.monday - timedelta(days=7))
    observe_all(house, tuple(people), clock.now())
    for story in (nobody_answers, in_haste, rejected, with_an_ai_tool, broken_glass, in_a_reset):
        story(office)
    clock.catch_up()


def nobody_answers(office: Office) -> None:
    """Ask on the Thursday before; nobody signs until it expires."""
    office.at(-4, 8)
    office.requests(
        "fatima",
        "service-mesh",
        "Shorten certificates of the mesh to 24 hours",
        "A stolen certificate is worth a day instead of a quarter.",
        risk="high",
    )
    office.at(0, 9)


def in_haste(office: Office) -> None:
    """Sign without a look at it, and after four seconds."""
    office.at(1, 9, 50)
    key = office.requests(
        "noah",
        "permissions",
        "Cache permission checks for 30 seconds",
        "Each request asks nine times whether its owner may do what they do.",
    )
    office.approves(key, "liam")
    open_details(office.house, show(office.house, key).change, "amara")
    office.clock.forward(timedelta(seconds=4))
    office.approves(key, "amara")
    office.deploys(key)


def rejected(office: Office) -> None:
    """Reject; the requester takes it back."""
    office.at(1, 14)
    key = office.requests(
        "liam",
        "key-store",
        "Keep recovery keys in the cache",
        "Recovering an account takes eleven seconds, nine of them in the key store.",
        degree="assisted",
        tool="GitHub Copilot",
        risk="high",
    )
    office.at(1, 15, 10)
    office.reads("sofia", key)
    office.rejects(key, "sofia", "Keys never leave the key store. Speed up the lookup instead.")
    office.at(2, 8, 30)
    reason = "Sofia is right; the lookup lacks an index."
    cancel(office.house, Cancel(key, "liam", 1, "slack", reason))


def with_an_ai_tool(office: Office) -> None:
    """Sign what a tool wrote for a junior; both seniors read it first."""
    office.at(2, 9)
    key = office.requests(
        "jack",
        "message-bus",
        "Compress events on the message bus",
        "Events above 4 kB are compressed; brokers are at 81 % of their disks.",
        degree="generated",
        tool="Cursor",
    )
    office.at(2, 9, 35)
    for person in ("wei", "elena"):
        office.reads(person, key)
        office.approves(key, person)
    office.deploys(key)


def broken_glass(office: Office) -> None:
    """Go ahead at night in an emergency; one of the two reviews is still owed."""
    office.at(3, 2, 10)
    key = office.requests(
        "tom",
        "payouts",
        "Stop paying out twice after a timeout",
        "A payout that timed out is sent again; 214 were paid twice since midnight.",
        kind="emergency",
        risk="high",
    )
    office.at(3, 2, 16)
    reason = "214 double payouts in two hours, and nobody else of the team is awake."
    break_glass(office.house, Break(key, "hanna", 1, "slack", reason))
    office.deploys(key)
    office.at(3, 9)
    looked = "The idempotency key was missing in the retry only; the fix is right, tests follow."
    pay(office.house, Pay(key, 1, "priya", "slack", looked))


def in_a_reset(office: Office) -> None:
    """Sign during the reset, for which the director is needed, late in the evening."""
    office.at(3, 13)
    key = office.requests(
        "amara",
        "sessions",
        "End sessions that were idle for a day",
        "Support sees sessions of shared computers that were left open.",
        degree="assisted",
        tool="Claude",
    )
    office.approves(key, "sofia", "liam")
    office.at(3, 20, 40)
    office.reads("marcus", key)
    office.approves(key, "marcus")
    office.deploys(key)
