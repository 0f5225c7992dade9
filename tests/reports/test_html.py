"""The page of a digest: every number leads to its changes, every change to its trail."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.core.digest import DAILY, Count, Digest, Figure
from chatops.core.digest_json import hash_of
from chatops.core.digest_list import Listed, Told
from chatops.ledger.checkpoint import Checkpoint, notes_in, sealed
from chatops.reports.html import MOST, MOST_TOLD, page
from chatops.reports.words import LABELS
from tests.ledger.signing import signer
from tests.reports.golden import compare
from tests.reports.samples import CHANGES, DAYS, DIGEST, EMPTY, LISTS, MONDAY, TRAILS, listed, names

FULL = page(DIGEST, LISTS, CHANGES, TRAILS, names, days=DAYS)
NOTHING = page(EMPTY, {}, {}, {}, names)
CSS = files("chatops.reports").joinpath("templates", "digest.css").read_text(encoding="utf-8")


class Tags(HTMLParser):
    """The elements of a page, and its text by the id of the nearest one that has an id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self._href: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self._href = found["href"] if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._href is not None:
            self.links.append((data, self._href))
            self._href = None

    def ids(self) -> list[str]:
        return [one["id"] or "" for _, one in self.tags if "id" in one]


def section(text: str, anchor: str) -> str:
    _, _, after = text.partition(f'id="{anchor}"')
    return after.partition("</section>")[0]


def test_a_full_week() -> None:
    compare("digest.html", FULL)


def test_an_empty_week() -> None:
    compare("digest_empty.html", NOTHING)


@pytest.mark.parametrize("text", [FULL, NOTHING], ids=["full", "empty"])
def test_every_link_leads_somewhere_in_the_page_or_to_the_web(text: str) -> None:
    tags = Tags(text)
    assert max(Counter(tags.ids()).values()) == 1
    inside = [href.removeprefix("#") for _, href in tags.links if href.startswith("#")]
    assert set(inside) <= set(tags.ids())
    outside = [href for _, href in tags.links if not href.startswith("#")]
    assert all(one.startswith("https://") for one in outside)


@pytest.mark.parametrize("figure", LISTS, ids=lambda one: f"{one.count}-{one.of}")
def test_every_number_leads_to_the_list_of_its_changes(figure: Figure) -> None:
    tags, number = Tags(FULL), list(LISTS).index(figure) + 1
    assert (str(figure.number), f"#list-{number}") in tags.links
    listing = section(FULL, f"list-{number}")
    assert LABELS[figure.count] in listing
    assert re.findall(r'href="#(CR-\d+)"', listing) == list(LISTS[figure])


@pytest.mark.parametrize("key", CHANGES)
def test_every_change_has_its_trail_in_sentences(key: str) -> None:
    _, _, after = FULL.partition(f'<article class="change" id="{key}">')
    article = after.partition("</article>")[0]
    assert "<details>" in article
    assert "2 entries" in article
    said = Tags(article).text
    assert all(one.sentence in said for one in TRAILS[key])


def test_the_page_asks_nobody_for_anything() -> None:
    for text in (FULL, NOTHING):
        tags = Tags(text).tags
        assert {"script", "img", "link", "iframe"}.isdisjoint(tag for tag, _ in tags)
        assert not any(name.startswith("on") or name == "src" for _, one in tags for name in one)
        assert "url(" not in text
        assert "@import" not in text
        assert "default-src 'none'" in text


def test_only_web_addresses_are_links() -> None:
    assert CHANGES["CR-12"].link.startswith("javascript:")
    assert "javascript:" not in FULL


def test_a_corrected_digest_says_so() -> None:
    assert "Corrected: version 2" in FULL
    assert "Corrected" not in NOTHING


def test_the_hash_is_of_what_was_sent() -> None:
    assert hash_of(DIGEST) in FULL
    part = page(DIGEST, {}, {}, {}, names, sha256="f" * 64)
    assert "f" * 64 in part
    assert hash_of(DIGEST) not in part


def test_a_page_carries_the_checkpoint_that_the_digest_was_sent_with() -> None:
    note = sealed(Checkpoint("log.example", 1234, bytes(32)), signer())
    sent = page(DIGEST, {}, {}, {}, names, checkpoint=note)
    assert notes_in(sent) == (note,)
    assert "Audit log: 1,234 entries when this was made." in sent
    told = "Audit log: not sealed: nobody can prove what it said. To begin: chatops audit init."
    assert told in page(DIGEST, {}, {}, {}, names, checkpoint="")
    before = page(DIGEST, {}, {}, {}, names, checkpoint="7 entries, heads a0a0")
    assert "Audit log: 7 entries, heads a0a0 when this was made" in before
    assert notes_in(before) == ()
    assert "Audit log" not in page(DIGEST, {}, {}, {}, names)


@pytest.mark.parametrize(("count", "day"), DAYS)
def test_the_number_of_a_day_leads_to_the_list_of_that_day(count: Count, day: str) -> None:
    keys, anchor = DAYS[count, day], f"on-{day}-{DAILY[count]}"
    assert (str(len(keys)), f"#{anchor}") in Tags(FULL).links
    assert re.findall(r'href="#(CR-\d+)"', section(FULL, anchor)) == list(keys)


def test_what_is_of_other_weeks_is_not_promised_elsewhere() -> None:
    changes = {one.key: one for one in (listed(number, "Same") for number in range(MOST + 3))}
    lists = {Figure(Count.NEVER, len(changes), "ana"): tuple(changes)}
    text = page(EMPTY, lists, changes, {}, names, week=2)
    assert "And 3 more." in text
    assert "Of other weeks 3 more stand in the lists only." in text
    assert "CSV" not in text


def test_numbers_without_changes_are_no_links() -> None:
    assert not [href for _, href in Tags(NOTHING).links if href.startswith("#list")]
    bare = page(DIGEST, {}, CHANGES, TRAILS, names)
    assert "#list-" not in bare


def test_a_change_that_is_not_in_the_page_is_no_link() -> None:
    some = {key: row for key, row in CHANGES.items() if key != "CR-14"}
    text = page(DIGEST, LISTS, some, {}, names)
    assert 'href="#CR-14"' not in text
    assert "CR-14" in text
    assert "Its trail is not in this page." in text


def test_the_page_is_bounded_and_says_so() -> None:
    changes = {one.key: one for one in (listed(number, "Same") for number in range(MOST + 3))}
    lists = {Figure(Count.OPENED, len(changes)): tuple(changes)}
    told = (Told(MONDAY, "was asked"),) * (MOST_TOLD + 2)
    text = page(EMPTY, lists, changes, {"CR-0": told, "CR-501": told}, names)
    assert text.count("<article") == MOST
    assert (
        f"The first {MOST} of {MOST + 3} changes of the week stand here; the CSV file has all."
        in text
    )
    assert "And 3 more; the CSV file has all." in text
    assert text.count("was asked") == MOST_TOLD
    assert "And 2 more in the audit trail." in text


def test_what_is_as_of_which_moment_is_told_in_the_directors_time() -> None:
    said = Tags(FULL).text
    assert "From 2026-03-16 to 2026-03-22 (Europe/Berlin), made 2026-03-23 09:00" in said
    assert "overdue for 4 days 8 h" in said


PLAIN = listed(11, "x")


def structure(text: str) -> list[str]:
    return [tag for tag, _ in Tags(text).tags]


def with_words(words: str) -> str:
    """The page where everything that somebody could write is this."""
    written: dict[str, Any] = {"title": words, "environment": words, "link": words}
    changes: dict[str, Listed] = {"CR-11": replace(PLAIN, **written)}
    figures = DIGEST.figures
    figures = replace(
        figures,
        rejected=(replace(figures.rejected[0], why=words),),
        spans=(replace(figures.spans[0], name=words),),
        figures=(),
    )
    digest: Digest = replace(DIGEST, figures=figures, short=(replace(DIGEST.short[0], why=words),))
    trails = {"CR-11": (Told(MONDAY, words),)}
    hashed = "f" * 64  # nothing that cannot be stored was hashed
    return page(digest, {}, changes, trails, lambda one: words + one, sha256=hashed)


@given(st.text(st.sampled_from("<>&\"'/\\{}%#;:=abc \n\u202e\ud800\x00`-!") | st.characters()))
@settings(max_examples=50, deadline=None)
def test_whatever_is_written_stays_words(words: str) -> None:
    text = with_words(words)
    text.encode("utf-8")
    assert structure(text) == structure(with_words("x"))


def shades(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


def light_and_dark() -> list[dict[str, str]]:
    light, dark, printed = (shades(one) for one in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL))
    return [light, light | dark, light | printed]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(shade: str) -> float:
    parts = [int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", light_and_dark(), ids=["light", "dark", "print"])
def test_everything_can_be_read(theme: dict[str, str]) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for text, 3 for what is drawn."""
    text = [(ink, on) for ink in ("ink", "ink-2", "link") for on in ("bg", "soft", "warn-soft")]
    text.append(("warn", "warn-soft"))
    low = [one for one in text if contrast(theme[one[0]], theme[one[1]]) < 4.5]
    drawn = ("opened", "approved", "rejected", "expired", "overridden", "median", "ninetieth")
    low += [(one, "bg") for one in (*drawn, "focus") if contrast(theme[one], theme["bg"]) < 3]
    assert low == []
