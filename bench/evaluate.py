"""`evaluate()` for 1, 10 and 100 decisions, and with 100 rules, in microseconds of processor time.

The limit is the aim itself.
"""

import statistics
import time
import timeit
from dataclasses import replace

from bench.feasible import Row, company, opened
from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.people import Team
from chatops.core.policy import SignOffs, When
from tests import builders as make

AIM_MICROSECONDS = 200.0
AIM_AT = 10


def rows() -> list[Row]:
    """Return one row for each number of decisions; the ratio is time over the 200 µs aimed at."""
    return [*(_row(count) for count in (1, 10, 100)), _with_many_rules()]


def _with_many_rules() -> Row:
    """Return the row of 100 rules, of which all are looked at and five apply."""
    given = company()
    first = given.registry.systems[0]
    rules = tuple(
        make.rule(
            SignOffs("owners", 1, ("owners",), shared=True),
            name=f"rule {number}",
            when=When(systems=(first.id if number % 20 == 0 else f"s{number + 1}",)),
        )
        for number in range(100)
    )
    given = replace(given, policy=make.policy(*rules))
    change = opened(given, 1)[0]
    return _timed("evaluate, 100 rules and 1,000 people, µs", change, given, 400, "")


def _row(count: int) -> Row:
    people = tuple(make.person(f"p{number}", make.SENIOR) for number in range(count + 2))
    team = Team("payments", "Payments", "CPAY", tuple(one.id for one in people))
    directory = make.directory((*make.PEOPLE, *people), (team, make.TEAMS[1]))
    given = make.facts(the_directory=directory)
    change = make.opened("dan", given=given, degree="assisted", tool="Claude")
    change = replace(change, decisions=tuple(_decision(change, number) for number in range(count)))
    repeats = max(20, 2_000 // count)
    aim = "<= 1 at 10 decisions" if count == AIM_AT else ""
    return _timed(f"evaluate, {count} decisions, µs", change, given, repeats, aim)


def _timed(what: str, change: Change, given: Facts, repeats: int, aim: str) -> Row:
    timer = timeit.Timer(lambda: evaluate(change, given, make.NOW), timer=time.process_time)
    ours = statistics.median(timer.timeit(repeats) / repeats * 1e6 for _ in range(7))
    return (what, ours, AIM_MICROSECONDS, ours / AIM_MICROSECONDS, aim)


def _decision(change: Change, number: int) -> Decision:
    return Decision(
        number=number + 1,
        person=f"p{number}",
        verb=Verb.APPROVE,
        revision=1,
        revision_digest=change.present.digest,
        environment="production",
        policy_digest="e" * 64,
        level="senior",
        surface="slack",
        at=make.NOW,
        named_by=("anyone", "team:payments"),
    )
