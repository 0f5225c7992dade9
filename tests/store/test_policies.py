"""The policy that was adopted last is in force; all of them stay, word for word."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from chatops.core.events import PolicyAdopted
from chatops.core.notices import CardOutdated, ChannelLine
from chatops.store.database import Store
from chatops.store.policies import AdoptedPolicy
from tests.builders import NOW
from tests.store.acting import at_once, emptied, faults, opened

FIRST = AdoptedPolicy("a" * 64, "rules:\n- name: ünö\n", "max", "The first one.", "", NOW)
SECOND = AdoptedPolicy("b" * 64, "rules: []\n", "ana", "Less.", "CR-7", NOW)


def adopts(store: Store, policy: AdoptedPolicy, *channels: str) -> None:
    event = PolicyAdopted(policy.digest, "", policy.by, policy.approved_by, policy.why)
    with store.transaction() as tx:
        tx.adopt(policy, event, [ChannelLine("", one, event) for one in channels], NOW)


def test_before_the_first_there_is_none(store: Store) -> None:
    with store.reading() as reading:
        assert reading.adopted() is None
        assert reading.adopted_text("a" * 64) is None


def test_the_last_one_is_in_force_even_where_it_was_there_before(store: Store) -> None:
    for policy in (FIRST, SECOND, FIRST):
        adopts(store, policy)
    with store.reading() as reading:
        assert reading.adopted() == FIRST
        assert reading.adopted_text(SECOND.digest) == SECOND.text
        assert reading.surroundings((), (), ()).policy_digest == FIRST.digest
        assert [one.tag for one in reading.entries("policy")] == ["policy:adopted"] * 3
        assert "Less." not in reading.entries("policy")[1].body
    assert faults(store) == []


def test_it_is_announced_in_the_channels_in_order(store: Store) -> None:
    adopts(store, FIRST, "CPAY", "CIDE")
    adopts(store, SECOND, "CPAY")
    told = [one.notice for one in emptied(store)]
    assert [(one.channel, one.key) for one in told if isinstance(one, ChannelLine)] == [
        ("CPAY", ""),
        ("CIDE", ""),
        ("CPAY", ""),
    ]
    assert [one.event.TAG for one in told if isinstance(one, ChannelLine)] == ["policy:adopted"] * 3


def test_who_adopts_at_the_same_moment_takes_turns(store: Store) -> None:
    results = at_once([partial(adopts, store, one) for one in (FIRST, SECOND) * 3])
    assert results == [None] * 6
    with store.reading() as reading:
        last = reading.adopted()
        entries = reading.entries("policy")
    assert last is not None
    assert entries[-1].data["event"]["digest"] == last.digest
    assert len(entries) == 6
    assert faults(store) == []


def test_cards_are_drawn_anew_and_nothing_else_happens(store: Store) -> None:
    key = opened(store).key
    emptied(store)
    with store.transaction() as tx:
        tx.redraw(key, ("CPAY", "CLED"), NOW)
        tx.redraw(key, ("CPAY",), NOW)
    assert [one.notice for one in emptied(store)] == [
        CardOutdated(key, "CPAY"),
        CardOutdated(key, "CLED"),
    ]
    with store.reading() as reading:
        assert reading.change(key).version == 1
        assert len(reading.entries(key)) == 1


def test_those_in_force_in_a_time_are_the_one_before_and_those_that_came(store: Store) -> None:
    day = timedelta(days=1)
    policies = [replace(FIRST, digest=f"{one}" * 64, at=NOW + one * day) for one in range(5)]
    for policy in policies:
        adopts(store, policy)
    with store.reading() as reading:
        found = reading.policies_between(NOW + 1.5 * day, NOW + 3 * day)
        assert found == (("1" * 64, NOW + day), ("2" * 64, NOW + 2 * day))
        assert reading.policies_between(NOW + day, NOW + 2 * day) == (("1" * 64, NOW + day),)
        assert reading.policies_between(NOW - 2 * day, NOW) == ()
        assert reading.policies_between(NOW - day, NOW + day) == (("0" * 64, NOW),)
