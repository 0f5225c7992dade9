"""What people type: mistakes come back where they belong, nothing is lost, nothing is believed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chatops.core.request import Open
from chatops.demo.acting import buttons, shown
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show
from tests import builders as make
from tests.scenarios.conftest import Town, documents

PAYMENTS = "C01PAYMENTS"
NASTY = [
    "<!channel> <@U01PRIYA> <https://evil.example|click>",
    "*bold* _it_ ~gone~ `code` ```pre``` > quote",
    '=HYPERLINK("http://evil.example","x")',
    "😀 👩🏽‍🚀 تغيير مهم \u202egnp.exe",
    "first line\nsecond line\n\n• third",
    "a&amp;b <b>&lt;script&gt;alert(1)</b>",
]


def mrkdwn(value: Any) -> Iterator[str]:
    """Every text of these blocks that Slack would read as markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for part in value.values():
            yield from mrkdwn(part)
    elif isinstance(value, list):
        for part in value:
            yield from mrkdwn(part)


def test_bad_input_comes_back_under_its_field_and_nothing_typed_is_lost(town: Town) -> None:
    diego = town.person("diego")
    view = diego.types(PAYMENTS, "/change request checkout")["seen"]["view"]
    bad = documents("checkout", commit="abc", link="nope", degree="generated", title="Keep me")
    answer = diego.submits(view["id"], **bad)
    assert set(answer["seen"]["errors"]) == {"commit", "link", "tool"}
    assert answer["seen"]["errors"]["commit"].startswith("Give the full SHA")
    (still,) = town.demo.workspace.state(diego.id)["views"]
    assert "Keep me" in json.dumps(still["state"])
    assert (
        diego.submits(view["id"], commit="c" * 40, link="", degree="none")["seen"]["errors"] == {}
    )
    assert "Keep me" in shown(town.person("priya").card(PAYMENTS, "CR-1"))


def test_an_unknown_system_of_the_command_is_named_with_its_neighbours(town: Town) -> None:
    answer = town.person("diego").types(PAYMENTS, "/change request chekout")
    told = json.dumps(answer["seen"], ensure_ascii=False)
    assert "checkout" in told.lower()


def test_type_ahead_finds_systems_by_any_part_of_the_name(town: Town) -> None:
    diego = town.person("diego")
    view = diego.types(PAYMENTS, "/change request")["seen"]["view"]
    found = town.demo.workspace.post(
        "options", user=diego.id, view_id=view["id"], action_id="system", query="data"
    )
    assert [one["value"] for one in found["options"]] == ["orders-db"]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_is_typed_becomes_markup_or_a_mention(town: Town, text: str) -> None:
    diego, priya = town.person("diego"), town.person("priya")
    typed = documents(
        "checkout", title=text, description=text, rollback_plan=text, test_evidence=text
    )
    assert diego.requests(PAYMENTS, "checkout", **typed)["ok"]
    priya.rejects(PAYMENTS, "CR-1", text)
    diego.sees(PAYMENTS, "Blocked by a rejection.")
    details = priya.clicks("Details", PAYMENTS, "CR-1")["seen"]["view"]
    state = town.demo.workspace.state()
    messages = [one for channel in state["messages"].values() for one in channel]
    for message in (*messages, details):
        assert not any(part in one for one in mrkdwn(message["blocks"]) for part in _pieces(text))
        spoken = message.get("text", "")
        assert "<!channel>" not in spoken
        assert "<@U01PRIYA>" not in spoken
        assert "<https://evil" not in spoken


def _pieces(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def test_a_hundred_thousand_characters_can_be_read_to_the_end(town: Town) -> None:
    words = " ".join(f"w{number}" for number in range(14_000))
    draft = make.draft(description=words, rollback_plan=words)
    open_change(town.demo.app.house, Open("diego", "cli", draft))
    priya = town.person("priya")
    card = priya.card(PAYMENTS, "CR-1")
    assert "more in Details" in shown(card)
    assert len(shown(card)) < 12_000
    assert "w13999" in "".join(
        _pages(town, priya.clicks("Details", PAYMENTS, "CR-1")["seen"]["view"])
    )


def _pages(town: Town, view: dict[str, Any] | None) -> Iterator[str]:
    for _ in range(60):
        assert view is not None
        yield json.dumps(view["blocks"])
        further = [one for one in buttons(view) if one["text"]["text"].startswith("Next")]
        if not further:
            return
        view = town.demo.workspace.post(
            "actions",
            user="U01PRIYA",
            view_id=view["id"],
            action_id=further[0]["action_id"],
            value=further[0].get("value"),
        )["seen"]["view"]
    raise AssertionError("no end of pages")


def test_a_long_text_survives_an_edit_of_something_else(town: Town) -> None:
    words = "x" * 50_000
    open_change(town.demo.app.house, Open("diego", "cli", make.draft(description=words)))
    diego = town.person("diego")
    assert diego.edits(PAYMENTS, "CR-1", title="Another title")["ok"]
    present = show(town.demo.app.house, "CR-1").change.present
    assert (present.number, present.documentation.title) == (2, "Another title")
    assert present.documentation.description == words


def test_an_unknown_subcommand_shows_the_help(town: Town) -> None:
    told = shown(town.person("diego").types(PAYMENTS, "/change aprove")["seen"]["ephemeral"][0])
    assert "/change request" in told
