"""Under which further ids Slack knows accounts that the directory lists by another one.

In an Enterprise organisation an account may have an id of its workspace and one of the
organisation, and Slack names it by either.
"""

from collections.abc import Iterable

from chatops.store.session import Session, Statement

_LISTED = Statement("SELECT slack_id, listed_as FROM accounts WHERE slack_id = ANY(:ids)")
_OTHERS = Statement("SELECT slack_id FROM accounts WHERE listed_as = ANY(:ids) ORDER BY slack_id")
_REMEMBER = Statement(
    """INSERT INTO accounts (slack_id, listed_as) VALUES (:slack_id, :listed_as)
    ON CONFLICT (slack_id) DO UPDATE SET listed_as = excluded.listed_as"""
)


def listed(session: Session, slack_ids: Iterable[str]) -> dict[str, str]:
    """Return by which id the directory lists each of these, where it is another one."""
    return dict(session.run(_LISTED, ids=list(slack_ids)).fetchall())


def others(session: Session, listed_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the further ids of the accounts that are listed by these."""
    return tuple(one for (one,) in session.run(_OTHERS, ids=list(listed_ids)).fetchall())


def remember(session: Session, slack_id: str, listed_as: str) -> None:
    """Remember that both are ids of one account."""
    session.run(_REMEMBER, slack_id=slack_id, listed_as=listed_as)
