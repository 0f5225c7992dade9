"""A policy tried on 1,000 and on 10,000 changes in memory: what one costs, and how it grows."""

import time
from dataclasses import replace

from bench.feasible import Row, company, opened
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.policy import SignOffs
from chatops.core.simulate import compared
from chatops.core.tally import Tally
from tests import builders as make

MANY, FEW = 10_000, 1_000
AIM_SECONDS = 20.0


def rows() -> list[Row]:
    """Return seconds for 10,000 changes over the 20 aimed at, and the ratio of growth."""
    old = company()
    more = make.rule(SignOffs("senior owner", 1, ("owners",), min_level="senior"), name="new")
    rules = (*old.rules().rules, more)
    new = replace(old, policy=replace(old.rules(), rules=rules, digest="f" * 64))
    changes = [_approved(one, old) for one in opened(old, FEW)] * (MANY // FEW)
    few = min(_seconds(changes[:FEW], old, new) for _ in range(3))
    many = _seconds(changes, old, new)
    return [
        ("simulate, 10,000 changes, s", many, AIM_SECONDS, many / AIM_SECONDS, "<= 1"),
        ("simulate, 10,000 against ten times 1,000, s", many, 10 * few, many / few / 10, "about 1"),
    ]


def _approved(change: Change, given: Facts) -> Change:
    """Return the change with two approvals, of whom it asked."""
    return make.approved_by(change, *change.asked[:2], given=given)


def _seconds(changes: list[Change], old: Facts, new: Facts) -> float:
    start = time.process_time()
    tally = Tally()
    for one in changes:
        tally = tally.add(compared(one, old, new, make.NOW))
    assert tally.total == len(changes)
    return time.process_time() - start
