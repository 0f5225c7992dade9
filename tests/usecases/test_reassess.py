"""Time passes and files change: open changes are judged anew, and told and drawn once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from chatops.core import outcome as rules
from chatops.core.change import Change, Status
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.core.policy import SignOffs
from chatops.core.verdict import State
from chatops.jobs.ticks import TICKS, run
from chatops.usecases.reassess import Reassess, reassess
from tests import builders as make
from tests.store.acting import behind_its_back
from tests.usecases.stage import Stage, stage

NEWS = [
    ("card", "CPAY", ""),
    ("thread", "CPAY", "verdict:changed"),
    ("dm", "ben", "verdict:changed"),
]
BROKEN = Facts(
    make.directory((), ()),
    make.facts(systems=()).registry,
    None,
    problems=("directory.yml, line 3: unknown key.",),
)


def test_an_expiry_is_told_and_drawn_exactly_once(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    house.passes(days=7)
    assert (reassess(house.house), reassess(house.house)) == (1, 0)
    assert (house.change(key).status, house.change(key).state) == (Status.EXPIRED, State.EXPIRED)
    assert sorted(house.delivers()) == sorted(NEWS)
    assert house.delivers() == []


def test_a_quiet_tick_writes_nothing_and_wakes_nobody(house: Stage) -> None:
    key = house.approved()
    house.delivers()
    before, wakes = len(house.entries(key)), house.wakes
    assert reassess(house.house) == 0
    assert (len(house.entries(key)), house.wakes, house.delivers()) == (before, wakes, [])


def test_a_policy_that_asks_for_more_takes_an_approval_away_once(house: Stage) -> None:
    key = house.approved()
    house.delivers()
    rule = make.rule(SignOffs("owners", 3, ("owners",)))
    house.facts = replace(house.facts, policy=make.policy(rule, digest="f" * 64))
    assert (reassess(house.house), reassess(house.house)) == (1, 0)
    assert house.change(key).state is State.PENDING
    assert sorted(house.delivers()) == sorted(NEWS)
    (_, changed) = house.entries(key, "verdict:changed")
    assert changed.data["event"]["policy_digest"] == "f" * 64


def test_many_changes_are_each_told_of_once(house: Stage) -> None:
    keys = [house.opens(title=f"Change {number}") for number in range(3)]
    house.delivers()
    house.passes(days=8)
    assert reassess(house.house) == 3
    assert {house.change(key).state for key in keys} == {State.EXPIRED}
    assert len(house.delivers()) == 9


@pytest.mark.parametrize(
    "facts",
    [BROKEN, make.facts(systems=make.SYSTEMS[1:]).with_standings({})],
    ids=["unreadable directory", "system gone"],
)
def test_a_card_that_stands_is_redrawn_when_nobody_says_any_more_where(
    house: Stage, facts: Facts
) -> None:
    house.approved()
    house.delivers()
    house.facts = facts
    assert reassess(house.house) == 1
    assert ("card", "CPAY", "") in house.delivers()


def test_a_card_in_a_channel_that_the_team_left_still_follows(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    moved = tuple(replace(team, channel="CNEW") for team in make.TEAMS)
    house.facts = make.facts(the_directory=make.directory(teams=moved)).with_standings({})
    house.says(key, "ana")
    cards = {channel for kind, channel, _ in house.delivers() if kind == "card"}
    assert cards == {"CNEW", "CPAY"}


def test_one_damaged_change_does_not_keep_the_others_from_being_judged(
    house: Stage, sqlite_url: str
) -> None:
    broken, sound = house.opens(), house.opens(title="Another")
    behind_its_back(sqlite_url, f"UPDATE revisions SET content = '{{}}' WHERE key = '{broken}'")  # noqa: S608 - our key
    with stage(sqlite_url) as restarted:  # a process that remembers nothing
        restarted.passes(days=7)
        assert reassess(restarted.house) == 1
        assert restarted.change(sound).state is State.EXPIRED


def test_an_expired_change_that_is_revised_starts_anew(house: Stage) -> None:
    key = house.approved()
    house.passes(days=8)
    reassess(house.house)
    house.revises(key, title="Once more")
    change = house.change(key)
    assert (change.status, change.state) == (Status.OPEN, State.PENDING)  # approvals end too
    assert change.expires_at == house.now + timedelta(days=7)
    assert not house.asks().allowed


class Clock:
    """A second passes whenever somebody looks."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1
        return self.seconds


def test_a_tick_judges_for_five_seconds_and_the_next_one_goes_on(house: Stage) -> None:
    keys = [house.opens(title=f"Change {number}") for number in range(12)]
    tick = Reassess(Clock())
    house.passes(days=8)

    def over() -> list[bool]:
        return [house.change(key).state is State.EXPIRED for key in keys]

    assert (tick(house.house), over()) == (5, [*[True] * 5, *[False] * 7])
    assert (tick(house.house), over()) == (5, [*[True] * 10, *[False] * 2])
    newer = house.opens()
    assert (tick(house.house), over()) == (2, [True] * 12)
    house.passes(days=8)
    assert (tick(house.house), house.change(newer).state) == (1, State.EXPIRED)
    assert tick(house.house) == 0


def test_a_tick_begins_anew_behind_the_last_change(house: Stage) -> None:
    keys = [house.opens(title=f"Change {number}") for number in range(7)]
    tick = Reassess(Clock())
    assert tick(house.house) == 0
    house.passes(days=8)
    assert tick(house.house) == 5
    states = [house.change(key).state for key in keys]
    assert [one is State.EXPIRED for one in states] == [*[True] * 3, False, False, True, True]


def test_one_that_cannot_be_judged_keeps_no_other_from_it(
    house: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [house.opens(title=f"Change {number}") for number in range(3)]
    house.passes(days=8)
    judged = rules.reassess

    def fails(change: Change, facts: Facts, now: datetime) -> Outcome:
        if change.key == keys[1]:
            raise ZeroDivisionError
        return judged(change, facts, now)

    monkeypatch.setattr(rules, "reassess", fails)
    tick = next(one for one in TICKS if one.name == "reassess")
    with capture_logs() as logs:
        run(tick, house.house)
    states = [house.change(key).state is State.EXPIRED for key in keys]
    assert states == [True, False, True]
    assert [one["part"] for one in logs if one["event"] == "tick.failed"] == [keys[1]]
