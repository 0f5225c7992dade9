"""A person requests, two others approve, the gate flips: in a real browser, wide and narrow.

Screenshots land in `screenshots/` for people to look at.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from chatops.core.gate import Question
from chatops.demo import passing, run
from chatops.usecases.ask_gate import ask_gate

CHROMIUM = next(
    filter(None, (shutil.which(one) for one in ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
SHOTS = Path(__file__).parent.parent.parent / "screenshots"
SHA = "3f9c1d7e5b2a48c6901f7d3e8a4b5c6d7e8f9a0b"
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to drive the page"),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[run.Demo]:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    folder = tmp_path_factory.mktemp("demo")
    with run.running(folder, definition=definition) as running:
        policy = folder / "policy.yml"  # here nobody waits until an approval can be undone no more
        text = policy.read_text(encoding="utf-8")
        policy.write_text(text.replace("undo_for: 30 seconds", "undo_for: 0 seconds"), "utf-8")
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *as_root])
        yield started
        started.close()


class Visitor:
    """Somebody in front of the page; complaints of the browser's console fail the test."""

    def __init__(self, browser: Browser, demo: run.Demo, width: int, height: int) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(10_000)
        self.url = demo.page.partition("#")[0]
        self.width = width
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type == "error" else None,
        )

    def becomes(self, slack_id: str, channel: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}#user={slack_id}&channel={channel}")
        expect(self.page.get_by_test_id("messages")).to_be_visible()

    def card(self, key: str) -> Locator:
        messages = self.page.get_by_test_id("messages").get_by_test_id("message")
        return messages.filter(has_text=f"{key} ·").first

    def shoots(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.width}.png")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(overflow) <= 0, "the page is wider than the screen"


@pytest.mark.parametrize(
    ("width", "height", "key"), [(1280, 900, "CR-1"), (390, 844, "CR-2")], ids=["desk", "phone"]
)
def test_a_person_requests_two_approve_and_the_gate_flips(
    demo: run.Demo, browser: Browser, width: int, height: int, key: str
) -> None:
    visitor = Visitor(browser, demo, width, height)
    page, commit = visitor.page, SHA.replace("3", key[-1])
    visitor.becomes("U01DIEGO", "C01PAYMENTS")
    _ask(visitor, commit)
    expect(visitor.card(key)).to_contain_text("0 of 2 sign-offs from Payments (owners).")
    visitor.shoots("card-waiting")
    assert not _gate(demo, commit)

    visitor.card(key).get_by_role("button", name="Approve").click()
    private = page.get_by_test_id("messages").locator("[data-ephemeral=true]").last
    expect(private).to_contain_text("you contributed to it (requester)")
    visitor.shoots("refusal")

    for person, count in (("U01PRIYA", "1 of 2"), ("U01HANNA", "2 of 2")):
        visitor.becomes(person, "C01PAYMENTS")
        visitor.card(key).get_by_role("button", name="Approve").click()
        expect(visitor.card(key)).to_contain_text(f"{count} sign-offs from Payments (owners)")
    expect(visitor.card(key)).to_contain_text("Approved: revision 1 has every sign-off")
    visitor.shoots("card-approved")
    assert _gate(demo, commit)
    visitor.card(key).get_by_role("button", name="Details").click()
    expect(page.get_by_role("dialog")).to_contain_text("Raise the card retry limit")
    visitor.shoots("details")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert visitor.complaints == []
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desk", "phone"])
def test_home_is_an_inbox_from_which_details_open(
    demo: run.Demo, browser: Browser, width: int, height: int
) -> None:
    title = f"Rotate the keys of logins at {width}"
    _requests(demo, "U01LIAM", "C01IDENTITY", "permissions", title=title)
    visitor = Visitor(browser, demo, width, height)
    visitor.page.goto(f"{visitor.url}#user=U01LIAM&home=1")
    expect(visitor.page.get_by_text("Your changes (")).to_be_visible()
    expect(visitor.page.get_by_text(title)).to_be_visible()
    visitor.shoots("home")
    visitor.page.get_by_role("button", name="Details").first.click()
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert visitor.complaints == []
    visitor.page.close()


def test_an_answer_out_of_sight_is_a_click_away(demo: run.Demo, browser: Browser) -> None:
    _requests(demo, "U01JACK", "C01PLATFORM", "edge-proxy", title="Drop TLS 1.1 at the edge")
    _requests(demo, "U01JACK", "C01PLATFORM", "message-bus", title="Raise the quota")
    visitor = Visitor(browser, demo, 1280, 500)
    visitor.becomes("U01JACK", "C01PLATFORM")
    messages = visitor.page.get_by_test_id("messages").get_by_test_id("message")
    card = messages.filter(has_text="Drop TLS 1.1 at the edge")
    card.get_by_role("button", name="Approve").click()
    down = visitor.page.get_by_test_id("way-down")
    expect(down).to_have_text("An answer only you can see")
    visitor.shoots("way-down")
    down.click()
    expect(down).to_be_hidden()
    answer = visitor.page.get_by_test_id("messages").locator("[data-ephemeral=true]").last
    expect(answer).to_be_in_viewport()
    assert visitor.complaints == []
    visitor.page.close()


def test_a_thread_opens_at_its_newest_reply(demo: run.Demo, browser: Browser) -> None:
    _requests(demo, "U01LIAM", "C01IDENTITY", "sessions", title="End sessions after a day")
    visitor = Visitor(browser, demo, 1280, 500)
    visitor.becomes("U01LIAM", "C01IDENTITY")
    visitor.page.get_by_test_id("replies").last.click()
    reply = visitor.page.get_by_test_id("thread-messages").get_by_test_id("message").last
    expect(reply).to_be_in_viewport()
    visitor.page.close()


def test_the_page_follows_without_a_reload(demo: run.Demo, browser: Browser) -> None:
    visitor = Visitor(browser, demo, 1280, 900)
    visitor.becomes("U01LIAM", "C01IDENTITY")
    _requests(demo, "U01LIAM", "C01IDENTITY", "login", title="Refuse breached passwords")
    expect(visitor.page.get_by_test_id("messages")).to_contain_text("Refuse breached passwords")
    visitor.shoots("live")
    assert visitor.complaints == []
    visitor.page.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desk", "phone"])
def test_time_can_be_let_pass(demo: run.Demo, browser: Browser, width: int, height: int) -> None:
    demo.workspace.post("extras", label=passing.HOURS)  # from now on there are digests
    demo.workspace.post("extras", label=passing.MONDAY)
    visitor = Visitor(browser, demo, width, height)
    demo.workspace.person("U01YUKI").is_told("Audit digest")
    visitor.becomes("U01YUKI", "D01YUKI")
    clock = visitor.page.get_by_test_id("extras")
    before = clock.inner_text()
    clock.click()
    expect(visitor.page.get_by_role("menuitem")).to_have_text([passing.HOURS, passing.MONDAY])
    visitor.shoots("time")
    visitor.page.get_by_role("menuitem", name=passing.MONDAY).click()
    expect(clock).to_be_enabled()
    expect(clock).not_to_have_text(before)
    expect(clock).to_contain_text("Mon, ")
    audited = visitor.page.get_by_role("button", name="I have audited this week")
    expect(audited.last).to_be_in_viewport()
    visitor.shoots("monday")
    assert visitor.complaints == []
    visitor.page.close()


def _requests(demo: run.Demo, who: str, channel: str, system: str, *, title: str) -> None:
    demo.workspace.person(who).requests(
        channel,
        system,
        system=system,
        environment="production",
        title=title,
        description="Checked against the offline list.",
        commit="9" * 40,
        degree="none",
        risk="low",
        rollback_plan="Turn the flag off.",
        test_evidence="Contract tests green.",
    )


def _ask(visitor: Visitor, commit: str) -> None:
    page = visitor.page
    composer = page.get_by_role("textbox", name="Message", exact=True)
    composer.fill("/change request checkout")
    composer.press("Enter")
    form = page.get_by_role("dialog", name="Request a change")
    expect(form).to_be_visible()
    form.get_by_label("Title").fill("Raise the card retry limit from 1 to 3")
    form.get_by_label("What and why").fill("Card payments fail when the processor is slow.")
    form.get_by_label("Commit").fill("not a commit")
    form.get_by_label("Rollback plan").fill("Set CHECKOUT_RETRIES=1 and restart.")
    form.get_by_label("Test evidence").fill("Load test 418: error rate 0.4 % to 0.03 %.")
    form.get_by_label("Environment").click()
    page.get_by_role("option", name="production").click()
    form.get_by_role("radio", name="None").check()
    form.get_by_role("button", name="Request").click()
    mistake = form.get_by_test_id("field-error").filter(has_text="Give the full SHA")
    expect(mistake).to_be_visible()
    visitor.shoots("form-error")
    expect(form.get_by_label("Title")).to_have_value("Raise the card retry limit from 1 to 3")
    form.get_by_label("Commit").fill(commit)
    form.get_by_role("button", name="Request").click()
    expect(form).to_be_hidden()


def _gate(demo: run.Demo, commit: str) -> bool:
    question = Question("browser", "checkout", "production", commit)
    return ask_gate(demo.app.house, question).allowed
