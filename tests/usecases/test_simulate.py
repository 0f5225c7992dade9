"""Another policy is tried on what was asked for, and nothing is written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.people import Level
from chatops.core.policy import Policy, SignOffs
from chatops.core.refused import Refused
from chatops.usecases import simulate as simulation
from chatops.usecases.simulate import Simulation, simulate
from tests import builders as make
from tests.usecases.stage import Stage

YEAR = timedelta(days=365)


def asking(count: int, **fields: str) -> Policy:
    rule = make.rule(SignOffs("owners", count, ("owners",), **fields))  # type: ignore[arg-type]
    return make.policy(rule, make.rule(make.DOCUMENTED, name="documents"), digest="f" * 64)


def tried(house: Stage, policy: Policy, past: timedelta = YEAR) -> Simulation:
    return simulate(house.house, policy, past)


def test_open_changes_are_judged_as_they_would_be(house: Stage) -> None:
    pending, done = house.opens(), house.approved()
    house.says(pending, "ana")
    lax = tried(house, asking(1)).tally
    assert [one.key for one in lax.approved] == [pending]
    assert (lax.total, lax.open, lax.asking_fewer, lax.lost) == (2, 2, 2, ())
    strict = tried(house, asking(3)).tally
    assert [one.key for one in strict.lost] == [done]
    assert (strict.asking_more, dict(strict.more)) == (2, {"owners": 2})


def test_an_open_change_that_nobody_could_approve(house: Stage) -> None:
    key = house.opens()
    (affected,) = tried(house, asking(9)).tally.unreachable
    assert affected.key == key
    assert "asks for 9" in affected.sentence


def test_past_changes_are_judged_at_their_end(house: Stage) -> None:
    house.approved()
    house.opens()
    house.passes(days=30)
    strict = tried(house, asking(3)).tally
    assert (strict.total, strict.open, strict.past_lost, strict.lost) == (2, 0, 1, ())
    lax = tried(house, make.policy(make.rule(make.DOCUMENTED), digest="f" * 64)).tally
    assert (lax.past_approved, lax.past_lost) == (1, 0)


def test_only_the_past_that_was_asked_for_and_everything_open(house: Stage) -> None:
    house.opens()
    house.passes(days=30)
    house.opens()
    assert tried(house, asking(1), timedelta(days=7)).tally.total == 1 + _still_open(house)
    assert tried(house, asking(1), timedelta(days=60)).tally.total == 2


def _still_open(house: Stage) -> int:
    """Changes that expired and were not judged since: they are listed as open."""
    with house.store.reading() as reading:
        return len(reading.open_keys()) - 1


def test_the_senior_sign_offs_of_a_week(house: Stage) -> None:
    house.approved()
    found = tried(house, asking(1, min_level="senior"), timedelta(weeks=2))
    loads = {one.person: one.after for one in found.tally.loads(found.until - found.since)}
    assert (found.senior, loads) == ("senior", {"ana": 0.5})


def test_another_ladder_has_another_scarce_level(house: Stage) -> None:
    ladder = tuple(Level(rank, name) for rank, name in enumerate(("one", "two", "three")))
    house.facts = replace(house.facts, directory=replace(house.facts.directory, levels=ladder))
    assert tried(house, asking(1)).senior == "two"


def test_it_writes_nothing_and_wakes_nobody(house: Stage) -> None:
    key = house.approved()
    house.delivers()
    before, wakes = len(house.entries(key)), house.wakes
    tried(house, asking(9))
    assert (len(house.entries(key)), house.wakes, house.delivers()) == (before, wakes, [])


def test_a_policy_in_force_that_cannot_be_read(house: Stage) -> None:
    house.facts = replace(house.facts, policy=None, problems=("policy.yml, line 3: no.",))
    with pytest.raises(Refused, match=r"policy\.yml, line 3"):
        tried(house, asking(1))


def test_many_are_judged_by_other_processes_with_the_same_result(
    house: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        key = house.opens(title=f"Change {number}")
        if number % 2:
            house.says(key, "ana")
        house.passes(hours=7)
    alone = tried(house, asking(1))
    monkeypatch.setattr(simulation, "BATCH", 2)
    monkeypatch.setattr(simulation, "FEW", 1)
    monkeypatch.setattr(simulation, "MANY_RULES", 2)
    seen: list[tuple[int, int]] = []
    together = simulate(
        house.house, asking(1), YEAR, step=lambda judged, most: seen.append((judged, most))
    )
    assert together == alone
    assert seen == [(2, 9), (4, 9), (6, 9), (8, 9), (9, 9)]
