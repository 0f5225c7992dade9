"""What was typed into a request form survives that it is closed, and the form says what follows."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from chatops.core.request import Open, Revise
from chatops.usecases.keep_draft import KEPT
from chatops.usecases.kept_draft import kept_draft
from chatops.usecases.open_change import open_change
from chatops.usecases.read import listed, show
from chatops.usecases.revise import revise
from tests import builders
from tests.slack.stage import SECRET, TEAM, Stage, filled, real_clock, slack_id, texts

PLAN = "Revert and deploy again."


def closes(scene: Stage, who: str = "ben") -> None:
    view = scene.view(who)["id"]
    seen = scene.act("close", user=slack_id(who), view_id=view)
    assert all(one["status"] == 200 for one in seen["deliveries"]), seen


def types(scene: Stage, field: str, value: Any, who: str = "ben") -> None:
    block = next(one for one in scene.view(who)["blocks"] if one.get("block_id") == field)
    action = block["element"]["action_id"]
    seen = scene.click_in_view(who, action, block_id=field, value=value)
    assert seen["ok"], seen


def opens(scene: Stage, text: str = "", who: str = "ben") -> str:
    """Open the form; return all that stands in it besides its inputs."""
    assert scene.command(who, f"/change request {text}".strip())["ok"]
    blocks = scene.view(who)["blocks"]
    return texts([one for one in blocks if one["type"] != "input"])


def values(scene: Stage, who: str = "ben") -> dict[str, Any]:
    """What the form holds, by field."""
    found: dict[str, Any] = {}
    for block, by_action in scene.view(who)["state"]["values"].items():
        (one,) = by_action.values()
        picked = one.get("selected_option") or {}
        many = [each["value"] for each in one.get("selected_options") or []]
        found[block] = one.get("value") or picked.get("value") or many or None
    return found


def test_what_was_typed_is_back_after_an_accidental_close(scene: Stage) -> None:
    assert "is back" not in opens(scene, "checkout")
    for field, value in filled().items():
        types(scene, field, value)
    types(scene, "labels", "db, urgent")
    types(scene, "window_start", 1_900_000_000)
    closes(scene)
    told = opens(scene)
    assert "Your draft of <!date^" in told
    found = values(scene)
    assert {name: found[name] for name in filled()} == filled()
    assert found["system"] == ["checkout"]
    assert found["labels"] == "db, urgent"
    assert scene.submit("ben", {"window_start": None})["ok"]
    assert len(listed(scene.house)) == 1


def test_every_key_is_kept_where_slack_does_not_send_the_values_of_a_closed_form(
    scene: Stage,
) -> None:
    opens(scene)
    types(scene, "rollback_plan", PLAN)
    kept = kept_draft(scene.house, "ben")
    assert kept is not None
    assert kept.draft.rollback_plan == PLAN
    assert kept_draft(scene.house, "ana") is None


def test_a_closed_form_is_kept_where_slack_sends_along_what_it_held(scene: Stage) -> None:
    opens(scene, "checkout")
    for values, title in (
        ({}, None),
        ({"title": {"value": {"value": "Typed last"}}}, "Typed last"),
    ):
        view = {"id": scene.view("ben")["id"], "type": "modal", "callback_id": "request"}
        body = {
            "type": "view_closed",
            "team": {"id": TEAM, "domain": "t"},
            "user": {"id": "UBEN", "team_id": TEAM},
            "view": view | {"state": {"values": values}},
        }
        assert sent_by_slack(scene, body) == 200
        kept = kept_draft(scene.house, "ben")
        assert (kept.draft.title if kept else None) == title


def sent_by_slack(scene: Stage, payload: dict[str, Any]) -> int:
    """Send a signed interaction as Slack would; return the status."""
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int(real_clock()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    headers = {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": str(signature),
        "content-type": "application/x-www-form-urlencoded",
    }
    address = str(scene.sim.workspace.request_url)
    return httpx.post(address, content=body, headers=headers, trust_env=False).status_code


def test_mistakes_keep_the_draft_and_success_ends_it(scene: Stage) -> None:
    opens(scene, "checkout")
    types(scene, "title", "Raise the retry limit")
    assert scene.submit("ben", filled() | {"commit": "main"})["seen"]["errors"]
    assert kept_draft(scene.house, "ben") is not None
    assert scene.submit("ben", filled())["ok"]
    assert kept_draft(scene.house, "ben") is None
    assert "is back" not in opens(scene)


def test_start_anew_lays_an_empty_form_over_it_and_sending_closes_both(scene: Stage) -> None:
    opens(scene, "checkout")
    types(scene, "title", "An old thought")
    closes(scene)
    opens(scene)
    assert scene.click_in_view("ben", "start_anew")["ok"]
    assert kept_draft(scene.house, "ben") is None
    found = values(scene)
    assert (found["title"], found["system"]) == (None, None)
    assert scene.submit("ben", filled() | {"system": ["checkout"]})["seen"]["view"] is None
    assert kept_draft(scene.house, "ben") is None


def test_start_anew_keeps_what_the_command_named(scene: Stage) -> None:
    opens(scene, "checkout")
    types(scene, "title", "Typed before")
    closes(scene)
    opens(scene, "ledger https://example.com/pull/2")
    assert scene.click_in_view("ben", "start_anew")["ok"]
    found = values(scene)
    assert (found["system"], found["link"]) == (["ledger"], "https://example.com/pull/2")
    assert (found["title"], found["environment"]) == (None, "production")


def test_a_link_too_long_for_a_button_is_left_out_when_somebody_starts_anew(scene: Stage) -> None:
    opens(scene, "checkout")
    types(scene, "title", "Typed before")
    closes(scene)
    link = "https://example.com/" + "a" * 2000
    opens(scene, f"checkout,ledger {link}")
    assert values(scene)["link"] == link
    assert scene.click_in_view("ben", "start_anew")["ok"]
    assert (values(scene)["system"], values(scene)["link"]) == (["checkout", "ledger"], None)


def test_what_the_command_names_goes_before_the_draft(scene: Stage) -> None:
    opens(scene, "checkout https://example.com/pull/1")
    types(scene, "title", "Typed before")
    closes(scene)
    opens(scene, "ledger https://example.com/pull/2")
    found = values(scene)
    assert found["system"] == ["ledger"]
    assert found["link"] == "https://example.com/pull/2"
    assert found["title"] == "Typed before"


def test_a_draft_is_over_after_two_weeks(scene: Stage) -> None:
    opens(scene)
    types(scene, "title", "Typed before")
    scene.clock.passes((KEPT + timedelta(seconds=1)).total_seconds())
    assert "is back" not in opens(scene)
    scene.clock.passes(-(KEPT + timedelta(seconds=1)).total_seconds())


def edits(scene: Stage, who: str = "ben") -> str:
    """Press Edit on the card; return all that stands in the form besides its inputs."""
    assert scene.click(who, "edit")["ok"]
    return texts([one for one in scene.view(who)["blocks"] if one["type"] != "input"])


def test_an_edit_that_was_closed_by_accident_is_back_for_that_person_and_revision(
    scene: Stage,
) -> None:
    scene.request("ben")
    scene.settle()
    assert "is back" not in edits(scene)
    types(scene, "title", "Raise it to 5")
    types(scene, "kind", "standard")
    scene.click_in_view("ben", "system", value=["checkout", "ledger"])
    types(scene, "environment", "production")
    closes(scene)
    assert "is back" not in opens(scene)
    assert "Your draft of <!date^" in edits(scene)
    found = values(scene)
    assert (found["title"], found["kind"]) == ("Raise it to 5", "standard")
    assert (found["system"], found["environment"]) == (["checkout", "ledger"], "production")
    assert found["rollback_plan"] == PLAN
    assert scene.submit("ben", {})["ok"]
    present = show(scene.house, "CR-1").change.present
    assert (present.number, present.documentation.title) == (2, "Raise it to 5")
    scene.settle()
    assert "is back" not in edits(scene)


def test_an_edit_begun_anew_shows_the_revision_and_sending_closes_both(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    edits(scene)
    types(scene, "title", "Raise it to 5")
    closes(scene)
    edits(scene)
    assert scene.click_in_view("ben", "start_anew")["ok"]
    assert values(scene)["title"] == "Raise the retry limit"
    assert scene.submit("ben", {"title": "Raise it to 4"})["seen"]["view"] is None


def test_an_edit_of_an_older_revision_is_not_offered_again(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    edits(scene)
    types(scene, "title", "Raise it to 5")
    closes(scene)
    command = Revise("CR-1", "ben", "cli", 1, builders.draft(title="Meanwhile"))
    revise(scene.house, command)
    assert "is back" not in edits(scene)
    assert values(scene)["title"] == "Meanwhile"


def test_a_text_too_long_for_the_form_is_still_kept_when_an_edit_is_back(scene: Stage) -> None:
    long = "Long. " * 1000
    open_change(scene.house, Open("ben", "cli", builders.draft(description=long)))
    scene.settle()
    edits(scene)
    types(scene, "title", "Another title")
    closes(scene)
    assert "Your draft of" in edits(scene)
    assert "It is kept if you leave this empty" in texts(scene.view("ben")["blocks"])
    assert scene.submit("ben", {})["ok"]
    written = show(scene.house, "CR-1").change.present.documentation
    assert (written.title, written.description) == ("Another title", long.strip())
    edits(scene)
    types(scene, "description", "Short.")
    closes(scene)
    edits(scene)
    assert values(scene)["description"] == "Short."


SLOW_OR_BUSY = (
    {"method": "users.info", "error": "ratelimited"},
    {"method": "users.info", "retry_after": 30},
    {"method": "users.info", "error": "fatal_error"},
    {"method": "views.update", "error": "not_found"},
    {"method": "views.update", "status": 503},
)


@pytest.mark.parametrize("fault", SLOW_OR_BUSY)
@pytest.mark.parametrize(("field", "value"), [("title", "A"), ("kind", "standard")])
def test_nothing_is_put_over_the_form_where_slack_does_not_let_us_keep_it(
    scene: Stage, caplog: pytest.LogCaptureFixture, fault: dict[str, Any], field: str, value: str
) -> None:
    opens(scene, "checkout")
    form = scene.view("ben")["id"]
    scene.clock.passes(61)
    scene.fault(times=2, **fault)
    for _ in range(2):  # the second one finds the method closed
        types(scene, field, value)
        assert scene.view("ben")["id"] == form
    seen = scene.act("close", user="UBEN", view_id=form)
    assert [one["status"] for one in seen["deliveries"]] == [200]
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


def test_who_may_not_use_the_app_is_told_when_the_form_is_sent(scene: Stage) -> None:
    opens(scene, "checkout")
    scene.org = replace(scene.org, directory=builders.directory(()))
    form = scene.view("ben")["id"]
    types(scene, "title", "A")
    assert scene.view("ben")["id"] == form
    assert "not in the directory" in str(scene.submit("ben", filled())["seen"]["errors"])


def test_the_form_says_what_it_will_need_while_it_is_filled_in(scene: Stage) -> None:
    assert "Choose systems and an environment" in opens(scene)
    scene.click_in_view("ben", "system", value="checkout")
    types(scene, "environment", "production")

    def told() -> str:
        (block,) = [one for one in scene.view("ben")["blocks"] if one["block_id"] == "needed"]
        return texts([block])

    assert "2 sign-offs from Payments (owners): Ana, Cleo, Dan, Olga and Gil could" in told()
    assert "senior" not in told()
    types(scene, "degree", "generated")
    assert "1 sign-off from anyone who is senior or above" in told()
    assert scene.view("ben")["blocks"][-1]["block_id"] == "needed"


def test_a_request_can_be_sent_whatever_the_preview_says(scene: Stage) -> None:
    told = opens(scene, "login", who="eve")
    assert "Cannot be approved by anybody: Nobody can complete “owners”" in told
    assert scene.submit("eve", filled())["ok"]
    assert [one.change.requester for one in listed(scene.house)] == ["eve"]


def test_what_guests_type_is_not_kept(scene: Stage) -> None:
    opens(scene)
    view = scene.view("ben")["id"]
    scene.org = replace(scene.org, directory=builders.directory(()))
    scene.act("close", user="UBEN", view_id=view)
    scene.org = builders.facts()
    assert kept_draft(scene.house, "ben") is None
