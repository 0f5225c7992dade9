"""The weekly audit digest of one director, as values: every number, and what it was counted from.

Lengths of time are whole seconds, so that the digest of it (`core/digest_json.py`) is taken over
whole numbers and texts only. A change is of the organisation when its revision at the end of the
week goes to one of its systems; kind and AI assistance are as of then too.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chatops.core.basis import Basis


class Count(StrEnum):
    """What is counted. Some are counted by a name as well (`Figure.of`).

    Changes are counted; but each word, use or debt for what was rejected, broken and owed and for
    the quality of approval (UNREAD to AFTER_HOURS). An approval counts whether it was taken back
    or not.
    """

    OPENED = "opened"  # of: empty, or a system
    KIND = "kind"  # of: the kind
    ASSISTED = "assisted"  # AI-assisted, generated included, of those opened
    GENERATED = "generated"
    SIGNED_ASSISTED = "signed-assisted"  # of: who approved AI-assisted changes
    APPROVED = "approved"  # for the first time; of: empty, or a team
    REJECTED = "rejected"
    BROKEN = "broken"  # break-glass uses
    OWED = "owed"  # unpaid at the end of the week
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    STUCK = "stuck"  # open at the end, unapproved for more than three days
    DURING = "during"  # opened during a freeze or reset; of: its name
    BYPASSED = "bypassed"  # deployed past the gate
    SIGNED = "signed"  # of: a senior who approved
    UNREAD = "unread"  # approved without opening Details
    HASTY = "hasty"  # approved within ten seconds of opening Details
    AFTER_HOURS = "after-hours"  # approved outside the approver's working hours
    PAIR = "pair"  # changes; of: "one other": each approved only the other's, for 90 days
    NEVER = "never-rejects"  # changes; of: who approved often, never rejected, for 90 days


OF_90_DAYS = frozenset((Count.PAIR, Count.NEVER))
"""What tells of changes of other weeks as well."""

DAILY = {
    Count.OPENED: "opened",
    Count.APPROVED: "approved",
    Count.REJECTED: "rejected",
    Count.EXPIRED: "expired",
    Count.BROKEN: "overridden",
}
"""What is counted by day too, with its name in `Day`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `of` is whose or what for, an id."""

    count: Count
    number: int
    of: str = ""


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds from the request to the first approval, over `approved` changes of a team (id).

    The median and the 90th percentile are real values of the list: the lower one of two.
    """

    team: str
    approved: int
    median: int
    ninetieth: int


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one local day (ISO 8601 date)."""

    day: str
    opened: int = 0
    approved: int = 0
    rejected: int = 0
    expired: int = 0
    overridden: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A rejection, and why."""

    key: str
    person: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A break-glass; `used` tells whether the gate let somebody through on it by the end."""

    key: str
    person: str
    at: datetime
    used: bool
    why: str


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What was still owed at the end of the week."""

    key: str
    number: int
    owed: str
    by: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Spanned:
    """A freeze or reset that was on: how many changes were opened meanwhile, and days left."""

    name: str
    span: str
    changes: int
    days_left: int


@dataclass(frozen=True, slots=True)
class Adopted:
    """A policy that was adopted in the week."""

    hash: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Short:
    """A system (id) whose changes too few people could approve, in a sentence that says why."""

    system: str
    why: str


@dataclass(frozen=True, slots=True)
class Load:
    """A senior: how many changes they signed in the week, and how many wait for them now."""

    person: str
    signed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who approved only each other's changes: how many of `other`'s `one` did."""

    one: str
    other: str
    of_other: int
    of_one: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A digest that its director has not attested."""

    director: str
    week: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What can be counted from the records alone: the trail holds the same."""

    figures: tuple[Figure, ...] = ()
    speeds: tuple[Speed, ...] = ()
    overall: Speed | None = None
    days: tuple[Day, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    broken: tuple[Broken, ...] = ()
    unpaid: tuple[Unpaid, ...] = ()
    spans: tuple[Spanned, ...] = ()
    adopted: tuple[Adopted, ...] = ()
    pairs: tuple[Pair, ...] = ()
    approvals: int = 0  # in the week, of which the quality is told

    def number(self, count: Count, of: str = "") -> int:
        """Return the figure, 0 where it is not there."""
        return next((one.number for one in self.figures if (one.count, one.of) == (count, of)), 0)

    def by(self, count: Count) -> tuple[Figure, ...]:
        """Return the figures of this count that are for a name, the largest first."""
        found = (one for one in self.figures if one.count is count and one.of)
        return tuple(sorted(found, key=lambda one: (-one.number, one.of)))


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of `director`'s (directory id) week, such as 2026-W12, half-open, in `zone`.

    `systems` are those of the organisation (ids). `short`, `loads` and `missing` are as of
    `made_at`. `version` 1 is the first of the week, a higher one corrects it. `basis` is what
    directory and policy told then. `salt` is random, so that nobody can find out by the hash what
    was erased; it is empty until the digest is sent, and in those of earlier versions.
    """

    director: str
    week: str
    zone: str
    begins: datetime
    ends: datetime
    made_at: datetime
    version: int
    systems: tuple[str, ...]
    figures: Figures
    short: tuple[Short, ...] = ()
    loads: tuple[Load, ...] = ()
    missing: tuple[Missing, ...] = ()
    basis: Basis = field(default_factory=Basis)
    salt: str = ""
