"""A channel that takes no cards: they go elsewhere, once, and its owners hear of it once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from chatops.core.check import Check, Health
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.notices import CardOutdated, channel_of
from chatops.core.verdict import State
from chatops.usecases.deliver import deliver
from chatops.usecases.doctor import examine
from chatops.usecases.house import House
from chatops.usecases.lose_channel import lose_channel
from chatops.usecases.reassess import reassess
from chatops.usecases.rename_channel import rename_channel
from chatops.usecases.restore_channel import restore_channel
from chatops.usecases.retry_channels import retry_channels
from tests import builders as make
from tests.usecases.stage import Boy, Stage

LOST = "channel:lost"


@dataclass
class Porter:
    """Carries everything but what is for a closed channel."""

    closed: set[str]
    boy: Boy = field(default_factory=Boy)

    def carry(self, errand: Errand) -> Receipt:
        channel = channel_of(errand.notice)
        if channel in self.closed:
            return Receipt(Result.LOST, error=f"{channel} is archived")
        return replace(self.boy.carry(errand), channel=channel)


def with_fallback(house: Stage, fallback: str = "CFALL", *private: str) -> House:
    """All channels are public but these."""
    return replace(house.house, fallback=fallback, is_public=lambda one: one not in private)


def told_of(**kinds: bool | None) -> Callable[[str], bool | None]:
    """Tell that of these channels; of others nobody can."""
    return kinds.get


def carried(house: House, *closed: str) -> list[tuple[str, str, str]]:
    porter = Porter(set(closed))
    while deliver(house, porter):
        pass
    return porter.boy.carried


def told(carried: list[tuple[str, str, str]]) -> list[str]:
    return [who for kind, who, tag in carried if (kind, tag) == ("dm", LOST)]


def examined(house: Stage, channel: str = "") -> Iterator[Check]:
    """Yield what the doctor says of this channel, or of each."""
    return (one for one in examine(house.house) if one.name.startswith(f"channel {channel}"))


def test_card_and_lines_go_to_the_fallback_in_order_and_the_director_hears_once(
    house: Stage,
) -> None:
    key = house.opens()
    sent = carried(with_fallback(house), "CPAY")
    here = [(kind, tag) for kind, place, tag in sent if place == "CFALL"]
    assert here == [("card", ""), ("thread", "change:opened")]
    assert told(sent) == ["max"]
    house.says(key, "ana")
    again = carried(with_fallback(house), "CPAY")
    assert ("card", "CFALL", "") in again
    assert "CPAY" not in {place for _, place, _ in again}
    assert told(again) == []
    assert "dead" not in house.outbox()


def test_it_is_audited_with_the_reason(house: Stage) -> None:
    house.opens()
    carried(with_fallback(house), "CPAY")
    (entry,) = house.entries("channel:CPAY")
    event = entry.data["event"]
    assert (entry.tag, event["why"], event["instead"]) == (LOST, "CPAY is archived", "CFALL")


def test_every_open_change_of_the_channel_gets_its_card_there_and_no_other(house: Stage) -> None:
    here = {house.opens(), house.opens(commit=make.OTHER_SHA)}
    house.opens(system="login")
    carried(with_fallback(house))
    assert lose_channel(with_fallback(house), "CPAY", "is archived")
    boy = Boy()
    while deliver(with_fallback(house), boy):
        pass
    cards = [one.notice for one in boy.errands if isinstance(one.notice, CardOutdated)]
    assert {one.key for one in cards} == here
    assert {one.channel for one in cards} == {"CFALL"}


def test_what_is_over_is_left_where_it_is(house: Stage) -> None:
    house.opens()
    house.passes(days=8)
    reassess(house.house)
    carried(with_fallback(house))
    lose_channel(with_fallback(house), "CPAY", "is archived")
    assert [kind for kind, _, _ in carried(with_fallback(house))] == ["dm"]


def test_a_systems_own_channel_is_stood_in_for_by_its_teams_and_nothing_is_told_twice(
    house: Stage,
) -> None:
    house.opens(system="ledger")
    sent = carried(with_fallback(house, ""), "CLED")
    assert "go to CPAY since" in next(examined(house, "CLED")).sentence
    here = [(kind, tag) for kind, place, tag in sent if place == "CPAY"]
    assert here.count(("thread", "change:opened")) == 1
    assert {place for kind, place, _ in sent if kind in {"card", "thread"}} == {"CPAY"}


def test_without_anything_that_stands_in_it_is_given_up_with_the_reason(house: Stage) -> None:
    key = house.opens()
    assert told(carried(house.house, "CPAY")) == ["max"]
    with house.store.reading() as reading:
        letters = reading.dead_letters()
    assert len(letters) == 2
    assert {one.error for one in letters} == {
        "CPAY takes no messages, and no channel stands in for it: CPAY is archived"
    }
    house.says(key, "ana")
    carried(house.house, "CPAY")
    assert house.outbox()["dead"] == 2  # nothing more is sent to nowhere


def test_a_lost_fallback_ends_nowhere_and_nothing_goes_round(house: Stage) -> None:
    house.opens()
    sent = carried(with_fallback(house), "CPAY", "CFALL")
    assert told(sent) == ["max", "max"]  # for each of the two channels
    assert {kind for kind, _, _ in sent} == {"dm"}
    assert house.outbox()["dead"] == 2
    assert "waiting" not in house.outbox()


def test_losing_it_twice_changes_and_tells_nothing(house: Stage) -> None:
    assert lose_channel(with_fallback(house), "CPAY", "is archived")
    assert not lose_channel(with_fallback(house), "CPAY", "is archived")
    assert told(carried(with_fallback(house))) == ["max"]
    assert len(house.entries("channel:CPAY")) == 1


def test_an_errand_that_another_replica_lost_the_channel_of_is_never_tried(house: Stage) -> None:
    house.opens()
    lose_channel(with_fallback(house), "CPAY", "is archived")
    sent = carried(with_fallback(house))  # its courier could reach CPAY
    assert "CPAY" not in {place for _, place, _ in sent}


def test_a_channel_that_is_back_gets_its_cards_where_they_stood(house: Stage) -> None:
    key = house.opens()
    carried(house.house)
    with house.store.reading() as reading:
        before = reading.card(key, "CPAY")
    lose_channel(with_fallback(house), "CPAY", "is archived")
    carried(with_fallback(house))
    assert restore_channel(with_fallback(house), "CPAY")
    with house.store.reading() as reading:
        assert reading.card(key, "CPAY") == before
    assert ("card", "CPAY", "") in carried(with_fallback(house))
    house.says(key, "ana")
    both = {place for kind, place, _ in carried(with_fallback(house)) if kind == "card"}
    assert both == {"CPAY", "CFALL"}
    assert not restore_channel(with_fallback(house), "CPAY")


def test_a_second_loss_is_told_again(house: Stage) -> None:
    house.opens()
    for _ in range(2):
        lose_channel(with_fallback(house), "CPAY", "is archived")
        assert told(carried(with_fallback(house))) == ["max"]
        restore_channel(with_fallback(house), "CPAY")
    assert len(house.entries("channel:CPAY")) == 2


def test_a_retry_that_succeeds_brings_the_channel_back_and_posts_once(house: Stage) -> None:
    key = house.opens()
    carried(with_fallback(house), "CPAY")
    assert retry_channels(with_fallback(house), Porter({"CPAY"})) == 0
    open_again = Porter(set(), Boy([Receipt(Result.SENT, ts="99.1")]))
    assert retry_channels(with_fallback(house), open_again) == 0  # another replica did just now
    house.passes(hours=6)
    assert retry_channels(with_fallback(house), open_again) == 1
    with house.store.reading() as reading:
        card = reading.card(key, "CPAY")
        assert card is not None
        assert card.ts == "99.1"
        assert reading.lost_channels() == {}


@pytest.mark.parametrize("result", [Result.LATER, Result.UNKNOWN, Result.FAILED, Result.HOPELESS])
def test_a_retry_that_says_nothing_leaves_it_and_tells_nobody(house: Stage, result: Result) -> None:
    house.opens()
    carried(with_fallback(house), "CPAY")
    assert retry_channels(with_fallback(house), Boy([Receipt(result)])) == 0
    assert told(carried(with_fallback(house))) == []
    with house.store.reading() as reading:
        assert list(reading.lost_channels()) == ["CPAY"]


def test_a_channel_with_a_new_id_keeps_its_cards_and_is_never_tried_under_the_old(
    house: Stage,
) -> None:
    key = house.opens()
    carried(house.house)
    with house.store.reading() as reading:
        before = reading.card(key, "CPAY")
    assert before is not None
    rename_channel(house.house, "CPAY", "CNEW")
    with house.store.reading() as reading:
        assert reading.cards(key) == (replace(before, channel="CNEW"),)
    assert told(carried(house.house)) == []
    house.says(key, "ana")
    places = {place for kind, place, _ in carried(house.house) if kind in {"card", "thread"}}
    assert places == {"CNEW"}
    assert not restore_channel(house.house, "CPAY")
    assert retry_channels(house.house, Boy()) == 0


def test_a_new_id_that_is_taken_back_ends_where_it_began(house: Stage) -> None:
    key = house.opens()
    rename_channel(house.house, "CPAY", "CNEW")
    rename_channel(house.house, "CNEW", "CPAY")
    places = {place for kind, place, _ in carried(house.house) if kind == "card"}
    assert places == {"CPAY"}
    assert house.change(key).state is State.PENDING


def test_the_doctor_says_where_cards_go_and_where_they_go_nowhere(house: Stage) -> None:
    house.opens()
    carried(with_fallback(house), "CPAY", "CFALL")
    rename_channel(house.house, "COLD", "CNEW")
    checks = {one.name: one for one in examined(house)}
    assert [checks[f"channel {one}"].health for one in ("CPAY", "CFALL", "COLD")] == [
        Health.WARN,
        Health.FAIL,
        Health.WARN,
    ]
    assert "go to CFALL since" in checks["channel CPAY"].sentence
    assert "CFALL is archived" in checks["channel CFALL"].sentence
    assert checks["channel COLD"].mend == "Name CNEW in the directory."


@pytest.mark.parametrize(
    ("lost", "fallback", "place"),
    [
        (True, True, "CFALL"),
        (True, False, "CFALL"),
        (True, None, "CFALL"),
        (False, False, "CFALL"),
        (False, True, ""),
        (False, None, ""),
        (None, False, "CFALL"),
        (None, True, ""),
        (None, None, ""),
    ],
)
def test_what_is_not_known_to_be_public_goes_only_to_what_is_known_to_be_private(
    house: Stage,
    lost: bool | None,  # noqa: FBT001 - pytest's
    fallback: bool | None,  # noqa: FBT001 - pytest's
    place: str,
) -> None:
    house.opens()
    kinds = told_of(CPAY=lost, CFALL=fallback)
    sent = carried(replace(house.house, fallback="CFALL", is_public=kinds), "CPAY")
    assert {one for kind, one, _ in sent if kind in {"card", "thread"}} == {place} - {""}
    assert told(sent) == ["max"]
    (entry,) = house.entries("channel:CPAY")
    assert entry.data["event"]["instead"] == place


def test_a_deleted_channel_of_which_slack_told_that_it_was_public_has_a_public_stand_in(
    house: Stage,
) -> None:
    kinds = told_of(CFALL=True)
    one = replace(house.house, fallback="CFALL", is_public=kinds)
    assert lose_channel(one, "CPAY", "was deleted", is_public=True)
    with house.store.reading() as reading:
        assert reading.lost_channels()["CPAY"].instead == "CFALL"


def test_what_slack_tells_now_goes_before_what_is_known_besides(house: Stage) -> None:
    kinds = told_of(CPAY=False, CFALL=True)
    one = replace(house.house, fallback="CFALL", is_public=kinds)
    assert lose_channel(one, "CPAY", "was deleted", is_public=True)
    with house.store.reading() as reading:
        assert reading.lost_channels()["CPAY"].instead == ""


def test_a_public_channel_that_ends_in_a_private_ones_way_is_passed_by(house: Stage) -> None:
    for_all = with_fallback(house, "CFALL", "CLED", "CFALL")
    assert lose_channel(replace(for_all, fallback="COPEN"), "CFALL", "is archived")
    assert lose_channel(for_all, "CLED", "is archived")
    with house.store.reading() as reading:
        assert [one.instead for one in reading.lost_channels().values()] == ["", ""]


def test_where_none_stood_in_another_look_is_taken_and_told_once(house: Stage) -> None:
    house.opens()
    nowhere = with_fallback(house, "CFALL", "CPAY")
    assert told(carried(nowhere, "CPAY")) == ["max"]
    mended = with_fallback(house, "CPRIV", "CPAY", "CPRIV")
    for _ in range(2):
        house.passes(hours=6)
        assert retry_channels(mended, Porter({"CPAY"})) == 0
    sent = carried(mended)
    assert told(sent) == ["max"]
    assert [place for kind, place, _ in sent if kind == "card"] == ["CPRIV"]
    with house.store.reading() as reading:
        assert reading.lost_channels()["CPAY"].instead == "CPRIV"
