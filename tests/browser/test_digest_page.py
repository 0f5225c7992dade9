"""The page of a digest in a real browser, wide and narrow, light and dark.

Screenshots land in `screenshots/` for people to look at.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chatops.reports.html import page as page_of
from tests.reports.samples import CHANGES, DIGEST, EMPTY, LISTS, TRAILS, names

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
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to show the page"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--disable-gpu", "--disable-sync", *as_root]
        )
        yield started
        started.close()


@pytest.fixture
def shown(
    browser: Browser, tmp_path: Path, width: int, height: int, scheme: Scheme
) -> Iterator[Page]:
    """A page that fails the test for anything it asks for or complains about."""
    full = page_of(DIGEST, LISTS, CHANGES, TRAILS, names)
    (tmp_path / "digest.html").write_text(full, encoding="utf-8")
    (tmp_path / "empty.html").write_text(page_of(EMPTY, {}, {}, {}, names), encoding="utf-8")
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.set_default_timeout(8000)
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text))
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.on("request", lambda one: complaints.append(one.url))
    page.goto(f"file://{tmp_path}/digest.html")
    yield page
    page.close()
    assert [one for one in complaints if not one.startswith(f"file://{tmp_path}/")] == []


def shoots(page: Page, what: str, width: int) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"digest-{what}-{width}.png", full_page=True)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0, "the page is wider than the screen"


@SIZES
def test_a_number_leads_to_its_changes_and_a_change_to_its_trail(shown: Page, width: int) -> None:
    expect(shown.get_by_role("heading", level=1)).to_have_text("Audit digest 2026-W12")
    expect(shown.get_by_role("img")).to_have_count(2)
    shoots(shown, "full", width)
    shown.locator(".tiles").get_by_role("link").first.click()
    listing = shown.locator("section:target")
    expect(listing).to_be_in_viewport()
    expect(listing.get_by_role("listitem")).to_have_count(len(CHANGES))
    listing.get_by_role("link", name="CR-13").click()
    article = shown.locator("article:target")
    expect(article).to_be_in_viewport()
    trail = article.get_by_role("list")
    expect(trail).to_be_hidden()
    article.get_by_text("Trail of CR-13").click()
    expect(trail).to_be_visible()
    expect(trail).to_contain_text("pending → overridden: 1 of 2 <sign-offs>")
    shoots(shown, "trail", width)


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light")], ids=["desk"])
def test_on_paper_every_trail_is_open(shown: Page) -> None:
    trail = shown.locator("article").first.get_by_role("list", include_hidden=True)
    folded = trail.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})")
    shown.emulate_media(media="print")
    open_ = trail.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})")
    assert (folded, open_) == (False, True)


@SIZES
def test_an_empty_week_is_a_page_as_well(shown: Page, width: int) -> None:
    shown.goto(shown.url.replace("digest.html", "empty.html"))
    expect(shown.get_by_text("Nothing was opened, and nothing was decided.")).to_be_visible()
    shoots(shown, "empty", width)
