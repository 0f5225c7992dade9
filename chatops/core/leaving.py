"""Somebody can decide no more: what waits for them moves to others."""

from datetime import datetime

from chatops.core.change import Change
from chatops.core.events_talk import WorkMoved
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome


def leave(change: Change, person: str, why: str, facts: Facts, now: datetime) -> Outcome:
    """Judge the change anew; tell who is asked now where `person` (directory id) was and is not.

    `why` completes a sentence that begins with the person's name.
    """
    anew = outcome(change, (), facts, now)
    if person not in change.asked or person in anew.change.asked:
        return anew
    to = tuple(one for one in anew.change.asked if one not in change.asked)
    return outcome(change, (WorkMoved(change.key, person, why, to),), facts, now)
