"""A digest with something in each of its parts, an empty one, and what they were counted from."""

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
    Rejected,
    Short,
    Spanned,
    Speed,
    Unpaid,
)
from chatops.core.digest_list import Listed, Told

MONDAY = datetime(2026, 3, 15, 23, tzinfo=UTC)  # 00:00 in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = {
    "ana": "Ana Ruiz",
    "ben": "Ben Ochieng",
    "cleo": "Cleo Martin",
    "eve": "Eve Novak",
    "max": "Max Weber",
    "payments": "Payments",
    "identity": "Identity & Access",
    "checkout": "Checkout",
    "ledger": "Ledger",
    "login": "Login",
}


def names(one: str) -> str:
    return NAMES.get(one, one)


def listed(number: int, title: str, state: str = "approved", **fields: object) -> Listed:
    made: dict[str, object] = {
        "key": f"CR-{number}",
        "title": title,
        "opened_at": MONDAY + (number - 9) * 7 * HOUR,
        "systems": ("checkout",),
        "environment": "production",
        "kind": "normal",
        "risk": "medium",
        "assistance": "none",
        "requester": "ben",
        "state": state,
        "link": f"https://example.slack.com/archives/C1/p{number}",
    }
    return Listed(**(made | fields))  # type: ignore[arg-type]  # values of the table above


CHANGES = {
    one.key: one
    for one in (
        listed(11, "Raise the retry limit", approvers=("ana", "cleo"), seconds=5_400),
        listed(12, '=HYPERLINK("http://x")', "rejected", rejected=True, link="javascript:x()"),
        listed(
            13,
            "Rotate <b>keys</b> & \u202esalts",
            "overridden",
            systems=("checkout", "login"),
            kind="emergency",
            risk="high",
            broken=True,
        ),
        listed(14, "Cache the menu", assistance="generated", approvers=("eve",), seconds=100_000),
        listed(15, "Drop the old table", "expired"),
        listed(16, "Move the cron job", "pending", requester="ana"),
    )
}
COUNTED = {
    (Count.OPENED, ""): (11, 12, 13, 14, 15, 16),
    (Count.OPENED, "checkout"): (11, 12, 13, 14, 15, 16),
    (Count.OPENED, "login"): (13,),
    (Count.KIND, "emergency"): (13,),
    (Count.KIND, "normal"): (11, 12, 14, 15, 16),
    (Count.ASSISTED, ""): (14,),
    (Count.GENERATED, ""): (14,),
    (Count.SIGNED_ASSISTED, "eve"): (14,),
    (Count.APPROVED, ""): (11, 14),
    (Count.APPROVED, "payments"): (11,),
    (Count.APPROVED, "identity"): (14,),
    (Count.REJECTED, ""): (12,),
    (Count.BROKEN, ""): (13,),
    (Count.OWED, ""): (13,),
    (Count.EXPIRED, ""): (15,),
    (Count.STUCK, ""): (16,),
    (Count.DURING, "90-day reset"): (14, 15),
    (Count.SIGNED, "ana"): (11,),
    (Count.SIGNED, "eve"): (14,),
    (Count.UNREAD, ""): (14,),
    (Count.HASTY, ""): (11,),
    (Count.PAIR, "ana ben"): (11, 14),
    (Count.NEVER, "eve"): (14,),
}
LISTS = {
    Figure(count, len(numbers), of): tuple(f"CR-{one}" for one in numbers)
    for (count, of), numbers in COUNTED.items()
}
DAYS = {
    (Count.OPENED, "2026-03-16"): ("CR-11", "CR-12", "CR-13"),
    (Count.OPENED, "2026-03-17"): ("CR-14", "CR-15"),
    (Count.OPENED, "2026-03-18"): ("CR-16",),
    (Count.APPROVED, "2026-03-16"): ("CR-11",),
    (Count.APPROVED, "2026-03-18"): ("CR-14",),
    (Count.REJECTED, "2026-03-17"): ("CR-12",),
    (Count.BROKEN, "2026-03-17"): ("CR-13",),
    (Count.EXPIRED, "2026-03-20"): ("CR-15",),
}
TRAILS = {
    key: (
        Told(one.opened_at, f"{names(one.requester)} asked for aaaaaaaaaaaa on checkout (slack)"),
        Told(one.opened_at + HOUR, f"pending → {one.state}: 1 of 2 <sign-offs>"),
    )
    for key, one in CHANGES.items()
}
DIGEST = Digest(
    director="max",
    week="2026-W12",
    zone="Europe/Berlin",
    begins=MONDAY,
    ends=MONDAY + 7 * DAY,
    made_at=MONDAY + 7 * DAY + 9 * HOUR,
    version=2,
    systems=("checkout", "ledger", "login"),
    figures=Figures(
        figures=tuple(LISTS),
        speeds=(Speed("payments", 1, 5_400, 5_400), Speed("identity", 1, 86_400, 100_000)),
        overall=Speed("", 2, 5_400, 100_000),
        days=(
            Day("2026-03-16", opened=3, approved=1),
            Day("2026-03-17", opened=2, rejected=1, overridden=1),
            Day("2026-03-18", opened=1, approved=1),
            Day("2026-03-19"),
            Day("2026-03-20", expired=1),
            Day("2026-03-21"),
            Day("2026-03-22"),
        ),
        rejected=(Rejected("CR-12", "ana", MONDAY + 30 * HOUR, "No test <plan>."),),
        broken=(Broken("CR-13", "cleo", MONDAY + 40 * HOUR, used=True, why="Checkout is down."),),
        unpaid=(
            Unpaid("CR-13", 1, "review", "cleo", MONDAY + 40 * HOUR, MONDAY + 64 * HOUR),
            Unpaid("CR-13", 2, "condition", "ben", MONDAY + 50 * HOUR, MONDAY + 9 * DAY),
        ),
        spans=(Spanned("90-day reset", "reset", 2, 41), Spanned("Old", "freeze", 0, 0)),
        adopted=(Adopted("e" * 64, "max", MONDAY + 60 * HOUR, "Two <owners>."),),
        approvals=3,
    ),
    short=(Short("ledger", "Only Ana can sign, and two have to."),),
    loads=(Load("ana", 1, 2), Load("eve", 1, 0)),
    missing=(Missing("max", "2026-W11"),),
)
EMPTY = Digest(
    director="max",
    week="2026-W13",
    zone="Europe/Berlin",
    begins=MONDAY + 7 * DAY,
    ends=MONDAY + 14 * DAY,
    made_at=MONDAY + 14 * DAY,
    version=1,
    systems=("ledger",),
    figures=Figures(),
)
