"""Digests to be looked at: a full week, an empty one, a corrected and an attested one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chatops.core.digest import (
    Adopted,
    Broken,
    Count,
    Day,
    Digest,
    Figure,
    Figures,
    Load,
    Missing,
    Pair,
    Rejected,
    Short,
    Spanned,
    Speed,
    Unpaid,
)
from chatops.core.digest_list import Listed
from chatops.core.digest_shown import Attested, ShownDigest
from chatops.core.weeks import week_of
from chatops.ledger.checkpoint import Checkpoint, sealed
from tests import builders
from tests.ledger.signing import signer
from tests.slack.stage import Stage

BEGINS = datetime(2026, 3, 15, 23, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=7)
SOON = ENDS + timedelta(hours=10)
HASH = "5f2b" * 16
CHECKPOINT = sealed(Checkpoint("log.example", 1234, bytes(range(32))), signer())
HOUR = 3600

_ONES = {
    Count.OPENED: 42,
    Count.ASSISTED: 9,
    Count.GENERATED: 3,
    Count.APPROVED: 35,
    Count.REJECTED: 2,
    Count.BROKEN: 1,
    Count.OWED: 2,
    Count.BYPASSED: 1,
    Count.UNREAD: 4,
    Count.AFTER_HOURS: 3,
}
_BY_NAME = {
    Count.KIND: {"normal": 36, "standard": 4, "emergency": 2},
    Count.OPENED: {"checkout": 25, "ledger": 15, "login": 2},
    Count.APPROVED: {"payments": 33, "identity": 2},
    Count.SIGNED_ASSISTED: {"ana": 6, "max": 3},
    Count.SIGNED: {"ana": 21, "max": 14, "eve": 2},
    Count.DURING: {"90-day safety reset": 15},
    Count.PAIR: {"ben cleo": 7},
    Count.NEVER: {"cleo": 12},
}
FIGURES = Figures(
    figures=(
        *(Figure(count, number) for count, number in _ONES.items()),
        *(
            Figure(count, number, of)
            for count, found in _BY_NAME.items()
            for of, number in found.items()
        ),
    ),
    speeds=(
        Speed("identity", 2, 7 * HOUR, 30 * HOUR),
        Speed("payments", 33, 3 * HOUR + 1200, 26 * HOUR),
    ),
    overall=Speed("", 35, 3 * HOUR + 1800, 27 * HOUR),
    days=tuple(
        Day(f"2026-03-{16 + n}", opened, approved, rejected, 0, overridden)
        for n, (opened, approved, rejected, overridden) in enumerate(
            [
                *((9, 6, 0, 0), (12, 8, 1, 0), (7, 9, 0, 1), (8, 6, 1, 0)),
                *((5, 5, 0, 0), (0, 1, 0, 0), (1, 0, 0, 0)),
            ]
        )
    ),
    rejected=(
        Rejected("CR-7", "ana", BEGINS + timedelta(hours=40), "No rollback for the migration"),
        Rejected("CR-19", "max", BEGINS + timedelta(hours=88), "Not <!channel> in the reset"),
    ),
    broken=(Broken("CR-12", "dan", BEGINS + timedelta(hours=65), used=True, why="Cards fail"),),
    unpaid=(
        Unpaid("CR-12", 1, "review", "dan", BEGINS + timedelta(hours=65), ENDS - timedelta(1)),
        Unpaid("CR-3", 1, "condition", "ana", BEGINS - timedelta(days=9), ENDS + timedelta(3)),
    ),
    spans=(Spanned("90-day safety reset", "reset", 15, 71),),
    adopted=(Adopted("c0ffee" * 10, "max", BEGINS + timedelta(days=2), "Two seniors for Ledger"),),
    pairs=(Pair("ben", "cleo", 4, 3),),
    approvals=70,
)
FULL = Digest(
    director="max",
    week="2026-W12",
    zone="Europe/Berlin",
    begins=BEGINS,
    ends=ENDS,
    made_at=SOON,
    version=1,
    systems=("checkout", "ledger", "login"),
    figures=FIGURES,
    short=(Short("login", "Only Eve can sign it, and it takes two."),),
    loads=(Load("ana", 21, 4), Load("eve", 2, 0), Load("max", 14, 9)),
    missing=(Missing("eve", "2026-W11"),),
)
EMPTY = replace(
    FULL,
    figures=Figures(days=tuple(Day(f"2026-03-{16 + n}") for n in range(7))),
    short=(),
    loads=(),
    missing=(),
)
CORRECTED = replace(FULL, version=2)
SAID = Attested(1, HASH, SOON + timedelta(hours=1), "Asked Ben & Cleo about their pair")


def shown(digest: Digest, *, newest: int = 0, attested: Attested | None = None) -> ShownDigest:
    """A digest as it stands."""
    return ShownDigest(digest, HASH, newest or digest.version, attested, CHECKPOINT)


def listed(key: str, **more: object) -> Listed:
    """A change in a list."""
    row = Listed(
        key,
        "Raise the retry limit",
        BEGINS + timedelta(hours=9),
        ("checkout",),
        "production",
        "normal",
        "high",
        "generated",
        "ben",
        "approved",
        ("ana", "max"),
        3 * HOUR,
    )
    return replace(row, **more)  # type: ignore[arg-type]  # fields of the same


FACTS = builders.facts()


def a_week(scene: Stage, version: int = 1) -> Digest:
    """The digest of this very week, as far as it goes."""
    now = scene.clock.now()
    year, number, _ = now.isocalendar()
    week = week_of(f"{year}-W{number:02}", "UTC")
    figures = tuple(one for one in FIGURES.figures if one.of != "checkout")
    figures += tuple(Figure(Count.OPENED, 1, f"other-{n}") for n in range(6))
    return replace(
        FULL,
        week=week.label,
        zone=week.zone,
        begins=week.begins,
        ends=week.ends,
        made_at=now,
        version=version,
        figures=replace(
            FIGURES,
            figures=(*figures, Figure(Count.OPENED, 1, "checkout")),
            days=(*FIGURES.days, Day(f"{now:%Y-%m-%d}", opened=1)),
        ),
    )
