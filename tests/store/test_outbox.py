"""The outbox: in order within a lane, one card at most, nothing carried by two, nothing lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.errand import Card, Errand, Receipt, Result
from chatops.core.events_talk import ChannelLost
from chatops.core.lost import LostChannel
from chatops.core.notices import (
    CardOutdated,
    ChannelLine,
    CheckpointPost,
    DigestPost,
    DirectMessage,
    HomeOutdated,
    Notice,
    Reminder,
    ThreadLine,
    elsewhere,
)
from chatops.store.database import Store, open_store
from chatops.store.outbox import LONGEST_PAUSE, MOST_ATTEMPTS, pause
from tests.builders import NOW
from tests.store.acting import (
    LEASE,
    SENT,
    at_once,
    behind_its_back,
    claimed,
    decided,
    emptied,
    opened,
    settled,
)

FAILED = Receipt(Result.FAILED, error="ratelimited")
SECOND = timedelta(seconds=1)


def kinds(errands: list[Errand] | tuple[Errand, ...]) -> list[str]:
    return [_kind(errand.notice) for errand in errands]


def _kind(notice: Notice) -> str:
    match notice:
        case CardOutdated() | CheckpointPost():
            return f"card {notice.channel}"
        case ThreadLine():
            return f"{notice.event.TAG} {notice.channel}"
        case ChannelLine():
            return f"{notice.event.TAG} #{notice.channel}"
        case DirectMessage():
            return f"{notice.event.TAG} @{notice.person}"
        case HomeOutdated():
            return f"home @{notice.person}"
        case Reminder() | DigestPost():
            return f"{type(notice).__name__} @{notice.person}"


def card_of(store: Store) -> Errand:
    """Claim a new change's card; its message to the requester is settled."""
    card, message = claimed(store)
    settled(store, message, SENT)
    assert isinstance(card.notice, CardOutdated)
    return card


def counts(store: Store) -> dict[str, int]:
    with store.reading() as reading:
        return reading.outbox_counts()


def test_a_lane_is_carried_in_order(store: Store) -> None:
    key = opened(store, system="ledger").key
    decided(store, key, "ana")
    order = kinds(emptied(store))
    for place in ("CPAY", "CLED"):
        lane = [one for one in order if one.endswith(place)]
        assert lane == [f"card {place}", f"change:opened {place}", f"decision:made {place}"]
    assert order.count("change:opened @ben") == 1


def test_only_the_oldest_of_a_lane_is_claimed(store: Store) -> None:
    opened(store)
    assert kinds(claimed(store)) == ["card CPAY", "change:opened @ben"]
    assert claimed(store) == ()


def test_lanes_do_not_wait_for_each_other(store: Store) -> None:
    opened(store)
    first = claimed(store)
    opened(store)
    assert {one.notice.key for one in first} == {"CR-1"}
    assert {one.notice.key for one in claimed(store)} == {"CR-2"}


def test_a_limit_is_kept_and_the_oldest_go_first(store: Store) -> None:
    for _ in range(3):
        opened(store)
    assert [one.notice.key for one in claimed(store, limit=3)] == ["CR-1", "CR-1", "CR-2"]


def test_a_waiting_card_is_enough_for_all_that_happens(store: Store) -> None:
    key = opened(store).key
    for who in ("ana", "cleo"):
        decided(store, key, who)
    assert kinds(emptied(store)).count("card CPAY") == 1


def test_what_happens_while_a_card_is_carried_has_it_drawn_again(store: Store) -> None:
    key = opened(store).key
    card = card_of(store)
    for who in ("ana", "cleo"):
        decided(store, key, who)
    assert not any(isinstance(one.notice, CardOutdated) for one in claimed(store))
    settled(store, card, SENT)
    assert kinds(emptied(store)).count("card CPAY") == 1


@pytest.mark.parametrize("receipt", [FAILED, Receipt(Result.UNKNOWN), Receipt(Result.LATER)])
def test_a_card_that_comes_back_swallows_the_younger_one(store: Store, receipt: Receipt) -> None:
    key = opened(store).key
    card = card_of(store)
    decided(store, key, "ana")
    settled(store, card, receipt)
    (again,) = claimed(store, now=NOW + 2 * SECOND)[:1]
    assert again.id == card.id
    settled(store, again, SENT)
    assert "card CPAY" not in kinds(emptied(store, now=NOW + LEASE))


def homes_wait(store: Store, many: int = 1) -> None:
    """Ana, who has her App Home open, is told of so many decisions."""
    with store.transaction() as tx:
        tx.see_home("ana", NOW)
        for _ in range(many):
            tx.outdate_home("ana", NOW)


def test_a_home_is_drawn_once_for_all_that_outdated_it(store: Store) -> None:
    homes_wait(store, 3)
    (first,) = claimed(store)
    assert counts(store)["waiting"] == 0
    homes_wait(store)  # after it was drawn, perhaps
    settled(store, first, Receipt(Result.LATER, after=SECOND))
    (again,) = claimed(store, now=NOW + SECOND)
    settled(store, again, SENT)
    assert (again.id, counts(store)["waiting"]) == (first.id, 0)


@pytest.mark.postgres
def test_decisions_on_two_changes_do_not_wait_for_one_home(postgres_url: str) -> None:
    store, other = open_store(postgres_url), open_store(postgres_url)
    homes_wait(store)
    (first,) = claimed(store)
    with other.transaction() as slow:
        slow.outdate_home("ana", NOW)
        homes_wait(store)
        settled(store, first, Receipt(Result.LATER, after=SECOND))
    assert counts(store)["waiting"] == 3
    store.close()
    other.close()


def test_a_dead_letter_of_another_version_can_still_be_counted(
    store: Store, store_url: str
) -> None:
    homes_wait(store)
    settled(store, claimed(store)[0], Receipt(Result.HOPELESS, error="gone"))
    behind_its_back(store_url, """UPDATE outbox SET notice = '{"kind": "pigeon"}'""")
    with store.reading() as reading:
        (letter,) = reading.dead_letters()
    assert (letter.notice, letter.error) == (None, "gone")


def test_a_sent_card_is_remembered(store: Store) -> None:
    key = opened(store).key
    settled(store, card_of(store), Receipt(Result.SENT, channel="CPAY", ts="17.1"))
    with store.reading() as reading:
        assert reading.card(key, "CPAY") == Card(key, "CPAY", "17.1")
        assert reading.card(key, "CLED") is None
        assert reading.card("CR-9", "CPAY") is None
        assert reading.cards(key) == (Card(key, "CPAY", "17.1"),)


def test_a_card_that_was_posted_anew_replaces_the_old_one(store: Store) -> None:
    key = opened(store).key
    settled(store, card_of(store), Receipt(Result.SENT, ts="17.1"))
    for who, ts in (("ana", "18.1"), ("cleo", "")):  # without a ts it stands where it stood
        decided(store, key, who)
        while errands := claimed(store, limit=1):
            is_card = isinstance(errands[0].notice, CardOutdated)
            settled(store, errands[0], Receipt(Result.SENT, ts=ts if is_card else "1.1"))
    with store.reading() as reading:
        assert reading.cards(key) == (Card(key, "CPAY", "18.1"),)


def test_lines_and_messages_leave_no_card(store: Store) -> None:
    opened(store)
    for _ in range(2):
        for errand in claimed(store):
            if isinstance(errand.notice, CardOutdated):
                settled(store, errand, SENT)  # an update: it stands where it stood
            else:
                settled(store, errand, Receipt(Result.SENT, channel="D1", ts="1.1"))
    with store.reading() as reading:
        assert reading.cards("CR-1") == ()


def test_a_failure_is_tried_again_after_a_growing_pause(store: Store) -> None:
    opened(store)
    card = card_of(store)
    assert (card.attempts, card.in_doubt, card.first_tried_at) == (1, False, NOW)
    settled(store, card, FAILED)
    assert claimed(store, now=NOW + 0.9 * SECOND) == ()
    (again,) = claimed(store, now=NOW + SECOND)
    assert (again.attempts, again.in_doubt) == (2, False)
    assert (again.first_tried_at, again.created_at) == (NOW, NOW)


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    assert [pause(one).total_seconds() for one in (1, 2, 3, 9, 10, 11, 1000)] == [
        1, 2, 4, 256, 512, 900, 900,
    ]  # fmt: skip


def test_an_unknown_end_leaves_a_doubt_that_stays(store: Store) -> None:
    opened(store)
    settled(store, card_of(store), Receipt(Result.UNKNOWN, error="timeout"))
    (again,) = claimed(store, now=NOW + SECOND)
    assert again.in_doubt
    settled(store, again, FAILED, NOW + SECOND)
    (third,) = claimed(store, now=NOW + 4 * SECOND)
    assert third.in_doubt


def test_told_to_come_later_costs_no_attempt(store: Store) -> None:
    opened(store)
    card, now = card_of(store), NOW
    for _ in range(30):
        assert card.attempts == 1
        settled(store, card, Receipt(Result.LATER, after=timedelta(seconds=30)), now)
        assert claimed(store, now=now + 29 * SECOND) == ()
        now += 30 * SECOND
        (card,) = (one for one in claimed(store, now=now) if one.id == card.id)


def test_a_lease_that_ran_out_is_handed_on_in_doubt(store: Store) -> None:
    opened(store)
    card = card_of(store)
    assert claimed(store, now=NOW + LEASE - SECOND) == ()
    later = claimed(store, now=NOW + LEASE)
    assert [(one.in_doubt, one.attempts, one.first_tried_at) for one in later] == [(True, 2, NOW)]
    settled(store, card, Receipt(Result.SENT, ts="1.1"), NOW + LEASE)  # too late: not theirs now
    with store.reading() as reading:
        assert reading.cards("CR-1") == ()
    settled(store, card, FAILED, NOW + LEASE)
    settled(store, later[0], Receipt(Result.SENT, ts="2.2"), NOW + LEASE)
    with store.reading() as reading:
        assert reading.cards("CR-1") == (Card("CR-1", "CPAY", "2.2"),)


def test_a_late_receipt_still_counts_while_nobody_else_has_the_row(store: Store) -> None:
    opened(store)
    card = card_of(store)
    settled(store, card, Receipt(Result.SENT, ts="1.1"), NOW + 2 * LEASE)
    with store.reading() as reading:
        assert reading.cards("CR-1") == (Card("CR-1", "CPAY", "1.1"),)


def test_a_hopeless_errand_is_a_dead_letter_and_frees_its_lane(store: Store) -> None:
    opened(store)
    settled(store, card_of(store), Receipt(Result.HOPELESS, error="channel_not_found"))
    with store.reading() as reading:
        (letter,) = reading.dead_letters()
    assert letter.notice == CardOutdated("CR-1", "CPAY")
    assert (letter.attempts, letter.error, letter.at) == (1, "channel_not_found", NOW)
    assert kinds(claimed(store)) == ["change:opened CPAY"]


def test_after_a_night_of_attempts_it_is_given_up(store: Store) -> None:
    opened(store)
    card, now = card_of(store), NOW
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert card.attempts == attempt
        settled(store, card, FAILED, now)
        now += LONGEST_PAUSE
        card = next((one for one in claimed(store, now=now) if one.id == card.id), card)
    assert counts(store)["dead"] == 1
    with store.reading() as reading:
        assert reading.dead_letters()[0].attempts == MOST_ATTEMPTS
    decided(store, "CR-1", "ana")
    assert "card CPAY" in kinds(emptied(store, now=now + LEASE))  # a new reason, a new row


def test_what_kills_its_carrier_each_time_is_given_up_too(store: Store) -> None:
    opened(store)
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        assert len(claimed(store, now=now)) == 2
        now += LEASE
    assert kinds(claimed(store, now=now)) == []
    assert counts(store)["dead"] == 2
    assert kinds(claimed(store, now=now)) == ["change:opened CPAY"]


def test_sent_rows_are_forgotten_and_others_are_not(store: Store) -> None:
    key = opened(store).key
    settled(store, card_of(store), Receipt(Result.HOPELESS))
    emptied(store, now=NOW + LEASE)
    decided(store, key, "ana", Verb.REJECT)
    assert counts(store) == {"waiting": 4, "claimed": 0, "sent": 2, "dead": 1}
    with store.transaction() as tx:
        assert tx.forget_sent(NOW) == 0
        assert tx.forget_sent(NOW + LEASE + SECOND) == 2
    assert counts(store) == {"waiting": 4, "claimed": 0, "sent": 0, "dead": 1}


def test_a_receipt_for_another_row_changes_nothing(store: Store) -> None:
    opened(store)
    card = card_of(store)
    before = counts(store)
    settled(store, replace(card, id=card.id + 1000), SENT)
    settled(store, replace(card, id=card.id + 1000), FAILED)
    settled(store, replace(card, attempts=7), SENT)
    assert counts(store) == before


QUIET = Receipt(Result.QUIET, after=timedelta(hours=8))


def test_a_line_that_is_held_back_lets_the_card_be_drawn_meanwhile(store: Store) -> None:
    key = opened(store).key
    card, message = claimed(store)
    settled(store, card, SENT)
    settled(store, message, SENT)
    (line,) = claimed(store)
    settled(store, line, QUIET)
    decided(store, key, "ana")
    (drawn,) = claimed(store)
    assert kinds([drawn]) == ["card CPAY"]
    settled(store, drawn, SENT)
    (younger,) = claimed(store)
    assert (kinds([younger]), younger.is_behind) == (["decision:made CPAY"], True)
    settled(store, younger, QUIET)
    assert claimed(store) == ()
    morning = NOW + timedelta(hours=8)
    order = emptied(store, now=morning)
    assert kinds(order) == ["change:opened CPAY", "decision:made CPAY"]
    assert [one.is_behind for one in order] == [False, False]


def test_being_held_back_costs_no_attempt_and_may_happen_again(store: Store) -> None:
    opened(store)
    for errand in claimed(store):
        settled(store, errand, SENT)
    for hours in (0, 8, 16):
        now = NOW + timedelta(hours=hours)
        (line,) = claimed(store, now=now)
        assert (line.attempts, line.in_doubt, line.is_behind) == (1, False, False)
        settled(store, line, QUIET, now)
        assert claimed(store, now=now) == ()


def test_an_errand_moves_to_another_channel_once_and_keeps_its_age(store: Store) -> None:
    opened(store)
    card, message = claimed(store)
    settled(store, message, SENT)
    later = NOW + timedelta(minutes=3)
    with store.transaction() as tx:
        tx.move(card, CardOutdated("CR-1", "CFALL"), later)
    (line,) = (one for one in claimed(store, now=later) if isinstance(one.notice, ThreadLine))
    moved = elsewhere(line.notice, "CFALL")
    for _ in range(2):  # the second time its lease has ended
        with store.transaction() as tx:
            tx.move(line, moved, later)
    assert kinds(emptied(store, now=later + LEASE)) == ["card CFALL", "change:opened CFALL"]
    with store.reading() as reading:
        assert reading.outbox_counts() == {"waiting": 0, "claimed": 0, "sent": 5, "dead": 0}


def test_a_line_that_waits_in_the_other_channel_already_is_not_doubled(store: Store) -> None:
    opened(store, system="ledger")
    lines = [one for one in emptied_but_lines(store) if isinstance(one.notice, ThreadLine)]
    lost = next(one for one in lines if channel(one) == "CLED")
    with store.transaction() as tx:
        tx.move(lost, elsewhere(lost.notice, "CPAY"), NOW)
    assert claimed(store) == ()


def emptied_but_lines(store: Store) -> list[Errand]:
    """Carry everything but lines, and return all that was claimed."""
    found: list[Errand] = []
    while errands := claimed(store):
        found += errands
        for one in errands:
            if not isinstance(one.notice, ThreadLine):
                settled(store, one, SENT)
    return found


def channel(errand: Errand) -> str:
    assert isinstance(errand.notice, ThreadLine)
    return errand.notice.channel


def test_a_card_that_was_posted_on_the_way_is_remembered(store: Store) -> None:
    opened(store)
    card, _ = claimed(store)
    receipt = replace(Receipt(Result.LATER), card=Card("CR-1", "CPAY", "8.1"))
    settled(store, card, receipt)
    with store.reading() as reading:
        assert reading.card("CR-1", "CPAY") == Card("CR-1", "CPAY", "8.1")


def test_a_channel_is_lost_once_until_it_is_back(store: Store) -> None:
    lost = LostChannel("CPAY", "CFALL", "is archived", NOW)
    event = ChannelLost("CPAY", "is archived", "CFALL")
    told = (DirectMessage("", "max", event),)
    with store.transaction() as tx:
        assert tx.lose_channel(lost, event, told)
        assert not tx.lose_channel(replace(lost, why="other"), event, told)
    with store.reading() as reading:
        assert reading.lost_channels() == {"CPAY": lost}
        assert [one.tag for one in reading.entries("channel:CPAY")] == ["channel:lost"]
    assert kinds(emptied(store)) == ["channel:lost @max"]
    with store.transaction() as tx:
        assert (tx.restore_channel("CPAY"), tx.restore_channel("CPAY")) == (True, False)
        assert tx.lost_channels() == {}


def test_cards_follow_a_channel_to_its_new_id_but_for_those_that_stand_there(
    store: Store,
) -> None:
    for sha in ("1" * 40, "2" * 40):
        opened(store, commit=sha)
    with store.transaction() as tx:
        tx.remember_card(Card("CR-1", "CPAY", "1.1"))
        tx.remember_card(Card("CR-2", "CPAY", "2.1"))
        tx.remember_card(Card("CR-2", "CNEW", "2.2"))
        tx.rename_channel("CPAY", "CNEW")
    with store.reading() as reading:
        assert reading.cards("CR-1") == (Card("CR-1", "CNEW", "1.1"),)
        assert reading.card("CR-2", "CNEW") == Card("CR-2", "CNEW", "2.2")


def test_of_two_who_lose_a_channel_at_once_one_tells_it(store: Store) -> None:
    lost = LostChannel("CPAY", "CFALL", "is archived", NOW)
    event = ChannelLost("CPAY", "is archived", "CFALL")

    def lose() -> bool:
        with store.transaction() as tx:
            return tx.lose_channel(lost, event, (DirectMessage("", "max", event),))

    assert sorted(at_once([lose, lose])) == [False, True]
    assert kinds(emptied(store)) == ["channel:lost @max"]
