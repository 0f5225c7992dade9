"""What App Home shows one person: what waits for them, what they wait for, decided and owe.

What is shown is bounded, however much there is. "Waiting" are the changes that ask the person to
sign off (the shortest way to green names them), oldest first, a page at a time. "Others" are the
first few, of the oldest open changes within the person's reach that ask somebody else, that they
could sign as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from chatops.core.bulk import why_alone
from chatops.core.change import Change
from chatops.core.decide import may_decide
from chatops.core.evaluate import evaluate, is_over
from chatops.core.facts import Facts
from chatops.core.home import Due, HomeContent, Item, Said, Word
from chatops.core.inbox import Reach, reach
from chatops.core.owing import owing
from chatops.core.snoozing import snoozed
from chatops.store.database import Reading
from chatops.usecases.house import House

MOST = 1_000  # waiting or own changes that are counted
PER_PAGE, OWN_PER_PAGE, OWED_PER_PAGE = 8, 4, 4
DECIDED = 10
_SNOOZED, _OTHERS, _WEEKS = 4, 4, 3  # so many are shown
_ANY_WEEK = "9999"  # comes after every week
_LOOKED_AT = 40  # of the oldest changes that ask somebody else, or owe something

_Kind = TypeVar("_Kind", str, Due)


@dataclass(frozen=True, slots=True)
class _Found:
    """The keys of what may be shown, before it is read; what is owed is counted by reading it."""

    waiting: tuple[str, ...]
    snoozed: dict[str, datetime]
    others: tuple[str, ...]
    own: tuple[str, ...]
    said: tuple[Said, ...]
    owed: tuple[Due, ...]
    owed_cut: bool

    @property
    def pages(self) -> int:
        lists = (
            (self.waiting, PER_PAGE),
            (self.own, OWN_PER_PAGE),
            (self.owed, OWED_PER_PAGE),
        )
        return max(1, *(-(-len(found) // each) for found, each in lists))

    def on(self, page: int) -> "_Found":
        """Return what stands on this page; what is no list by page stands on the first."""
        first = page == 1
        return _Found(
            _part(self.waiting, page, PER_PAGE),
            dict(list(self.snoozed.items())[:_SNOOZED]) if first else {},
            self.others if first else (),
            _part(self.own, page, OWN_PER_PAGE),
            self.said if first else (),
            _part(self.owed, page, OWED_PER_PAGE),
            self.owed_cut,
        )

    def keys(self) -> set[str]:
        said = (one.key for one in self.said)
        return {*self.waiting, *self.snoozed, *self.others, *self.own, *said}


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that was read for one page, laid out for one person."""

    person: str
    facts: Facts
    now: datetime
    changes: dict[str, Change]
    snoozed: dict[str, datetime]
    read: frozenset[tuple[str, int]]

    def items(self, keys: Iterable[str]) -> tuple[Item, ...]:
        """Return these changes with their verdicts."""
        return tuple(self._item(self.changes[key]) for key in keys)

    def others(self, keys: Iterable[str]) -> tuple[Item, ...]:
        """Return the first few of these that the person could sign."""
        items = (self._item(self.changes[key]) for key in keys)
        signable = (
            one
            for one in items
            if self.person in one.verdict.waiting() and not one.change.is_deployed
        )
        return tuple(islice(signable, _OTHERS))

    def words(self, said: Iterable[Said]) -> tuple[Word, ...]:
        """Return these decisions with their changes."""
        return tuple(Word(one, self.changes[one.key]) for one in said)

    def for_several(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Return those that the person may approve beside others."""
        return tuple(one for one in items if self._is_for_several(one))

    def _item(self, change: Change) -> Item:
        verdict = evaluate(change, self.facts, self.now)
        has_read = (change.key, change.present.number) in self.read
        return Item(change, verdict, has_read, self.snoozed.get(change.key))

    def _is_for_several(self, item: Item) -> bool:
        change = item.change
        return (
            not why_alone(change)
            and not is_over(change, self.now)
            and self.person in item.verdict.waiting()
            and may_decide(change, self.person, self.facts, self.now)
        )


def home(house: House, person: str, page: int = 1) -> HomeContent:
    """Return one page of the App Home of a person (directory id), the last one beyond the end."""
    now = house.now()
    with house.store.reading() as reading:
        within = reach(person, house.facts_for((), reading, person), now)
        found = _found(house, person, within, reading)
        number = min(max(page, 1), found.pages)
        shown = found.on(number)
        changes = {one.key: one for one in reading.several(shown.keys())}
        facts = house.facts_about_all(tuple(changes.values()), reading, person)
        read = reading.inbox(person).read(changes)
        desk = _Desk(person, facts, now, changes, found.snoozed, read)
        weeks = _unattested(person, reading) if number == 1 else ()
    return replace(_content(number, found, shown, desk), digests=weeks)


def _unattested(person: str, reading: Reading) -> tuple[str, ...]:
    """Return the newest weeks whose digest was sent to the person, who has not attested it."""
    found = reading.digests.unattested((person,), _ANY_WEEK, limit=_WEEKS)
    return tuple(week for _, week in found)


def _found(house: House, person: str, within: Reach, reading: Reading) -> _Found:
    inbox = reading.inbox(person)
    asking = inbox.asking(MOST)
    others = inbox.others(within.systems, everywhere=within.everywhere, limit=_LOOKED_AT)
    asleep = _snoozed(person, (*asking, *others), reading, house.now())
    indebted = reading.several(
        inbox.owing(within.systems, everywhere=within.reviews, limit=_LOOKED_AT)
    )
    owed = owing(indebted, person, house.facts_about_all(indebted, reading, person))
    return _Found(
        waiting=tuple(one for one in asking if one not in asleep),
        snoozed=asleep,
        others=tuple(one for one in others if one not in asleep),
        own=inbox.own(MOST),
        said=inbox.said(DECIDED),
        owed=owed,
        owed_cut=len(indebted) == _LOOKED_AT,
    )


def _snoozed(
    person: str, keys: Iterable[str], reading: Reading, now: datetime
) -> dict[str, datetime]:
    """Return until when the person is left in peace, by the keys of the changes where they are."""
    ever = reading.several(reading.inbox(person).snoozed(keys))
    until = ((one.key, snoozed(one, person, now)) for one in ever)
    return {key: moment for key, moment in until if moment}


def _content(page: int, found: _Found, shown: _Found, desk: _Desk) -> HomeContent:
    waiting, others = desk.items(shown.waiting), desk.others(shown.others)
    return HomeContent(
        person=desk.person,
        page=page,
        pages=found.pages,
        facts=desk.facts,
        now=desk.now,
        waiting=waiting,
        waiting_count=len(found.waiting),
        snoozed=desk.items(shown.snoozed),
        snoozed_count=len(found.snoozed),
        others=others,
        own=desk.items(shown.own),
        own_count=len(found.own),
        decided=desk.words(shown.said),
        owed=shown.owed,
        owed_count=len(found.owed),
        owed_cut=found.owed_cut,
        absence=desk.facts.absence(desk.person, desk.now),
        several=desk.for_several((*waiting, *others)),
    )


def _part(found: tuple[_Kind, ...], page: int, each: int) -> tuple[_Kind, ...]:
    return found[(page - 1) * each : page * each]
