"""Who is in the Slack user groups that policies name, as Slack last said."""

import json
from collections.abc import Iterable
from datetime import datetime

from chatops.store.session import Session, Statement

_ALL = Statement("SELECT id, people FROM user_groups")
_REMEMBER = Statement(
    """INSERT INTO user_groups (id, people, at) VALUES (:group, :members, :at)
    ON CONFLICT (id) DO UPDATE SET people = excluded.people, at = excluded.at
    WHERE user_groups.at <= excluded.at"""
)


def known(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the members (directory ids) of every group that was ever asked about."""
    return {group: members(people) for group, people in session.run(_ALL).fetchall()}


def remember(session: Session, group: str, people: Iterable[str], at: datetime) -> None:
    """Remember the members that Slack named at that time, unless something newer is known."""
    session.run(_REMEMBER, group=group, members=json.dumps(tuple(people)), at=at)


def members(stored: str) -> tuple[str, ...]:
    """Return the members as they were remembered."""
    return tuple(json.loads(stored))
