"""The weekly digests that were sent, each version of each, and what their directors attested."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from chatops.core.attestation import Attestation, SentDigest
from chatops.core.digest import Count
from chatops.core.notices import DigestPost
from chatops.store import daily, digest_lists, digest_posts, states
from chatops.store.session import Session, Statement, instant

_SENT = "d.director, d.week, d.version, d.made_at, d.hash, d.sent_by, d.checkpoint, d.is_erased"
_SAID = """a.director, a.week, a.version, a.hash, a.checkpoint, a.note, a.at, a.remind_at,
        a.reminded_at"""
_NEWEST = """d.version = (SELECT MAX(n.version) FROM digests n
        WHERE n.director = d.director AND n.week = d.week)"""
_VERSION = Statement(
    f"""SELECT {_SENT}, d.body FROM digests d
    WHERE d.director = :director AND d.week = :week AND d.version = :version"""  # noqa: S608 - only constants of this module
)
_LATEST = Statement(
    f"""SELECT {_SENT}, d.body FROM digests d WHERE d.director = :director AND d.week = :week
    ORDER BY d.version DESC LIMIT 1"""  # noqa: S608 - only constants of this module
)
_TOLD = Statement(
    """SELECT DISTINCT director, week FROM digests
    WHERE director = ANY(:directors) AND week = ANY(:weeks)"""
)
_LISTED = Statement(
    f"""SELECT {_SENT}, {_SAID} FROM digests d
    JOIN attestations a ON a.director = d.director AND a.week = d.week
    WHERE {_NEWEST} AND (CAST(:week AS VARCHAR) IS NULL OR d.week = CAST(:week AS VARCHAR))
    ORDER BY d.week DESC, d.director LIMIT :limit"""  # noqa: S608 - only constants of this module
)
_UNATTESTED = Statement(
    f"""SELECT d.director, d.week FROM digests d
    LEFT JOIN attestations a ON a.director = d.director AND a.week = d.week
    WHERE d.director = ANY(:directors) AND d.week < :before AND {_NEWEST}
        AND (a.at IS NULL OR a.version <> d.version)
    ORDER BY d.week DESC, d.director LIMIT :limit"""  # noqa: S608 - only constants of this module
)
_BELOW = Statement(
    f"""SELECT d.director, d.week FROM digest_above b
    JOIN digests d ON d.director = b.director AND d.week = b.week
    LEFT JOIN attestations a ON a.director = d.director AND a.week = d.week
    WHERE b.vp = :vp AND d.week < :before AND {_NEWEST}
        AND (a.at IS NULL OR a.version <> d.version)
    ORDER BY d.week DESC, d.director"""  # noqa: S608 - only constants of this module
)
_BEFORE = Statement(
    """SELECT body FROM digests WHERE director = :director AND week < :week
    ORDER BY week DESC, version DESC LIMIT 1"""
)
_LAST = Statement(
    """SELECT director, MAX(week) FROM digests WHERE director = ANY(:directors)
    GROUP BY director"""
)
_ABOVE = Statement(
    """INSERT INTO digest_above (vp, director, week) VALUES (:vp, :director, :week)
    ON CONFLICT DO NOTHING"""
)
_ATTESTATION = Statement(
    f"SELECT {_SAID} FROM attestations a WHERE a.director = :director AND a.week = :week"  # noqa: S608 - only constants of this module
)
_LOCKED = Statement(
    f"""SELECT {_SAID} FROM attestations a
    WHERE a.director = :director AND a.week = :week FOR NO KEY UPDATE"""  # noqa: S608 - only constants of this module
)
_DUE = Statement(
    f"""SELECT {_SAID} FROM attestations a
    WHERE a.remind_at <= :now ORDER BY a.remind_at, a.director"""  # noqa: S608 - only constants of this module
)
_PUT = Statement(
    """INSERT INTO digests (director, week, version, made_at, body, hash, sent_by, checkpoint)
    VALUES (:director, :week, :version, :made_at, :body, :hash, :by, :checkpoint)
    ON CONFLICT DO NOTHING"""
)
_AWAIT = Statement(
    """INSERT INTO attestations
        (director, week, version, hash, checkpoint, note, at, remind_at, reminded_at)
    VALUES (:director, :week, :version, '', '', '', NULL, :remind_at, NULL)
    ON CONFLICT (director, week) DO UPDATE SET remind_at = excluded.remind_at, reminded_at = NULL"""
)
_ATTEST = Statement(
    """UPDATE attestations SET version = :version, hash = :hash, checkpoint = :checkpoint,
        note = :note, at = :at, remind_at = NULL
    WHERE director = :director AND week = :week"""
)
_REMIND = Statement(
    """UPDATE attestations SET reminded_at = :now, remind_at = NULL
    WHERE director = :director AND week = :week AND remind_at <= :now"""
)

_BEGAN = Statement("SELECT value FROM counters WHERE name = 'digests since'")
_BEGIN = Statement(
    "INSERT INTO counters (name, value) VALUES ('digests since', :at) ON CONFLICT DO NOTHING"
)


class Digests:
    """What can be asked about digests in one snapshot; directors are directory ids."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def began(self) -> datetime | None:
        """Return since when digests are sent here, to the second; None: nobody began."""
        row = self._session.run(_BEGAN).fetchone()
        return datetime.fromtimestamp(row[0], UTC) if row else None

    def find(
        self, director: str, week: str, version: int | None = None
    ) -> tuple[SentDigest, str] | None:
        """Return the digest and its text (canonical JSON); without `version` the newest."""
        if version is None:
            row = self._session.run(_LATEST, director=director, week=week).fetchone()
        else:
            wanted = {"director": director, "week": week, "version": version}
            row = self._session.run(_VERSION, **wanted).fetchone()
        return (_sent(row[:8]), row[8]) if row else None

    def before(self, director: str, week: str) -> str | None:
        """Return the text of their newest digest of an earlier week, if there is one."""
        row = self._session.run(_BEFORE, director=director, week=week).fetchone()
        return str(row[0]) if row else None

    def last_weeks(self, directors: Collection[str]) -> dict[str, str]:
        """Return the newest week of which each was sent a digest."""
        rows = self._session.run(_LAST, directors=list(directors)).fetchall()
        return dict(rows)

    def keys(
        self, director: str, week: str, version: int, count: Count, of: str = ""
    ) -> tuple[tuple[str, ...], int]:
        """Return the changes behind a number of a digest, oldest first, and how many there are.

        The keys are those of the first `digest_lists.MOST`.
        """
        return digest_lists.one(self._session, director, week, version, (count, of))

    def lists(
        self, director: str, week: str, version: int
    ) -> dict[tuple[Count, str], tuple[str, ...]]:
        """Return the changes behind all numbers of a digest; of each the first ones."""
        return digest_lists.every(self._session, director, week, version)

    def on_day(
        self, count: Count, keys: Collection[str], begins: datetime, ends: datetime
    ) -> tuple[str, ...]:
        """Return those of the keys behind a number (`DAILY`) that count in this half-open time."""
        return daily.on_day(self._session, count, keys, begins, ends)

    def told(
        self, directors: Collection[str], weeks: Collection[str]
    ) -> frozenset[tuple[str, str]]:
        """Return whom a digest of which of these weeks was sent, in any version."""
        wanted = {"directors": list(directors), "weeks": list(weeks)}
        rows = self._session.run(_TOLD, **wanted).fetchall()
        return frozenset((director, week) for director, week in rows)

    def listed(
        self, week: str | None = None, limit: int = 200
    ) -> tuple[tuple[SentDigest, Attestation], ...]:
        """Return the newest version of each with what was said of it, newest weeks first."""
        rows = self._session.run(_LISTED, week=week, limit=limit).fetchall()
        return tuple((_sent(row[:8]), _said(row[8:])) for row in rows)

    def unattested(
        self, directors: Collection[str], before: str, limit: int = 100
    ) -> tuple[tuple[str, str], ...]:
        """Return (director, week) of the digests of weeks before that one that nobody attested."""
        wanted = {"directors": list(directors), "before": before, "limit": limit}
        return tuple(
            (one, week) for one, week in self._session.run(_UNATTESTED, **wanted).fetchall()
        )

    def unattested_below(self, vp: str, before: str) -> tuple[tuple[str, str], ...]:
        """Return the same of whoever was a director below the VP when theirs was made, all."""
        rows = self._session.run(_BELOW, vp=vp, before=before).fetchall()
        return tuple((director, week) for director, week in rows)

    def attestation(self, director: str, week: str) -> Attestation | None:
        """Return what was said of the week's digest; None where none was sent."""
        row = self._session.run(_ATTESTATION, director=director, week=week).fetchone()
        return _said(row) if row else None

    def to_remind(self, now: datetime) -> tuple[Attestation, ...]:
        """Return what is to be reminded of by then and was not, longest due first."""
        return tuple(map(_said, self._session.run(_DUE, now=now).fetchall()))

    def states(
        self, keys: Iterable[str], before: datetime
    ) -> dict[str, list[tuple[str, datetime]]]:
        """Return, by change, the states that these changes came into before that, in order."""
        return states.before(self._session, keys, before)

    def place_of(self, post: DigestPost) -> tuple[str, str] | None:
        """Return Slack's id of the conversation and the `ts` of the message, if it stands."""
        return digest_posts.find(self._session, post)

    def posts(self, director: str, week: str) -> tuple[DigestPost, ...]:
        """Return a notice for each message of the week's digests, which draws it anew."""
        return digest_posts.of_week(self._session, director, week)


def scope(director: str) -> str:
    """Return the scope of the audit trail that tells of a director's (directory id) digests."""
    return f"digest:{director}"


def begin(session: Session, at: datetime) -> None:
    """Note since when digests are sent, unless somebody did."""
    session.run(_BEGIN, at=int(at.timestamp()))


def put(
    session: Session,
    sent: SentDigest,
    body: str,
    remind_at: datetime | None,
    *,
    lists: digest_lists.Lists,
    above: Iterable[str],
) -> bool:
    """Store a digest that waits to be attested; False where there is one of that version.

    `lists` are the changes behind its numbers, `above` the VPs of its director.
    """
    values = {"director": sent.director, "week": sent.week, "version": sent.version}
    stored = values | {"made_at": sent.made_at, "body": body, "hash": sent.hash, "by": sent.by}
    stored |= {"checkpoint": sent.checkpoint}
    if session.run(_PUT, **stored).rowcount != 1:
        return False
    session.run(_AWAIT, **values, remind_at=remind_at)
    digest_lists.put(session, sent, lists)
    for vp in above:
        session.run(_ABOVE, vp=vp, director=sent.director, week=sent.week)
    return True


def locked(session: Session, director: str, week: str) -> Attestation | None:
    """Lock what was said of the week's digest until the end and return it."""
    row = session.run(_LOCKED, director=director, week=week).fetchone()
    return _said(row) if row else None


def attest(session: Session, said: Attestation) -> None:
    """Write down what the director says; their attestation is locked."""
    session.run(
        _ATTEST,
        director=said.director,
        week=said.week,
        version=said.version,
        hash=said.hash,
        checkpoint=said.checkpoint,
        note=said.note,
        at=said.at,
    )


def reminded(session: Session, director: str, week: str, now: datetime) -> bool:
    """Note that they are reminded; False where they were, or there is nothing to be reminded of."""
    return session.run(_REMIND, director=director, week=week, now=now).rowcount == 1


def _sent(row: Any) -> SentDigest:
    director, week, version, made_at, hashed, by, end, is_erased = row
    of_week = director, week, version
    return SentDigest(*of_week, instant(made_at), hashed, by, end, bool(is_erased))


def _said(row: Any) -> Attestation:
    director, week, version, hashed, checkpoint, note = row[:6]
    at, remind_at, reminded_at = map(_moment, row[6:])
    return Attestation(
        director, week, version, hashed, checkpoint, note, at, remind_at, reminded_at
    )


def _moment(stored: Any) -> datetime | None:
    return instant(stored) if stored else None
