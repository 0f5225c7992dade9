"""`obstacle()` for one open change of each of 335 systems; the limit is one evaluation each."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle
from chatops.core.people import Team
from chatops.core.policy import SignOffs, When
from chatops.core.systems import System
from chatops.core.way import shortest_way
from tests import builders as make

SYSTEMS, PEOPLE, TEAM = 335, 1_000, 12
ROUNDS = 7

Judge = Callable[[Change, Facts, datetime], object]
Row = tuple[str, float, float, float, str]


def company(**changed: int) -> Facts:
    """Return facts of a company: 1,000 people, a team of twelve and a director per ten systems."""
    people = tuple(
        make.person(f"p{number}", make.LEVELS[number % 4], zone="Europe/Berlin")
        for number in range(changed.get("people", PEOPLE))
    )
    teams = tuple(
        Team(
            f"t{first}",
            f"Team {first}",
            f"C{first}",
            tuple(one.id for one in people[first : first + TEAM]),
            director=people[(first + 503) % len(people)].id,
        )
        for first in range(0, len(people) - TEAM, TEAM)
    )
    systems = tuple(
        System(f"s{number}", f"System {number}", 1, teams[number % len(teams)].id)
        for number in range(SYSTEMS)
    )
    rules = (
        make.rule(make.OWNERS, make.DOCUMENTED, name="two people"),
        make.rule(SignOffs("director", 1, ("director",)), name="by the director"),
        make.rule(make.SENIOR_SIGN_OFF, name="senior", when=When(ai_assisted=True)),
    )
    return make.facts(
        the_policy=make.policy(*rules),
        the_directory=make.directory(people, teams),
        systems=systems,
    )


def opened(given: Facts, count: int) -> list[Change]:
    """Return that many changes, on one system after the other, each by a member of its team."""
    return [_opened(given, number) for number in range(count)]


def _opened(given: Facts, number: int) -> Change:
    system = given.registry.systems[number % SYSTEMS]
    team = given.directory.team(system.team)
    assert team
    requester = team.members[number % len(team.members)]
    key = f"CR-{number + 1}"
    return make.opened(
        requester, key=key, given=given, system=system.id, degree="assisted", tool="Claude"
    )


def rows() -> list[Row]:
    """Return microseconds a change where it is possible, and where it is not."""
    given = company()
    changes = opened(given, SYSTEMS)
    shrunk = tuple(replace(one, members=one.members[:1]) for one in given.directory.teams)
    nobody = replace(given, directory=replace(given.directory, teams=shrunk))
    assert not any(obstacle(one, given, make.NOW) for one in changes)
    assert all(obstacle(one, nobody, make.NOW) for one in changes)
    limit = _microseconds(evaluate, changes, given)
    return [
        _row("feasibility over 335 systems, µs each", obstacle, changes, given, limit),
        _row("the same where nobody can, with the mend", obstacle, changes, nobody, limit),
        _row("shortest way over 335 systems, µs each", shortest_way, changes, given, limit),
    ]


def _row(what: str, judge: Judge, changes: list[Change], given: Facts, limit: float) -> Row:
    ours = _microseconds(judge, changes, given)
    return (f"{what} ({ours * len(changes) / 1e3:.0f} ms)", ours, limit, ours / limit, "")


def _microseconds(judge: Judge, changes: list[Change], given: Facts) -> float:
    def once() -> float:
        start = time.process_time()
        for one in changes:
            judge(one, given, make.NOW)
        return (time.process_time() - start) / len(changes) * 1e6

    return statistics.median(once() for _ in range(ROUNDS))
