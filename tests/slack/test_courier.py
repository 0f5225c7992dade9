"""What is sent on our own account arrives, once, and shows the present state."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chatops.core.errand import Errand, Receipt, Result
from chatops.core.events import ObligationOverdue, PolicyAdopted
from chatops.core.notices import CardOutdated, ChannelLine, DirectMessage, ThreadLine
from chatops.core.people import Person
from chatops.usecases.deliver import deliver
from tests import builders
from tests.slack.stage import PEOPLE, TEAMS, Stage, texts, theatre


@pytest.fixture
def requested(scene: Stage) -> Stage:
    """A request whose card, line and message still wait in the outbox."""
    assert scene.request("ben")["ok"]
    return scene


class Ledger:
    """A courier that writes down what the other one brought back."""

    def __init__(self, scene: Stage) -> None:
        self.courier = scene.courier
        self.receipts: list[tuple[type, Receipt]] = []

    def carry(self, errand: Errand) -> Receipt:
        receipt = self.courier.carry(errand)
        self.receipts.append((type(errand.notice), receipt))
        return receipt


def carried(scene: Stage) -> list[tuple[type, Receipt]]:
    ledger = Ledger(scene)
    deliver(scene.house, ledger, limit=20)
    return ledger.receipts


def card_receipt(scene: Stage) -> Receipt:
    return next(receipt for kind, receipt in carried(scene) if kind is CardOutdated)


def posted(scene: Stage, channel: str) -> int:
    return len(scene.messages(channel))


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_a_rate_limit_is_kept_and_then_the_message_goes(requested: Stage, method: str) -> None:
    if method == "chat.update":
        requested.settle()
        requested.click("ana", "approve")
    requested.fault(method, times=1, retry_after=17)
    receipts = [receipt for _, receipt in carried(requested)]
    waits = [one.after.total_seconds() for one in receipts if one.result is Result.LATER]
    assert 17 in waits
    requested.settle()
    assert posted(requested, "CPAY") == (3 if method == "chat.update" else 2)


def test_a_limited_method_is_not_called_again_before_its_time(requested: Stage) -> None:
    requested.fault("chat.postMessage", retry_after=30)
    carried(requested)
    requested.clock.passes(2)
    assert {receipt.result for _, receipt in carried(requested)} <= {Result.LATER}
    assert posted(requested, "CPAY") == 0


def test_a_broken_answer_without_the_right_to_look_may_post_twice_and_both_cards_work(
    requested: Stage,
) -> None:
    requested.fault("chat.postMessage", drop_after=True)
    assert card_receipt(requested).result is Result.UNKNOWN
    requested.settle()
    first, second = requested.cards()[0], requested.cards()[-1]
    assert first["ts"] != second["ts"]
    seen = requested.act(
        "actions", user="UANA", channel="CPAY", ts=first["ts"], action_id="approve"
    )
    assert seen["ok"]


def test_a_broken_answer_with_the_right_to_look_is_found_and_redrawn(
    reading_scene: Stage,
) -> None:
    reading_scene.request("ben")
    reading_scene.fault("chat.postMessage", drop_after=True)
    assert card_receipt(reading_scene).result is Result.UNKNOWN
    reading_scene.click("ana", "approve")
    reading_scene.settle()
    (card,) = reading_scene.cards()
    assert "1 of 2 sign-offs" in texts(card["blocks"])
    assert len([one for one in reading_scene.messages("CPAY") if one["thread_ts"]]) == 2


@pytest.mark.parametrize("kind", [ThreadLine, DirectMessage])
def test_lines_and_direct_messages_in_doubt_are_found_too(reading_scene: Stage, kind: type) -> None:
    reading_scene.request("ben")
    deliver(reading_scene.house, OnlyCards(reading_scene), limit=1)
    reading_scene.fault("chat.postMessage", times=2, drop_after=True)
    results = {one: receipt.result for one, receipt in carried(reading_scene)}
    assert results[kind] is Result.UNKNOWN
    reading_scene.settle()
    assert posted(reading_scene, "CPAY") == 2
    assert posted(reading_scene, "DBEN") == 1


class OnlyCards:
    """Carries cards and nothing else."""

    def __init__(self, scene: Stage) -> None:
        self.courier = scene.courier

    def carry(self, errand: Errand) -> Receipt:
        assert isinstance(errand.notice, CardOutdated)
        return self.courier.carry(errand)


def test_a_card_that_somebody_deleted_is_posted_anew_and_the_story_goes_on_under_it(
    requested: Stage,
) -> None:
    requested.settle()
    (card,) = requested.cards()
    requested.click("ana", "approve")
    requested.deletes(card)
    requested.settle()
    (anew,) = requested.cards()
    assert anew["ts"] != card["ts"]
    assert "1 of 2 sign-offs" in texts(anew["blocks"])
    line = requested.messages("CPAY")[-1]
    assert line["text"].startswith("Ana approved")
    assert line["thread_ts"] == anew["ts"]


@pytest.mark.parametrize("error", ["cant_update_message", "edit_window_closed"])
def test_a_card_that_cannot_be_changed_is_replaced_and_the_old_one_goes(
    requested: Stage, error: str
) -> None:
    requested.settle()
    (old,) = requested.cards()
    for who in ("ana", "cleo"):
        requested.fault("chat.update", error=error)
        requested.click(who, "approve")
        requested.settle()
    (card,) = requested.cards()
    assert card["ts"] != old["ts"]
    assert "Approved" in texts(card["blocks"])


def test_where_slack_lets_nothing_be_deleted_the_old_card_stays_and_nothing_goes_round(
    requested: Stage,
) -> None:
    requested.settle()
    requested.fault("chat.update", error="edit_window_closed")
    requested.fault("chat.delete", error="cant_delete_message")
    requested.click("ana", "approve")
    requested.settle()
    assert len(requested.cards()) == 2
    assert requested.counts()["dead"] == 0


def test_a_card_that_vanishes_between_its_update_and_a_line_is_posted_for_the_line(
    requested: Stage,
) -> None:
    requested.settle()
    (card,) = requested.cards()
    requested.click("ana", "approve")
    deliver(requested.house, OnlyCards(requested), limit=1)
    requested.deletes(card)
    requested.settle()
    (anew,) = requested.cards()
    line = requested.messages("CPAY")[-1]
    assert (line["thread_ts"], anew["ts"] != card["ts"]) == (anew["ts"], True)
    requested.click("cleo", "approve")
    requested.settle()
    assert len(requested.cards()) == 1


def test_what_people_have_to_mend_is_said_and_then_mends_itself(requested: Stage) -> None:
    requested.fault("chat.postMessage", times=3, error="invalid_auth")
    receipt = card_receipt(requested)
    assert receipt.result is Result.FAILED
    assert "SLACK_BOT_TOKEN" in receipt.error
    requested.settle(seconds=600)
    assert posted(requested, "CPAY") == 2


def test_a_lost_channel_of_a_direct_message_is_no_lost_channel(requested: Stage) -> None:
    deliver(requested.house, OnlyCards(requested), limit=1)
    requested.fault("chat.postMessage", times=2, error="channel_not_found")
    results = {kind: receipt.result for kind, receipt in carried(requested)}
    assert results == {ThreadLine: Result.LOST, DirectMessage: Result.FAILED}


def test_a_message_slack_will_never_take_goes_to_the_dead_letters(requested: Stage) -> None:
    requested.fault("chat.postMessage", times=1, error="invalid_blocks")
    assert card_receipt(requested).result is Result.HOPELESS
    assert requested.counts()["dead"] == 1
    requested.settle(seconds=90)
    (line,) = requested.messages("CPAY")  # the story goes on without a card
    assert line["thread_ts"] is None
    assert line["text"].startswith("Ben asked for CR-1")


def test_a_line_whose_card_was_deleted_stands_in_the_channel(requested: Stage) -> None:
    requested.settle()
    requested.click("ana", "approve")
    carry_card = OnlyCards(requested)
    deliver(requested.house, carry_card, limit=1)
    requested.fault("chat.postMessage", error="thread_not_found")
    requested.settle()
    assert requested.messages("CPAY")[-1]["thread_ts"] is None


def test_nobody_to_write_to_is_said(scene: Stage) -> None:
    people = tuple(without_slack(one) if one.id == "ben" else one for one in PEOPLE)
    assert scene.request("ben")["ok"]
    scene.org = builders.facts(the_directory=builders.directory(people, TEAMS))
    errors = [receipt.error for kind, receipt in carried(scene) if kind is DirectMessage]
    assert errors == ["ben has no Slack account in the directory: add one"]


def without_slack(person: Person) -> Person:
    return builders.person(person.id, person.level, slack_id=None)


def test_an_errand_about_nothing_is_hopeless(scene: Stage) -> None:
    now = scene.clock.now()
    errand = Errand(1, CardOutdated("CR-9", "CPAY"), now, 0, in_doubt=False, first_tried_at=now)
    assert scene.courier.carry(errand).result is Result.HOPELESS


def test_a_line_about_no_change_is_carried_without_one(scene: Stage) -> None:
    now = scene.clock.now()
    event = PolicyAdopted("a" * 64, "b" * 64, "max", "CR-9", "Two people for <!here> too.")
    errand = Errand(7, ChannelLine("", "CPAY", event), now, 0, in_doubt=False, first_tried_at=now)
    assert scene.courier.carry(errand).result is Result.SENT
    (line,) = scene.messages("CPAY")
    assert line["text"].startswith("Max adopted policy aaaaaaaaaaaa, in place of bbbbbbbbbbbb")
    assert "<!here>" not in line["text"]


def test_a_loud_line_in_doubt_is_found_and_not_posted_twice(reading_scene: Stage) -> None:
    reading_scene.request("ben")
    reading_scene.settle()
    now = reading_scene.clock.now()
    event = ObligationOverdue("CR-1", 1, "review", "cleo", now.isoformat(), "Checkout is down.")
    errand = Errand(
        7, ChannelLine("CR-1", "CPAY", event), now, 0, in_doubt=False, first_tried_at=now
    )
    assert reading_scene.courier.carry(errand).result is Result.SENT
    again = reading_scene.courier.carry(replace(errand, in_doubt=True))
    assert again.result is Result.SENT
    loud = [one for one in reading_scene.messages("CPAY") if "is overdue" in one["text"]]
    assert len(loud) == 1


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Stage]:
    with theatre(rate_limits=True) as servers, servers.scene(tmp_path) as scene:
        yield scene


def test_a_storm_of_changes_stays_within_the_limits(limited: Stage) -> None:
    for _ in range(12):
        assert limited.request("ben")["ok"]
    limited.settle(seconds=300)
    assert len(limited.cards()) == 12
    assert limited.counts()["dead"] == 0
