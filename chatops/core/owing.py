"""What a person owes: the obligations that they can pay, or that they caused."""

from collections.abc import Iterable, Iterator

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.home import Due
from chatops.core.obligation import Owed
from chatops.core.reviewers import reviewers_of


def owing(changes: Iterable[Change], person: str, facts: Facts) -> tuple[Due, ...]:
    """Return what these changes owe and is the person's (directory id), first due first."""
    found = (due for change in changes for due in _of(change, person, facts))
    return tuple(sorted(found, key=lambda due: due.owed.due_at))


def _of(change: Change, person: str, facts: Facts) -> Iterator[Due]:
    behind = (facts.directory.person_behind(one) for one in change.contributors)
    theirs = {change.requester, *(one.id for one in behind if one)}
    for one in change.open_obligations():
        if one.owed is Owed.CONDITION:
            payable = person in {*theirs, one.by}
        else:
            given = {review.person for review in one.reviews}
            payable = person in reviewers_of(change, facts) and person not in given
        if payable or person == one.by:
            yield Due(change, one, payable)
