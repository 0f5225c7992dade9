"""The changes behind the numbers of a digest, and what their audit trails tell."""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.change import Change
from chatops.core.facts import Facts


@dataclass(frozen=True, slots=True)
class Listed:
    """A change as it was when the week ended, in plain values.

    `systems`, `requester` and `approvers` are ids, each approver once. `seconds` went by from the
    request to the first approval, None where there was none; `rejected` and `broken` tell whether
    it ever was by then.
    """

    key: str
    title: str
    opened_at: datetime
    systems: tuple[str, ...]
    environment: str
    kind: str
    risk: str
    assistance: str
    requester: str
    state: str
    approvers: tuple[str, ...] = ()
    seconds: int | None = None
    rejected: bool = False
    broken: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One audit entry of a change, as a sentence."""

    at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of the changes behind a number; `number` counts from 1, up to `count`.

    `reach` changes stand on all pages, of `total` that there are; `counted` is the number in the
    digest, which counts some of them more than once. `hidden` counts those of the page that the
    reader may not see.
    """

    rows: tuple[tuple[Listed, Change], ...]
    facts: Facts
    number: int
    count: int
    reach: int
    hidden: int
    total: int
    counted: int
