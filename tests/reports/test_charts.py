"""The charts: what is drawn has the size of its number."""

import re
from html.parser import HTMLParser

import pytest

from chatops.core.digest import Day, Speed
from chatops.reports.charts import MOST_TEAMS, by_team, per_day

Bar = dict[str, str | None]


class Bars(HTMLParser):
    """The rectangles of a drawing."""

    def __init__(self, drawn: str) -> None:
        super().__init__()
        self.found: list[Bar] = []
        self.feed(drawn)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "rect":
            self.found.append(dict(attrs))


def bars(drawn: str, what: str) -> list[Bar]:
    return [one for one in Bars(drawn).found if one["class"] == what]


def size(bar: Bar, side: str = "height") -> float:
    return float(bar[side] or 0)


def test_outcomes_are_stacked_beside_what_was_opened() -> None:
    drawn = per_day([Day("2026-03-16", opened=4, approved=2, rejected=1, overridden=1)])
    (opened,), (approved,), (rejected,) = (
        bars(drawn, one) for one in ("opened", "approved", "rejected")
    )
    assert bars(drawn, "expired") == []
    assert size(opened) == pytest.approx(2 * size(approved), abs=0.2)
    assert size(rejected, "y") < size(approved, "y")
    assert opened["x"] != approved["x"] == rejected["x"]
    top = size(bars(drawn, "overridden")[0], "y")
    assert top == size(opened, "y")  # as many in all as were opened


@pytest.mark.parametrize(
    ("most", "top"),
    [(1, 2), (2, 2), (3, 4), (9, 10), (10, 20), (11, 20), (23, 40), (100, 200), (4001, 6000)],
)
def test_the_axis_ends_at_a_round_number_with_a_whole_half(most: int, top: int) -> None:
    axis = re.findall(r'<text class="axis"[^>]*>([\d,]+)</text>', per_day([Day("x", most)]))
    assert axis == ["0", f"{top // 2:,}", f"{top:,}"]


def test_the_highest_stack_fits_as_well() -> None:
    drawn = per_day([Day("2026-03-16", opened=1, approved=5, expired=5)])
    assert all(size(one, "y") >= 12 for one in Bars(drawn).found)


def test_nothing_is_drawn_where_nothing_happened() -> None:
    assert per_day([]) == per_day([Day("2026-03-16")]) == by_team([], str) == ""


def test_days_are_named_and_others_stay_as_they_are() -> None:
    drawn = per_day([Day("2026-03-16", 1), Day("<b>", 1)])
    assert ">Mon</text>" in drawn
    assert "Mon 16 Mar: 1 opened" in drawn
    assert "&lt;b&gt;" in drawn
    assert "<b>" not in drawn


def test_the_slowest_team_has_the_longest_bar() -> None:
    drawn = by_team([Speed("a", 1, 60, 600), Speed("b", 1, 300, 1200)], str)
    first, second = (size(one, "width") for one in bars(drawn, "ninetieth"))
    assert second == 2 * first
    assert size(bars(drawn, "median")[0], "width") == pytest.approx(second / 20, abs=1)
    assert "20 min</text>" in drawn


def test_all_at_once_is_still_seen() -> None:
    assert size(bars(by_team([Speed("a", 1, 0, 0)], str), "median")[0], "width") == 2


def test_teams_are_bounded_and_their_names_are_shortened_and_harmless() -> None:
    drawn = by_team([Speed(f"t{one}", 1, 1, 1) for one in range(30)], lambda one: f"<{one}" * 30)
    assert len(bars(drawn, "median")) == MOST_TEAMS
    assert "<t" not in drawn.replace("<text", "").replace("<title", "")
    assert "…</text>" in drawn
