"""What is stored around a change and has to be known to judge it, in one look."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chatops.core.absence import Absence
from chatops.core.obligation import Debt
from chatops.core.people import Standing
from chatops.store import absences, groups
from chatops.store.session import Session, Statement, instant

MOST_COUNTED = 1_000  # who has so many waiting, or signed, is not asked before who has fewer
NEVER = datetime.max.replace(tzinfo=UTC)
# ORDER BY: PostgreSQL then counts by the index, whatever share of all rows one person has.
# CROSS JOIN: SQLite then starts at the few open obligations, and not at the system's changes.
_LOOK = f"""
    SELECT
        (SELECT json_agg(json_build_array(s.person, s.standing, s.zone))
        FROM standings s WHERE s.person = ANY(:people)),
        (SELECT json_agg(json_build_array(a.person, a.until, a.delegate, a.set_by))
        FROM absences a),
        (SELECT json_agg(json_build_array(o.key, t.system, o.due_at))
        FROM obligations o CROSS JOIN targets t
        WHERE o.is_open AND o.owed = 'review' AND t.key = o.key AND t.system = ANY(:systems)
            AND t.revision = (SELECT MAX(r.number) FROM revisions r WHERE r.key = o.key)),
        (SELECT json_agg(json_build_array(g.id, g.people))
        FROM user_groups g WHERE g.id = ANY(:groups)),
        (SELECT json_agg(json_build_array(p.person, (
            SELECT COUNT(*) FROM (
                SELECT 1 FROM asked k WHERE k.person = p.person
                ORDER BY k.key LIMIT {MOST_COUNTED}) AS counted), (
            SELECT COUNT(*) FROM (
                SELECT 1 FROM decisions d
                WHERE d.person = p.person AND d.at >= :since AND d.verb = 'approve'
                ORDER BY d.at LIMIT {MOST_COUNTED}) AS counted)))
        FROM {{people}}),
        (SELECT json_agg(json_build_array(l.channel, l.instead)) FROM lost_channels l),
        (SELECT digest FROM policies ORDER BY number DESC LIMIT 1)"""  # noqa: S608 - only a constant of this module
LOOKS = {
    "postgresql": Statement(_LOOK.format(people="unnest(CAST(:people AS text[])) AS p (person)")),
    "sqlite": Statement(
        _LOOK.format(people="(SELECT value AS person FROM json_each(:people)) AS p")
    ),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of people, groups and systems beside the change itself.

    `absences` are all that are stored, `debts` the open reviews of the systems, `groups` the
    members (directory ids) of Slack user groups, `waiting` the open changes that ask a person
    and `signed` the approvals that they gave since a given moment (both counted up to
    `MOST_COUNTED`), `policy_digest` that of the policy adopted last. `moved` names the channel
    that stands in for one that takes no cards (empty: none does).
    """

    standings: dict[str, Standing]
    zones: dict[str, str]
    absences: dict[str, Absence]
    debts: tuple[Debt, ...]
    groups: dict[str, tuple[str, ...]]
    waiting: dict[str, int]
    signed: dict[str, int]
    moved: dict[str, str]
    policy_digest: str | None


def of(
    session: Session,
    people: Iterable[str],
    systems: Iterable[str],
    group_ids: Iterable[str],
    signed_since: datetime,
) -> Surroundings:
    """Return what is known around these people (directory ids), systems (ids) and groups (ids)."""
    row = session.run(
        LOOKS[session.dialect],
        people=list(people),
        systems=list(systems),
        groups=list(group_ids),
        since=signed_since,
    ).fetchone()
    standings, away, debts, listed, counted, moved = map(_rows, row[:6])
    return Surroundings(
        standings={person: Standing(standing) for person, standing, _ in standings},
        zones={person: zone for person, _, zone in standings if zone},
        absences={one[0]: absences.absence(one) for one in away},
        debts=tuple(sorted(map(_debt, debts), key=_order)),
        groups={group: groups.members(members) for group, members in listed},
        waiting={person: count for person, count, _ in counted if count},
        signed={person: count for person, _, count in counted if count},
        moved=dict(moved),
        policy_digest=row[6],
    )


def _rows(stored: Any) -> list[list[Any]]:
    """Return the JSON rows, which PostgreSQL's driver has parsed already."""
    return json.loads(stored) if isinstance(stored, str) else stored or []


def _debt(row: list[Any]) -> Debt:
    key, system, due_at = row
    return Debt(key, system, instant(due_at))


def _order(debt: Debt) -> tuple[Any, ...]:
    return debt.due_at, debt.key, debt.system
