"""A decision: what one person said about one revision, with all that it was bound to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar


class Verb(StrEnum):
    """What a person can say."""

    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    LIFT = "lift"  # somebody else's rejection, by who the policy names


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's word. `number` orders the decisions of a change, from 1.

    It counts only while `revision`, its digest and the environment are the change's present ones.
    `level` is the person's level then; `surface` is where the click came from, `shown` the
    digest of what stood there (empty where nothing was drawn). `on_behalf_of` is the absent
    person in whose place a delegate signed; `lifts` the number of the rejection that is lifted.
    `named_by` holds the sources that named the person then (`core/naming.py`): joining a team
    later makes no older approval count there. `read_at` is when the person last opened Details of
    that revision, None where they never did.
    """

    number: int
    person: str
    verb: Verb
    revision: int
    revision_digest: str
    environment: str
    policy_digest: str
    level: str
    surface: str
    at: datetime
    comment: str = ""
    shown: str = ""
    on_behalf_of: str | None = None
    lifts: int | None = None
    named_by: tuple[str, ...] = ()
    read_at: datetime | None = None


class Said(Protocol):
    """Whatever says which word somebody spoke."""

    @property
    def verb(self) -> Verb:
        """What they said."""
        ...


_Said = TypeVar("_Said", bound=Said)


def standing(words: Iterable[_Said]) -> _Said | None:
    """Return which of one person's words stands, of all that they said in order; None of none.

    Withdrawing an approval brings back what it had replaced: an earlier rejection stands again.
    Withdrawing a rejection leaves nothing. Lifting somebody else's is no word on the change.
    """
    said: list[_Said] = []
    last: _Said | None = None
    for word in words:
        if word.verb is Verb.LIFT:
            continue
        last = word
        if word.verb is not Verb.WITHDRAW:
            said.append(word)
        elif said and said[-1].verb is Verb.APPROVE:
            said = _without_last_approvals(said)
        else:
            said = []
    return said[-1] if said else last


def _without_last_approvals(said: list[_Said]) -> list[_Said]:
    kept = list(said)
    while kept and kept[-1].verb is Verb.APPROVE:
        kept.pop()
    return kept
