"""views.*: triggers, hashes, the stack and external ids."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench
from tests.simulator.kit import JSON, field, home, modal, section


def trigger(bench: Bench, user: str = "U1") -> str:
    return bench.simulator.workspace.triggers.make(user)


def opened(bench: Bench, **more: Any) -> JSON:
    answer = bench.client.views_open(trigger_id=trigger(bench), view=modal(**more))
    view: JSON = answer["view"]
    return view


def refusal(bench: Bench, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        bench.client.api_call(method, json=arguments)
    return str(caught.value.response["error"])


def test_a_view_is_answered_like_slack_does(bench: Bench) -> None:
    view = opened(bench, private_metadata="m", external_id="e")
    assert (view["app_id"], view["team_id"], view["bot_id"]) == ("A1", "T1", "B1")
    assert (view["private_metadata"], view["external_id"]) == ("m", "e")
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None


def test_a_trigger_is_good_once_and_for_three_seconds(bench: Bench) -> None:
    used = trigger(bench)
    bench.client.views_open(trigger_id=used, view=modal())
    assert refusal(bench, "views.open", trigger_id=used, view=modal()) == "exchanged_trigger_id"
    old = trigger(bench)
    bench.clock.passes(3.1)
    assert refusal(bench, "views.open", trigger_id=old, view=modal()) == "expired_trigger_id"
    assert refusal(bench, "views.open", trigger_id="1.2.x", view=modal()) == "invalid_trigger_id"


def test_an_invalid_view_does_not_use_up_the_trigger(bench: Bench) -> None:
    good = trigger(bench)
    assert refusal(bench, "views.open", trigger_id=good, view=modal("x" * 25)) == (
        "invalid_arguments"
    )
    bench.client.views_open(trigger_id=good, view=modal())


@pytest.mark.parametrize("view", [None, {}, home(), modal("M", section(""))])
def test_what_cannot_be_opened(bench: Bench, view: JSON | None) -> None:
    arguments = {"trigger_id": trigger(bench), "view": view}
    assert refusal(bench, "views.open", **arguments) == "invalid_arguments"


def test_a_stack_holds_three(bench: Bench) -> None:
    push = modal("Top")
    assert (
        refusal(bench, "views.push", trigger_id=trigger(bench), view=push) == "invalid_trigger_id"
    )
    root = opened(bench)
    second = bench.client.views_push(trigger_id=trigger(bench), view=push)["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    bench.client.views_push(trigger_id=trigger(bench), view=push)
    assert (
        refusal(bench, "views.push", trigger_id=trigger(bench), view=push) == "push_limit_reached"
    )


def test_an_old_hash_is_refused(bench: Bench) -> None:
    view = opened(bench)
    fresh = bench.client.views_update(view_id=view["id"], hash=view["hash"], view=modal("New"))
    assert fresh["view"]["hash"] != view["hash"]
    again = {"view_id": view["id"], "hash": view["hash"], "view": modal("Newer")}
    assert refusal(bench, "views.update", **again) == "hash_conflict"


def test_a_view_can_be_updated_by_its_external_id(bench: Bench) -> None:
    opened(bench, external_id="e")
    bench.client.views_update(external_id="e", view=modal("New", external_id="e"))
    assert bench.state()["views"][0]["title"] == "New"


def test_an_external_id_is_unique(bench: Bench) -> None:
    opened(bench, external_id="e")
    arguments = {"trigger_id": trigger(bench, "U2"), "view": modal(external_id="e")}
    assert refusal(bench, "views.open", **arguments) == "duplicate_external_id"


def test_what_cannot_be_updated(bench: Bench) -> None:
    view = opened(bench)
    update = "views.update"
    assert refusal(bench, update, view_id="V0", view=modal()) == "not_found"
    assert refusal(bench, update, external_id="e", view=modal()) == "not_found"
    assert refusal(bench, update, view=modal()) == "invalid_arguments"
    assert refusal(bench, update, view_id=view["id"], view=home()) == "invalid_arguments"
    both = {"view_id": view["id"], "external_id": "e"}
    assert refusal(bench, update, **both, view=modal()) == "invalid_arguments"


def test_a_home_tab_keeps_its_id_and_checks_its_hash(bench: Bench) -> None:
    first = bench.client.views_publish(user_id="U1", view=home())["view"]
    second = bench.client.views_publish(user_id="U1", hash=first["hash"], view=home())["view"]
    assert second["id"] == first["id"]
    publish = {"user_id": "U1", "hash": first["hash"], "view": home()}
    assert refusal(bench, "views.publish", **publish) == "hash_conflict"
    assert refusal(bench, "views.publish", **(publish | {"user_id": "U2"})) == "hash_conflict"


@pytest.mark.parametrize("user", ["U0", "U4", "U5", "U9"])
def test_who_has_no_home_tab(bench: Bench, user: str) -> None:
    assert refusal(bench, "views.publish", user_id=user, view=home()) == "user_not_found"


def test_a_home_tab_cannot_be_a_modal(bench: Bench) -> None:
    assert refusal(bench, "views.publish", user_id="U1", view=modal()) == "invalid_arguments"


def test_a_choice_that_is_no_longer_offered_is_forgotten(bench: Bench) -> None:
    def choice(*names: str) -> JSON:
        options = [{"text": {"type": "plain_text", "text": n}, "value": n} for n in names]
        return modal("M", field("b", {"type": "static_select", "options": options}))

    answer = bench.client.views_open(trigger_id=trigger(bench), view=choice("a", "b"))
    view_id = answer["view"]["id"]
    where = {"user": "U1", "view_id": view_id, "action_id": "b"}
    bench.sim("actions", **where, value="b")
    kept = bench.client.views_update(view_id=view_id, view=choice("b", "c"))["view"]
    assert kept["state"]["values"]["b"]["b"]["selected_option"]["value"] == "b"
    gone = bench.client.views_update(view_id=view_id, view=choice("c"))["view"]
    assert gone["state"]["values"]["b"]["b"]["selected_option"] is None
