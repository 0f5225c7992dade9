"""`evaluate()` for 1, 10 and 100 decisions, in microseconds; the limit is the aim itself."""

import statistics
import timeit
from dataclasses import replace

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.evaluate import evaluate
from chatops.core.people import Team
from tests import builders as make

AIM_MICROSECONDS = 200.0
AIM_AT = 10


def rows() -> list[tuple[str, float, float, float, str]]:
    """Return one row for each number of decisions; the ratio is time over the 200 µs aimed at."""
    return [_row(count) for count in (1, 10, 100)]


def _row(count: int) -> tuple[str, float, float, float, str]:
    people = tuple(make.person(f"p{number}", make.SENIOR) for number in range(count + 2))
    team = Team("payments", "Payments", "CPAY", tuple(one.id for one in people))
    directory = make.directory((*make.PEOPLE, *people), (team, make.TEAMS[1]))
    given = make.facts(the_directory=directory)
    change = make.opened("dan", given=given, degree="assisted", tool="Claude")
    change = replace(change, decisions=tuple(_decision(change, number) for number in range(count)))
    repeats = max(20, 2_000 // count)
    runs = [
        timeit.timeit(lambda: evaluate(change, given, make.NOW), number=repeats) / repeats * 1e6
        for _ in range(7)
    ]
    ours = statistics.median(runs)
    aim = "<= 1 at 10 decisions" if count == AIM_AT else ""
    return (
        f"evaluate, {count} decisions, µs",
        ours,
        AIM_MICROSECONDS,
        ours / AIM_MICROSECONDS,
        aim,
    )


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
    )
