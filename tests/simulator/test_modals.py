"""Modals as people meet them: filling in, errors, stacking, closing, and nothing lost."""

import pytest

from tests.simulator.bench import Bench
from tests.simulator.kit import JSON, actions, button, field, modal, option, text

pytestmark = pytest.mark.usefixtures("received")

TROUBLE = "We had some trouble connecting. Try again?"


@pytest.fixture
def view(bench: Bench) -> str:
    done = bench.sim("commands", user="U1", channel="C1", text="/try modal")
    return str(done["seen"]["view"]["id"])


def shown(bench: Bench, view: JSON, user: str = "U1") -> str:
    """Open any modal for a person, as an app would; return its id."""
    trigger = bench.simulator.workspace.triggers.make(user)
    return str(bench.client.views_open(trigger_id=trigger, view=view)["view"]["id"])


def titles(bench: Bench, user: str = "U1") -> list[str]:
    return [one["title"] for one in bench.state(user)["views"]]


def test_a_modal_is_filled_in_and_sent(bench: Bench, view: str, received: list[JSON]) -> None:
    values = {"why": "because", "system": {"system": "billing"}}
    done = bench.sim("submissions", user="U1", view_id=view, values=values)

    assert (done["ok"], done["seen"]["view"]) == (True, None)
    body = received[-1]
    assert (body["type"], body["response_urls"]) == ("view_submission", [])
    sent = body["view"]["state"]["values"]
    assert sent["why"]["why"] == {"type": "plain_text_input", "value": "because"}
    assert sent["system"]["system"]["selected_option"]["value"] == "billing"


def test_the_app_shows_errors_and_what_was_typed_stays(bench: Bench, view: str) -> None:
    done = bench.sim("submissions", user="U1", view_id=view, values={"why": "bad"})
    assert done["ok"]
    assert done["seen"]["errors"] == {"why": "Say more."}
    (open_view,) = bench.state()["views"]
    assert open_view["errors"] == {"why": "Say more."}
    assert open_view["state"]["values"]["why"]["why"]["value"] == "bad"
    assert bench.sim("submissions", user="U1", view_id=view, values={"why": "ok"})["ok"]
    assert titles(bench) == []


@pytest.mark.parametrize("word", ["crash", "strange", "invalid"])
def test_when_the_app_fails_the_modal_stays_as_it_was(bench: Bench, view: str, word: str) -> None:
    done = bench.sim("submissions", user="U1", view_id=view, values={"why": word})
    assert (done["ok"], done["error"]) == (False, TROUBLE)
    (open_view,) = bench.state()["views"]
    assert (open_view["id"], open_view["title"]) == (view, "Ask")
    assert open_view["state"]["values"]["why"]["why"]["value"] == word


def test_when_the_app_is_away_the_modal_stays_as_it_was(bench: Bench, view: str) -> None:
    bench.simulator.workspace.request_url = "http://127.0.0.1:9/"
    done = bench.sim("submissions", user="U1", view_id=view, values={"why": "x"})
    assert (done["ok"], done["status"], done["error"]) == (False, None, TROUBLE)
    assert titles(bench) == ["Ask"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("next", ["Ask", "Next"]), ("other", ["Other"]), ("all", []), ("open", []), ("fine", [])],
)
def test_the_answer_says_which_modal_comes_next(
    bench: Bench, view: str, word: str, expected: list[str]
) -> None:
    done = bench.sim("submissions", user="U1", view_id=view, values={"why": word})
    assert done["ok"]
    assert titles(bench) == expected


def test_only_three_modals_fit_on_a_stack(bench: Bench, view: str) -> None:
    for _ in range(2):
        view = bench.state()["views"][-1]["id"]
        assert bench.sim("submissions", user="U1", view_id=view, values={"why": "next"})["ok"]
    top = bench.state()["views"][-1]
    assert top["previous_view_id"] == view
    done = bench.sim("submissions", user="U1", view_id=top["id"], values={"why": "next"})
    assert done["error"] == TROUBLE
    assert titles(bench) == ["Ask", "Next", "Next"]


def test_a_button_in_a_modal_may_push_another(bench: Bench, received: list[JSON]) -> None:
    view = bench.sim("shortcuts", user="U1", callback_id="anywhere")["seen"]["view"]
    bench.sim("actions", user="U1", view_id=view["id"], action_id="why", value="typed before")
    done = bench.sim("actions", user="U1", view_id=view["id"], action_id="push")
    assert done["ok"]
    assert titles(bench) == ["Anywhere", "On top"]
    body = received[-1]
    assert body["view"]["state"]["values"]["why"]["why"]["value"] == "typed before"
    assert (body["container"]["type"], body["view"]["hash"]) == ("view", view["hash"])
    assert "response_url" not in body
    wrong = bench.sim("actions", 400, user="U1", view_id=view["id"], action_id="push")
    assert "not in front of Ana" in wrong["error"]


def test_slack_itself_complains_about_what_is_missing(
    bench: Bench, view: str, received: list[JSON]
) -> None:
    received.clear()
    done = bench.sim("submissions", user="U1", view_id=view, values={"why": ""})
    assert (done["ok"], done["deliveries"]) == (False, [])
    assert done["seen"]["errors"] == {"why": "Please complete this required field."}
    assert received == []


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab"),
        ({"type": "plain_text_input", "max_length": 3}, "abcd"),
        ({"type": "plain_text_input"}, "x" * 3001),
        ({"type": "url_text_input"}, "no address"),
        ({"type": "email_text_input"}, "no address"),
        ({"type": "number_input", "is_decimal_allowed": False}, "many"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.9"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "2.1"),
        ({"type": "checkboxes", "options": [option("a")]}, []),
    ],
)
def test_slack_itself_complains_about_what_is_malformed(
    bench: Bench, element: JSON, value: object
) -> None:
    view = shown(bench, modal("M", field("b", element)))
    done = bench.sim("submissions", user="U1", view_id=view, values={"b": value})
    assert (done["ok"], list(done["seen"]["errors"])) == (False, ["b"])


@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        ({"type": "url_text_input"}, "https://x.example", {"value": "https://x.example"}),
        ({"type": "datepicker"}, "2026-01-02", {"selected_date": "2026-01-02"}),
        (
            {"type": "datetimepicker"},
            "2026-01-02T03:04:05+00:00",
            {"selected_date_time": 1767323045},
        ),
        ({"type": "datetimepicker"}, 1767323045, {"selected_date_time": 1767323045}),
        ({"type": "users_select"}, "U2", {"selected_user": "U2"}),
        ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        (
            {"type": "checkboxes", "options": [option("a"), option("b")]},
            ["b"],
            {"selected_options": [option("b")]},
        ),
        (
            {
                "type": "static_select",
                "option_groups": [{"label": text("G"), "options": [option("a")]}],
            },
            "a",
            {"selected_option": option("a")},
        ),
    ],
)
def test_what_people_enter_arrives_as_slack_writes_it(
    bench: Bench, received: list[JSON], element: JSON, value: object, *, state: JSON
) -> None:
    view = shown(bench, modal("M", field("b", element), callback_id="unheard"))
    bench.sim("submissions", user="U1", view_id=view, values={"b": value})
    expected = {"b": {"b": {"type": element["type"], **state}}}
    assert received[-1]["view"]["state"]["values"] == expected
    assert bench.state()["views"][0]["state"]["values"] == expected


def test_no_more_can_be_picked_than_the_menu_takes(bench: Bench) -> None:
    menu = {"type": "multi_users_select", "max_selected_items": 1}
    view = shown(bench, modal("M", field("b", menu)))
    values = {"b": ["U1", "U2"]}
    refused = bench.sim("submissions", 400, user="U1", view_id=view, values=values)
    assert refused["error"] == "No more than 1 can be picked there, and 2 were."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"nowhere": "x"}, "There is no input 'nowhere'; there is: why, system."),
        ({"why": {"other": "x"}}, "There is no input 'other' in that block."),
        ({"system": "mars"}, "There is no option 'mars'; on offer: nothing."),
    ],
)
def test_what_is_not_there_cannot_be_entered(
    bench: Bench, view: str, values: JSON, sentence: str
) -> None:
    assert bench.sim("submissions", 400, user="U1", view_id=view, values=values) == {
        "error": sentence
    }


def test_what_the_app_changed_while_one_was_choosing_stays(bench: Bench) -> None:
    system = field("system", {"type": "external_select", "min_query_length": 0})
    view = shown(bench, modal("Ask", system, private_metadata="rename"))
    bench.sim("submissions", user="U1", view_id=view, values={"system": "billing"})
    (now,) = bench.state()["views"]
    assert now["title"] == "Renamed"
    chosen = now["state"]["values"]["system"]["system"]["selected_option"]
    assert chosen["value"] == "billing"


def test_a_moment_needs_an_offset(bench: Bench) -> None:
    view = shown(bench, modal("M", field("b", {"type": "datetimepicker"})))
    values = {"b": "2026-01-02T03:04:05"}
    wrong = bench.sim("submissions", 400, user="U1", view_id=view, values=values)
    assert "is not a date and time with an offset" in wrong["error"]


def test_an_external_select_asks_the_app(bench: Bench, view: str, received: list[JSON]) -> None:
    asked = bench.sim("options", user="U1", view_id=view, action_id="system", query="check")
    assert [one["value"] for one in asked["options"]] == ["checkout"]
    body = received[-1]
    assert (body["type"], body["value"], body["block_id"]) == (
        "block_suggestion",
        "check",
        "system",
    )
    wrong = bench.sim("options", 400, user="U1", view_id=view, action_id="why", query="x")
    assert wrong["error"] == "'why' is not an external select."


def test_initial_values_are_sent_and_updates_keep_what_was_typed(bench: Bench) -> None:
    initial = field("a", {"type": "plain_text_input", "initial_value": "first"})
    view = shown(bench, modal("M", initial, field("b"), field("c")))
    for name in ("b", "c"):
        bench.sim("actions", user="U1", view_id=view, action_id=name, value=f"typed {name}")
    changed = modal("M", initial, field("b"), field("c", block_id="new"))
    answer = bench.client.views_update(view_id=view, view=changed)
    values = answer["view"]["state"]["values"]
    assert values["a"]["a"]["value"] == "first"
    assert values["b"]["b"]["value"] == "typed b"
    assert values["new"]["c"]["value"] is None


def test_typing_dispatches_only_where_the_app_asked(bench: Bench, received: list[JSON]) -> None:
    silent, loud = field("silent"), field("plain", dispatch_action=True)
    view = shown(bench, modal("M", silent, loud))
    bench.sim("actions", user="U1", view_id=view, action_id="silent", value="x")
    assert received == []
    bench.sim("actions", user="U1", view_id=view, action_id="plain", value="y")
    assert received[0]["actions"][0]["value"] == "y"
    assert received[0]["view"]["state"]["values"]["silent"]["silent"]["value"] == "x"


def test_closing_is_told_where_the_app_asked(bench: Bench, view: str, received: list[JSON]) -> None:
    assert bench.sim("close", user="U1", view_id=view)["deliveries"]
    assert (received[-1]["type"], received[-1]["is_cleared"]) == ("view_closed", False)
    assert titles(bench) == []
    quiet = shown(bench, modal("Quiet"))
    assert bench.sim("close", user="U1", view_id=quiet)["deliveries"] == []
    bench.sim("close", 400, user="U1", view_id=quiet)


def test_what_was_typed_is_not_told_when_a_modal_closes(
    bench: Bench, view: str, received: list[JSON]
) -> None:
    bench.sim("actions", user="U1", view_id=view, action_id="why", value="typed")
    bench.sim("close", user="U1", view_id=view)
    assert received[-1]["type"] == "view_closed"
    assert received[-1]["view"]["state"] == {"values": {}}


def test_closing_can_clear_the_whole_stack(bench: Bench, view: str) -> None:
    del view
    trigger = bench.simulator.workspace.triggers.make("U1")
    top = bench.client.views_push(trigger_id=trigger, view=modal("Top", clear_on_close=True))
    bench.sim("close", user="U1", view_id=top["view"]["id"])
    assert titles(bench) == []


def test_a_modal_without_submit_cannot_be_sent(bench: Bench) -> None:
    view = modal("M", actions(button("plain")))
    del view["submit"]
    wrong = bench.sim("submissions", 400, user="U1", view_id=shown(bench, view))
    assert wrong["error"] == "This modal has no button to submit it with."


def test_outsiders_can_send_a_modal_that_a_button_opened(
    bench: Bench, received: list[JSON]
) -> None:
    blocks = [actions(button("reject"))]
    sent = bench.client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    where = {"user": "U9", "channel": "C1", "ts": sent["ts"], "action_id": "reject"}
    view = bench.sim("actions", **where)["seen"]["view"]
    bench.sim("submissions", user="U9", view_id=view["id"], values={"why": "x"})
    assert (received[-1]["user"]["team_id"], received[-1]["team"]["id"]) == ("T9", "T1")
    assert received[-1]["view"]["app_installed_team_id"] == "T1"
