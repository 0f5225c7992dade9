"""A look for the gate's polls: the stamp is another one as soon as what is stored is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest

from chatops.core.people import Standing
from chatops.store.database import Store
from chatops.store.gate_poll import Asked, GatePoll, open_poll
from tests.builders import NOW, OTHER_SHA, SHA
from tests.store.acting import decided, opened, revised
from tests.store.test_annexes import GLASS, REVIEW, RUN, USED, WAS_USED, changed

Stamp = tuple[str | None, str | None]


@pytest.fixture
def poll(store_url: str) -> Iterator[GatePoll]:
    looks = open_poll(store_url)
    yield looks
    looks.close()


def stamp(poll: GatePoll, system: str = "checkout", commit: str = SHA) -> Stamp:
    (seen,) = poll.look([Asked("", "", system, "production", commit)])
    return seen.stamp


def hears(store: Store, standing: Standing) -> None:
    with store.transaction() as tx:
        tx.remember_standing("ana", standing, NOW)


STEPS: dict[str, Callable[[Store], object]] = {
    "a check is posted": partial(changed, key="CR-1", check_runs=(RUN,)),
    "the glass is broken": partial(changed, key="CR-1", declarations=(GLASS,)),
    "the glass is used": partial(changed, key="CR-1", event=WAS_USED, declarations=(USED,)),
    "a review is owed": partial(changed, key="CR-1", obligations=(REVIEW,)),
    "somebody decides": partial(decided, key="CR-1", who="ana"),
    "who decided becomes a guest": partial(hears, standing=Standing.GUEST),
    "another change asks for it": partial(opened, who="dan", systems=("ledger", "checkout")),
}


def test_the_stamp_follows_everything_that_is_recorded(store: Store, poll: GatePoll) -> None:
    seen = [stamp(poll)]
    opened(store)
    hears(store, Standing.FULL)
    for step in STEPS.values():
        seen.append(stamp(poll))
        assert stamp(poll) == seen[-1]
        step(store)
    assert len({*seen, stamp(poll)}) == len(STEPS) + 2


def test_each_system_of_any_revision_is_a_place_to_ask_for(store: Store, poll: GatePoll) -> None:
    nothing = (None, None)
    key = opened(store, systems=("checkout", "ledger")).key
    assert stamp(poll) == stamp(poll, "ledger") != nothing
    assert stamp(poll, "login") == stamp(poll, commit=OTHER_SHA) == nothing
    revised(store, key, systems=("ledger",), commit=OTHER_SHA)
    assert stamp(poll) == stamp(poll, "ledger", OTHER_SHA) != nothing
    assert stamp(poll, commit=OTHER_SHA) == nothing


def test_many_are_answered_in_one_look_each_in_its_place(store: Store, poll: GatePoll) -> None:
    opened(store, systems=("ledger",))
    asked = [Asked("", "", system, "production", SHA) for system in ("login", "ledger", "login")]
    stamps = [one.stamp for one in poll.look([*asked, replace(asked[1], environment="staging")])]
    assert [one[0] is not None for one in stamps] == [False, True, False, False]
