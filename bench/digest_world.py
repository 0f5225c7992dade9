"""An organisation of 335 systems under 20 directors, and a million audit entries of its past.

The rows are made by SQL, `n` being the number of a change; times are in seconds from the start.
"""

import sys
from datetime import timedelta
from pathlib import Path

import psycopg

from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.people import Team
from chatops.core.systems import System
from chatops.core.weeks import week_of
from chatops.store.on_sqlite import connect
from chatops.store.session import stamp
from tests import builders as make

CHANGES = 125_000
ENTRIES = 8  # of each change
SYSTEMS, TEAMS, DIRECTORS, MEMBERS = 335, 67, 20, 8
WEEK = week_of("2026-W13", "Europe/Berlin")
_DAYS = 84
_START = WEEK.ends - timedelta(days=_DAYS)
_STEP = _DAYS * 86400 // CHANGES
_WORDS = "Card payments time out under load. " * 12
_BODY = (
    '{"by":"p1x1","closed_at":null,"closed_by":"","created_at":"#","due_at":"#","evidence":"",'
    '"owed":"review","reviewers":2,"reviews":[],"text":"Down.","told_overdue":false}'
).replace("#", stamp(WEEK.begins))
_GLASS = (
    '{"at":"#","environment":"production","expires_at":"#","person":"p1x1","reason":"Down.",'
    '"revision":1,"revision_digest":"","surface":"slack","used_at":null,"used_by":""}'
).replace("#", stamp(WEEK.begins))

_TEAM = f"(n * 7919 % {SYSTEMS} / 5)"


def _who(place: int) -> str:
    return f"'p' || {_TEAM} || 'x' || ((n * 31 + {place}) % {MEMBERS})"


_OPENED = f"n * {_STEP}"
_FIRST, _SECOND = f"{_OPENED} + 3600", f"{_OPENED} + 3600 + n % 97 * 600"
_ENDED = f"{_OPENED} + 7 * 86400"
_DECIDED = (
    "'CR-' || n, {number}, {who}, '{verb}', 1, '', 'production', '', "
    "CASE WHEN n % 3 = {number} THEN 'senior' ELSE 'mid' END, 'slack', @{at}@, '{why}', '', NULL, "
    "NULL, '[]', CASE WHEN n % 3 = 0 THEN NULL ELSE @{at} - n % 90@ END"
)
_NOW = f"{_DAYS} * 86400"
_CHANGES = """changes (key, number, requester, source, status, opened_at, expires_at, state, told,
    version, kind, risk, assistance)"""
_REVISIONS = """revisions (key, number, digest, content, submitted_by, submitted_at, kind, risk,
    assistance)"""
_DECISIONS = """decisions (key, number, person, verb, revision, revision_digest, environment,
    policy_digest, level, surface, at, comment, shown, on_behalf_of, lifts, named_by, read_at)"""
TABLES = (
    (
        _CHANGES,
        f"""'CR-' || n, n, {_who(0)}, 'slack',
        CASE WHEN {_ENDED} > {_NOW} THEN 'open' ELSE 'expired' END, @{_OPENED}@, @{_ENDED}@,
        'approved', '', 4, 'normal', 'low', 'none'""",
        "TRUE",
    ),
    (
        _REVISIONS,
        f"""'CR-' || n, 1, '', '{_WORDS}', {_who(0)}, @{_OPENED}@,
        CASE WHEN n % 9 = 0 THEN 'emergency' ELSE 'normal' END, 'low',
        CASE WHEN n % 4 = 0 THEN 'assisted' ELSE 'none' END""",
        "TRUE",
    ),
    (
        _REVISIONS,
        f"'CR-' || n, 2, '', '{_WORDS}', {_who(0)}, @{_OPENED} + 900@, 'normal', 'low', 'none'",
        "n % 10 = 0",
    ),
    *(
        (
            "targets (key, revision, system, environment, commit_sha)",
            f"'CR-' || n, {revision}, 's' || (n * 7919 % {SYSTEMS}), 'production', 'c' || n",
            which,
        )
        for revision, which in ((1, "TRUE"), (2, "n % 10 = 0"))
    ),
    *(
        (
            _DECISIONS,
            _DECIDED.format(number=number, who=_who(number), verb=verb, at=at, why=why),
            which,
        )
        for number, verb, at, why, which in (
            (1, "approve", _FIRST, "", "TRUE"),
            (2, "approve", _SECOND, "", "TRUE"),
            (3, "reject", _SECOND, "Not yet.", "n % 20 = 0"),
        )
    ),
    ("states (key, number, state, at)", f"'CR-' || n, 4, 'approved', @{_SECOND}@", "n % 12 > 0"),
    (
        "states (key, number, state, at)",
        f"'CR-' || n, 7, 'expired', @{_ENDED}@",
        f"{_ENDED} < {_NOW}",
    ),
    (
        "declarations (key, number, body, at)",
        f"'CR-' || n, 1, '{_GLASS}', @{_FIRST}@",
        "n % 200 = 0",
    ),
    (
        "obligations (key, number, owed, due_at, is_open, body, created_at)",
        f"'CR-' || n, 1, 'review', @{_SECOND}@, n % 1000 = 0, '{_BODY}', @{_FIRST}@",
        "n % 200 = 0",
    ),
    ("bypasses (key, number, system, at)", f"'CR-' || n, 1, 's1', @{_SECOND}@", "n % 300 = 0"),
    ("chains (scope, seq, head)", f"'CR-' || n, {ENTRIES}, ''", "TRUE"),
    *(
        (
            "entries (scope, number, at, tag, body, hash)",
            f"'CR-' || n, {number}, @{_OPENED}@, 'check:posted', '{_WORDS[:300]}', ''",
            "TRUE",
        )
        for number in range(1, ENTRIES + 1)
    ),
)
_NUMBERS = {
    "postgresql": f"SELECT n FROM generate_series(1, {CHANGES}) AS g (n)",  # noqa: S608 - only constants
    "sqlite": f"""WITH RECURSIVE g (n) AS (
            SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {CHANGES})
        SELECT n FROM g""",  # noqa: S608 - only constants
}


def _sql(into: str, columns: str, which: str, dialect: str) -> str:
    """Return the statement; what stands between two @ is a moment."""
    parts = columns.split("@")
    for place in range(1, len(parts), 2):
        seconds = f"{int(_START.timestamp())} + {parts[place]}"
        parts[place] = (
            f"to_timestamp({seconds})"
            if dialect == "postgresql"
            else f"strftime('%Y-%m-%dT%H:%M:%S', {seconds}, 'unixepoch') || '.000000+00:00'"
        )
    numbers = _NUMBERS[dialect]
    return f"INSERT INTO {into} SELECT {''.join(parts)} FROM ({numbers}) AS g WHERE {which}"  # noqa: S608 - only constants


def organisation() -> Facts:
    """Return the organisation: five systems a team, some three teams a director."""
    people = [
        make.person(f"p{team}x{one}", make.LEVELS[one % 4])
        for team in range(TEAMS)
        for one in range(MEMBERS)
    ]
    heads = ("vp", *(f"d{one}" for one in range(DIRECTORS)))
    directors = [make.person(one, make.PRINCIPAL, zone=WEEK.zone) for one in heads]
    teams = tuple(
        Team(
            f"t{one}",
            f"Team {one}",
            "C1",
            tuple(f"p{one}x{place}" for place in range(MEMBERS)),
            director=f"d{one % DIRECTORS}",
            vp="vp",
        )
        for one in range(TEAMS)
    )
    everybody = (*people, *directors)
    systems = tuple(System(f"s{one}", f"S {one}", 1, f"t{one // 5}") for one in range(SYSTEMS))
    freeze = make.window(begins=WEEK.begins + timedelta(days=2), environments=("production",))
    directory = Directory(make.LEVELS, everybody, teams)
    return make.facts(
        the_policy=make.policy(windows=(freeze,)), the_directory=directory, systems=systems
    )


def fill(url: str) -> None:
    """Fill the empty tables."""
    if url.startswith("sqlite"):
        _fill_sqlite(url)
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no foreign keys
        for table in TABLES:
            connection.execute(_sql(*table, "postgresql"))
        connection.execute("VACUUM ANALYZE")


def _fill_sqlite(url: str) -> None:
    connection = connect(Path(url.removeprefix("sqlite:///")))
    connection.execute("PRAGMA foreign_keys = OFF")
    for table in TABLES:
        connection.execute("BEGIN")
        connection.execute(_sql(*table, "sqlite"))
        connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


if __name__ == "__main__":
    fill(sys.argv[1])
