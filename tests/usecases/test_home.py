"""App Home's content over a real store: what is found for whom, in which order, page by page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.away import Away
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.home import HomeContent, Item
from chatops.core.paying import Pay
from chatops.core.policy import SignOffs
from chatops.core.snoozing import Sleep
from chatops.core.verdict import State
from chatops.usecases.away import away
from chatops.usecases.decide import decide
from chatops.usecases.home import OWN_PER_PAGE, PER_PAGE, home
from chatops.usecases.open_details import open_details
from chatops.usecases.pay import pay
from chatops.usecases.snooze import snooze
from tests import builders as make
from tests.usecases.stage import Stage, glass_facts, stage


@pytest.fixture
def house(store_url: str) -> Iterator[Stage]:
    with stage(store_url) as made:
        yield made


def at(house: Stage, who: str, page: int = 1) -> HomeContent:
    return home(house.house, who, page)


def keys(items: tuple[Item, ...]) -> list[str]:
    return [one.change.key for one in items]


def asked(house: Stage, who: str) -> list[str]:
    return [key for key in opened(house) if who in house.change(key).asked]


def opened(house: Stage) -> tuple[str, ...]:
    with house.store.reading() as reading:
        return reading.open_keys()


def test_nothing_is_empty(house: Stage) -> None:
    content = at(house, "ana")
    assert (content.page, content.pages, content.waiting_count, content.own_count) == (1, 1, 0, 0)
    assert content.waiting == content.own == content.others == ()
    assert content.decided == ()
    assert content.owed == ()
    assert content.absence is None


def test_what_asks_the_person_waits_oldest_first_and_what_asks_others_stands_apart(
    house: Stage,
) -> None:
    for _ in range(3):
        house.opens("dan")  # two of Ana, Ben and Cleo are asked
    for who in ("ana", "ben", "cleo"):
        content = at(house, who)
        assert keys(content.waiting) == asked(house, who)
        assert sorted((*keys(content.waiting), *keys(content.others))) == list(opened(house))
    assert keys(at(house, "dan").own) == ["CR-3", "CR-2", "CR-1"]
    assert keys(at(house, "dan").others) == []
    assert keys(at(house, "eve").others) == []


def test_whoever_said_something_on_what_it_is_now_is_left_in_peace_until_it_changes(
    house: Stage,
) -> None:
    key = house.opens("dan")
    assert key in [*keys(at(house, "cleo").waiting), *keys(at(house, "cleo").others)]
    house.says(key, "cleo", Verb.REJECT)
    content = at(house, "cleo")
    assert keys(content.waiting) == keys(content.others) == []
    house.says(key, "cleo", Verb.WITHDRAW)
    content = at(house, "cleo")
    assert key in [*keys(content.waiting), *keys(content.others)]
    house.says(key, "cleo", Verb.REJECT)
    house.revises(key, "dan", title="Other")
    content = at(house, "cleo")
    assert key in [*keys(content.waiting), *keys(content.others)]


def test_an_approved_or_expired_change_waits_for_nobody(house: Stage) -> None:
    house.approved()
    for who in ("ana", "cleo", "dan"):
        assert keys(at(house, who).waiting) == keys(at(house, who).others) == []
    assert [one.verdict.state for one in at(house, "ben").own] == [State.APPROVED]


def test_a_person_whom_the_policy_names_is_found_in_changes_of_any_system(house: Stage) -> None:
    house.facts = replace(
        house.facts,
        policy=make.policy(
            make.rule(make.OWNERS, SignOffs("field", 1, ("person:max", "person:eve")))
        ),
    )
    key = house.opens("dan")
    content = at(house, "eve"), at(house, "max")
    shown = [[*keys(one.waiting), *keys(one.others)] for one in content]
    assert shown == [[key], [key]]


def test_pages_part_everything_once_and_there_is_no_page_beyond_the_last(house: Stage) -> None:
    house.facts = replace(
        house.facts, policy=make.policy(make.rule(SignOffs("eve", 1, ("person:eve",))))
    )
    count = 2 * PER_PAGE + 1
    for _ in range(count):
        house.opens("dan")
    pages = [at(house, "eve", number) for number in (1, 2, 3, 99)]
    assert [(one.page, one.pages) for one in pages] == [(1, 3), (2, 3), (3, 3), (3, 3)]
    shown = [key for one in pages[:3] for key in keys(one.waiting)]
    assert shown == list(opened(house))
    assert {one.waiting_count for one in pages} == {count}
    own = [key for page in range(1, 6) for key in keys(at(house, "dan", page).own)]
    assert own == list(reversed(opened(house)))
    assert at(house, "dan").pages == -(-count // OWN_PER_PAGE)


def test_approve_is_for_who_opened_details_of_what_the_change_is_now(house: Stage) -> None:
    house.facts = replace(
        house.facts, policy=make.policy(make.rule(SignOffs("eve", 1, ("person:eve",))))
    )
    key = house.opens()
    assert [one.has_read for one in at(house, "eve").waiting] == [False]
    open_details(house.house, house.change(key), "ana")
    assert [one.has_read for one in at(house, "eve").waiting] == [False]
    open_details(house.house, house.change(key), "eve")
    assert [one.has_read for one in at(house, "eve").waiting] == [True]
    house.revises(key, title="Other")
    assert [one.has_read for one in at(house, "eve").waiting] == [False]


def test_what_is_snoozed_is_folded_until_then(house: Stage) -> None:
    house.facts = replace(
        house.facts, policy=make.policy(make.rule(SignOffs("eve", 1, ("person:eve",))))
    )
    first, second = house.opens(), house.opens()
    until = house.now + timedelta(hours=3)
    snooze(house.house, Sleep(first, "eve", until))
    content = at(house, "eve")
    assert keys(content.waiting) == [second]
    assert content.waiting_count == 1
    assert [(one.change.key, one.until) for one in content.snoozed] == [(first, until)]
    house.passes(hours=3)
    assert keys(at(house, "eve").waiting) == [first, second]


def test_a_new_revision_wakes_what_was_snoozed(house: Stage) -> None:
    house.facts = replace(
        house.facts, policy=make.policy(make.rule(SignOffs("eve", 1, ("person:eve",))))
    )
    key = house.opens()
    snooze(house.house, Sleep(key, "eve", house.now + timedelta(hours=3)))
    assert keys(at(house, "eve").waiting) == []
    house.revises(key, title="Other")
    assert keys(at(house, "eve").waiting) == [key]


def test_decisions_are_the_persons_own_and_the_newest_ones(house: Stage) -> None:
    made = [house.opens("dan") for _ in range(12)]
    for key in made:
        house.passes(minutes=1)
        house.says(key, "ana")
    house.says(made[-1], "cleo", Verb.REJECT)
    told = at(house, "ana").decided
    assert [one.said.key for one in told] == made[:1:-1]
    assert {one.said.verb for one in told} == {Verb.APPROVE}
    assert told[0].said.at == house.now
    assert told[0].change.state is State.BLOCKED


def test_obligations_are_for_who_can_pay_or_caused_them(house: Stage) -> None:
    house.facts = glass_facts()
    house.breaks(house.opens("ben"), "cleo")
    assert [one.payable for one in at(house, "ana").owed] == [True]
    assert [one.payable for one in at(house, "cleo").owed] == [False]
    assert at(house, "eve").owed == ()
    assert at(house, "ben").owed == ()
    pay(house.house, Pay("CR-1", 1, "ana", "slack", "Read the diff and the graphs."))
    assert at(house, "ana").owed == ()
    assert [one.payable for one in at(house, "dan").owed] == [True]


def test_a_review_is_owed_by_whom_the_policy_names_of_whichever_team(house: Stage) -> None:
    glass = replace(make.GLASS, reviewers=1, review_from=("team:identity",))
    house.facts = replace(glass_facts(), policy=make.glass_policy(glass=glass))
    house.breaks(house.opens("ben"), "cleo")
    assert [one.payable for one in at(house, "eve").owed] == [True]
    with house.house.store.transaction() as tx:
        tx.see_home("eve", house.now)
    pay(house.house, Pay("CR-1", 1, "eve", "slack", "Read the diff and the graphs."))
    assert ("home", "eve", "") in house.delivers()


def test_obligations_are_counted_and_stand_on_pages_what_is_due_first_comes_first(
    house: Stage,
) -> None:
    key = house.opens("ben")
    for hours in (9, 3, 8, 4, 7, 5):
        due = house.now + timedelta(hours=hours)
        house.passes(minutes=1)
        condition = Decide(
            key, "ana", Verb.APPROVE, 1, "slack", condition="Watch.", condition_due=due
        )
        decide(house.house, condition)
    first, second = at(house, "ben"), at(house, "ben", 2)
    assert (first.owed_count, first.pages, second.owed_count, second.page) == (6, 2, 6, 2)
    assert (len(first.owed), len(second.owed)) == (4, 2)
    due_at = [one.owed.due_at for one in (*first.owed, *second.owed)]
    assert due_at == sorted(due_at)
    assert at(house, "ben", 9).page == 2


def test_a_condition_is_for_the_requester_and_who_set_it(house: Stage) -> None:
    key = house.opens("ben")
    due = house.now + timedelta(hours=9)
    command = Decide(key, "ana", Verb.APPROVE, 1, "slack", condition="Watch", condition_due=due)
    decide(house.house, command)
    assert [one.payable for one in at(house, "ben").owed] == [True]
    assert [one.payable for one in at(house, "ana").owed] == [True]
    assert at(house, "cleo").owed == ()


def test_an_absence_shows_with_who_acts_and_the_delegate_finds_the_work(house: Stage) -> None:
    key = house.opens("ben")
    away(house.house, Away("ana", house.now + timedelta(days=2), "eve", "ana"))
    absence = at(house, "ana").absence
    assert absence is not None
    assert absence.delegate == "eve"
    content = at(house, "eve")
    assert key in [*keys(content.waiting), *keys(content.others)]
    house.passes(days=2)
    assert at(house, "ana").absence is None


def test_several_are_offered_where_the_person_may_approve_them_together(house: Stage) -> None:
    standard = house.opens("dan", kind="standard")
    house.opens("dan", kind="standard", degree="assisted", tool="Claude")
    house.opens("dan", kind="normal")
    house.opens("dan", kind="standard", risk="high")
    house.opens("ana", kind="standard")
    other = house.opens("dan", kind="standard")
    assert sorted(keys(at(house, "ana").several)) == [standard, other]
    house.says(other, "ana")
    assert keys(at(house, "ana").several) == [standard]
    house.passes(days=30)  # over, though no tick has ended it yet
    assert at(house, "ana").several == ()
