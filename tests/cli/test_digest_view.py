"""A digest on a terminal shows every part, within 80 columns, without control of the terminal."""

from dataclasses import replace
from datetime import timedelta

from chatops.cli import say
from chatops.cli.digest_tables import bar
from chatops.cli.digest_view import whole
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
from tests import builders as make

BEGINS = make.NOW - timedelta(days=7, hours=9)
ENDS = BEGINS + timedelta(days=7)
EVIL = "[bold]No[/bold]\n\x1b[31mplan \u202eyet, " + "and so on " * 30
FIGURES = Figures(
    figures=(
        Figure(Count.OPENED, 8),
        Figure(Count.OPENED, 6, "checkout"),
        Figure(Count.OPENED, 2, "gone"),
        Figure(Count.KIND, 8, "normal"),
        Figure(Count.ASSISTED, 4),
        Figure(Count.GENERATED, 1),
        Figure(Count.SIGNED_ASSISTED, 3, "ana"),
        Figure(Count.REJECTED, 1),
        Figure(Count.BROKEN, 1),
        Figure(Count.OWED, 1),
        Figure(Count.STUCK, 2),
        Figure(Count.UNREAD, 5),
        Figure(Count.PAIR, 7, "ana cleo"),
        Figure(Count.NEVER, 12, "eve"),
    ),
    speeds=(Speed("payments", 3, 90 * 60, 26 * 3600),),
    overall=Speed("", 3, 90 * 60, 26 * 3600),
    days=(Day("2026-02-23", opened=8, approved=3, overridden=1), Day("2026-02-24")),
    rejected=(Rejected("CR-2", "eve", make.NOW - timedelta(days=3), EVIL),),
    broken=(Broken("CR-3", "cleo", make.NOW - timedelta(days=3), used=True, why="It is down."),),
    unpaid=(
        Unpaid(
            "CR-3",
            1,
            "review",
            "cleo",
            ENDS - timedelta(days=3, hours=2),
            ENDS - timedelta(hours=5),
        ),
    ),
    spans=(Spanned("year end", "freeze", 4, 3),),
    adopted=(Adopted("e" * 64, "max", make.NOW - timedelta(days=4), "Agreed."),),
    approvals=9,
)
DIGEST = Digest(
    "max",
    "2026-W09",
    "UTC",
    BEGINS,
    ENDS,
    make.NOW,
    2,
    ("checkout", "ledger"),
    FIGURES,
    (Short("ledger", "Nobody can complete it."),),
    (Load("ana", 3, 30),),
    (Missing("max", "2026-W08"),),
)


def shown(digest: Digest = DIGEST) -> str:
    return say.drawn(*whole(digest, make.facts()))


def test_every_part_is_there() -> None:
    lines = [" ".join(one.split()) for one in shown().splitlines()]
    for line in (
        "Audit digest of Max, week 2026-W09",
        "2026-02-23 to 2026-03-01 (UTC), 2 systems",
        "made 2026-03-02 09:00 UTC, version 2, corrected",
        "Changes: 8 opened",
        f"Checkout 6 {'█' * 24}",
        f"gone 2 {'█' * 8}",
        f"2026-02-23 8 3 0 0 1 {'█' * 12}",
        "AI-assisted: 4 of 8 (50 %), 1 generated",
        f"Ana 3 {'█' * 24}",
        "Payments 3 1 h 30 min 1 day 2 h",
        "all together 3 1 h 30 min 1 day 2 h",
        "Rejected: 1",
        "CR-3 Cleo yes It is down.",
        "CR-3 review Cleo 3 days 2 h 5 h",
        "Stuck for over 3 days 2",
        "year end freeze 4 3",
        "eeeeeeeeeeee Max 2026-02-26 09:00 Agreed.",
        "Ledger Nobody can complete it.",
        "Ana 3 30",
        "Quality of approval, of 9 approvals",
        "day opened approved rejected expired overridden █ = opened",
        "Time to approval",
        "Seniors' sign-offs",
        "Too few who can approve",
        "Owed: 1",
        "Digests that nobody has attested yet",
        "Approved without opening Details 5",
        "Ana and Cleo 7",
        "Eve 12",
        "Max 2026-W08",
    ):
        assert line in lines, line


def test_what_did_not_happen_is_one_sentence() -> None:
    told = " ".join(shown().split())
    assert told.endswith(
        "Nothing expired, nothing was cancelled, nothing went past the gate, nobody approved "
        "within ten seconds and nobody approved after hours."
    )


def test_it_fits_and_controls_nothing() -> None:
    told = shown()
    assert max(map(len, told.splitlines())) <= 80
    assert all(one == one.rstrip() for one in told.splitlines())
    assert "[bold]No[/bold] [31mplan yet," in " ".join(told.split())
    assert "\x1b" not in told


def test_a_long_list_of_bars_is_cut() -> None:
    many = tuple(Figure(Count.OPENED, 50 - one, f"s{one}") for one in range(30))
    told = shown(replace(DIGEST, figures=replace(FIGURES, figures=many)))
    assert "and 10 more" in told
    assert "s20" not in told


def test_the_smallest_number_has_a_bar_and_nought_has_none() -> None:
    assert [bar(one, 1_000) for one in (0, 1)] == ["", "█"]
    assert bar(5, 5, 12) == "█" * 12
