"""Slack is asked who is in the user groups that the policy names."""

from collections.abc import Callable, Sequence

from chatops.core.refused import Refused
from chatops.usecases.house import House
from chatops.usecases.reassess import reassess


def refresh_groups(house: House, members: Callable[[str], Sequence[str]]) -> None:
    """Remember the members (directory ids) of each group; judge anew where they became others.

    `members` raises `Refused` where Slack does not tell: then what was told last stays.
    """
    with house.store.reading() as reading:
        policy = house.in_force(reading).policy
    changed = False
    for group in policy.groups() if policy else ():
        at = house.now()  # before Slack is asked: an answer that took long is an old one
        try:
            people = tuple(sorted(members(group)))
        except Refused:
            continue
        with house.store.transaction() as tx:
            if tx.groups().get(group) != people:
                tx.remember_group(group, people, at)
                changed = True
    if changed:
        reassess(house)
