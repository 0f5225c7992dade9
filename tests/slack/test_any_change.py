"""Every view of any change is one that Slack takes, and what people typed stays literal."""

import re
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.change import Change
from chatops.core.chase import Rung
from chatops.core.check_run import CheckOutcome, CheckRun
from chatops.core.commit import FileChange
from chatops.core.decision import Decision, Verb
from chatops.core.deployment import DeploymentOutcome
from chatops.core.events import CheckPosted, Event, VerdictChanged
from chatops.core.events_chase import Escalated, ScheduleMoved
from chatops.core.events_talk import Snoozed, WorkMoved
from chatops.core.incident import Incident
from chatops.core.obligation import Obligation, Owed
from chatops.core.page import Page
from chatops.core.question import Question
from chatops.core.verdict import State, Verdict
from chatops.simulator.blocks import check_message, check_view
from chatops.slack.listeners import BUTTONS, FORMS
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.forms import (
    approve_form,
    break_form,
    cancel_form,
    lift_form,
    pay_form,
    recall_form,
    reject_form,
)
from chatops.slack.views.ids import Target, target
from chatops.slack.views.replies import freezes, help_text, note, note_modal
from chatops.slack.views.request_modal import BLANK, edit_form, request_form
from chatops.slack.views.rows import listing
from chatops.slack.views.story import channel_line, direct_message, still_approved, thread_line
from chatops.slack.views.talk_forms import answer_form, ask_form, hand_over_form, snooze_form
from chatops.slack.views.text import width
from chatops.slack.views.undone import undo_modal, undo_note, undone_modal, undone_note
from chatops.slack.views.words import SYMBOLS
from tests import builders
from tests.builders import GLASS, NOW
from tests.slack.strategies import (
    changes,
    decisions,
    incidents,
    links,
    long_texts,
    moments,
    systems,
    texts,
    values,
    verdicts,
    wordy,
    wordy_changes,
    wordy_verdicts,
)

FREEZE = builders.window(
    "any & all <freezes>", lasts=timedelta(days=30), reason="*Why* not" + " w" * 1000
)
RULES = builders.glass_policy(windows=(FREEZE,) * 5)
FACTS = builders.facts(the_policy=RULES)
UNDOING = builders.facts(the_policy=replace(RULES, undo_for=timedelta(seconds=30)))
NAMELESS = builders.facts(
    the_policy=RULES,
    the_directory=builders.directory(
        tuple(replace(one, name="n" * 100, slack_id=None) for one in builders.PEOPLE),
        tuple(replace(one, name="t" * 100) for one in builders.TEAMS),
    ),
)
"""In whose Slack nobody is, so that everybody is named."""
EVERYBODY = tuple(one.id for one in builders.PEOPLE)
ON_A_PHONE = 3  # buttons beside each other
MOST_TEXT, MOST_BLOCKS, LONGEST_SPOKEN = 8_999, 50, 4_000

MARKS = (*SYMBOLS.values(), "🚀", "👋", "⏰", "↩️")
VERB = re.compile(
    r"\b(adopted|answered|approved|asked|asks|can|cancelled|cannot|closed|deployed|did|failed|goes"
    r"|are|expires?|gets|had|handed|has|have|is|lifted|let|moved|passed|read|recalled|rejected|reminds|reviewed"
    r"|rolled|sent|started|told|took|wait|waits|was|were|will)\b",
    re.IGNORECASE,
)

slowly = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

KEY = st.just("CR-1")
people = st.sampled_from(("ana", "gone"))
owed = st.sampled_from([one.value for one in Owed])
times = moments.map(datetime.isoformat)
numbers = st.integers(1, 9)
tokens = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,59}", fullmatch=True)  # as they may be named
digests = texts

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "key": KEY,
    "requester": people,
    "person": people,
    "by": people | st.just("operator:root"),
    "delegate": people | st.just(""),
    "on_behalf_of": people | st.just(""),
    "look_again": st.lists(st.sampled_from(("ana", "cleo", "gone")), max_size=50).map(tuple),
    "systems": systems,
    "sentences": st.lists(texts, max_size=3).map(tuple),
    "verb": st.sampled_from([one.value for one in Verb]),
    "before": st.sampled_from([one.value for one in State]) | texts,
    "after": st.sampled_from([one.value for one in State]),
    "outcome": st.sampled_from([one.value for one in DeploymentOutcome]),
    "people": st.lists(people, max_size=50).map(tuple),
    "caller": tokens,
    "callers": st.lists(tokens, max_size=9).map(tuple),
    "asker": people,
    "to": people,
    "began_at": times,
    "owed": owed,
    "revision": st.integers(1, 99),
    "number": numbers,
    "lifts": st.integers(0, 9),
    "left": st.integers(0, 3),
    "allowed": st.booleans(),
    "is_asked": st.booleans(),
    "bypass": st.booleans(),
    "last": st.booleans(),
    "director": people,
    "version": numbers,
    "size": numbers,
    "words": numbers,
    "rung": st.sampled_from([one.value for one in Rung]) | texts,
    "due_at": times,
    "since": times,
    "expires_at": times,
    "review_due_at": times,
    "until": times | st.just(""),
    "link": links,
}
"""What a field of an event can hold; a text of any length, where nothing is said here."""
SPECIAL: dict[type[Any], dict[str, st.SearchStrategy[Any]]] = {
    CheckPosted: {"outcome": st.sampled_from([one.value for one in CheckOutcome])},
    WorkMoved: {"to": FIELDS["people"]},
    Escalated: {"to": FIELDS["people"]},
    ScheduleMoved: {"to": times | st.just(""), "person": people | st.just("")},
    Snoozed: {"until": times},
    VerdictChanged: {"sentence": long_texts.map("Waiting: {}".format)},
}


def built(kind: type[Event]) -> st.SearchStrategy[Event]:
    known = FIELDS | SPECIAL.get(kind, {})
    return st.builds(kind, **{one.name: known.get(one.name, long_texts) for one in fields(kind)})


events = st.one_of(*(built(kind) for kind in get_args(Event)))


OUR_DATE = re.compile(r"<!date\^[0-9]+\^\{date_short_pretty\} at \{time\}\|[-0-9]+ [0-9:]+ [A-Z]+>")


def assert_message(text: str, blocks: list[dict[str, Any]]) -> None:
    assert check_message(blocks) is None
    assert len(blocks) <= MOST_BLOCKS
    assert length(blocks) <= MOST_TEXT
    assert 0 < width(text) <= LONGEST_SPOKEN
    assert "<" not in OUR_DATE.sub("", text)
    assert_sentence(text)
    assert_literal(blocks)


def length(blocks: list[dict[str, Any]]) -> int:
    """All that is to be read: texts, and what stands for a date."""
    found = (*values(blocks, "text"), *values(blocks, "fallback"))
    return sum(width(one) for one in found if isinstance(one, str))


def assert_sentence(text: str) -> None:
    """It can be read aloud: it begins with a word or a sign of ours, has a verb, and ends."""
    mark = next((one for one in MARKS if text.startswith(f"{one} ")), "")
    assert text[len(mark) :].lstrip()[:1].isalnum()
    assert VERB.search(text)
    assert text.rstrip("”").endswith((".", "?", "!"))


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
    message = card(change, verdict, FACTS, NOW)
    assert_message(message.text, message.blocks)
    assert set(values(message.blocks, "action_id")) <= {one.value for one in BUTTONS}
    rows = [one["elements"] for one in message.blocks if one["type"] == "actions"]
    assert len(rows[0]) <= ON_A_PHONE
    targets = {target(one) for one in values(message.blocks, "value")}
    assert {(one.key, one.revision) for one in targets} == {(change.key, change.present.number)}


@settings(slowly, max_examples=7)
@given(wordy_changes(), wordy_verdicts)
def test_a_card_of_nothing_but_long_texts(change: Change, verdict: Verdict) -> None:
    for shown in (change, replace(change, unreachable="")):
        message = card(shown, verdict, NAMELESS, NOW)
        assert_message(message.text, message.blocks)


@slowly
@given(
    changes(),
    verdicts,
    st.sampled_from(("ana", "ben", "gone")),
    st.lists(incidents, max_size=9).map(tuple),
)
def test_pages_of_details(
    change: Change, verdict: Verdict, viewer: str, found: tuple[Incident, ...]
) -> None:
    for page in (1, 2, 10**6):
        view = details(change, verdict, FACTS, NOW, viewer=viewer, page=page, history=found)
        assert check_view(view) is None
        assert length(view["blocks"]) <= MOST_TEXT
        assert_literal(view["blocks"])
        assert set(values(view, "action_id")) <= {one.value for one in BUTTONS}


@settings(slowly, max_examples=7)
@given(wordy_changes(), wordy_verdicts)
def test_details_of_nothing_but_long_texts(change: Change, verdict: Verdict) -> None:
    for page in (1, 2, 3):
        view = details(change, verdict, NAMELESS, NOW, viewer="ana", page=page)
        assert check_view(view) is None
        assert length(view["blocks"]) <= MOST_TEXT


@slowly
@given(changes(), long_texts)
def test_the_forms(change: Change, link: str) -> None:
    checkout, ledger, login = FACTS.registry.systems
    at = Target(change.key, change.present.number)
    for view in (
        edit_form(change, FACTS.registry),
        edit_form(change, FACTS.registry, replace(BLANK, systems=(login.id,))),
        request_form(FACTS.registry, replace(BLANK, link=link)),
        request_form(FACTS.registry, replace(BLANK, systems=(checkout.id, ledger.id))),
        reject_form(at),
        approve_form(at),
        recall_form(change, FACTS),
        cancel_form(change, FACTS),
        ask_form(change, FACTS),
        hand_over_form(change, ("gone", *EVERYBODY) * 15, FACTS, NOW),
        snooze_form(change, FACTS, ZoneInfo("America/Argentina/ComodRivadavia")),
        *(answer_form(change, one, FACTS) for one in change.questions),
        lift_form(change, FACTS),
        break_form(change, FACTS, GLASS),
        *(pay_form(change, one, FACTS) for one in change.obligations),
    ):
        assert check_view(view) is None
        assert length(view["blocks"]) <= MOST_TEXT
        assert_literal(view["blocks"])
        assert view["callback_id"] in {one.value for one in FORMS}


@slowly
@given(changes(), events)
def test_the_story(change: Change, event: Event) -> None:
    line = thread_line(event, change, FACTS, "line:CR-1:7")
    assert_message(line.text, line.blocks)
    assert line.blocks[0]["block_id"] == "line:CR-1:7"
    for person in ("ana", "ben", "gone"):
        direct = direct_message(event, change, FACTS, "dm:CR-1:7", person=person)
        assert_message(direct.text, direct.blocks)
        assert set(values(direct.blocks, "action_id")) <= {one.value for one in BUTTONS}
    for about in (change, None):
        loud = channel_line(event, about, FACTS, "loud:CR-1:7")
        assert_message(loud.text, loud.blocks)
    for person in ("ana", "gone"):
        confirmed = still_approved(change, UNDOING, NOW, person=person)
        assert_message(confirmed.text, confirmed.blocks)


@slowly
@given(changes(), decisions)
def test_what_an_approver_reads(change: Change, decision: Decision) -> None:
    approval = replace(decision, verb=Verb.APPROVE, person="ana", at=NOW)
    note = undo_note(replace(change, decisions=(approval,)), UNDOING, NOW, person="ana")
    assert note is not None
    for message in (note, undone_note(change, "ana")):
        assert_message(message.text, message.blocks)
        assert set(values(message.blocks, "action_id")) <= {one.value for one in BUTTONS}
    for view in (undo_modal(note), undone_modal(change, "ana")):
        assert check_view(view) is None
        assert length(view["blocks"]) <= MOST_TEXT


@slowly
@given(changes(), verdicts)
def test_lists(change: Change, verdict: Verdict) -> None:
    message = listing("list", Page(((change, verdict),) * 10, FACTS, 1, 2, 11))
    assert_message(message.text, message.blocks)


@settings(slowly, max_examples=7)
@given(st.lists(wordy | texts, max_size=30), texts)
def test_what_is_frozen_and_the_help(sentences: list[str], word: str) -> None:
    named = [f"Freeze {one}" for one in sentences]
    for message in (freezes(named), help_text(word), help_text()):
        assert check_message(message.blocks) is None
        assert length(message.blocks) <= MOST_TEXT
        assert message.text
        assert "<" not in message.text
        assert_literal(message.blocks)


@slowly
@given(long_texts)
def test_answers(sentence: str) -> None:
    refusal = note(sentence)
    assert check_message(refusal.blocks) is None
    assert "<" not in refusal.text
    assert check_view(note_modal(sentence)) is None


def test_the_longest_card_there_can_be_is_short_enough() -> None:
    long = "w " * 50_000
    longest = builders.opened(
        systems=("checkout", "ledger"),
        the_commit=builders.commit(body=long),
        title="t" * 300,
        description=long,
        rollback_plan=long,
        test_evidence=long,
        link="https://example.com/" + "p" * 900,
        labels=tuple(f"{'l' * 58}{n:02}" for n in range(20)),
        degree="generated",
        tool="x" * 60,
    )
    files = tuple(FileChange("f" * 500, 10**6, 10**6) for _ in range(1500))
    runs = tuple(
        CheckRun(
            n,
            f"{n}" + "c" * 58,
            CheckOutcome.FAILED,
            1,
            "",
            "p" * 60,
            NOW,
            "https://x/" + "y" * 900,
        )
        for n in range(9)
    )
    owed = tuple(Obligation(n, Owed.REVIEW, "ana", long, NOW, NOW, 2) for n in range(9))
    revision = replace(longest.present, files=files)
    change = replace(
        longest,
        revisions=(revision,),
        check_runs=tuple(replace(one, revision_digest=revision.digest) for one in runs),
        obligations=owed,
        questions=tuple(Question(n, "ana", long, NOW) for n in range(9)),
        asked=("ana", "gone") * 9,
    )
    leaves = tuple(Verdict(f"{n}", State.PENDING, long) for n in range(30))
    rules = tuple(Verdict("r" * 90, State.PENDING, long, (one,)) for one in leaves)
    verdict = Verdict("change", State.PENDING, long, rules)
    for shown in (change, replace(change, unreachable=long)):
        for facts in (FACTS, NAMELESS):
            message = card(shown, verdict, facts, NOW)
            assert_message(message.text, message.blocks)
