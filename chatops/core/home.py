"""What App Home shows one person, as values: their inbox, their changes, decisions and debts."""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.obligation import Obligation
from chatops.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """A decision of a person, without what it was bound to."""

    key: str
    verb: Verb
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A change with its verdict; `has_read` tells whether the person opened its Details.

    `until` is set for what the person snoozed.
    """

    change: Change
    verdict: Verdict
    has_read: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A decision of the person, and the change it was about as it is now."""

    said: Said
    change: Change


@dataclass(frozen=True, slots=True)
class Due:
    """What is owed; `payable` tells whether the person can pay it, else it waits for others."""

    change: Change
    owed: Obligation
    payable: bool


@dataclass(frozen=True, slots=True)
class HomeContent:
    """One page of it. Of each list the part that is shown, and for lists by page their length.

    `owed_cut` tells that not every change that owes something was looked at; `several` are the
    changes here that may be approved at once, `digests` the weeks of which the person has not
    attested the digest.
    """

    person: str
    page: int
    pages: int
    facts: Facts
    now: datetime
    waiting: tuple[Item, ...] = ()
    waiting_count: int = 0
    snoozed: tuple[Item, ...] = ()
    snoozed_count: int = 0
    others: tuple[Item, ...] = ()
    own: tuple[Item, ...] = ()
    own_count: int = 0
    decided: tuple[Word, ...] = ()
    owed: tuple[Due, ...] = ()
    owed_count: int = 0
    owed_cut: bool = False
    absence: Absence | None = None
    several: tuple[Item, ...] = ()
    digests: tuple[str, ...] = ()
