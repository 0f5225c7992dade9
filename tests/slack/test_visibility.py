"""A change whose every channel is private is not shown outside them, by any way there is."""

from typing import Any

import pytest

from chatops.core.decision import Verb
from tests.slack.stage import Stage
from tests.slack.test_decisions import said

NOTHING = "There is no change CR-1 that you can see."


def private(scene: Stage, channel: str = "CPAY") -> None:
    """Make the channel private; Eve and the stranger are not in it."""
    assert scene.act("channels", channel=channel, action="private")["ok"]
    for who in ("UEVE", "USTRANGER"):
        scene.act("channels", channel=channel, action="remove", user=who)


def opened(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    scene.clock.passes(400)  # what Slack told so far is forgotten


@pytest.fixture
def hidden(scene: Stage) -> Stage:
    private(scene)
    opened(scene)
    return scene


@pytest.mark.parametrize("verb", ["show", "break-glass"])
def test_a_hidden_change_and_an_unknown_one_are_answered_alike(hidden: Stage, verb: str) -> None:
    one = said(hidden.command("eve", f"/change {verb} CR-1", channel="CELSE"))
    other = said(hidden.command("eve", f"/change {verb} CR-9", channel="CELSE"))
    assert one == other.replace("CR-9", "CR-1") == NOTHING


def test_no_list_of_an_outsider_holds_it(hidden: Stage) -> None:
    for word in ("list", "queue", "mine"):
        answer = said(hidden.command("eve", f"/change {word}", channel="CELSE"))
        assert "CR-1" not in answer, word
        assert "retry limit" not in answer.lower()


def test_members_and_whoever_has_a_part_see_it(hidden: Stage) -> None:
    assert "CR-1" in said(hidden.command("ana", "/change list", channel="CELSE"))
    assert "CR-1" in said(hidden.command("ben", "/change mine", channel="CELSE"))
    seen = hidden.command("max", "/change show CR-1", channel="CELSE")  # the director
    assert seen["seen"]["ephemeral"][0]["text"].startswith("CR-1 is waiting")


def test_being_invited_shows_it_at_once_and_leaving_hides_it_again(hidden: Stage) -> None:
    def shown() -> bool:
        return "CR-1" in said(hidden.command("eve", "/change list", channel="CELSE"))

    assert not shown()
    hidden.act("channels", channel="CPAY", action="invite", user="UEVE")
    assert shown()
    hidden.act("channels", channel="CPAY", action="remove", user="UEVE")
    assert not shown()


@pytest.mark.parametrize("action", ["approve", "reject", "details", "ask", "edit"])
def test_no_button_that_is_left_over_leads_to_it(scene: Stage, action: str) -> None:
    """Eve has the card before her still, from when the channel was public."""
    opened(scene)
    (card,) = scene.command("eve", "/change show CR-1", channel="CELSE")["seen"]["ephemeral"]
    private(scene)
    scene.clock.passes(400)
    held = next(
        one
        for block in card["blocks"]
        for one in block.get("elements", [])
        if one.get("action_id") == action
    )
    place = {"channel": "CELSE", "ts": card["ts"], "action_id": held["action_id"]}
    assert said(scene.act("actions", user="UEVE", **place)) == NOTHING


def test_no_form_that_was_open_leads_to_it(scene: Stage) -> None:
    opened(scene)
    scene.click("eve", "ask")
    private(scene)
    scene.clock.passes(400)
    errors = scene.submit("eve", {"text": "Why now?"})["seen"]["errors"]
    assert list(errors.values()) == [NOTHING]


def test_one_public_channel_of_several_shows_it(scene: Stage) -> None:
    private(scene)
    scene.command("ben", "/change request checkout,ledger")
    from_form = {
        "environment": "production",
        "title": "Both",
        "description": "Both at once",
        "commit": "a" * 40,
        "degree": "none",
        "rollback_plan": "Back again.",
        "test_evidence": "All green.",
    }
    assert scene.submit("ben", from_form)["ok"]
    assert "CR-1" in said(scene.command("eve", "/change list", channel="CELSE"))


def test_where_slack_does_not_tell_the_change_is_not_shown(scene: Stage) -> None:
    opened(scene)
    scene.fault("conversations.info", error="internal_error", times=20)
    scene.fault("conversations.members", error="internal_error", times=20)
    assert said(scene.command("eve", "/change show CR-1", channel="CELSE")) == NOTHING
    assert "CR-1" in said(scene.command("ana", "/change list", channel="CELSE"))
    scene.clock.passes(30)


def test_where_the_app_is_no_member_of_a_private_channel_it_is_hidden(hidden: Stage) -> None:
    hidden.act("channels", channel="CPAY", action="invite", user="UEVE")
    hidden.act("channels", channel="CPAY", action="remove_bot")
    hidden.clock.passes(400)
    assert said(hidden.command("eve", "/change show CR-1", channel="CELSE")) == NOTHING


def test_a_decision_by_an_outsider_of_the_channel_never_reaches_the_rule(hidden: Stage) -> None:
    before = dict(hidden.counts())
    (card,) = hidden.cards()
    found: dict[str, Any] = {"channel": "CPAY", "ts": card["ts"], "action_id": "approve"}
    hidden.act("channels", channel="CPAY", action="invite", user="UEVE")
    hidden.fault("conversations.members", error="internal_error", times=5)
    hidden.act("actions", user="UEVE", **found)
    with hidden.store.reading() as reading:
        decisions = reading.change("CR-1").decisions
    assert [one.verb for one in decisions if one.verb is Verb.APPROVE] == []
    assert hidden.counts() == before
