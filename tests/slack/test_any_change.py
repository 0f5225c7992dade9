"""Every view of any change is one that Slack takes, and what people typed stays literal."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.change import Change
from chatops.core.events import ChangeOpened, DecisionMade, Event, RevisionAdded, VerdictChanged
from chatops.core.verdict import State, Verdict
from chatops.simulator.blocks import check_message, check_view
from chatops.slack.listeners import BUTTONS, FORMS
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.home import home
from chatops.slack.views.ids import target
from chatops.slack.views.replies import note, note_modal, rows
from chatops.slack.views.request_modal import edit_form, request_form
from chatops.slack.views.story import direct_message, thread_line
from chatops.slack.views.text import width
from tests import builders
from tests.slack.strategies import changes, long_texts, texts, values, verdicts

FACTS = builders.facts()
MOST_TEXT, MOST_BLOCKS, LONGEST_SPOKEN = 9_000, 50, 4_000

slowly = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

events = st.one_of(
    st.builds(
        ChangeOpened,
        key=st.just("CR-1"),
        requester=st.sampled_from(("ana", "gone")),
        source=texts,
        system=texts,
        environment=texts,
        commit=texts,
        revision_digest=texts,
        title=long_texts,
    ),
    st.builds(
        RevisionAdded,
        key=st.just("CR-1"),
        by=st.sampled_from(("ana", "gone")),
        source=texts,
        revision=st.integers(1, 99),
        commit=texts,
        revision_digest=texts,
        look_again=st.lists(st.sampled_from(("ana", "cleo", "gone")), max_size=50).map(tuple),
    ),
    st.builds(
        DecisionMade,
        key=st.just("CR-1"),
        person=st.sampled_from(("ana", "gone")),
        verb=st.sampled_from(("approve", "reject", "withdraw")),
        revision=st.integers(1, 99),
        revision_digest=texts,
        environment=texts,
        policy_digest=texts,
        level=texts,
        surface=texts,
        comment=long_texts,
    ),
    st.builds(
        VerdictChanged,
        key=st.just("CR-1"),
        before=st.sampled_from([one.value for one in State]),
        after=st.sampled_from([one.value for one in State]),
        sentence=long_texts,
        revision_digest=texts,
        policy_digest=texts,
    ),
)


def assert_message(text: str, blocks: list[dict[str, Any]]) -> None:
    assert check_message(blocks) is None
    assert len(blocks) <= MOST_BLOCKS
    assert sum(width(one) for one in values(blocks, "text") if isinstance(one, str)) <= MOST_TEXT
    assert 0 < width(text) <= LONGEST_SPOKEN
    assert "<" not in text
    assert_literal(blocks)


def assert_literal(node: Any) -> None:
    """Markup is text of our own: date tokens and a digest, and nothing that somebody typed."""
    for one in markup(node):
        assert one.startswith("Opened <!date^")
        assert "channel" not in one
        assert "@" not in one


def markup(node: Any) -> list[str]:
    found: list[str] = []
    if isinstance(node, dict):
        found += [node["text"]] if node.get("type") == "mrkdwn" else []
        node = list(node.values())
    if isinstance(node, list):
        found += [text for one in node for text in markup(one)]
    return found


@slowly
@given(changes(), verdicts)
def test_the_card(change: Change, verdict: Verdict) -> None:
    message = card(change, verdict, FACTS)
    assert_message(message.text, message.blocks)
    assert set(values(message.blocks, "action_id")) <= {one.value for one in BUTTONS}
    targets = {target(one) for one in values(message.blocks, "value")}
    assert {(one.key, one.revision) for one in targets} == {(change.key, change.present.number)}


@slowly
@given(changes(), verdicts, st.sampled_from(("ana", "ben", "gone")))
def test_pages_of_details(change: Change, verdict: Verdict, viewer: str) -> None:
    for page in (1, 2, 10**6):
        view = details(change, verdict, FACTS, viewer=viewer, page=page)
        assert check_view(view) is None
        assert_literal(view["blocks"])
        assert set(values(view, "action_id")) <= {one.value for one in BUTTONS}


@slowly
@given(changes(), long_texts)
def test_the_forms(change: Change, link: str) -> None:
    for view in (
        edit_form(change, FACTS.registry),
        edit_form(change, FACTS.registry, system=FACTS.registry.find("login")),
        request_form(FACTS.registry, link=link),
        request_form(FACTS.registry, system=FACTS.registry.find("checkout")),
    ):
        assert check_view(view) is None
        assert view["callback_id"] in {one.value for one in FORMS}


@slowly
@given(changes(), events)
def test_the_story(change: Change, event: Event) -> None:
    line = thread_line(event, change, FACTS, "line:CR-1:7")
    assert_message(line.text, line.blocks)
    assert line.blocks[0]["block_id"] == "line:CR-1:7"
    direct = direct_message(event, change, FACTS, "dm:CR-1:7")
    assert_message(direct.text, direct.blocks)


@slowly
@given(st.lists(st.tuples(changes(), verdicts), max_size=1), long_texts)
def test_lists_and_answers(found: list[tuple[Change, Verdict]], sentence: str) -> None:
    many = found * 40
    answer = rows("Open changes", many, FACTS, "None.")
    assert check_message(answer.blocks) is None
    assert check_view(home(many, many, FACTS)) is None
    refusal = note(sentence)
    assert check_message(refusal.blocks) is None
    assert "<" not in refusal.text
    assert check_view(note_modal(sentence)) is None
