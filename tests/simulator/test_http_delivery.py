"""A real Bolt app over HTTP: commands, clicks, shortcuts, home, events, and what people see."""

import pytest

from tests.simulator.bench import Bench
from tests.simulator.kit import CARD, JSON, actions, button, home, option, section, text

pytestmark = pytest.mark.usefixtures("received")


@pytest.fixture
def card(bench: Bench) -> str:
    return str(bench.client.chat_postMessage(channel="C1", text="vote", blocks=CARD)["ts"])


def test_a_command_is_answered_in_its_ack(bench: Bench, received: list[JSON]) -> None:
    done = bench.sim("commands", user="U1", channel="C1", text="/try  hello you ")

    assert (done["ok"], done["status"], done["error"]) == (True, 200, None)
    assert done["seen"]["response"] == {"text": "you said hello you"}
    assert [one["text"] for one in done["seen"]["ephemeral"]] == ["you said hello you"]
    assert bench.messages(user="U2") == []
    (form,) = received
    assert (form["command"], form["text"], form["channel_name"]) == ("/try", "hello you", "general")
    assert (form["api_app_id"], form["team_id"], form["user_id"]) == ("A1", "T1", "U1")


def test_a_command_can_be_answered_for_everyone(bench: Bench) -> None:
    bench.sim("commands", user="U1", channel="C1", text="/try everyone")
    assert [one["text"] for one in bench.messages(user="U2")] == ["all"]


def test_a_command_can_be_answered_later(bench: Bench) -> None:
    done = bench.sim("commands", user="U1", channel="C1", text="/try later")
    assert [one["text"] for one in done["seen"]["ephemeral"]] == ["later"]


def test_a_command_answered_with_invalid_blocks_shows_an_error(bench: Bench) -> None:
    done = bench.sim("commands", user="U1", channel="C1", text="/try bad")
    assert "invalid_blocks" in done["error"]
    assert done["seen"]["ephemeral"] == []


def test_names_are_escaped_where_the_command_asks_for_it(
    bench: Bench, received: list[JSON]
) -> None:
    bench.sim("commands", user="U1", channel="C1", text="/who is @ben in #general or @nobody")
    assert received[0]["text"] == "is <@U2|ben> in <#C1|general> or @nobody"


def test_an_unknown_command_is_not_sent(bench: Bench, received: list[JSON]) -> None:
    wrong = bench.sim("commands", 400, user="U1", channel="C1", text="/other")
    assert wrong == {"error": "/other is not a valid command."}
    assert received == []


def test_a_click_changes_the_message(bench: Bench, card: str, received: list[JSON]) -> None:
    done = bench.sim("actions", user="U1", channel="C1", ts=card, action_id="approve")

    assert done["ok"]
    (message,) = bench.messages()
    assert (message["text"], message["blocks"], message["edited"]) == ("done", [], True)
    (body,) = received
    assert (body["api_app_id"], body["actions"][0]["value"]) == ("A1", "7")
    assert body["actions"][0]["action_ts"]
    assert body["message"]["text"] == "vote"
    assert body["response_url"].startswith(bench.simulator.url)
    assert body["container"] == {
        "type": "message",
        "message_ts": card,
        "channel_id": "C1",
        "is_ephemeral": False,
    }


def test_an_outsider_who_clicks_carries_their_own_team(
    bench: Bench, card: str, received: list[JSON]
) -> None:
    done = bench.sim("actions", user="U9", channel="C1", ts=card, action_id="approve")
    assert done["ok"]
    assert (received[0]["user"]["team_id"], received[0]["team"]["id"]) == ("T9", "T1")


def test_a_value_picks_among_buttons_of_one_action(bench: Bench, received: list[JSON]) -> None:
    blocks = [actions(button("plain", "a")), actions(button("plain", "b"))]
    sent = bench.client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    where = {"user": "U1", "channel": "C1", "ts": sent["ts"], "action_id": "plain"}
    bench.sim("actions", **where, value="b")
    assert received[0]["actions"][0]["value"] == "b"
    wrong = bench.sim("actions", 400, **where, value="c")
    assert "there is: 'a', 'b'" in wrong["error"]


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "static_select", "options": [option("a"), option("b")]}, "b"),
        ({"type": "overflow", "options": [option("a"), option("b")]}, "a"),
        ({"type": "radio_buttons", "options": [option("a")]}, "a"),
    ],
)
def test_an_option_is_picked(bench: Bench, received: list[JSON], element: JSON, value: str) -> None:
    blocks = [actions({**element, "action_id": "plain"})]
    sent = bench.client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    where = {"user": "U1", "channel": "C1", "ts": sent["ts"], "action_id": "plain"}
    bench.sim("actions", **where, value=value)
    assert received[0]["actions"][0]["selected_option"]["value"] == value
    bench.sim("actions", 400, **where, value="nothing")


BOXES = {
    "type": "actions",
    "block_id": "boxes",
    "elements": [
        {"type": "checkboxes", "action_id": "plain", "options": [option("a"), option("b")]},
        {"type": "static_select", "action_id": "other", "options": [option("c")]},
        button("push"),
    ],
}


def test_a_click_on_a_message_tells_all_that_is_chosen_there(
    bench: Bench, received: list[JSON]
) -> None:
    sent = bench.client.chat_postMessage(channel="C1", text="x", blocks=[BOXES])
    where = {"user": "U1", "channel": "C1", "ts": sent["ts"], "action_id": "plain"}
    bench.sim("actions", **where, value=["b"])
    chosen = received[-1]["state"]["values"]["boxes"]
    assert chosen["plain"]["selected_options"] == [option("b")]
    assert chosen["other"] == {"type": "static_select", "selected_option": None}


def test_boxes_on_the_home_tab_are_told_with_the_next_button(
    bench: Bench, received: list[JSON]
) -> None:
    bench.client.views_publish(user_id="U1", view=home(BOXES))
    bench.sim("actions", user="U1", home=True, action_id="plain", value=["a", "b"])
    assert received[-1]["actions"][0]["selected_options"] == [option("a"), option("b")]
    bench.sim("actions", user="U1", home=True, action_id="push")
    values = received[-1]["view"]["state"]["values"]["boxes"]
    assert values["plain"]["selected_options"] == [option("a"), option("b")]
    bench.sim("actions", user="U1", home=True, action_id="plain", value=[])
    values = received[-1]["view"]["state"]["values"]["boxes"]
    assert values["plain"]["selected_options"] == []


def test_the_same_click_can_be_delivered_many_times(bench: Bench, received: list[JSON]) -> None:
    sent = bench.client.chat_postMessage(channel="C1", text="x", blocks=[actions(button("plain"))])
    where = {"user": "U1", "channel": "C1", "ts": sent["ts"], "action_id": "plain"}
    done = bench.sim("actions", **where, repeat=4, parallel=True)
    assert [one["status"] for one in done["deliveries"]] == [200] * 4
    assert len({one["trigger_id"] for one in received}) == 1
    assert len({one["actions"][0]["action_ts"] for one in received}) == 1


def test_what_is_not_on_the_message_cannot_be_clicked(bench: Bench, card: str) -> None:
    wrong = bench.sim("actions", 400, user="U1", channel="C1", ts=card, action_id="delete")
    assert wrong["error"] == "There is no action 'delete'; there is: approve, reject."


@pytest.mark.parametrize(
    ("user", "sentence"),
    [
        ("U3", "Gus sees no conversation C1."),
        ("U5", "Rob is a bot; bots cannot click or type."),
        ("U0BOT", "Tester is a bot; bots cannot click or type."),
        ("U7", "There is no user U7."),
    ],
)
def test_who_does_not_see_a_message_cannot_click_it(
    bench: Bench, card: str, user: str, sentence: str
) -> None:
    wrong = bench.sim("actions", 400, user=user, channel="C1", ts=card, action_id="approve")
    assert wrong["error"] == sentence


def test_what_one_person_sees_another_cannot_click(bench: Bench, received: list[JSON]) -> None:
    sent = bench.client.chat_postEphemeral(
        channel="C1", user="U1", text="psst", blocks=[actions(button("plain"))]
    )
    where = {"channel": "C1", "ts": sent["message_ts"], "action_id": "plain"}
    wrong = bench.sim("actions", 400, user="U2", **where)
    assert wrong["error"].startswith("Ben sees no message")
    bench.sim("actions", user="U1", **where)
    assert received[0]["container"]["is_ephemeral"] is True
    assert "message" not in received[0]


def test_someone_who_has_left_may_still_have_a_client_open(bench: Bench, card: str) -> None:
    bench.sim("events", type="user_change", user="U2", deleted=True)
    assert bench.sim("actions", user="U2", channel="C1", ts=card, action_id="approve")["ok"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("commands", {"channel": "C1", "text": "/try x"}),
        ("shortcuts", {"callback_id": "anywhere"}),
        ("home", {}),
    ],
)
def test_outsiders_have_no_commands_shortcuts_or_home(bench: Bench, name: str, body: JSON) -> None:
    wrong = bench.sim(name, 400, user="U9", **body)
    assert wrong["error"].startswith("Xen is of another organisation")


def test_a_command_needs_a_channel_one_has_joined(bench: Bench) -> None:
    wrong = bench.sim("commands", 400, user="U2", channel="C2", text="/try x")
    assert wrong["error"] == "Ben has not joined empty."


def test_a_global_shortcut_opens_a_modal(bench: Bench) -> None:
    done = bench.sim("shortcuts", user="U1", callback_id="anywhere")
    assert done["seen"]["view"]["title"] == "Anywhere"
    assert bench.state("U2")["views"] == []


def test_a_message_shortcut_knows_the_message(bench: Bench, received: list[JSON]) -> None:
    sent = bench.sim("messages", user="U2", channel="C1", text="<b> & c")
    assert sent["ok"]
    (message,) = bench.messages()
    done = bench.sim(
        "shortcuts", user="U1", callback_id="on_message", channel="C1", ts=message["ts"]
    )
    assert [one["text"] for one in done["seen"]["ephemeral"]] == ["about &lt;b&gt; &amp; c"]
    assert received[-1]["type"] == "message_action"
    body = received[-1]
    assert (body["message_ts"], body["channel"]["id"]) == (message["ts"], "C1")
    assert body["message"]["text"] == "&lt;b&gt; &amp; c"
    assert body["trigger_id"]
    assert body["response_url"].startswith(bench.simulator.url)
    bench.sim("shortcuts", 400, user="U1", callback_id="on_message")
    bench.sim("shortcuts", 400, user="U1", callback_id="other")


def test_a_message_for_one_person_has_no_shortcuts(bench: Bench) -> None:
    sent = bench.client.chat_postEphemeral(channel="C1", user="U1", text="psst")
    place = {"user": "U1", "channel": "C1", "ts": sent["message_ts"]}
    wrong = bench.sim("shortcuts", 400, callback_id="on_message", **place)
    assert wrong["error"] == "A message that only one person sees has no shortcuts."


def test_a_plain_message_is_heard_where_the_app_subscribed(
    bench: Bench, received: list[JSON]
) -> None:
    bench.sim("messages", user="U1", channel="C1", text="hello")
    bench.sim("messages", user="U2", channel="G2", text="not subscribed")
    (body,) = received
    assert (body["event"]["type"], body["event"]["channel_type"]) == ("message", "channel")
    ts = bench.messages()[0]["ts"]
    bench.sim("messages", user="U2", channel="C1", text="reply", thread_ts=ts)
    first, second = bench.messages()
    assert (first["reply_count"], second["thread_ts"]) == (1, ts)


def test_opening_home_publishes_it_for_that_person(bench: Bench, received: list[JSON]) -> None:
    assert bench.sim("home", user="U1")["ok"]
    (block,) = bench.state("U1")["home"]["blocks"]
    assert block["text"]["text"] == "Hello"
    assert bench.state("U2")["home"] is None
    envelope = received[0]
    assert envelope["event"]["type"] == "app_home_opened"
    assert (envelope["api_app_id"], envelope["team_id"]) == ("A1", "T1")
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == "U0BOT"


def test_a_button_on_home_carries_the_view(bench: Bench, received: list[JSON]) -> None:
    bench.client.views_publish(
        user_id="U1", view={"type": "home", "blocks": [actions(button("plain"))]}
    )
    bench.sim("actions", user="U1", home=True, action_id="plain")
    body = received[0]
    assert body["view"]["hash"] == bench.state("U1")["home"]["hash"]
    assert body["container"]["type"] == "view"
    assert "response_url" not in body
    wrong = bench.sim("actions", 400, user="U2", home=True, action_id="plain")
    assert wrong["error"] == "Ben has no home tab yet."


def test_inputs_in_messages_keep_what_was_typed(bench: Bench, received: list[JSON]) -> None:
    pick = {"type": "static_select", "action_id": "pick", "options": [option("a")]}
    typed = {"type": "input", "block_id": "b", "label": text("B"), "element": pick}
    blocks = [typed, actions(button("plain")), section()]
    sent = bench.client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    where = {"user": "U1", "channel": "C1", "ts": sent["ts"]}
    picked = bench.sim("actions", **where, action_id="pick", value="a")
    assert (picked["ok"], picked["deliveries"]) == (True, [])
    bench.sim("actions", **where, action_id="plain")
    values = received[0]["state"]["values"]
    assert values["b"]["pick"]["selected_option"]["value"] == "a"
