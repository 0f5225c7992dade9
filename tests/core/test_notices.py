"""Who hears of what."""

import pytest

from chatops.core.decision import Verb
from chatops.core.events import Event, as_json, audited, from_json
from chatops.core.notices import CardOutdated, DirectMessage, Notice, ThreadLine, notices
from chatops.core.outcome import Outcome, reassess
from chatops.core.request import Open, Revise, open_change, revise
from tests import builders as make
from tests.builders import NOW


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [_short(one) for one in notices(outcome, make.facts())]


def _short(notice: Notice) -> tuple[str, str, str]:
    match notice:
        case CardOutdated(channel=channel):
            return ("card", channel, "")
        case ThreadLine(channel=channel, event=event):
            return ("thread", channel, event.TAG)
        case DirectMessage(person=person, event=event):
            return ("dm", person, event.TAG)


def opening(**fields: object) -> Outcome:
    return open_change("CR-1", Open("ben", "slack", make.draft(**fields)), make.facts(), NOW)


def test_a_new_change_is_posted_to_the_owners_and_confirmed_to_the_requester() -> None:
    assert told(opening()) == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "change:opened"),
        ("dm", "ben", "change:opened"),
    ]


def test_a_system_with_a_channel_of_its_own_has_a_card_there_too() -> None:
    assert told(opening(system="ledger"))[:2] == [("card", "CPAY", ""), ("card", "CLED", "")]


def test_the_requester_hears_of_the_end() -> None:
    change = make.approved_by(make.opened(), "ana")
    assert told(make.decided(change, "cleo")) == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "decision:made"),
        ("thread", "CPAY", "verdict:changed"),
        ("dm", "ben", "verdict:changed"),
    ]
    assert ("dm", "ben", "decision:made") in told(make.decided(change, "cleo", Verb.REJECT))


def test_the_requester_hears_when_an_approval_is_gone_again() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    assert ("dm", "ben", "verdict:changed") in told(make.decided(change, "ana", Verb.WITHDRAW))


def test_a_rejection_of_an_approved_change_is_one_message_to_the_requester() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    rejected = told(make.decided(change, "dan", Verb.REJECT))
    assert [one for one in rejected if one[0] == "dm"] == [("dm", "ben", "decision:made")]


def test_who_has_to_look_again_hears_it() -> None:
    change = make.approved_by(make.opened(), "ana")
    outcome = revise(
        change, Revise("CR-1", "ben", "slack", 1, make.draft(title="T")), make.facts(), NOW
    )
    assert ("dm", "ana", "revision:added") in told(outcome)


def test_when_a_change_moves_to_another_owner_the_old_card_follows_too() -> None:
    change = make.revised(make.opened(), system="login", title="Moved")
    assert [one for one in told(make.decided(change, "eve")) if one[0] == "card"] == [
        ("card", "CIDE", ""),
        ("card", "CPAY", ""),
    ]


def test_a_card_that_stands_somewhere_else_follows_once() -> None:
    given = make.facts().with_cards(["COLD", "CPAY"])
    channels = [one.channel for one in notices(opening(), given) if isinstance(one, CardOutdated)]
    assert channels == ["CPAY", "COLD"]


def test_without_an_event_nobody_hears_anything() -> None:
    assert told(reassess(make.opened(), make.facts(), NOW)) == []


def events() -> list[Event]:
    change = make.approved_by(make.opened(), "ana")
    outcomes = (
        opening(),
        make.decided(change, "cleo", Verb.REJECT),
        revise(change, Revise("CR-1", "ben", "slack", 1, make.draft(title="T")), make.facts(), NOW),
    )
    return [event for outcome in outcomes for event in outcome.events]


@pytest.mark.parametrize("event", events(), ids=lambda event: event.TAG)
def test_events_survive_storage(event: Event) -> None:
    assert from_json(as_json(event)) == event


def test_the_audit_trail_holds_no_words_of_people_only_their_digest() -> None:
    rejection = make.decided(make.opened(), "cleo", Verb.REJECT, comment="Secret words").events[0]
    kept = audited(rejection)
    assert "Secret words" not in str(kept)
    assert "comment" not in kept
    assert len(kept["comment_digest"]) == 64
