"""Who has App Home open: only their homes are drawn anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chatops.store.session import Session, Statement, instant

_AMONG = Statement("SELECT person FROM viewers WHERE person = ANY(:people)")
_VISIT = Statement("SELECT at, page FROM viewers WHERE person = :person")
_SEEN = Statement(
    """INSERT INTO viewers (person, at, page) VALUES (:person, :at, :page)
    ON CONFLICT (person) DO UPDATE SET at = excluded.at, page = excluded.page
    WHERE viewers.at <= excluded.at"""
)
_FORGET = Statement("DELETE FROM viewers WHERE at < :before")


@dataclass(frozen=True, slots=True)
class Visit:
    """When somebody last opened App Home or turned a page of it, and the page, from 1."""

    at: datetime
    page: int


def among(session: Session, people: Iterable[str]) -> frozenset[str]:
    """Return those of the people (directory ids) whose App Home is drawn."""
    rows = session.run(_AMONG, people=list(people)).fetchall()
    return frozenset(person for (person,) in rows)


def visit(session: Session, person: str) -> Visit | None:
    """Return the person's last visit; None for who is no viewer."""
    row = session.run(_VISIT, person=person).fetchone()
    return Visit(instant(row[0]), row[1]) if row else None


def seen(session: Session, person: str, page: int, at: datetime) -> None:
    """Note that the person has this page of App Home before them."""
    session.run(_SEEN, person=person, page=page, at=at)


def forget(session: Session, before: datetime) -> int:
    """Delete who last opened it before that; return how many people."""
    return session.run(_FORGET, before=before).rowcount
