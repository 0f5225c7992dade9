"""What can be done in one transaction: all of it or, after any exception, none of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chatops.core.absence import Absence
from chatops.core.attestation import Attestation, SentDigest
from chatops.core.change import Change
from chatops.core.errand import Card, Errand, Receipt
from chatops.core.events import AbsenceSet, GateAnswered, PolicyAdopted
from chatops.core.events_audit import (
    KEYS,
    READS,
    REDACTIONS,
    KeyCreated,
    KeyRotated,
    PersonRedacted,
    TrailRead,
)
from chatops.core.events_digest import AttestationReminded, DigestAttested, DigestSent
from chatops.core.events_talk import ChannelLost, IncidentReported
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question
from chatops.core.incident import Incident
from chatops.core.lost import LostChannel
from chatops.core.notices import CardOutdated, Notice
from chatops.core.outcome import Outcome
from chatops.core.policy import Policy
from chatops.core.redacting import Whom
from chatops.store import (
    absences,
    cards,
    changes,
    deliveries,
    digests,
    erasing,
    gate,
    incidents,
    lost_channels,
    outbox,
    policies,
    steps,
    tokens,
    trail,
)
from chatops.store.digest_lists import Lists
from chatops.store.erasing import Erasure
from chatops.store.policies import AdoptedPolicy
from chatops.store.record import Held, record
from chatops.store.sealing import GrowingLog
from chatops.store.session import Session, Statement
from chatops.store.tokens import Token
from chatops.store.witnessing import Witnessing

_NEXT = Statement(
    """INSERT INTO counters (name, value) VALUES (:name, 1)
    ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value"""
)


class Transaction(Witnessing):
    """A reading that can write. Ends with the `with` block that gave it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._held: dict[str, Held] = {}

    def once(self, delivery: str, at: datetime) -> bool:
        """Note the delivery; False when it was noted before (a parallel one is waited for)."""
        return deliveries.once(self._session, delivery, at)

    def next_key(self) -> str:
        """Return the key for a new change: CR-1, CR-2 and so on, without gaps."""
        (number,) = self._session.run(_NEXT, name="change").fetchone()
        return f"CR-{number}"

    def lock(self, key: str) -> Change:
        """Lock the change until the end and return it; raise `Refused("unknown_change")`."""
        change, seq, head = changes.locked(self._session, key)
        self._held[key] = Held(change, seq, head)
        return change

    def claim_steps(
        self, now: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> tuple[tuple[datetime, str], ...]:
        """Lock up to `limit` changes that time asks for a step, longest due first.

        Returns when each was due and its key; `after` is the last one of an earlier claim.
        """
        return steps.claim(self._session, now, after, limit)

    def record(self, outcome: Outcome, facts: Facts) -> None:
        """Write state, audit entries and outbox rows of the outcome of a locked or new change.

        An outcome without events writes nothing. To record another one of the same change,
        lock it again. Raises `OutOfDate` where the change is not as the outcome found it.
        """
        if outcome.events:
            stored = self._held.pop(outcome.change.key, Held())
            record(self._session, outcome, facts, stored)

    def record_answer(
        self,
        question: Question,
        answer: Answer,
        event: GateAnswered,
        fingerprint: str,
        at: datetime,
        *,
        policy: Policy | None = None,
    ) -> None:
        """Write down what the gate told by this policy, and to know the same answer again."""
        self._held.pop(answer.key, None)  # its chain goes on
        policies.keep(self._session, policy)
        gate.record_answer(self._session, question, answer, event, fingerprint=fingerprint, at=at)

    def set_absence(self, absence: Absence, event: AbsenceSet, at: datetime) -> None:
        """Store the absence in place of an earlier one, with its audit entry."""
        absences.set_one(self._session, absence, event, at)

    def report_incident(self, incident: Incident, event: IncidentReported, at: datetime) -> None:
        """Store the incident in place of what was told of it before, with its audit entry."""
        incidents.put(self._session, incident, event, at)

    def adopt(
        self,
        policy: AdoptedPolicy,
        event: PolicyAdopted,
        notices: Iterable[Notice],
        at: datetime,
    ) -> None:
        """Store the policy as the one in force, with its audit entry, and let the notices wait."""
        policies.adopt(self._session, policy, event, notices, at)

    def begin_digests(self, at: datetime) -> None:
        """Note since when digests are sent, unless somebody did."""
        digests.begin(self._session, at)

    def put_digest(
        self,
        sent: SentDigest,
        body: str,
        notices: Iterable[Notice],
        remind_at: datetime | None,
        *,
        lists: Lists | None = None,
        above: Iterable[str] = (),
    ) -> bool:
        """Store a digest and let its notices wait, with its audit entry; False where it is there.

        `remind_at` is when its director is reminded to attest it. `lists` are the changes behind
        its numbers, `above` the VPs of its director.
        """
        if not digests.put(self._session, sent, body, remind_at, lists=lists or {}, above=above):
            return False
        of_week = sent.director, sent.week, sent.version
        event = DigestSent(*of_week, sent.hash, sent.by, sent.checkpoint)
        trail.append(self._session, digests.scope(sent.director), event, sent.made_at)
        outbox.add(self._session, notices, sent.made_at)
        return True

    def lock_attestation(self, director: str, week: str) -> Attestation | None:
        """Lock what the director said of the week until the end; None where nothing was sent."""
        return digests.locked(self._session, director, week)

    def attest(self, said: Attestation, event: DigestAttested, at: datetime) -> None:
        """Store what the director says of a digest that is locked, with its audit entry."""
        digests.attest(self._session, said)
        trail.append(self._session, digests.scope(said.director), event, at)

    def remind_attestation(
        self, event: AttestationReminded, notices: Iterable[Notice], at: datetime
    ) -> bool:
        """Let a director be reminded once; False where they were, or attested meanwhile."""
        if not digests.reminded(self._session, event.director, event.week, at):
            return False
        trail.append(self._session, digests.scope(event.director), event, at)
        outbox.add(self._session, notices, at)
        return True

    def hold(self, scope: str) -> int:
        """Let nobody write entries of the scope until the end; return how many there are."""
        return trail.hold(self._session, scope)

    def note_reading(self, event: TrailRead, at: datetime) -> int:
        """Write down that somebody read the trail; return the entry's number."""
        return trail.append(self._session, READS, event, at)

    def erase(self, whom: Whom) -> Erasure:
        """Erase what the person wrote and what names them; return how much.

        Raises `Refused`: open_changes where any is not over, out_of_date.
        """
        return erasing.erase(self._session, whom)

    def look_for(self, whom: Whom) -> Erasure:
        """Return what would be erased; nothing is."""
        return erasing.look(self._session, whom)

    def note_redaction(self, event: PersonRedacted, at: datetime) -> None:
        """Write down whose words were erased."""
        trail.append(self._session, REDACTIONS, event, at)

    def note_key(self, event: KeyCreated | KeyRotated, at: datetime) -> None:
        """Write down which key seals the log from now on."""
        trail.append(self._session, KEYS, event, at)

    @property
    def log(self) -> GrowingLog:
        """The log of all entries, which can be made to grow."""
        return GrowingLog(self._session)

    def tell(self, notices: Iterable[Notice], at: datetime) -> None:
        """Let notices wait that belong to no change's outcome."""
        outbox.add(self._session, notices, at)

    def redraw(self, key: str, channels: Iterable[str], at: datetime) -> None:
        """Let the cards of the change be drawn anew in these channels; nothing else happens."""
        outbox.add(self._session, (CardOutdated(key, one) for one in channels), at)

    def lose_channel(
        self, lost: LostChannel, event: ChannelLost, notices: Iterable[Notice]
    ) -> bool:
        """Note that a channel is lost, with its audit entry, and let the notices wait.

        Does nothing and returns False where that was noted before, unless nothing stood in for
        it yet and something does now.
        """
        if not lost_channels.lose(self._session, lost):
            return False
        trail.append(self._session, f"channel:{lost.channel}", event, lost.at)
        outbox.add(self._session, notices, lost.at)
        return True

    def restore_channel(self, channel: str) -> bool:
        """Forget that a channel was lost; False where it was not."""
        return lost_channels.restore(self._session, channel)

    def rename_channel(self, old: str, new: str) -> None:
        """Note that a channel has a new id: its cards stand there as before."""
        cards.rename(self._session, old, new)

    def remember_card(self, card: Card) -> None:
        """Remember where the card of a change stands."""
        cards.remember(self._session, card)

    def move(self, errand: Errand, notice: Notice, now: datetime) -> None:
        """Let the notice wait in place of a claimed errand that cannot be carried any more."""
        outbox.move(self._session, errand, notice, now)

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Errand, ...]:
        """Claim up to `limit` errands that are due, for as long as the lease."""
        return outbox.claim(self._session, now, lease, limit)

    def settle(self, errand: Errand, receipt: Receipt, now: datetime) -> None:
        """Write down how the carrying ended, and where the card stands now."""
        outbox.settle(self._session, errand, receipt, now)

    def forget_deliveries(self, before: datetime) -> int:
        """Delete deliveries noted before that; return how many."""
        return deliveries.forget(self._session, before)

    def forget_sent(self, before: datetime) -> int:
        """Delete outbox rows sent before that; return how many."""
        return outbox.forget_sent(self._session, before)

    def add_token(self, token: Token, digest: str) -> None:
        """Add a token by the SHA-256 of its secret; raise `Refused("token_exists")`."""
        tokens.add(self._session, token, digest)

    def revoke_token(self, id_or_name: str, at: datetime) -> bool:
        """Revoke a token; return False where there was none to revoke."""
        return tokens.revoke(self._session, id_or_name, at)
