"""The digest as people see it: golden, and within Slack's limits whatever the week was."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.core import digest as values_of
from chatops.core.digest import DAILY, Count, Digest, Figure, Figures, Load, Spanned, Speed
from chatops.core.digest_list import ListedPage
from chatops.core.trail import Entry
from chatops.ledger.checkpoint import notes_in
from chatops.simulator.blocks import check_message, check_view
from chatops.slack.listeners import BUTTONS
from chatops.slack.views.blocks import Message, View
from chatops.slack.views.digest import digest_message, files_line, marker
from chatops.slack.views.digest_charts import Drawing
from chatops.slack.views.digest_forms import attest_form
from chatops.slack.views.digest_list import ENTRIES, figure_list, trail_list
from chatops.slack.views.digest_names import names_list
from chatops.slack.views.fit import to_read
from chatops.slack.views.ids import NUMBERED, Action, Target
from chatops.slack.views.weekly import Weekly, weekly, weekly_of
from tests import builders
from tests.slack import stage
from tests.slack.strategies import long_texts, moments, texts, values
from tests.slack.test_any_change import assert_literal, assert_message
from tests.slack.test_checkpoints import copied
from tests.slack.test_golden import compare
from tests.slack.weekly_samples import (
    CHECKPOINT,
    CORRECTED,
    EMPTY,
    FACTS,
    FULL,
    SAID,
    SOON,
    listed,
    shown,
)

CHANGE = builders.opened()
ROWS = (
    (listed("CR-7", assistance="assisted", state="blocked"), replace(CHANGE, key="CR-7")),
    (
        listed("CR-12", kind="emergency", assistance="none", systems=("ledger", "gone")),
        replace(CHANGE, key="CR-12"),
    ),
)
PAGE = ListedPage(ROWS, FACTS, 2, 5, reach=42, hidden=1, total=42, counted=42)
OPENED = weekly_of(FULL, Count.OPENED, "checkout").turned(2)
ENTRY = Entry(
    "CR-7",
    1,
    SOON,
    "change:opened",
    "{}",
    "0123456789abcdef" * 4,
    {
        "event": {
            "requester": "ben",
            "systems": ["checkout"],
            "commit": builders.SHA,
            "source": "slack",
        }
    },
)
TRAIL = tuple(replace(ENTRY, number=number) for number in range(1, 21))

MESSAGES = {
    "digest_full": lambda: digest_message(shown(FULL), FACTS),
    "digest_empty": lambda: digest_message(shown(EMPTY), FACTS),
    "digest_corrected": lambda: digest_message(shown(CORRECTED, attested=SAID), FACTS),
    "digest_replaced": lambda: digest_message(shown(EMPTY, newest=2), FACTS),
    "digest_attested": lambda: digest_message(shown(EMPTY, attested=SAID), FACTS),
    "digest_as_table": lambda: digest_message(shown(FULL), FACTS, Drawing.TABLE),
    "digest_as_text": lambda: digest_message(shown(FULL), FACTS, Drawing.TEXT),
    "digest_without_files": lambda: files_line(FULL, "files:max:2026-W12:1"),
}
VIEWS = {
    "digest_list": lambda: figure_list(OPENED, PAGE),
    "digest_trail": lambda: trail_list(Target("CR-7", 1, 2), TRAIL, None, FACTS),
    "attest_form": lambda: attest_form(shown(FULL)),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message(name: str) -> None:
    message: Message = MESSAGES[name]()
    assert check_message(message.blocks) is None
    compare(name, {"text": message.text, "blocks": message.blocks})


@pytest.mark.parametrize("name", VIEWS)
def test_view(name: str) -> None:
    view: View = VIEWS[name]()
    assert check_view(view) is None
    compare(name, view)


def pressable(blocks: Any) -> list[Weekly]:
    """What each number opens."""
    found: list[Weekly] = []
    for block in blocks:
        for one in block.get("elements", ()):
            if NUMBERED.fullmatch(one.get("action_id", "")):
                about = weekly(one["value"])
                assert one["text"]["text"].strip()
                found.append(about)
    return found


def test_every_number_of_the_full_week_is_one_press_from_its_list() -> None:
    blocks = digest_message(shown(FULL), FACTS).blocks
    opened = {(one.count, one.of) for one in pressable(blocks)}
    waiting = {(None, "ana"), (None, "max")}
    assert opened == {(one.count, one.of) for one in FULL.figures.figures} | waiting
    assert {(one.director, one.week, one.version) for one in pressable(blocks)} == {
        ("max", "2026-W12", 1)
    }


def test_the_checkpoint_is_whole_and_can_be_copied_however_little_room_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for most in (8_900, 2_000, 1_500):
        monkeypatch.setattr("chatops.slack.views.digest.MOST", most)
        blocks = digest_message(shown(FULL, attested=SAID), FACTS).blocks
        assert notes_in(copied({"blocks": blocks[-1:]})) == (CHECKPOINT,)
        assert to_read(blocks) <= most


@pytest.mark.parametrize(
    ("checkpoint", "told"),
    [
        (
            "",
            "The audit log was not sealed: nobody can prove what it said. To begin: chatops audit",
        ),
        ("7 entries, heads a0a0", "The audit log when this was made: 7 entries, heads a0a0."),
    ],
)
def test_a_digest_without_a_checkpoint_says_so(checkpoint: str, told: str) -> None:
    digest = replace(shown(EMPTY), checkpoint=checkpoint)
    assert told in stage.texts(digest_message(digest, FACTS).blocks[-1:])
    assert told.rpartition(":")[2].strip(" .") in stage.texts(attest_form(digest)["blocks"])


def test_the_form_tells_the_checkpoint_in_short() -> None:
    told = stage.texts(attest_form(shown(EMPTY))["blocks"])
    assert "1,234 entries, root 000102030405…" in told
    assert CHECKPOINT.splitlines()[-1] not in told


def test_the_message_is_found_again_by_its_first_block() -> None:
    assert digest_message(shown(FULL), FACTS).blocks[0]["block_id"] == marker(FULL)
    assert marker(FULL) != marker(CORRECTED)


@pytest.mark.parametrize(
    ("drawing", "kinds"),
    [
        (Drawing.CHARTS, {"data_visualization": 2}),
        (Drawing.TABLE, {"table": 1}),
        (Drawing.TEXT, {}),
    ],
)
def test_charts_a_table_or_text_tell_the_same_numbers(
    drawing: Drawing, kinds: dict[str, int]
) -> None:
    blocks = digest_message(shown(FULL), FACTS, drawing).blocks
    found = [one["type"] for one in blocks]
    for kind in ("data_visualization", "table"):
        assert found.count(kind) == kinds.get(kind, 0)
    told = json.dumps(blocks)
    assert all(day in told for day in ("Mon 16", "Sun 22", "90th percentile"))


def test_long_lists_are_bounded_and_say_so() -> None:
    many = tuple(Figure(Count.OPENED, 1, f"system-{n}") for n in range(12))
    longest = replace(FULL, figures=Figures((Figure(Count.OPENED, 12), *many)))
    told = json.dumps(digest_message(shown(longest), FACTS).blocks)
    assert " (and 4 more)" in told
    assert told.count("system-") == 3 * 8  # in the label, in the value and in what is heard
    assert '"All 12"' in told


@pytest.mark.parametrize(("number", "pages"), [(12, 1), (95, 3)])
def test_all_names_are_buttons_page_by_page(number: int, pages: int) -> None:
    many = tuple(Figure(Count.OPENED, one + 1, f"system-{one}") for one in range(number))
    loads = tuple(Load(f"p{one}", 0, one) for one in range(number + 1))
    digest = replace(FULL, figures=Figures(many), loads=loads)
    systems, seniors = {one.of for one in many}, {one.person for one in loads if one.waiting}
    for count, names in ((Count.OPENED, systems), (None, seniors)):
        about = weekly_of(digest, count)
        turned = range(1, pages + 1)
        views = [names_list(about.turned(one), digest, FACTS) for one in turned]
        assert all(check_view(one) is None for one in views)
        found = [one for view in views for one in pressable(view["blocks"])]
        assert len(found) == number
        assert {one.of for one in found} == names
        assert {one.count for one in found} == {count}
        assert (Action.NAMES_ON.value in json.dumps(views[0])) is (pages > 1)
        assert Action.NAMES_ON.value not in json.dumps(views[-1])


def test_every_number_of_a_day_is_a_choice_that_opens_its_list() -> None:
    blocks = digest_message(shown(FULL), FACTS).blocks
    (menu,) = (
        one for block in blocks for one in block.get("elements", ()) if "option_groups" in one
    )
    choices = [one for group in menu["option_groups"] for one in group["options"]]
    opened = {(found.day, found.count) for found in (weekly(one["value"]) for one in choices)}
    assert opened == {
        (day.day, count)
        for day in FULL.figures.days
        for count, name in DAILY.items()
        if getattr(day, name)
    }
    assert "Mon 16, opened: 9" in json.dumps(choices)
    assert "option_groups" not in json.dumps(digest_message(shown(EMPTY), FACTS).blocks)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((12, 12, 12), "12 changes"),
        ((1_000, 10_235, 10_235), "the first 1,000 of 10,235 changes"),
        ((3, 3, 4), "3 changes (the digest counts 4)"),
    ],
)
def test_a_list_tells_how_many_there_are(numbers: tuple[int, int, int], words: str) -> None:
    reach, total, counted = numbers
    page = ListedPage((), FACTS, 1, 1, reach, 0, total, counted)
    told = json.dumps(figure_list(OPENED, page)["blocks"])
    assert f"Week 2026-W12: {words}, as they stood at its end." in told


def heard(blocks: Any) -> list[str]:
    """What is read out of each button."""
    elements = [one for block in blocks for one in block.get("elements", ())]
    pressed = [one for one in elements if one.get("type") == "button"]
    return [one.get("accessibility_label") or one["text"]["text"] for one in pressed]


def test_no_two_buttons_are_heard_alike() -> None:
    figures = (
        *FULL.figures.figures,
        Figure(Count.OPENED, 3, "ledger"),
        Figure(Count.APPROVED, 3, "ledger"),
        Figure(Count.SIGNED, 3, "ana"),
        Figure(Count.SIGNED_ASSISTED, 3, "ana"),
    )
    once = {(one.count, one.of): one for one in figures}
    digest = replace(FULL, figures=replace(FULL.figures, figures=tuple(once.values())))
    names = heard(digest_message(shown(digest), FACTS).blocks)
    assert len(names) == len(set(names))
    assert "Signed: Ana: 3" in names
    rows = heard(figure_list(OPENED, PAGE)["blocks"])
    assert {"Details of CR-7", "Trail of CR-12"} <= set(rows)
    assert len(rows) == len(set(rows))


def test_one_team_is_the_whole_and_a_chart_of_nothing_is_not_drawn() -> None:
    fast = Speed("payments", 3, 20, 50)
    quick = replace(FULL, figures=replace(FULL.figures, overall=fast, speeds=(fast,)))
    blocks = digest_message(shown(quick), FACTS).blocks
    told = json.dumps(blocks)
    assert "By team" not in told
    assert "Hours to approval" not in told
    assert "median under a minute" in told


def test_what_was_left_when_it_was_counted_is_not_told_as_if_it_were_so_now() -> None:
    spans = (
        Spanned("90-day safety reset", "reset", 2, 30),
        Spanned("Year end", "freeze", 0, 0),
    )
    digest = replace(FULL, figures=replace(FULL.figures, spans=spans))
    told = stage.texts(digest_message(shown(digest), FACTS).blocks)
    assert "90-day safety reset, 30 days left when this was counted" in told
    assert "Year end (freeze), over" in told
    assert "now" not in told.replace("know", "")
    assert told.count("Ana signed") == 0


def test_a_quiet_week_is_told_in_two_sentences() -> None:
    (part,) = (
        block["elements"]
        for block in digest_message(shown(EMPTY), FACTS).blocks
        if "Nothing was rejected" in json.dumps(block)
    )
    assert len(part) == 2


def test_a_note_keeps_its_lines() -> None:
    said = replace(SAID, note="Asked Ben.\nAll is well.")
    told = json.dumps(digest_message(shown(EMPTY, attested=said), FACTS).blocks)
    assert "Asked Ben.\\nAll is well." in told


def test_who_attested_is_told_in_place_of_the_button() -> None:
    def told(one: Message) -> str:
        return json.dumps(one.blocks)

    waiting = told(digest_message(shown(EMPTY), FACTS))
    said = told(digest_message(shown(EMPTY, attested=SAID), FACTS))
    assert '"attest"' in waiting
    assert '"attest"' not in said
    assert "Asked Ben & Cleo" in said
    of_older = told(digest_message(shown(CORRECTED, attested=SAID), FACTS))
    assert '"attest"' in of_older


def test_what_was_never_in_a_button_is_refused() -> None:
    assert weekly(OPENED.value) == OPENED
    of_a_day = replace(OPENED, day="2026-03-16")
    assert weekly(of_a_day.value) == of_a_day
    for value in (
        '["max","2026-W12",1,"opened","",1,"2026-03-16",1]',
        "",
        "[]",
        "{}",
        '["max","2026-W12",1,"no such count","",1]',
        "CR-1:2",
        "7",
    ):
        with pytest.raises(ValueError, match=r"."):
            weekly(value)


def test_a_trail_ends_with_its_last_page() -> None:
    last = trail_list(Target("CR-7", 1, 99), TRAIL, "entry 3 was changed", FACTS)
    told = json.dumps(last, ensure_ascii=False)
    assert "The chain is broken: entry 3 was changed." in told
    assert told.count("asked for") == len(TRAIL) - ENTRIES
    assert last["private_metadata"] == "CR-7:1:2"


ids = st.sampled_from(("ana", "max", "checkout", "payments", "gone")) | texts.filter(bool)
numbers = st.integers(0, 10**7)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "director": st.just("max"),
    "week": st.just("2026-W12"),
    "zone": st.sampled_from(("Europe/Berlin", "nowhere")),
    "begins": moments,
    "ends": moments,
    "made_at": moments,
    "at": moments,
    "created_at": moments,
    "due_at": moments,
    "key": st.just("CR-1"),
    "day": st.dates().map(str) | st.just("?"),
    "count": st.sampled_from(Count),
    "why": long_texts,
    "hash": st.just("f" * 64),
    "used": st.booleans(),
    "version": st.integers(1, 3),
    "systems": st.lists(ids, max_size=3).map(tuple),
    "days_left": st.integers(-9, 900),
    "median": numbers,
}
LISTS = {
    "figures": values_of.Figure,
    "speeds": values_of.Speed,
    "days": values_of.Day,
    "rejected": values_of.Rejected,
    "broken": values_of.Broken,
    "unpaid": values_of.Unpaid,
    "spans": values_of.Spanned,
    "adopted": values_of.Adopted,
    "pairs": values_of.Pair,
    "short": values_of.Short,
    "loads": values_of.Load,
    "missing": values_of.Missing,
}


def built(kind: type[Any]) -> st.SearchStrategy[Any]:
    def of(name: str, wanted: Any) -> st.SearchStrategy[Any]:
        if name in LISTS and kind in {Figures, Digest}:
            some = st.lists(built(LISTS[name]), max_size=3)
            return st.builds(
                lambda found, times: tuple(found * times), some, st.sampled_from((1, 9))
            )
        if name in FIELDS:
            return FIELDS[name]
        return ids if wanted is str else numbers

    special = {"figures": built(Figures)} if kind is Digest else {}
    special |= {"overall": st.none() | built(values_of.Speed)} if kind is Figures else {}
    known = {one.name: of(one.name, one.type) for one in fields(kind)}
    return st.builds(kind, **(known | special))


@settings(max_examples=30, deadline=None)
@given(built(Digest), st.sampled_from(Drawing), st.sampled_from((None, SAID)))
def test_any_digest(digest: Digest, drawing: Drawing, said: Any) -> None:
    message = digest_message(shown(digest, newest=2, attested=said), FACTS, drawing)
    assert_message(message.text, message.blocks)
    pressable(message.blocks)
    found = {one for one in values(message.blocks, "action_id") if not NUMBERED.fullmatch(one)}
    assert found <= {one.value for one in BUTTONS}
    form = attest_form(shown(digest))
    assert check_view(form) is None
    assert_literal(form["blocks"])


@settings(max_examples=20, deadline=None)
@given(long_texts, texts, st.sampled_from(Count), ids, st.integers(1, 99))
def test_any_list_and_trail(title: str, word: str, count: Count, of: str, number: int) -> None:
    rows = tuple((listed(f"CR-{n}", title=title, state=word), CHANGE) for n in range(1, 2))
    page = ListedPage(rows, FACTS, number, 99, 990, hidden=0, total=10**6, counted=10**6)
    view = figure_list(weekly_of(FULL, count, of), page)
    assert check_view(view) is None
    assert_literal(view["blocks"])
    odd = replace(ENTRY, tag=word or "?", data={"event": {"sentence": title}})
    trail = trail_list(Target("CR-7", 1, number), (odd,) * 40, word, FACTS)
    assert check_view(trail) is None
    assert_literal(trail["blocks"])
