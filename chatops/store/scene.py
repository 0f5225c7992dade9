"""What stands around a change in Slack, in one look: cards, openings of Details, open homes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatops.core.errand import Card
from chatops.store.session import Session, Statement, instant

LOOK = Statement(
    """SELECT
        (SELECT json_agg(json_build_array(c.channel, c.ts)) FROM cards c WHERE c.key = :key),
        (SELECT json_agg(json_build_array(o.person, o.at))
        FROM openings o WHERE o.key = :key AND o.revision = :revision),
        (SELECT json_agg(json_build_array(v.person))
        FROM viewers v WHERE v.person = ANY(:people))"""
)
_OPENED = Statement(
    """INSERT INTO openings (key, revision, person, at) VALUES (:key, :revision, :person, :at)
    ON CONFLICT (key, revision, person) DO UPDATE SET at = excluded.at"""
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The cards of a change, who opened Details of a revision, and viewers.

    `viewers` are those of the given people whose App Home is drawn.
    """

    cards: tuple[Card, ...]
    openings: Mapping[str, datetime]
    viewers: frozenset[str]


def of(session: Session, key: str, revision: int, people: Iterable[str]) -> Scene:
    """Return the scene of the change at this revision, with the viewers among `people`."""
    row = session.run(LOOK, key=key, revision=revision, people=list(people)).fetchone()
    cards, openings, viewers = map(_rows, row)
    return Scene(
        cards=tuple(Card(key, channel, ts) for channel, ts in sorted(cards)),
        openings={person: instant(at) for person, at in openings},
        viewers=frozenset(person for (person,) in viewers),
    )


def opened(session: Session, key: str, revision: int, person: str, at: datetime) -> None:
    """Note that the person has Details of this revision before them."""
    session.run(_OPENED, key=key, revision=revision, person=person, at=at)


def _rows(stored: Any) -> list[list[Any]]:
    """Return the JSON rows, which PostgreSQL's driver has parsed already."""
    return json.loads(stored) if isinstance(stored, str) else stored or []
