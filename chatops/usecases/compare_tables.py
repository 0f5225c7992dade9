"""Compare the tables with the log: what the entries alone tell has to stand there, and no more.

Every approval, and every yes of the gate by one, has to follow from its entries, too: from the
sign-offs that stood then, by people who did not contribute, as many as the policy of that moment
asked for at least.

Not compared is what no entry tells. Of changes: the words told last and the count of outcomes
(`told`, `version`), when time asks for a step (`next_step_at`), who is asked (`asked`, which is
judged anew with every outcome), and the notes of chases. Whole tables: tokens, drafts, outbox,
cards, openings, viewers, standings, accounts, rosters, groups, deliveries, counters, lost channels
and reminders (the service's own working memory), gate_answers (the last answer, so that a no is
not written twice; every yes is an entry), and digest_lists, digest_above and digest_posts (made
with a digest, whose own text is compared). What entries of earlier versions left out is not
compared either.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter

from chatops.core.agreeing import ERASED_CONTENT, Tables, disagreements, named
from chatops.core.audited import misattributed
from chatops.core.events import AbsenceSet
from chatops.core.events_audit import REDACTIONS
from chatops.core.grounds import unfounded
from chatops.core.least import UNREAD, Least, Place, least
from chatops.core.projected_change import place_of, projected
from chatops.core.projected_scope import projected_scope
from chatops.core.projection import Claim, Projection, Told
from chatops.core.refused import Refused
from chatops.ledger.chain import GENESIS
from chatops.ledger.fault import Fault
from chatops.store.database import Reading
from chatops.store.policies import SCOPE
from chatops.usecases.guarded import UNREADABLE
from chatops.usecases.house import NOBODY_KNOWS, House
from chatops.usecases.told_erased import told_erased

Progress = Callable[[int, int], None]
"""Told how many entries were compared, and of how many."""

_SCOPES = 40  # so many are compared at a time; with more there is more to collect, which costs time
_ERASABLE = ("revisions", "digests")
_MOST_POLICIES = 10_000


@dataclass(slots=True)
class Comparison:
    """What was compared: entries, changes, and approvals and yeses of the gate by approval.

    `unread` counts those of which the policy's text is not kept, so that one person was enough;
    `erased` counts revisions and digests of which people's words were erased.
    """

    entries: int = 0
    changes: int = 0
    approvals: int = 0
    unread: int = 0
    erased: int = 0


def compare_tables(
    house: House, reading: Reading, progress: Progress
) -> Generator[Fault, None, Comparison]:
    """Yield what differs, scope by scope, and return how much was compared.

    Memory does not grow with the log. All is read in the one snapshot of `reading`.
    """
    comparing = _Comparing(house, reading, progress)
    yield from comparing.faults()
    return comparing.done


@dataclass(slots=True)
class _Comparing:
    house: House
    reading: Reading
    progress: Progress
    done: Comparison = field(default_factory=Comparison)
    known: dict[tuple[str, Place], Least] = field(default_factory=dict)
    last_absence: str | None = None

    def faults(self) -> Iterator[Fault]:
        """Yield all there is to tell: by scopes, then what belongs to none."""
        compared = self.reading.compared
        total = compared.count()
        found = _projections(compared.entries())
        self.progress(0, total)
        while some := list(islice(found, _SCOPES)):
            yield from self._of_some(some)
            self.done.entries += sum(one.entries for one in some)
            self.progress(self.done.entries, total)
        yield from _guarded(SCOPE, self._of_policies())
        yield from _guarded(REDACTIONS, told_erased(self.reading))
        for table, scope in compared.orphans():
            yield Fault(scope, f"{named(table, ())} is in the tables, and no entry tells of it")

    def _of_some(self, some: list[Projection]) -> Iterator[Fault]:
        compared = self.reading.compared
        keys = [one.scope for one in some if _is_change(one.scope)]
        others = [one.scope for one in some if not _is_change(one.scope)]
        tables = compared.of_changes(keys) | compared.of_others(others)
        for one in some:
            yield from (Fault(one.scope, f"entry {number} {what}") for number, what in one.odd)
            yield from _guarded(one.scope, self._of_one(one, tables[one.scope]))

    def _of_one(self, one: Projection, tables: Tables) -> Iterator[Fault]:
        if _is_change(one.scope):
            yield from self._of_change(one, tables)
        elif one.scope != SCOPE:
            self._forget_absence(one, tables)
            yield from _differences(one, tables)
            yield from self._of_erased(one, tables)

    def _of_change(self, told: Projection, tables: Tables) -> Iterator[Fault]:
        self.done.changes += 1
        if "changes" not in tables:
            yield Fault(told.scope, "has entries, and is not in the tables")
            return
        yield from _differences(told, tables)
        yield from self._of_erased(told, tables)
        for claim in told.claims:
            self.done.approvals += 1
            people = _contributors(told, tables, claim.revision)
            why = unfounded(claim, people, self._least(claim, told))
            if why:
                sentence = f"is approved by entry {claim.number}, which does not follow: {why}"
                yield Fault(told.scope, sentence)

    def _of_erased(self, told: Projection, tables: Tables) -> Iterator[Fault]:
        """Allow erased contents only where an entry tells of an erasure."""
        rows = [(one, *row) for one in _ERASABLE for row in tables.get(one, {}).items()]
        for table, key, row in rows:
            if ERASED_CONTENT in {row.get("content"), row.get("body")}:
                self.done.erased += 1
                if self.reading.chain_head(REDACTIONS) == GENESIS:
                    what = named(table, key)
                    yield Fault(told.scope, f"{what} was erased, and no entry tells of an erasure")

    def _least(self, claim: Claim, told: Projection) -> Least:
        """Return what the policy of the claim asks for; one person where its text is not kept."""
        place = place_of(told, claim.revision)
        known = self.known.get((claim.policy, place))
        if known is None:
            known = self._read_least(claim.policy, place)
            if len(self.known) >= _MOST_POLICIES:
                self.known.clear()
            self.known[claim.policy, place] = known
        self.done.unread += known is UNREAD
        return known

    def _read_least(self, digest: str, place: Place) -> Least:
        try:
            text = self.reading.policy_text(digest)
            return least(text, place) if text else UNREAD
        except (Refused, *UNREADABLE):  # the text itself is told as a fault
            return UNREAD

    def _forget_absence(self, told: Projection, tables: Tables) -> None:
        """Let an absence be missing that was over when one was set last: then they are deleted."""
        rows = told.rows.get("absences")
        if not rows or tables.get("absences"):
            return
        if self.last_absence is None:  # asked once: the snapshot stays
            self.last_absence = self.reading.compared.last_absence(AbsenceSet.TAG)
        if rows[()].values["until"] <= self.last_absence:
            del told.rows["absences"]

    def _of_policies(self) -> Iterator[Fault]:
        compared = self.reading.compared
        for digest in compared.wrong_texts():
            yield Fault(f"policy {digest[:12]}", "its kept text has another digest")
        told, meaning = projected_scope(SCOPE, compared.scope(SCOPE)), self.house.meaning
        yield from _differences(
            told, compared.policies(meaning, is_read=meaning is not NOBODY_KNOWS)
        )


def _projections(entries: Iterable[tuple[str, Told]]) -> Iterator[Projection]:
    for scope, group in groupby(entries, itemgetter(0)):
        odd: list[tuple[int, str]] = []
        told = _attributed((one for _, one in group), odd)
        found = projected(scope, told) if _is_change(scope) else projected_scope(scope, told)
        found.odd += odd
        yield found


def _attributed(entries: Iterable[Told], odd: list[tuple[int, str]]) -> Iterator[Told]:
    """Yield them; note whose words lie beside the log as somebody else's, who could erase them."""
    for told in entries:
        if told.writers:
            what = "has its `{}` beside the log as another person's"
            names = misattributed(told.event, told.writers)
            odd.extend((told.number, what.format(one)) for one in names)
        yield told


def _guarded(scope: str, faults: Iterator[Fault]) -> Iterator[Fault]:
    """Yield them; what no writer ever wrote (an edited cell) is a fault and stops nothing else."""
    try:
        yield from faults
    except UNREADABLE:
        yield Fault(scope, "cannot be compared: an entry or a row holds what nobody can read")


def _is_change(scope: str) -> bool:
    return ":" not in scope and scope != SCOPE


def _differences(told: Projection, tables: Tables) -> Iterator[Fault]:
    return (Fault(told.scope, one) for one in disagreements(told, tables))


def _contributors(told: Projection, tables: Tables, revision: int) -> set[str]:
    """Return the ids of all who are known to have touched a revision up to that one."""
    found = {told.value("changes", (), "requester")}
    for (number,), row in told.rows.get("revisions", {}).items():
        if int(number) <= revision:
            there = tables.get("revisions", {}).get((number,), {})
            found |= {row.values["submitted_by"], *there.get("people", ())}
    return found
