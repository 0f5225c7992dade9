from datetime import timedelta
from typing import Any

import pytest

from chatops.core.history import History, histories
from chatops.core.refused import Refused
from chatops.core.trail import Entry
from tests.builders import NOW

OPENED = {
    "key": "CR-1",
    "requester": "ben",
    "systems": ["checkout"],
    "environment": "production",
    "kind": "normal",
    "assistance": "assisted",
}
LATER = NOW + timedelta(days=1)


def entry(place: int, tag: str, **event: Any) -> Entry:
    told = {"event": {"key": "CR-1", **event}}
    return Entry("CR-1", place, NOW, tag, "", "", told)


def history(*entries: Entry) -> History:
    told = (entry(1, "change:opened", **OPENED), *entries)
    return histories(told, LATER).changes["CR-1"]


def test_a_change_is_what_its_entries_tell() -> None:
    said = {"person": "ana", "verb": "approve", "level": "senior", "read_at": NOW.isoformat()}
    found = history(
        entry(2, "decision:made", **said),
        entry(3, "verdict:changed", before="pending", after="approved"),
        entry(4, "verdict:changed", before="approved", after="approved"),
    )
    assert (found.requester, found.present.systems, found.is_assisted) == (
        "ben",
        ("checkout",),
        True,
    )
    assert (found.words[0].person, found.words[0].read_at) == ("ana", NOW)
    assert (found.states, found.approved_at) == ([(NOW, "approved")], NOW)


def test_what_is_owed_is_numbered_as_the_change_does() -> None:
    due = LATER.isoformat()
    found = history(
        entry(2, "condition:attached", number=1, person="ana", due_at=due),
        entry(3, "glass:broken", number=1, person="cleo", review_due_at=due),
        entry(4, "obligation:closed", number=1),
        entry(5, "glass:used", number=1),
    )
    (owed,) = found.owed.values()
    assert (owed.number, owed.owed, owed.by, owed.due_at) == (2, "review", "cleo", LATER)
    assert found.glass[1].used


def test_nothing_that_came_later_is_told() -> None:
    assert histories([entry(1, "change:opened", **OPENED)], NOW).changes == {}


def test_entries_of_older_versions_tell_less() -> None:
    older = {name: OPENED[name] for name in ("key", "requester", "systems", "environment")}
    told = [
        entry(1, "change:opened", **older),
        entry(2, "revision:added", revision=2),
        entry(3, "decision:made", person="ana", verb="approve", level="mid"),
    ]
    found = histories(told, LATER).changes["CR-1"]
    assert (found.present.kind, found.is_assisted, found.words[0].read_at) == ("", False, None)


@pytest.mark.parametrize(
    "lost",
    [entry(7, "obligation:closed", number=1), entry(7, "glass:used", number=1)],
)
def test_a_trail_that_lacks_what_came_before_is_not_read(lost: Entry) -> None:
    with pytest.raises(Refused, match="Entry 7 of CR-1 does not follow"):
        history(lost)
    with pytest.raises(Refused, match="Entry 7 of CR-1 does not follow"):
        histories([lost], LATER)
