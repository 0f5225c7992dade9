"""Cards that count down the days of a reset are drawn anew once a day, and no others."""

from datetime import timedelta

from chatops.core.window import Span
from chatops.usecases.redraw import redraw
from chatops.usecases.tidy import tidy
from tests import builders as make
from tests.usecases.stage import Stage

RESET = make.window(
    "90-day safety reset", span=Span.RESET, lasts=timedelta(days=3), systems=("checkout",)
)
CARD = [("card", "CPAY", "")]


def strict(house: Stage) -> None:
    policy = make.policy(windows=(RESET,))
    house.facts = make.facts(the_policy=policy).with_standings({})


def test_a_card_is_drawn_anew_when_the_days_left_become_others(house: Stage) -> None:
    strict(house)
    house.opens()
    house.delivers()
    redraw(house.house)
    house.delivers()
    assert (redraw(house.house), house.delivers()) == (0, [])
    house.passes(days=1)
    wakes = house.wakes
    assert (redraw(house.house), house.delivers()) == (1, CARD)
    assert house.wakes == wakes + 1
    assert (redraw(house.house), house.delivers()) == (0, [])


def test_what_has_ended_leaves_the_card_once(house: Stage) -> None:
    strict(house)
    house.opens()
    house.passes(days=2, hours=23)
    redraw(house.house)
    house.delivers()
    house.passes(hours=1)
    assert (redraw(house.house), house.delivers()) == (1, CARD)
    for _ in range(4):
        house.passes(days=1)
        tidy(house.house)
        assert (redraw(house.house), house.delivers()) == (0, [])


def test_other_cards_are_left_alone(house: Stage) -> None:
    strict(house)
    house.opens(system="login", who="eve")
    house.delivers()
    assert (redraw(house.house), house.delivers()) == (0, [])


def test_nothing_is_written_about_it(house: Stage) -> None:
    strict(house)
    key = house.opens()
    before = len(house.entries(key))
    redraw(house.house)
    assert len(house.entries(key)) == before


def test_two_that_end_on_one_day_leave_the_card_one_after_the_other(house: Stage) -> None:
    hour = timedelta(hours=1)
    resets = tuple(
        make.window(name, span=Span.RESET, begins=make.NOW + begins * hour, lasts=2 * hour)
        for name, begins in (("morning", 1), ("evening", 10))
    )
    house.facts = make.facts(the_policy=make.policy(windows=resets)).with_standings({})
    house.opens()
    redrawn = []
    for passed in range(1, 50):
        house.passes(hours=1)
        redrawn += [passed] if redraw(house.house) else []
    assert redrawn == [1, 3, 10, 12]
