"""Somebody asks for a change, or edits one."""

from dataclasses import replace

import pytest

from chatops.core.assistance import Degree
from chatops.core.cancelling import Cancel
from chatops.core.request import Open, Revise
from chatops.core.revision import Kind
from chatops.core.systems import Registry
from chatops.usecases.cancel import cancel
from chatops.usecases.open_change import open_change
from chatops.usecases.read import listed, show
from chatops.usecases.revise import revise
from tests import builders
from tests.slack.stage import Stage, filled, slack_id, texts
from tests.slack.test_decisions import said


def only_change(scene: Stage) -> str:
    (one,) = listed(scene.house)
    return one.change.key


def test_a_request_becomes_a_card_with_its_story_and_a_message_to_the_requester(
    scene: Stage,
) -> None:
    seen = scene.request("ben")
    assert seen["ok"], seen
    assert seen["seen"]["view"] is None
    scene.settle()
    (card,) = scene.cards()
    assert card["text"].startswith("CR-1 is waiting for sign-off: “Raise the retry limit”")
    (line,) = [one for one in scene.messages("CPAY") if one["thread_ts"] == card["ts"]]
    assert line["text"].startswith("Ben asked for CR-1")
    (direct,) = scene.messages("DBEN")
    assert "Raise the retry limit" in texts(direct["blocks"])


def test_the_form_is_prefilled_from_the_command(scene: Stage) -> None:
    scene.command("ben", "/change request ledger <https://example.com/pull/7?a=1&amp;b=2>")
    state = scene.view("ben")["state"]["values"]
    (chosen,) = state["system"]["system"]["selected_options"]
    assert chosen["value"] == "ledger"
    assert state["link"]["value"]["value"] == "https://example.com/pull/7?a=1&b=2"
    assert state["environment"]["value:ledger"]["selected_option"]["value"] == "production"


def test_an_unknown_system_is_answered_with_the_nearest(scene: Stage) -> None:
    (answer,) = scene.command("ben", "/change request chekout")["seen"]["ephemeral"]
    assert answer["text"].endswith("Did you mean checkout?")


def test_choosing_a_system_offers_its_environments_and_keeps_what_was_typed(
    scene: Stage,
) -> None:
    assert scene.act("shortcuts", user="UBEN", callback_id="request_change")["ok"]
    scene.click_in_view("ben", "value", block_id="title", value="Typed before")
    scene.click_in_view("ben", "system", value="checkout")
    view = scene.view("ben")
    menu = next(one["element"] for one in view["blocks"] if one["block_id"] == "environment")
    assert [one["value"] for one in menu["options"]] == ["production", "staging"]
    assert view["state"]["values"]["title"]["value"]["value"] == "Typed before"


def environments(scene: Stage, who: str) -> tuple[list[str], str]:
    """What the environment menu offers, and the hint below it."""
    blocks = scene.view(who)["blocks"]
    block = next(one for one in blocks if one["block_id"] == "environment")
    hint = block.get("hint", {}).get("text", "")
    return [one["value"] for one in block["element"]["options"]], hint


def test_several_systems_offer_the_environments_that_they_share(scene: Stage) -> None:
    staged = replace(builders.SYSTEMS[2], environments=("staging",))
    systems = (*builders.SYSTEMS[:2], staged)
    scene.org = replace(scene.org, registry=Registry(systems))
    scene.command("ben", "/change request checkout,ledger")
    assert environments(scene, "ben") == (["production"], "")
    scene.click_in_view("ben", "system", value=["checkout", "login"])
    assert environments(scene, "ben") == (["staging"], "")
    scene.click_in_view("ben", "system", value=["ledger", "login"])
    options, hint = environments(scene, "ben")
    assert options == ["production", "staging"]
    assert hint == "These systems share no environment. Ask for them one by one."
    errors = scene.submit("ben", filled())["seen"]["errors"]
    assert errors == {"environment": "Login has no environment “production”; it has staging."}


def test_systems_kind_and_labels_arrive_and_come_back_into_the_edit_form(scene: Stage) -> None:
    chosen = {
        "system": ["checkout", "ledger"],
        "kind": "emergency",
        "labels": "db, customer-facing,",
    }
    scene.command("ben", "/change request checkout")
    assert scene.submit("ben", filled() | chosen)["ok"]
    present = show(scene.house, "CR-1").change.present
    assert present.systems == ("checkout", "ledger")
    assert present.documentation.kind is Kind.EMERGENCY
    assert present.documentation.labels == ("customer-facing", "db")
    scene.settle()
    card = texts(scene.cards()[0]["blocks"])
    assert "Emergency, medium risk" in card
    assert "customer-facing, db" in card
    scene.click("ben", "edit")
    state = scene.view("ben")["state"]["values"]
    assert state["kind"]["value"]["selected_option"]["value"] == "emergency"
    assert state["labels"]["value"]["value"] == "customer-facing, db"
    values = [one["value"] for one in state["system"]["system"]["selected_options"]]
    assert values == ["checkout", "ledger"]
    assert scene.submit("ben", {"labels": "db"})["ok"]
    assert show(scene.house, "CR-1").change.present.documentation.labels == ("db",)


def test_type_ahead_offers_the_registry(scene: Stage) -> None:
    scene.command("ben", "/change request")
    view = scene.view("ben")["id"]
    asked = {"user": "UBEN", "view_id": view, "action_id": "system"}
    assert len(scene.act("options", query="", **asked)["options"]) == 3
    (only,) = scene.act("options", query="led", **asked)["options"]
    assert only["value"] == "ledger"


def test_every_mistake_stands_under_its_field_and_the_form_stays_open(scene: Stage) -> None:
    seen = scene.request(
        "ben",
        commit="main",
        degree="generated",
        link="pull 7",
        description="\u200b",
        labels="two words",
    )
    errors = seen["seen"]["errors"]
    assert set(errors) == {"commit", "tool", "link", "description", "labels"}
    assert errors["commit"].startswith("Give the full SHA")
    assert scene.submit(
        "ben",
        {"commit": builders.SHA, "tool": "Claude", "link": "", "description": "x", "labels": ""},
    )["ok"]
    change = show(scene.house, only_change(scene)).change
    assert change.present.assistance.degree is Degree.GENERATED


def test_a_form_that_slack_delivers_twice_makes_one_change(scene: Stage) -> None:
    scene.command("ben", "/change request checkout")
    seen = scene.submit("ben", filled(), repeat=4, parallel=True)
    assert [one["status"] for one in seen["deliveries"]] == [200] * 4
    assert len(listed(scene.house)) == 1


def test_the_planned_window_arrives(scene: Stage) -> None:
    start = int(scene.clock.seconds) + 3600
    assert scene.request("ben", window_start=start, window_end=start + 600)["ok"]
    written = show(scene.house, "CR-1").change.present.documentation
    assert written.window_start is not None
    assert written.window_start.timestamp() == start


def test_an_edit_makes_a_revision_and_mentions_who_has_to_look_again(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    scene.click("ana", "approve")
    scene.settle()
    assert scene.click("ben", "edit")["ok"]
    form = scene.view("ben")
    assert form["state"]["values"]["title"]["value"]["value"] == "Raise the retry limit"
    assert scene.submit("ben", {"commit": builders.OTHER_SHA})["ok"]
    scene.settle()
    line = scene.messages("CPAY")[-2]
    assert "please look again" in line["text"]
    mention = {"type": "user", "user_id": slack_id("ana")}
    assert mention in line["blocks"][0]["elements"][0]["elements"]
    assert "revision 2" in texts(scene.cards()[0]["blocks"])


def test_a_text_too_long_for_the_form_is_kept_unless_it_is_replaced(scene: Stage) -> None:
    long = "All that was considered.\n" * 1000
    open_change(scene.house, Open("ben", "cli", builders.draft(description=long)))
    scene.settle()
    scene.click("ben", "edit")
    field = next(one for one in scene.view("ben")["blocks"] if one["block_id"] == "description")
    assert "It is kept if you leave this empty" in field["hint"]["text"]
    assert scene.submit("ben", {"title": "Another title"})["ok"]
    revised = show(scene.house, "CR-1").change.present.documentation
    assert revised.title == "Another title"
    assert revised.description == long.strip()


def test_a_revision_of_an_old_form_is_refused_and_the_text_stays(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    scene.click("ben", "edit")
    old = scene.view("ben")["id"]
    revise(scene.house, Revise("CR-1", "ben", "cli", 1, builders.draft(title="Meanwhile")))
    seen = scene.submit("ben", {"title": "Mine"})
    assert scene.view("ben")["id"] == old
    (sentence,) = seen["seen"]["errors"].values()
    assert sentence.startswith("CR-1 is at revision 2 by now")


def test_choosing_a_system_in_an_old_form_does_not_make_it_a_new_one(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    scene.click("ben", "edit")
    revise(scene.house, Revise("CR-1", "ben", "cli", 1, builders.draft(title="Meanwhile")))
    scene.click_in_view("ben", "system", value="ledger")
    seen = scene.submit("ben", {"title": "Mine", "environment": "production"})
    (sentence,) = seen["seen"]["errors"].values()
    assert sentence.startswith("CR-1 is at revision 2 by now, and this edits revision 1")
    assert show(scene.house, "CR-1").change.present.documentation.title == "Meanwhile"


def test_somebody_else_cannot_send_a_revision(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    seen = scene.click("ana", "edit")
    assert seen["seen"]["view"] is None
    assert said(seen).startswith("Only Ben and those who contributed")


def test_a_card_from_before_edits_the_present_revision_and_never_a_cancelled_change(
    scene: Stage,
) -> None:
    scene.request("ben")
    (shown,) = scene.command("ben", "/change show CR-1")["seen"]["ephemeral"]
    place = {"channel": "CPAY", "ts": shown["ts"], "action_id": "edit"}
    revise(scene.house, Revise("CR-1", "ben", "cli", 1, builders.draft(title="Meanwhile")))
    assert scene.act("actions", user="UBEN", **place)["ok"]
    assert scene.view("ben")["private_metadata"] == "CR-1:2"
    scene.act("close", user="UBEN", view_id=scene.view("ben")["id"])
    cancel(scene.house, Cancel("CR-1", "ben", 2, "cli", "Not needed any more."))
    seen = scene.act("actions", user="UBEN", **place)
    assert seen["seen"]["view"] is None
    assert "CR-1 was cancelled, for good" in said(seen)


@pytest.mark.parametrize("text", ["<!channel>", "*bold* <@UANA>", "=HYPERLINK(1)", "`x`\u202e"])
def test_what_was_typed_stays_literal_everywhere(scene: Stage, text: str) -> None:
    assert scene.request("ben", title=f"{text} now", description=text)["ok"]
    scene.settle()
    for message in (*scene.messages("CPAY"), *scene.messages("DBEN")):
        assert "<" not in message["text"]
        assert all(text not in part.get("text", "") for part in markup(message["blocks"]))


def markup(blocks: list[dict[str, object]]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for block in blocks:
        elements = block.get("elements", [])
        assert isinstance(elements, list)
        found += [one for one in elements if one.get("type") == "mrkdwn"]
    return found
