"""A policy tried on many changes: what would differ, counted.

Memory stays as it is however many are added, but for the open changes that would be moved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from chatops.core.simulate import Comparison

_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, slots=True)
class Affected:
    """An open change that the new policy would move, and the sentence its people would read."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Load:
    """Senior sign-offs a week of one person; no id means somebody whom no source names."""

    person: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Comparisons counted; only the open changes that would be moved are kept one by one.

    `more` and `fewer` count the changes that ask for more or fewer sign-offs, by the line's name;
    `past_approved` and `past_lost` those past ones that would have been approved as well, or not.
    """

    total: int = 0
    open: int = 0
    changed: int = 0
    asking_more: int = 0
    asking_fewer: int = 0
    past_approved: int = 0
    past_lost: int = 0
    more: Mapping[str, int] = field(default_factory=dict)
    fewer: Mapping[str, int] = field(default_factory=dict)
    unreachable: tuple[Affected, ...] = ()
    approved: tuple[Affected, ...] = ()
    lost: tuple[Affected, ...] = ()
    stale: tuple[Affected, ...] = ()
    before: Mapping[str, float] = field(default_factory=dict)
    after: Mapping[str, float] = field(default_factory=dict)

    def add(self, one: Comparison) -> "Tally":
        """Return the tally with one comparison more."""
        asked = one.new.sign_offs - one.old.sign_offs
        more, fewer = _asks(one)
        past = not one.is_open
        return Tally(
            total=self.total + 1,
            open=self.open + one.is_open,
            changed=self.changed + one.is_changed,
            asking_more=self.asking_more + (asked > 0),
            asking_fewer=self.asking_fewer + (asked < 0),
            past_approved=self.past_approved + (past and one.became_approved),
            past_lost=self.past_lost + (past and one.lost_approval),
            more=_sum(self.more, more),
            fewer=_sum(self.fewer, fewer),
            unreachable=_listed(self.unreachable, one, one.new.obstacle, one.became_unreachable),
            approved=_listed(self.approved, one, one.new.sentence, one.became_approved),
            lost=_listed(self.lost, one, one.new.sentence, one.lost_approval),
            stale=_listed(self.stale, one, one.new.sentence, one.became_stale),
            before=_sum(self.before, one.old.load),
            after=_sum(self.after, one.new.load),
        )

    def loads(self, period: timedelta) -> tuple[Load, ...]:
        """Return the weekly load of everybody over the period, who has most to sign first."""
        weeks = max(1.0, period / timedelta(weeks=1))
        found = (
            Load(one, self.before.get(one, 0) / weeks, self.after.get(one, 0) / weeks)
            for one in {**self.before, **self.after}
        )
        return tuple(sorted(found, key=lambda one: (-one.after, -one.before, one.person)))


def _asks(one: Comparison) -> tuple[dict[str, int], dict[str, int]]:
    """Return the lines that ask for more, and those that ask for fewer."""
    before, after = _counted(one.old.asked), _counted(one.new.asked)
    names = before | after
    more = {name: 1 for name in names if after.get(name, 0) > before.get(name, 0)}
    return more, {name: 1 for name in names if after.get(name, 0) < before.get(name, 0)}


def _counted(asked: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, count in asked:
        found[name] = found.get(name, 0) + count
    return found


def _sum(known: Mapping[str, _Number], added: Mapping[str, _Number]) -> Mapping[str, _Number]:
    if not added:
        return known
    return {**known, **{name: known.get(name, 0) + more for name, more in added.items()}}


def _listed(
    known: tuple[Affected, ...], one: Comparison, sentence: str, is_meant: object
) -> tuple[Affected, ...]:
    return (*known, Affected(one.key, sentence)) if one.is_open and is_meant else known
