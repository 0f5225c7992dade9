"""Several changes approved at once: each on its own, nothing twice, refusals told one by one."""

from collections.abc import Iterator

import pytest

from chatops.core.bulk import Answer
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.verdict import State
from chatops.usecases.approve_several import approve_several
from chatops.usecases.open_details import open_details
from tests.usecases.stage import Stage, stage


@pytest.fixture
def house(store_url: str) -> Iterator[Stage]:
    with stage(store_url) as made:
        yield made


def command(key: str, who: str = "ana", revision: int = 1) -> Decide:
    return Decide(key, who, Verb.APPROVE, revision, "slack", shown="f" * 64)


def approves(house: Stage, *keys: str, delivery: str = "view:V1") -> tuple[Answer, ...]:
    return approve_several(house.house, [command(one) for one in keys], delivery=delivery)


def test_each_is_recorded_with_what_was_shown_and_whether_details_were_opened(house: Stage) -> None:
    keys = [house.opens("dan", kind="standard") for _ in range(3)]
    open_details(house.house, house.change(keys[0]), "ana")
    assert approves(house, *keys) == tuple(Answer(one) for one in keys)
    for key in keys:
        (decision,) = house.change(key).decisions
        assert (decision.person, decision.verb) == ("ana", Verb.APPROVE)
        assert decision.shown == "f" * 64
        assert (decision.read_at is not None) == (key == keys[0])


def test_a_refusal_stops_none_of_the_others_and_says_why(house: Stage) -> None:
    own = house.opens("ana", kind="standard")
    first, changed, last = (house.opens("dan", kind="standard") for _ in range(3))
    house.revises(changed, "dan", kind="standard", title="Other")
    answers = approves(house, first, own, changed, "CR-99", last)
    told = {one.key: one.refusal for one in answers}
    assert [one.key for one in answers] == [first, own, changed, "CR-99", last]
    assert told[first] == told[last] == ""
    assert "you contributed to it" in told[own]
    assert "it is at revision 2" in told[changed]
    assert "There is no change CR-99" in told["CR-99"]
    assert house.change(changed).decisions == ()


@pytest.mark.parametrize(
    ("became", "why"),
    [
        ({"kind": "normal"}, "a normal change"),
        ({"kind": "emergency"}, "an emergency change"),
        ({"kind": "standard", "risk": "high"}, "its risk is high"),
        ({"kind": "standard", "degree": "generated", "tool": "Claude"}, "an AI tool helped"),
        ({"kind": "standard", "degree": "assisted", "tool": "Claude"}, "an AI tool helped"),
    ],
)
def test_what_has_to_be_approved_alone_is_refused(
    house: Stage, became: dict[str, str], why: str
) -> None:
    key = house.opens("dan", **became)
    (answer,) = approves(house, key)
    assert why in answer.refusal
    assert house.change(key).decisions == ()


def test_ai_assistance_of_an_earlier_revision_never_wears_off(house: Stage) -> None:
    key = house.opens("dan", kind="standard", degree="assisted", tool="Claude")
    house.revises(key, "dan", kind="standard")
    (answer,) = approve_several(house.house, [command(key, revision=2)], delivery="view:V1")
    assert "an AI tool helped" in answer.refusal


def test_the_same_delivery_again_records_nothing_and_answers_the_same(house: Stage) -> None:
    keys = [house.opens("dan", kind="standard") for _ in range(2)]
    first = approves(house, *keys)
    entries = [len(house.entries(one)) for one in keys]
    assert approves(house, *keys) == first
    assert [len(house.entries(one)) for one in keys] == entries


def test_what_an_interrupted_delivery_left_is_done_by_its_repetition(house: Stage) -> None:
    first, second = (house.opens("dan", kind="standard") for _ in range(2))
    approves(house, first)
    house.says(first, "ana", Verb.WITHDRAW)
    assert approves(house, first, second) == (Answer(first), Answer(second))
    assert house.change(first).latest_by("ana").verb is Verb.WITHDRAW  # type: ignore[union-attr]  # decided
    assert house.change(second).latest_by("ana").verb is Verb.APPROVE  # type: ignore[union-attr]  # decided


def test_two_people_complete_what_needs_two(house: Stage) -> None:
    key = house.opens("dan", kind="standard")
    approves(house, key)
    approve_several(house.house, [command(key, "cleo")], delivery="view:V2")
    assert house.change(key).state is State.APPROVED
