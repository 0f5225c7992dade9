"""A change request: its revisions, its contributors, its decisions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chatops.core.assistance import Assistance, strongest
from chatops.core.break_glass import Declaration
from chatops.core.cancellation import Cancellation
from chatops.core.chase import Chase, Chased
from chatops.core.check_run import CheckRun
from chatops.core.contributor import Contributor
from chatops.core.decision import Decision, Verb, standing
from chatops.core.deployment import Deployment
from chatops.core.hand_over import HandOver
from chatops.core.nudge import Nudge
from chatops.core.obligation import Obligation
from chatops.core.question import Question
from chatops.core.revision import Revision
from chatops.core.snooze import Snooze
from chatops.core.verdict import State


class Status(StrEnum):
    """Whether people can still act on the change. What they decided is in the verdict."""

    OPEN = "open"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Change:
    """One change request.

    `state` is the last verdict that was recorded and `told` the digest of its words (judge anew
    with `evaluate`); `unreachable` says why it could not be approved by anybody then, empty where
    it could; `version` counts the recorded outcomes, from 1.
    """

    key: str
    requester: str
    source: str
    status: Status
    opened_at: datetime
    expires_at: datetime
    revisions: tuple[Revision, ...]
    decisions: tuple[Decision, ...] = ()
    state: State = State.PENDING
    told: str = ""
    unreachable: str = ""
    asked: tuple[str, ...] = ()
    version: int = 0
    check_runs: tuple[CheckRun, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    questions: tuple[Question, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    chases: tuple[Chase, ...] = ()

    @property
    def present(self) -> Revision:
        """Return the newest revision, the only one that can be approved."""
        return self.revisions[-1]

    @property
    def is_erased(self) -> bool:
        """Tell whether names and texts of a revision were erased: then it is over for good."""
        return any(one.erased for one in self.revisions)

    @property
    def contributors(self) -> tuple[Contributor, ...]:
        """Return everyone who touched any revision, each once, in order of appearance."""
        everyone = (one for revision in self.revisions for one in revision.contributors)
        return tuple(dict.fromkeys(everyone))

    @property
    def assistance(self) -> Assistance:
        """Return the strongest AI assistance of any revision: it never wears off."""
        return strongest(revision.assistance for revision in reversed(self.revisions))

    def latest_by(self, person: str) -> Decision | None:
        """Return the word of the person that stands, on whichever revision it was."""
        return standing(one for one in self.decisions if one.person == person)

    def last_words(self) -> tuple[Decision, ...]:
        """Return each person's word that stands, in the order in which they first spoke."""
        own: dict[str, list[Decision]] = {}
        for one in self.decisions:
            if one.verb is not Verb.LIFT:
                own.setdefault(one.person, []).append(one)
        return tuple(word for words in own.values() if (word := standing(words)))

    def run_of(self, check: str) -> CheckRun | None:
        """Return the newest run of this check on exactly the present revision."""
        here = (self.present.number, self.present.digest)
        runs = (one for one in reversed(self.check_runs) if one.name == check)
        return next((one for one in runs if (one.revision, one.revision_digest) == here), None)

    @property
    def is_deployed(self) -> bool:
        """Tell whether the present revision is done: deployed to all its systems, as last told.

        Then it asks nobody for anything. What the gate never said yes to is not done: any token
        may tell that it was deployed.
        """
        done = {one.system for one in self.last_deployments() if one.is_done}
        return done.issuperset(self.present.systems)

    def last_deployments(self) -> tuple[Deployment, ...]:
        """Return what was told last of each system of the present revision."""
        present = self.present
        here = (present.number, present.environment)
        last = {
            one.system: one
            for one in self.deployments
            if (one.revision, one.environment) == here and one.system in present.systems
        }
        return tuple(last.values())

    def broken_glass(self, now: datetime) -> Declaration | None:
        """Return the break-glass that opens the gate for the present revision, if one does."""
        present = self.present
        here = (present.number, present.digest, present.environment)
        return next(
            (
                one
                for one in reversed(self.declarations)
                if (one.revision, one.revision_digest, one.environment) == here and one.is_good(now)
            ),
            None,
        )

    @property
    def silent(self) -> tuple[Chase, ...]:
        """Return the chases of sign-offs of the present revision that are still waited for."""
        here = (Chased.SIGN_OFF, self.present.number)
        return tuple(
            one for one in self.chases if (one.what, one.revision) == here and not one.over
        )

    def open_obligations(self) -> tuple[Obligation, ...]:
        """Return what is still owed, in order."""
        return tuple(one for one in self.obligations if one.is_open)

    def covers(self, decision: Decision) -> bool:
        """Tell whether the decision is about exactly what the change is now.

        A revision that brings old content back is a new one: whoever approved the old has to
        look again, or its requester alone could make an expired change approved.
        """
        present = self.present
        here = (present.number, present.digest, present.environment)
        return (decision.revision, decision.revision_digest, decision.environment) == here
