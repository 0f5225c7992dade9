"""What can be asked of the store, in a consistent snapshot of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from chatops.core.absence import Absence
from chatops.core.audited import Word
from chatops.core.change import Change
from chatops.core.errand import Card
from chatops.core.extent import Extent
from chatops.core.gate import Question
from chatops.core.incident import Incident
from chatops.core.lost import LostChannel
from chatops.core.passage import Passage
from chatops.core.people import Standing
from chatops.core.trail import Entry
from chatops.store import (
    absences,
    accounts,
    cards,
    changes,
    drafts,
    gate,
    groups,
    incidents,
    lost_channels,
    obligations,
    outbox,
    policies,
    queues,
    roster,
    scene,
    server,
    standings,
    steps,
    surroundings,
    tokens,
    trail,
    viewers,
    words,
)
from chatops.store.compared import Compared
from chatops.store.counted import Counted
from chatops.store.digests import Digests
from chatops.store.drafts import KeptDraft
from chatops.store.inbox import Inbox
from chatops.store.log import Log
from chatops.store.log_walk import LogWalk
from chatops.store.outbox import DeadLetter
from chatops.store.policies import AdoptedPolicy
from chatops.store.roster import Roster
from chatops.store.scene import Scene
from chatops.store.session import Session
from chatops.store.surroundings import Surroundings
from chatops.store.tokens import Token
from chatops.store.viewers import Visit
from chatops.store.witnesses import Witnesses


class Reading:
    """Questions to the store. Ends with the `with` block that gave it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def change(self, key: str) -> Change:
        """Return the change; raise `Refused("unknown_change")`."""
        return changes.one(self._session, key)

    def several(self, keys: Iterable[str]) -> tuple[Change, ...]:
        """Return those of these changes that there are, oldest first."""
        return changes.several(self._session, keys)

    def inbox(self, person: str) -> Inbox:
        """Return what can be asked about one person (directory id) over all changes."""
        return Inbox(self._session, person)

    def queues(self, people: Iterable[str]) -> dict[str, int]:
        """Return how many open changes ask each of these people (directory ids) to sign off."""
        return queues.counts(self._session, people)

    def viewers(self, people: Iterable[str]) -> frozenset[str]:
        """Return those of the people (directory ids) whose App Home is drawn."""
        return viewers.among(self._session, people)

    def home_visit(self, person: str) -> Visit | None:
        """Return the person's last visit to App Home; None for who is no viewer."""
        return viewers.visit(self._session, person)

    def changes(
        self,
        *,
        open_only: bool = True,
        requester: str | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> tuple[Change, ...]:
        """Return changes, newest first; `before` is the number to go on below."""
        return changes.listed(
            self._session, open_only=open_only, requester=requester, limit=limit, before=before
        )

    def open_keys(self) -> tuple[str, ...]:
        """Return the keys of all open changes, oldest first."""
        return changes.open_keys(self._session)

    def incidents(
        self, systems: Iterable[str], since: datetime, limit: int
    ) -> tuple[Incident, ...]:
        """Return the newest incidents of these systems (ids) that began since then."""
        return incidents.of(self._session, systems, since, limit)

    def incident(self, system: str, incident_id: str) -> Incident | None:
        """Return the incident of the system by its tool's own id, or None."""
        return incidents.find(self._session, system, incident_id)

    def changes_at(self, system: str, environment: str, commit: str) -> tuple[Change, ...]:
        """Return the changes of which any revision is that, newest first."""
        return changes.at(self._session, system, environment, commit)

    def changes_since(self, opened_at: datetime, *, batch: int = 500) -> Iterator[Change]:
        """Yield every change opened then or later and every open one, each once, oldest first.

        They are read `batch` at a time, so memory does not grow with their number.
        """
        return changes.since(self._session, opened_at, batch)

    def steps_due(self, now: datetime) -> int:
        """Return of how many changes time alone asks for a step that was not taken."""
        return steps.due(self._session, now)

    def indebted_keys(self) -> tuple[str, ...]:
        """Return the changes with any open obligation, oldest first."""
        return obligations.indebted_keys(self._session)

    def entries(self, scope: str) -> tuple[Entry, ...]:
        """Return the audit entries of the scope, in order."""
        return trail.entries(self._session, scope)

    def scopes(self) -> Iterator[str]:
        """Yield every scope that has audit entries."""
        return trail.scopes(self._session)

    def chain_head(self, scope: str) -> str:
        """Return the hash of the scope's last entry, in 64 hexadecimal digits."""
        return trail.head(self._session, scope)

    def standings(self, people: Iterable[str]) -> dict[str, Standing]:
        """Return the standings that are known of these people."""
        return standings.of(self._session, people)

    def listed_ids(self, slack_ids: Iterable[str]) -> dict[str, str]:
        """Return by which other id the directory lists each of these Slack accounts."""
        return accounts.listed(self._session, slack_ids)

    def other_ids(self, listed_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the further ids of the Slack accounts that the directory lists by these."""
        return accounts.others(self._session, listed_ids)

    def surroundings(
        self,
        people: Iterable[str],
        systems: Iterable[str],
        groups: Iterable[str],
        signed_since: datetime | None = None,
    ) -> Surroundings:
        """Return what is stored around these people, systems and Slack user groups (ids).

        Approvals are counted from `signed_since` on; without it nobody's are.
        """
        looked_for = people, systems, groups
        return surroundings.of(self._session, *looked_for, signed_since or surroundings.NEVER)

    def rosters(self) -> tuple[Roster, ...]:
        """Return how far the reading of each workspace's people got."""
        return roster.every(self._session)

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Return the members (directory ids) of every Slack user group that is known."""
        return groups.known(self._session)

    @property
    def compared(self) -> Compared:
        """What can be asked to compare the tables with the log."""
        return Compared(self._session)

    @property
    def digests(self) -> Digests:
        """What can be asked about weekly digests."""
        return Digests(self._session)

    @property
    def witnesses(self) -> Witnesses:
        """What can be asked about who is told of checkpoints."""
        return Witnesses(self._session)

    def words(self, scope: str) -> dict[int, list[Word]]:
        """Return the words beside the entries of the scope, by the entry's number."""
        return words.of(self._session, scope)

    @property
    def log(self) -> Log:
        """What can be asked about the log of all entries."""
        return Log(self._session)

    @property
    def log_walk(self) -> LogWalk:
        """What verifying the log asks; the reading may then take as long as it takes."""
        return LogWalk(self._session)

    def absences(self) -> dict[str, Absence]:
        """Return the absences that are stored, by person; some may be over."""
        return absences.known(self._session)

    def adopted(self) -> AdoptedPolicy | None:
        """Return the policy that was adopted last, or None."""
        return policies.adopted(self._session)

    def counted(self, extent: Extent) -> Counted:
        """Return what can be counted over the extent for a digest."""
        return Counted(self._session, extent)

    def policies_between(
        self, begins: datetime, ends: datetime
    ) -> tuple[tuple[str, datetime], ...]:
        """Return the digests of the adopted policies that were in force, each with since when."""
        return policies.between(self._session, begins, ends)

    def adopted_text(self, digest: str) -> str | None:
        """Return the text of the adopted policy with this digest, as its file was, or None."""
        return policies.adopted_text(self._session, digest)

    def policy_text(self, digest: str) -> str | None:
        """Return the text of which this is the SHA-256: what a policy that was used means.

        None where there is none; raises `Refused("tampered")`.
        """
        return policies.text_of(self._session, digest)

    def card(self, key: str, channel: str) -> Card | None:
        """Return the card of the change in this channel, or None."""
        return cards.find(self._session, key, channel)

    def scene(self, key: str, revision: int, people: Iterable[str]) -> Scene:
        """Return what stands around the change in Slack, with the viewers among `people`."""
        return scene.of(self._session, key, revision, people)

    def draft(self, person: str, slot: str = "") -> KeptDraft | None:
        """Return what the person typed into the form that began at `slot`, or None."""
        return drafts.find(self._session, person, slot)

    def passed(self, key: str) -> tuple[Passage, ...]:
        """Return each yes of the gate on this change, oldest first."""
        return gate.passed(self._session, key)

    def cards(self, key: str) -> tuple[Card, ...]:
        """Return all cards of the change."""
        return cards.of(self._session, key)

    def card_channels(self, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the channels where a card of each of these changes stands, by the change's key."""
        return cards.channels_of(self._session, keys)

    def cards_missed(self, channel: str, since: datetime) -> frozenset[str]:
        """Return the keys of the changes with a card there of which more was written since."""
        return cards.missed(self._session, channel, since)

    def lost_channels(self) -> dict[str, LostChannel]:
        """Return the channels that take no cards, by their ids."""
        return lost_channels.known(self._session)

    def last_answer(self, question: Question) -> str | None:
        """Return the fingerprint of the last answer written down for this question."""
        return gate.last_answer(self._session, question)

    def outbox_counts(self) -> dict[str, int]:
        """Return how many outbox rows are waiting, claimed, sent and dead."""
        return outbox.counts(self._session)

    def dead_letters(self, limit: int = 20) -> tuple[DeadLetter, ...]:
        """Return the newest notices that were given up."""
        return outbox.dead_letters(self._session, limit)

    def tokens(self) -> tuple[Token, ...]:
        """Return all tokens, oldest first."""
        return tokens.listed(self._session)

    def token_by_digest(self, digest: str) -> Token | None:
        """Return the token whose secret has this SHA-256 (hexadecimal), revoked or not."""
        return tokens.by_digest(self._session, digest)

    def now(self) -> datetime:
        """Return the time by the database's clock."""
        return server.now(self._session)

    def about(self) -> str:
        """Say which database this is and how safely it writes."""
        return server.about(self._session)
