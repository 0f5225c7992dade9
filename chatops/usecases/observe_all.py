"""Slack says how people stand: members, guests, deactivated; and in which time zones.

What follows from it (verdicts, whose work moves to whom) is told by whatever judges a change
first: the next act on it, or the tick that judges all of them. Nobody who acts waits for that.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chatops.core.people import Standing
from chatops.store.surroundings import Surroundings
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class Seen:
    """How a person (directory id) stands; `zone` is an IANA time zone, None where none is told.

    `also` is a further id of their Slack account, and the one by which the directory lists it.
    """

    person: str
    standing: Standing
    zone: str | None = None
    also: tuple[str, str] | None = None


def observe_all(house: House, seen: Collection[Seen], at: datetime) -> int:
    """Remember what Slack said of these people at that time; return how much of it was new.

    What is known already is not written again, and nothing newer is overwritten.
    """
    pairs = dict(one.also for one in seen if one.also)
    with house.store.reading() as reading:
        found = reading.surroundings([one.person for one in seen], (), ())
        listed = reading.listed_ids(pairs) if pairs else {}
    news = [one for one in seen if _is_news(one, found)]
    accounts = pairs.items() - listed.items()
    if not news and not accounts:
        return 0
    with house.store.transaction() as tx:
        for slack_id, listed_as in sorted(accounts):
            tx.remember_account(slack_id, listed_as)
        return sum(tx.remember_standing(one.person, one.standing, at, one.zone) for one in news)


def _is_news(one: Seen, found: Surroundings) -> bool:
    is_known = found.standings.get(one.person) is one.standing
    return not is_known or one.zone not in {None, found.zones.get(one.person)}
