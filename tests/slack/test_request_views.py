"""The request form, its preview and the lists are valid for Slack whatever is in them."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chatops.core.change import Change
from chatops.core.draft import Draft
from chatops.core.page import Page
from chatops.core.preview import Need, Preview
from chatops.core.verdict import Verdict
from chatops.simulator.blocks import check_view
from chatops.slack.listeners import BUTTONS, FIELDS
from chatops.slack.views.ids import VALUE, Action
from chatops.slack.views.preview import needed
from chatops.slack.views.request_modal import Back, edit_form, request_form
from chatops.slack.views.rows import LISTS, listing
from chatops.slack.views.text import width
from tests import builders
from tests.builders import NOW
from tests.slack.strategies import changes, links, long_texts, systems, texts, verdicts
from tests.slack.test_any_change import assert_literal, assert_message, slowly

FACTS = builders.facts()
people = st.lists(st.sampled_from(("ana", "gone", "ben")), max_size=40).map(tuple)
drafts = st.builds(
    Draft,
    systems=systems | st.just(("checkout", "ledger")) | st.just(()),
    environment=texts | st.just("production"),
    title=long_texts,
    commit=texts,
    description=long_texts,
    link=links | long_texts,
    degree=texts | st.just("generated"),
    tool=texts,
    risk=texts | st.just("high"),
    rollback_plan=long_texts,
    test_evidence=texts,
    window_start=st.none() | st.just(NOW),
    window_end=st.none() | st.just(NOW + timedelta(days=1)),
    kind=texts | st.just("normal"),
    labels=st.lists(texts, max_size=3).map(tuple),
)
needs = st.builds(Need, long_texts, people, st.booleans())
backs = st.none() | st.just(Back(NOW, "request checkout,ledger"))
lines = st.lists(long_texts, max_size=20).map(tuple)
previews = st.builds(
    Preview, st.lists(needs, max_size=20).map(tuple), lines, lines, st.just("") | long_texts
)


@slowly
@given(drafts, previews, backs)
def test_the_request_form(draft: Draft, found: Preview, back: Back | None) -> None:
    blocks = needed(found, FACTS.directory)
    view = request_form(FACTS.registry, draft, back=back, needed=blocks)
    assert check_view(view) is None
    assert_literal([one for one in view["blocks"] if one["type"] != "context"])
    assert view["blocks"][-1]["block_id"] == "needed"


@slowly
@given(drafts, changes(), backs)
def test_the_edit_form(draft: Draft, change: Change, back: Back | None) -> None:
    view = edit_form(change, FACTS.registry, draft, back=back)
    assert check_view(view) is None
    assert_literal([one for one in view["blocks"] if one["type"] != "context"])


@slowly
@given(drafts, changes())
def test_all_that_is_filled_in_is_told_to_a_listener(draft: Draft, change: Change) -> None:
    form, edit = request_form(FACTS.registry, draft), edit_form(change, FACTS.registry, draft)
    inputs, edited = ([one for one in view["blocks"] if "element" in one] for view in (form, edit))
    assert [one["block_id"] for one in inputs] == [one["block_id"] for one in edited]
    assert all(one.get("dispatch_action") for one in (*inputs, *edited))
    by_block = {one["block_id"] for one in inputs if one["element"]["action_id"] in BUTTONS}
    assert by_block == {Action.SYSTEM.value}
    others = {one["block_id"]: one["element"]["action_id"] for one in inputs}
    assert {name.value for name in FIELDS} == set(others) - by_block
    assert all(others[name.value].startswith(VALUE) for name in FIELDS)


@slowly
@given(
    st.lists(st.tuples(changes(), verdicts), max_size=3).map(tuple),
    st.sampled_from([(1, 1, False), (1, 9, True), (4, 9, True), (9, 9, False)]),
)
def test_the_lists(rows: tuple[tuple[Change, Verdict], ...], place: tuple[int, int, bool]) -> None:
    number, count, is_cut = place
    page = Page(rows, FACTS, number, count, len(rows), is_cut)
    for word in LISTS:
        message = listing(word, page)
        assert_message(message.text, message.blocks)


def test_the_preview_is_short_however_much_is_needed() -> None:
    many = Preview(tuple(Need(f"{one} sign-offs", ("ana",) * 30) for one in range(40)))
    (block,) = needed(many, FACTS.directory)
    told: list[Any] = [one for one in block["elements"] if one["type"] == "rich_text_list"]
    assert len(told[0]["elements"]) == 13
    said = [line["elements"][0]["text"] for line in told[0]["elements"]]
    assert said[0].endswith("Ana, Ana, Ana, Ana, Ana and 25 more could give it")
    assert said[-1] == "and 28 more"
    assert max(map(width, said)) <= 300


def test_where_anybody_of_a_level_could_the_names_are_examples() -> None:
    (block,) = needed(
        Preview((Need("1 sign-off", ("ana", "max"), or_others=True),)), FACTS.directory
    )
    assert "1 sign-off: Ana, Max and others could give it" in str(block)
