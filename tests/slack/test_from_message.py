"""A request that begins at a message, or with the link of a pull request."""

from dataclasses import replace
from typing import Any

import pytest

from chatops.core.systems import Registry
from chatops.slack.payloads_message import Written
from chatops.usecases.keep_draft import keep_draft
from chatops.usecases.kept_draft import kept_draft
from tests import builders
from tests.slack.stage import Stage, filled, texts
from tests.slack.test_drafts import closes, opens, types, values

PULL = "https://github.com/example/checkout/pull/12"


def uses(scene: Stage, text: str, channel: str = "CPAY") -> dict[str, Any]:
    """Ben says something in a channel and uses the shortcut on it."""
    scene.act("messages", user="UBEN", channel=channel, text=text)
    return again(scene, -1, channel)


def again(scene: Stage, number: int, channel: str = "CPAY") -> dict[str, Any]:
    """Ben uses the shortcut on this one of the messages in the channel."""
    place = {"channel": channel, "ts": scene.messages(channel)[number]["ts"]}
    return scene.act("shortcuts", user="UBEN", callback_id="request_from_message", **place)


def with_repositories(scene: Stage) -> None:
    checkout, *others = builders.SYSTEMS
    named = replace(checkout, repositories=("example/checkout",))
    scene.org = replace(scene.org, registry=Registry((named, *others)))


def test_text_and_link_of_the_message_are_filled_in_and_nothing_else(scene: Stage) -> None:
    assert uses(scene, f"Please raise the limit: {PULL} & soon")["ok"]
    found = values(scene)
    assert found["description"] == f"Please raise the limit: {PULL} & soon"
    assert (found["title"], found["link"]) == (None, PULL)
    assert scene.submit("ben", filled() | {"system": ["checkout"]})["ok"]


def test_without_a_link_in_it_the_message_itself_is_the_link(scene: Stage) -> None:
    assert uses(scene, "Please raise the limit")["ok"]
    assert "/archives/CPAY/p" in values(scene)["link"]


def test_where_slack_does_not_tell_the_link_it_is_left_open(scene: Stage) -> None:
    scene.fault("chat.getPermalink", error="channel_not_found")
    assert uses(scene, "Please raise the limit")["ok"]
    found = values(scene)
    assert (found["link"], found["description"]) == (None, "Please raise the limit")


def test_a_long_message_is_shortened_to_what_fits(scene: Stage) -> None:
    assert uses(scene, "long " * 1500)["ok"]
    text = values(scene)["description"]
    assert len(text) <= 3000
    assert text.endswith("…")


def test_a_kept_draft_is_not_mixed_into_it(scene: Stage) -> None:
    draft = builders.draft(title="An old thought")
    keep_draft(scene.house, "ben", draft, sent="view:V0")
    uses(scene, "Please raise the limit")
    assert values(scene)["title"] is None
    types(scene, "title", "x")
    types(scene, "kind", "standard")
    closes(scene)
    kept = kept_draft(scene.house, "ben")
    assert kept is not None
    assert kept.draft == draft
    uses(scene, "Please lower the limit")
    assert scene.submit("ben", filled() | {"system": ["checkout"]})["ok"]
    assert kept_draft(scene.house, "ben") == kept


def test_a_form_closed_by_accident_is_back_at_the_same_message_only(scene: Stage) -> None:
    uses(scene, f"Please raise the limit: {PULL}")
    types(scene, "title", "Typed before")
    types(scene, "link", "https://example.com/other")
    closes(scene)
    assert "is back" not in opens(scene)
    again(scene, 0)
    found = values(scene)
    assert (found["title"], found["link"]) == ("Typed before", "https://example.com/other")
    assert "Your draft of" in texts(scene.view("ben")["blocks"])
    uses(scene, "Another message")
    assert values(scene)["title"] is None
    again(scene, 0)
    assert scene.click_in_view("ben", "start_anew")["ok"]
    found = values(scene)
    assert (found["title"], found["link"]) == (None, PULL)
    assert scene.submit("ben", filled() | {"system": ["checkout"]})["seen"]["view"] is None
    again(scene, 0)
    assert "is back" not in texts(scene.view("ben")["blocks"])


def test_who_may_not_use_the_app_reads_why(scene: Stage) -> None:
    scene.act("messages", user="UGIL", channel="CPAY", text="Hello")
    message = scene.messages("CPAY")[-1]
    place = {"channel": "CPAY", "ts": message["ts"], "callback_id": "request_from_message"}
    assert scene.act("shortcuts", user="UGIL", **place)["ok"]
    assert scene.view("gil")["title"] == "Not done"


def test_a_pull_request_names_its_system_unless_the_person_does(scene: Stage) -> None:
    with_repositories(scene)
    scene.command("ben", f"/change request {PULL}")
    found = values(scene)
    assert (found["system"], found["link"]) == (["checkout"], PULL)
    scene.command("ben", f"/change request {PULL} ledger")
    assert values(scene)["system"] == ["ledger"]
    scene.command("ben", "/change request https://github.com/example/other/pull/1")
    assert values(scene)["system"] is None


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<https://x.example/1?a=1&amp;b=2>", "https://x.example/1?a=1&b=2"),
        ("see <https://x.example/1|the plan>", "see the plan (https://x.example/1)"),
        ("<@UANA> and <@UNOBODY|nob> and <@UX1>", "@Ana and @nob and @UX1"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!here> <!subteam^S1|@team> <!date^1^x|May 1>", "@here @team May 1"),
    ],
)
def test_the_text_is_what_a_person_reads(sent: str, read: str) -> None:
    assert Written(text=sent).plain(builders.directory()) == read


def test_the_first_link_counts() -> None:
    text = "<@UANA> <https://x.example/?a=1&amp;b|x> <https://y.example>"
    assert Written(text=text).link == "https://x.example/?a=1&b"
    assert Written(text="<mailto:a@example.com|a> none").link == ""
