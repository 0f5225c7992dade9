"""What every use case needs, put together once by `bootstrap`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.circle import circle
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.ledger.keys import PublicKey, Signer
from chatops.store.database import Reading, Store
from chatops.store.surroundings import Surroundings

Rule = Callable[[Change, Facts, datetime], Outcome]
"""A rule of core for one command: what it makes of the change."""

Gather = Callable[[Change, Facts, Reading], Facts]
"""Adds to the facts what one command needs besides, read while the change is locked."""

IsPublic = Callable[[str], bool | None]
"""Given the id of a channel: whether everybody in the workspace may read it, False where only its
own members do. None where nobody can tell, or other organisations read it too."""

Adopted = Callable[[str, Callable[[str], str | None], Facts], Facts]
"""Given a digest, where to find its text, and the facts of the files: the facts with the adopted
policy in force. A policy that cannot be read is a problem of those facts."""


_LATELY = timedelta(days=7)  # who signed much in this time is asked after who signed less


def _nobody_reads(digest: str, _: Callable[[str], str | None], facts: Facts) -> Facts:
    """Leave an adopted policy unread: without a reader nothing is approved."""
    told = f"The adopted policy {digest[:12]} cannot be read here."
    return replace(facts, policy=None, problems=(*facts.problems, told))


Signing = Callable[[], Signer | None]
"""Gives what signs the log, as it is now; None where there is no key. Raises
`Refused("bad_audit_key")` for a key that cannot be used."""


Witnessed = Callable[[str], str | None]
"""Given a log's name (empty: any), the last checkpoint of it that a file of this replica holds,
empty for none; None where no file is kept."""

Waiting = Callable[[], PublicKey | None]
"""Gives the public key that waits to take the place of the one that signs, or None."""


def _no_file(_: str) -> None:
    return None


def _no_key_waits() -> None:
    return None


def _nobody_tells(_: str) -> bool | None:
    return None


def _nobody_signs() -> None:
    return None


Meaning = Callable[[str], str | None]
"""Given the text of a policy: the digest of what it means, None where that cannot be told."""


def _nobody_knows(_: str) -> None:
    return None


NOBODY_KNOWS: Meaning = _nobody_knows
"""Tells no meaning of any text, from which nothing follows."""


@dataclass(frozen=True, slots=True)
class House:
    """The store, the organisation as its files say it, the clock, and a nudge for the sender.

    `facts` are those of the files; once a policy was adopted it is in force instead of the
    file's, in every replica: the other methods give the facts that hold. `fallback` is the
    channel that stands in for those that take no messages; empty where none does. `is_public`
    asks Slack: never within a transaction. `signer` gives what signs the audit log. `meaning` is
    asked by who verifies the texts of policies. `witnessed` and `next_key` tell what is kept
    beside the database.
    """

    store: Store
    facts: Callable[[], Facts]
    now: Callable[[], datetime]
    wake: Callable[[], None]
    adopted: Adopted = _nobody_reads
    fallback: str = ""
    is_public: IsPublic = _nobody_tells
    signer: Signing = _nobody_signs
    meaning: Meaning = NOBODY_KNOWS
    witnessed: Witnessed = _no_file
    next_key: Waiting = _no_key_waits

    def act(
        self,
        key: str,
        rule: Rule,
        *people: str,
        delivery: str | None = None,
        systems: Collection[str] = (),
        gather: Gather | None = None,
    ) -> Outcome | None:
        """Lock the change, gather the facts, apply the rule and record what it says.

        `systems` (ids) are those the rule may move the change to; `gather` adds facts. Returns
        None when this delivery was dealt with before.
        """
        with self.store.transaction() as tx:
            if delivery and not tx.once(delivery, self.now()):
                return None
            change = tx.lock(key)
            facts = self.facts_to_act(change, tx, *people, systems=systems)
            facts = gather(change, facts, tx) if gather else facts
            outcome = rule(change, facts, self.now())
            tx.record(outcome, facts)
        self.wake()
        return outcome

    def facts_about(self, change: Change, reading: Reading, *others: str) -> Facts:
        """Return the facts with all that is stored of those who decided, own, or are asked."""
        return self.facts_about_all((change,), reading, *others)

    def facts_about_all(
        self,
        changes: Sequence[Change],
        reading: Reading,
        *others: str,
        systems: Collection[str] = (),
    ) -> Facts:
        """Return the facts that are needed to judge any of these changes."""
        places = {*systems, *(one for change in changes for one in change.present.systems)}
        decided = {one.person for change in changes for one in change.decisions}
        broke = {one.person for change in changes for one in change.declarations}
        asleep = {one.person for change in changes for one in change.snoozes if not one.ended}
        asked = {one for change in changes for one in (*change.asked, change.requester)}
        return self.facts_for(places, reading, *decided, *broke, *asleep, *asked, *others)

    def facts_to_act(
        self, change: Change, reading: Reading, *others: str, systems: Collection[str] = ()
    ) -> Facts:
        """Return the same, and where cards stand: what is recorded makes them out of date."""
        facts = self.facts_about_all((change,), reading, *others, systems=systems)
        people = {*change.asked, change.requester, *facts.standings, *others}
        scene = reading.scene(change.key, change.present.number, people)
        return replace(
            facts,
            cards=tuple(card.channel for card in scene.cards),
            openings=scene.openings,
            viewers=scene.viewers,
        )

    def facts_for(self, systems: Collection[str], reading: Reading, *others: str) -> Facts:
        """Return the facts with what is stored of these systems (ids) and their people."""
        of_files = self.facts()
        since = self.now() - _LATELY
        facts, adopted = _surrounded(of_files, systems, reading, others, since)
        if adopted is None or _is_of(facts, adopted):
            return facts
        in_force = self.adopted(adopted, reading.adopted_text, of_files)
        facts, _ = _surrounded(in_force, systems, reading, others, since)
        return facts

    def facts_of_everybody(self, systems: Collection[str], reading: Reading) -> Facts:
        """Return the facts of these systems (ids), with what is stored of the whole directory."""
        people = (one.id for one in self.facts().directory.people)
        return self.facts_for(systems, reading, *people)

    def in_force(self, reading: Reading) -> Facts:
        """Return directory, registry and the policy in force, without what is stored of people."""
        facts, last = self.facts(), reading.adopted()
        if last is None or _is_of(facts, last.digest):
            return facts
        return self.adopted(last.digest, reading.adopted_text, facts)

    def facts_of_places(self, change: Change, reading: Reading) -> Facts:
        """Return the facts in force with what says where the change's card stands."""
        moved = {one.channel: one.instead for one in reading.lost_channels().values()}
        cards = tuple(card.channel for card in reading.cards(change.key))
        return replace(self.in_force(reading), moved=moved, cards=cards)


def _is_of(facts: Facts, digest: str) -> bool:
    return facts.policy is not None and facts.policy.digest == digest


def _surrounded(
    facts: Facts,
    systems: Collection[str],
    reading: Reading,
    others: Collection[str],
    signed_since: datetime,
) -> tuple[Facts, str | None]:
    """Return the facts with all that is stored, and the digest of the last adopted policy.

    Who is in a group and who acts for the absent is stored itself: a second look is about them.
    """
    groups = facts.policy.groups() if facts.policy else ()
    people = {*circle(systems, facts), *others}
    found = reading.surroundings(people, systems, groups, signed_since)
    everybody = people.union(_named_in(found))
    if len(everybody) > len(people):
        found = reading.surroundings(everybody, systems, groups, signed_since)
    complete = replace(
        facts,
        standings=found.standings,
        zones=found.zones,
        absences=found.absences,
        debts=found.debts,
        groups=found.groups,
        waiting=found.waiting,
        signed=found.signed,
        moved=found.moved,
    )
    return complete, found.policy_digest


def _named_in(found: Surroundings) -> Iterator[str]:
    for members in found.groups.values():
        yield from members
    yield from (one.delegate for one in found.absences.values() if one.delegate)
