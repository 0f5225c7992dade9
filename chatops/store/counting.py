"""What a digest counts, as SQL: for each figure the rows that make it up, (whose, key of change).

A number and the list of changes behind it are asked of the same rows, so they cannot differ. The
parts that they share are common table expressions, which a database works out once a statement,
and only where they are asked for. `core/retold.py` says the same over the audit trail.
"""

from chatops.core.digest import Count

_GIVEN = {
    "postgresql": (
        "SELECT {columns} FROM json_array_elements(CAST(:{name} AS json)) AS given (one)",
        "one ->> {place}",
        "CAST(one ->> {place} AS timestamptz)",
    ),
    "sqlite": (
        "SELECT {columns} FROM json_each(:{name})",
        "json_extract(value, '$[{place}]')",
        "json_extract(value, '$[{place}]')",
    ),
}
_TABLES = {
    "days": ("day", "begins", "ends"),
    "spells": ("name", "system", "environment", "begins", "ends"),
}
_PLACES = {
    "postgresql": """
    SELECT * FROM unnest(CAST(:systems AS text[]), CAST(:teams AS text[]))
    AS given (system, team)""",
    "sqlite": """
    SELECT json_extract(value, '$[0]') AS system, json_extract(value, '$[1]') AS team
    FROM json_each(:places)""",
}
"""PostgreSQL knows how long an array is, and plans by that."""

_INSTANTS = {"begins", "ends"}
_SECONDS = {
    "postgresql": "CAST(FLOOR(EXTRACT(EPOCH FROM {later} - {earlier})) AS bigint)",
    "sqlite": """((CAST(strftime('%s', substr({later}, 1, 19)) AS INTEGER)
        - CAST(strftime('%s', substr({earlier}, 1, 19)) AS INTEGER)) * 1000000
        + CAST(substr({later}, 21, 6) AS INTEGER)
        - CAST(substr({earlier}, 21, 6) AS INTEGER)) / 1000000""",
}
"""Whole seconds between two instants, exactly: SQLite's own functions round to milliseconds."""

_BYTES = {"postgresql": ' COLLATE "C"', "sqlite": ""}
"""Compares texts as Python does."""

# The present revision is the last one submitted before the end of the week.
_PARTS = {
    "ours": """
    SELECT t.key, t.revision, t.system, t.environment, p.team
    FROM places p JOIN targets t ON t.system = p.system
    WHERE (t.revision = 1 OR EXISTS (SELECT 1 FROM revisions r
            WHERE r.key = t.key AND r.number = t.revision AND r.submitted_at < :ends))
        AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.key = t.key
            AND r.number > t.revision AND r.number > 1 AND r.submitted_at < :ends)""",
    "mine": """
    SELECT DISTINCT o.key, o.revision, c.requester, c.opened_at
    FROM ours o JOIN changes c ON c.key = o.key""",
    "opened": """
    SELECT m.key, m.opened_at AS at, r.kind, r.assistance
    FROM mine m JOIN revisions r ON r.key = m.key AND r.number = m.revision
    WHERE m.opened_at >= :begins AND m.opened_at < :ends""",
    "moved": """
    SELECT s.key, s.state, s.at, m.opened_at FROM states s JOIN mine m ON m.key = s.key
    WHERE s.at >= :begins AND s.at < :ends""",
    "approved": """
    SELECT m.key, MIN(m.at) AS at, m.opened_at FROM moved m
    WHERE m.state = 'approved' AND NOT EXISTS (SELECT 1 FROM states s
        WHERE s.key = m.key AND s.state = 'approved' AND s.at < :begins)
    GROUP BY m.key, m.opened_at""",
    "said": """
    SELECT d.key, d.number, m.revision, m.requester, d.person, d.verb, d.level, d.read_at, d.at
    FROM mine m JOIN decisions d ON d.key = m.key
    WHERE d.verb IN ('approve', 'reject') AND d.at >= :habit AND d.at < :ends""",
    "words": "SELECT * FROM said WHERE at >= :begins",
    "owed": """
    SELECT o.key, o.number, o.body FROM obligations o
    WHERE (o.is_open OR o.closed_at >= :ends) AND o.created_at < :ends
        AND o.key IN (SELECT key FROM mine)""",
    "broken": """
    SELECT d.key, d.number, d.body FROM declarations d
    WHERE d.at >= :begins AND d.at < :ends AND d.key IN (SELECT key FROM mine)""",
    "stuck": """
    SELECT c.key FROM mine c
    WHERE c.opened_at < :stale
        AND c.key IN (SELECT key FROM changes WHERE status = 'open'
            UNION SELECT key FROM states WHERE at >= :ends
                AND state IN ('expired', 'cancelled', 'deployed'))
        AND NOT EXISTS (SELECT 1 FROM states s
            WHERE s.key = c.key AND s.state = 'approved' AND s.at < :ends)
        AND COALESCE((SELECT s.state FROM states s WHERE s.key = c.key AND s.at < :ends
            ORDER BY s.number DESC LIMIT 1), '') NOT IN ('expired', 'cancelled', 'deployed')""",
    "habits": """
    SELECT person, COUNT(DISTINCT CASE verb WHEN 'approve' THEN key END) AS number,
        MIN(CASE verb WHEN 'approve' THEN requester END) AS one,
        MAX(CASE verb WHEN 'approve' THEN requester END) AS another,
        SUM(CASE verb WHEN 'reject' THEN 1 ELSE 0 END) AS rejections
    FROM said GROUP BY person""",
    "loyal": "SELECT person, one, number FROM habits WHERE one = another AND number >= :paired",
    "pairs": """
    SELECT a.person AS one, b.person AS other, a.number AS of_other, b.number AS of_one
    FROM loyal a JOIN loyal b ON b.person = a.one AND b.one = a.person
    WHERE a.person{bytes} < b.person{bytes}""",
}

ROWS: tuple[tuple[Count, str], ...] = (
    (Count.OPENED, "SELECT '' AS whose, key FROM opened"),
    (Count.OPENED, "SELECT o.system AS whose, o.key FROM ours o JOIN opened n ON n.key = o.key"),
    (Count.KIND, "SELECT kind AS whose, key FROM opened"),
    (
        Count.ASSISTED,
        "SELECT '' AS whose, key FROM opened WHERE assistance IN ('assisted', 'generated')",
    ),
    (Count.GENERATED, "SELECT '' AS whose, key FROM opened WHERE assistance = 'generated'"),
    (
        Count.SIGNED_ASSISTED,
        """SELECT DISTINCT w.person AS whose, w.key FROM words w
        JOIN revisions r ON r.key = w.key AND r.number = w.revision
        WHERE w.verb = 'approve' AND r.assistance IN ('assisted', 'generated')""",
    ),
    (Count.APPROVED, "SELECT '' AS whose, key FROM approved"),
    (
        Count.APPROVED,
        """SELECT DISTINCT o.team AS whose, o.key FROM ours o JOIN approved a ON a.key = o.key
        WHERE o.team <> ''""",
    ),
    (Count.REJECTED, "SELECT '' AS whose, key FROM words WHERE verb = 'reject'"),
    (Count.BROKEN, "SELECT '' AS whose, key FROM broken"),
    (Count.OWED, "SELECT '' AS whose, key FROM owed"),
    (Count.EXPIRED, "SELECT DISTINCT '' AS whose, key FROM moved WHERE state = 'expired'"),
    (Count.CANCELLED, "SELECT DISTINCT '' AS whose, key FROM moved WHERE state = 'cancelled'"),
    (Count.STUCK, "SELECT '' AS whose, key FROM stuck"),
    (
        Count.DURING,
        """SELECT DISTINCT s.name AS whose, o.key FROM opened n JOIN ours o ON o.key = n.key
        JOIN spells s ON s.system = o.system AND s.environment = o.environment
        WHERE s.begins <= n.at AND n.at < s.ends""",
    ),
    (
        Count.BYPASSED,
        """SELECT DISTINCT '' AS whose, b.key FROM bypasses b
        WHERE b.at >= :begins AND b.at < :ends AND b.key IN (SELECT key FROM mine)""",
    ),
    (
        Count.SIGNED,
        """SELECT DISTINCT person AS whose, key FROM words
        WHERE verb = 'approve' AND level = ANY(:seniors)""",
    ),
    (Count.UNREAD, "SELECT '' AS whose, key FROM words WHERE verb = 'approve' AND read_at IS NULL"),
    (
        Count.HASTY,
        """SELECT '' AS whose, key FROM words
        WHERE verb = 'approve' AND read_at <= at AND {took} < :haste""",
    ),
    (
        Count.PAIR,
        """SELECT DISTINCT p.one || ' ' || p.other AS whose, s.key
        FROM pairs p JOIN said s ON s.person IN (p.one, p.other) WHERE s.verb = 'approve'""",
    ),
    (
        Count.NEVER,
        """SELECT DISTINCT h.person AS whose, s.key
        FROM habits h JOIN said s ON s.person = h.person AND s.verb = 'approve'
        WHERE h.rejections = 0 AND h.number >= :often""",
    ),
)
"""Two of one count are the number of all and the numbers by name."""


def shared(dialect: str) -> str:
    """Return the common table expressions, as what a statement begins with."""
    parts = {name: _given(name, dialect) for name in _TABLES} | {"places": _PLACES[dialect]}
    parts |= {name: part.replace("{bytes}", _BYTES[dialect]) for name, part in _PARTS.items()}
    return "WITH " + ",\n".join(f"{name} AS MATERIALIZED ({part})" for name, part in parts.items())


def rows_of(dialect: str) -> tuple[tuple[Count, str], ...]:
    """Return the rows of each count in the database's own SQL."""
    took = seconds("at", "read_at", dialect)
    return tuple((count, sql.format(took=took)) for count, sql in ROWS)


def keys_of(dialect: str) -> str:
    """Return the SQL of the keys of a group of rows, in one text with spaces between."""
    return "string_agg(key, ' ')" if dialect == "postgresql" else "group_concat(key, ' ')"


def seconds(later: str, earlier: str, dialect: str) -> str:
    """Return the SQL of the whole seconds from one instant to another that is not before it."""
    return _SECONDS[dialect].format(later=later, earlier=earlier)


def _given(name: str, dialect: str) -> str:
    """Return the rows of a parameter: a JSON list of lists."""
    rows, text, moment = _GIVEN[dialect]
    columns = (
        f"{(moment if column in _INSTANTS else text).format(place=place)} AS {column}"
        for place, column in enumerate(_TABLES[name])
    )
    return rows.format(columns=", ".join(columns), name=name)
