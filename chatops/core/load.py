"""The load of senior people: who would have to give the senior sign-offs of a change."""

from collections import defaultdict

from chatops.core.asks import Ask
from chatops.core.quorum import matched
from chatops.core.roster import Roster

Shares = dict[str, float]
"""Sign-offs by directory id; the empty id stands for people whom no source names."""


def senior_load(found: Roster, senior: str) -> Shares:
    """Return the share of each person in the asks of this level or above.

    Who signed bears it; what is open falls evenly to those who are asked. A person signs a change
    once, whatever that serves for.
    """
    places = [index for index, ask in enumerate(found.asks) if _is_senior(ask, senior, found)]
    if not places:
        return {}
    signers = matched(found.asks, found.signed)
    load: Shares = defaultdict(float)
    for index in places:
        for one in signers[index]:
            load[one] += 1.0
        elsewhere = (one for one in found.signed[index] if one not in signers[index])
        asked = (*elsewhere, *found.candidates(index))
        _spread(load, found.asks[index].count - len(signers[index]), asked)
    return {one: min(1.0, share) if one else share for one, share in load.items()}


def _spread(load: Shares, missing: int, asked: tuple[str, ...]) -> None:
    named = min(missing, len(asked))
    for one in asked if named else ():
        load[one] += named / len(asked)
    if missing > named:
        load[""] += missing - named


def _is_senior(ask: Ask, senior: str, found: Roster) -> bool:
    directory = found.people.facts.directory
    named = directory.level(ask.requirement.min_level or "")
    least = directory.level(senior)
    return named is not None and least is not None and named >= least
