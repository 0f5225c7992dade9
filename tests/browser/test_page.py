"""The workspace page itself: shortcuts, home, long modals and private answers, wide and narrow.

Screenshots land in `screenshots/` for people to look at.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chatops.slack.views.digest import digest_message
from tests.simulator.bench import DEFINITION, Bench, bench_of, listening, until
from tests.simulator.kit import JSON, actions, button, field, home, modal, option, section, text
from tests.simulator.tiny_app import make_app
from tests.slack.weekly_samples import FACTS, FULL, shown

CHROMIUM = next(
    filter(None, (shutil.which(one) for one in ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
SHOTS = Path(__file__).parent.parent.parent / "screenshots"
SIZES = pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(1280, 900, "light"), (390, 844, "dark")],
    ids=["desk-light", "phone-dark"],
)
Scheme = Literal["light", "dark"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to drive the page"),
]


@dataclass(frozen=True)
class App:
    """The workspace, and what the app behind it has received."""

    bench: Bench
    received: list[JSON]


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    received: list[JSON] = []
    definition = DEFINITION.model_copy(update={"rate_limits": False})
    with bench_of(definition) as bench, listening(make_app(bench.client, received)) as url:
        bench.simulator.workspace.request_url = url
        yield App(bench, received)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--disable-gpu", "--disable-sync", *as_root]
        )
        yield started
        started.close()


@dataclass
class Visit:
    """Ana in front of the page."""

    page: Page
    app: App
    name: str

    def goes(self, where: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.app.bench.simulator.url}/#user=U1&{where}")

    def shoots(self, what: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"page-{what}-{self.name}.png")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wide) <= 0, "the page is wider than the screen"


@pytest.fixture
def visit(app: App, browser: Browser, width: int, height: int, scheme: Scheme) -> Iterator[Visit]:
    app.bench.simulator.workspace.reset()
    app.received.clear()
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.set_default_timeout(8000)
    yield Visit(page, app, f"{width}-{scheme}")
    page.close()


@SIZES
def test_shortcuts_are_on_messages_and_beside_the_field(visit: Visit) -> None:
    visit.app.bench.sim("messages", user="U2", channel="C1", text="Please look at this.")
    visit.goes("channel=C1")
    message = visit.page.get_by_test_id("message").filter(has_text="Please look at this.")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    visit.shoots("message-menu")
    visit.page.get_by_role("menuitem", name="On message").click()
    answer = visit.page.locator("[data-ephemeral=true]")
    expect(answer).to_contain_text("about Please look at this.")
    assert visit.app.received[-1]["type"] == "message_action"
    answer.hover()
    expect(answer.get_by_role("button", name="More actions")).to_have_count(0)
    visit.page.get_by_test_id("shortcuts").click()
    visit.page.get_by_role("menuitem", name="Anywhere").click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("dialog")).to_be_hidden()


@SIZES
def test_a_long_modal_scrolls_to_its_end_and_says_when_it_is_closed(visit: Visit) -> None:
    bench = visit.app.bench
    visit.goes("channel=C1")
    expect(visit.page.get_by_test_id("messages")).to_be_visible()
    blocks = [field(f"Question {n}", optional=True) for n in range(30)]
    choices = {"type": "checkboxes", "options": [option("Looks right"), option("Was tested")]}
    blocks.append(field("What holds", choices, optional=True))
    picks = {"type": "radio_buttons", "options": [option("Low"), option("High")]}
    blocks.append(field("Risk", picks, optional=True))
    blocks.append(field("When", {"type": "datetimepicker"}, optional=True))
    trigger = bench.simulator.workspace.triggers.make("U1")
    bench.client.views_open(trigger_id=trigger, view=modal("Long", *blocks, notify_on_close=True))
    dialog = visit.page.get_by_role("dialog", name="Long")
    expect(dialog.get_by_role("button", name="Send")).to_be_in_viewport()
    visit.shoots("modal-top")
    dialog.get_by_role("checkbox", name="Was tested").check()
    dialog.get_by_role("radio", name="High").scroll_into_view_if_needed()
    dialog.get_by_role("radio", name="High").check()
    visit.shoots("modal-end")
    expect(dialog.get_by_role("button", name="Send")).to_be_in_viewport()
    dialog.get_by_role("button", name="Dismiss").click()
    expect(dialog).to_be_hidden()
    assert visit.app.received[-1]["type"] == "view_closed"


@SIZES
def test_a_home_of_many_rows_has_pages_and_choices(visit: Visit) -> None:
    visit.goes("home=1")
    expect(visit.page.get_by_test_id("home")).to_contain_text("Hello")
    visit.app.bench.client.views_publish(user_id="U1", view=_home())
    shown = visit.page.get_by_test_id("home")
    expect(shown).to_contain_text("CR-12")
    visit.shoots("home")
    shown.get_by_role("checkbox", name="CR-1 Raise the limit").check()
    shown.get_by_role("button", name="More options").first.click()
    visit.shoots("home-menu")
    visit.page.keyboard.press("Escape")
    last = shown.get_by_role("button", name="Older")
    last.scroll_into_view_if_needed()
    visit.shoots("home-end")
    last.click()
    expect(shown.get_by_role("button", name="Older")).not_to_have_class("is-busy")


def _home() -> JSON:
    choices = [option("CR-1 Raise the limit"), option("CR-2 Turn on the new cache")]
    boxes = {"type": "checkboxes", "action_id": "plain", "options": choices}
    rows = [_row(number) for number in range(1, 13)]
    pages = actions(button("plain", "Newer"), button("push", "Older"), block_id="pages")
    return home(
        {"type": "header", "text": text("Waiting for you (12)")},
        section("Select several of the standard kind and approve them together."),
        {"type": "actions", "elements": [boxes], "block_id": "boxes"},
        {"type": "divider"},
        *rows,
        pages,
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Page 1 of 3"}]},
    )


def _row(number: int) -> JSON:
    menu = {"type": "overflow", "action_id": "plain", "options": [option("Details"), option("Ask")]}
    said = f"*CR-{number} · Raise the card retry limit from 1 to 3 in the checkout of the web shop*"
    why = "\nWaiting since two days, for you as a senior engineer of Payments."
    return section(said + why, accessory=menu, block_id=f"row-{number}")


@SIZES
def test_a_digest_has_charts_of_readable_size_and_its_file_can_be_kept(visit: Visit) -> None:
    client = visit.app.bench.client
    drawn = digest_message(shown(FULL), FACTS)
    posted = client.chat_postMessage(channel="C1", text=drawn.text, blocks=drawn.blocks)
    asked = client.files_getUploadURLExternal(filename="digest.csv", length=3)
    httpx.post(asked["upload_url"], content=b"key")
    client.files_completeUploadExternal(
        files=[{"id": asked["file_id"], "title": "All changes"}],
        channel_id="C1",
        thread_ts=posted["ts"],
    )
    visit.goes("channel=C1")
    chart = visit.page.get_by_role("img", name="Changes per day")
    chart.scroll_into_view_if_needed()
    visit.shoots("digest")
    heights = chart.locator("text").evaluate_all(
        "found => found.map((one) => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 9, "what stands at the axes is too small to read"
    days = chart.locator("text").evaluate_all(
        "found => found.filter((one) => /^[A-Z]/.test(one.textContent)).map((one) => {"
        " const at = one.getBoundingClientRect(); return [at.left, at.right] })"
    )
    assert all(left[1] <= right[0] for left, right in pairwise(days)), "days cover each other"
    visit.page.get_by_test_id("replies").click()
    file = visit.page.get_by_test_id("file")
    expect(file).to_contain_text("All changes")
    with visit.page.expect_download() as kept:
        file.click()
    assert kept.value.suggested_filename == "digest.csv"
    visit.shoots("digest-file")


@SIZES
def test_a_private_answer_carries_its_buttons(visit: Visit) -> None:
    blocks = [
        section("You contributed to it, so you cannot approve it. *What you can do:*"),
        actions(button("plain", "Ask a question"), button("reject", "Open", style="primary")),
        actions(button("push", "Withdraw", style="danger"), block_id="second"),
    ]
    bench = visit.app.bench
    bench.client.chat_postEphemeral(channel="C1", user="U1", text="No.", blocks=blocks)
    visit.goes("channel=C1")
    answer = visit.page.locator("[data-ephemeral=true]")
    expect(answer).to_contain_text("Only visible to you")
    visit.shoots("private-answer")
    answer.get_by_role("button", name="Open").click()
    expect(visit.page.get_by_role("dialog", name="Ask")).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("dialog")).to_be_hidden()


@SIZES
def test_typing_goes_on_while_the_app_changes_the_modal(visit: Visit) -> None:
    bench = visit.app.bench
    visit.goes("channel=C1")
    expect(visit.page.get_by_test_id("messages")).to_be_visible()
    trigger = bench.simulator.workspace.triggers.make("U1")
    opened = bench.client.views_open(trigger_id=trigger, view=_asking())["view"]["id"]
    dialog = visit.page.get_by_role("dialog", name="Ask")
    title = dialog.get_by_label("Title", exact=True)
    dialog.get_by_label("Reason").fill("not sent by itself")
    title.click()
    visit.page.keyboard.type("Raise")
    expect(title).to_have_value("Raise")
    until(lambda: bool(visit.app.received))
    values = visit.app.received[-1]["view"]["state"]["values"]
    assert values["Reason"]["Reason"]["value"] == "not sent by itself"
    preview = section("It will need two sign-offs.", block_id="preview")
    bench.client.views_update(view_id=opened, view=_asking(preview))
    expect(dialog).to_contain_text("It will need two sign-offs.")
    visit.page.keyboard.type(" the limit")
    expect(title).to_have_value("Raise the limit")
    visit.shoots("preview")
    until(lambda: _typed(visit.app.received[-1]) == "Raise the limit")


def _asking(*more: JSON) -> JSON:
    acts = {"trigger_actions_on": ["on_character_entered"]}
    element = {"type": "plain_text_input", "action_id": "plain", "dispatch_action_config": acts}
    title = field("Title", element, dispatch_action=True)
    reason = field("Reason", optional=True, dispatch_action=True)  # told when Enter is pressed
    return modal("Ask", title, reason, *more)


def _typed(body: JSON) -> str:
    return str(body["view"]["state"]["values"]["Title"]["plain"]["value"])
