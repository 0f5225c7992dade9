"""Everybody in the workspace is read, page by page: who left, who is a guest, who is where.

Events tell most of it at once; this finds what they did not tell. How far it got is stored, so a
restart goes on where it was, and of several replicas one reads at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from chatops.store.roster import Roster
from chatops.usecases.house import House
from chatops.usecases.observe_all import Seen, observe_all

EVERY = timedelta(hours=6)
_LEASE = timedelta(minutes=2)  # whoever took a page and died of it keeps it no longer


@dataclass(frozen=True, slots=True)
class Page:
    """Some people, and how to go on: with `cursor` after that time; None is the end.

    An empty `cursor` begins anew. A page that Slack did not give has nobody in it.
    """

    seen: tuple[Seen, ...]
    cursor: str | None
    after: timedelta


def sync_people(house: House, team: str, read: Callable[[str], Page]) -> None:
    """Read the next page of this workspace (its id), if it is due; `read` takes a cursor."""
    now = house.now()
    if _is_early(house, team):
        return
    with house.store.transaction() as tx:
        claimed = tx.claim_roster(team, now, now + _LEASE)
    if claimed is None:
        return
    page = read(claimed.cursor)
    observe_all(house, page.seen, now)
    if page.cursor is None:
        got = Roster(team, "", now + EVERY, now)
    else:
        got = replace(claimed, cursor=page.cursor, due_at=now + page.after)
    with house.store.transaction() as tx:
        tx.put_roster(got)


def _is_early(house: House, team: str) -> bool:
    with house.store.reading() as reading:
        return any(one.team == team and one.due_at > house.now() for one in reading.rosters())
