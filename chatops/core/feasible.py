"""Can this change still be approved, and by whom? Asked at the start and after every change.

The sign-offs that are in and everybody who could still sign are matched to the asks; what stays
empty cannot be filled by anybody.
"""

from datetime import datetime

from chatops.core.asks import Ask
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.mend import listed, mend
from chatops.core.refused import Refused
from chatops.core.roster import Roster, roster_of
from chatops.core.shortage import Shortage, is_possible, possible, shortages
from chatops.core.sources import unknown_groups

_NAMED = 5  # of those who could sign; the others are counted


def obstacle(change: Change, facts: Facts, now: datetime) -> str:
    """Say why nobody could complete the sign-offs, and the smallest mend; empty if somebody can."""
    try:
        return obstacle_in(roster_of(change, facts, now))
    except Refused:
        return ""  # an error of its own, which the verdict tells


def obstacle_in(found: Roster) -> str:
    """Say it of a roster that is made already."""
    if is_possible(found):
        return ""
    everybody = possible(found)
    known = (one for one in shortages(found, everybody) if not _is_unknown(one, found))
    return " ".join(f"{_sentence(one, found)} {mend(one, found, everybody)}" for one in known)


def _is_unknown(shortage: Shortage, found: Roster) -> bool:
    """Tell whether nobody knows who could sign: that is an error, which the verdict tells."""
    asks = (found.asks[index] for index in shortage.places)
    return any(unknown_groups(ask.sources, found.people.facts) for ask in asks)


def _sentence(shortage: Shortage, found: Roster) -> str:
    asks = [found.asks[index] for index in shortage.places]
    names = listed([f"“{ask.name}”" for ask in asks])
    who = _who(shortage, asks, found)
    if len(asks) == 1:
        ask = asks[0]
        return f"Nobody can complete {names}: it asks for {ask.count} from {ask.whom} and {who}."
    wanted = listed([f"{ask.count} from {ask.whom}" for ask in asks])
    return (
        f"Nobody can complete {names} together: they ask for {wanted}, nobody may sign two of "
        f"them, and {who}."
    )


def _who(shortage: Shortage, asks: list[Ask], found: Roster) -> str:
    name_of = found.people.facts.directory.name_of
    names = [name_of(one) for one in shortage.people]
    if len(names) > _NAMED:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} more"]
    if names:
        return f"only {listed(names)} could sign"
    level = asks[0].requirement.min_level
    who = f"nobody who is {level} or above" if level else "nobody"
    return f"{who}{_besides(asks[0], found)} could sign"


def _besides(ask: Ask, found: Roster) -> str:
    """Say so where contributors are the only ones who are asked."""
    persons = map(found.people.facts.directory.find, found.people.contributors)
    contributed = any(one and found.people.may_sign(ask, one) for one in persons)
    return " besides the contributors" if contributed else ""
