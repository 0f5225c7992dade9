"""Any change at all: whatever somebody typed, however long, however hostile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from chatops.core.assistance import Assistance, Degree
from chatops.core.break_glass import Declaration
from chatops.core.cancellation import Cancellation
from chatops.core.change import Change, Status
from chatops.core.check_run import CheckOutcome, CheckRun
from chatops.core.commit import FileChange
from chatops.core.contributor import Contributor, Role
from chatops.core.decision import Decision, Verb
from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.hand_over import HandOver
from chatops.core.incident import Incident
from chatops.core.obligation import Obligation, Owed, Review
from chatops.core.question import Question
from chatops.core.revision import Documentation, Kind, Revision, Risk
from chatops.core.snooze import Snooze
from chatops.core.verdict import State, Verdict
from tests import builders

HOSTILE = (
    "<!channel>",
    "<@U1>",
    "<https://evil.example|here>",
    "*bold* _it_ ~s~ `code` ```block```",
    "&lt;!here&gt; &amp;",
    '=HYPERLINK("https://evil.example")',
    "שלום עולם \u202eevil\u202c",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "line\n\n> quote\r\n• item",
    ":tada:",
    "\u200b\u200b",
    "",
)

pieces = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
texts = st.builds(lambda piece, times: piece * times, pieces, st.sampled_from((1, 2, 40)))


def _huge(piece: str) -> str:
    return (piece * 100_000)[:100_000]


huge = st.sampled_from(HOSTILE).map(_huge)
long_texts = st.integers(0, 7).flatmap(lambda dice: huge if dice == 7 else texts)
moments = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - Hypothesis wants it so
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
links = st.one_of(st.just("https://example.com/pull/7"), long_texts)
names = st.sampled_from(("ana", "ben", "cleo", "dan", "gone"))

contributors = st.builds(
    Contributor,
    role=st.sampled_from(Role),
    name=texts,
    email=texts,
    person=st.none() | names,
    agent=st.booleans(),
)
lines = st.none() | st.integers(0, 10**6)
files = st.one_of(
    st.none(),
    st.lists(st.builds(FileChange, texts, lines, lines), max_size=3).map(tuple),
    st.just(tuple(FileChange(f"src/{n}.py", n, 0) for n in range(1500))),
)
documentation = st.builds(
    Documentation,
    title=long_texts,
    description=long_texts,
    link=links,
    risk=st.sampled_from(Risk),
    rollback_plan=long_texts,
    test_evidence=long_texts,
    window_start=st.none() | moments,
    window_end=st.none() | moments,
    kind=st.sampled_from(Kind),
    labels=st.lists(st.sampled_from(("db", "customer-facing", "x" * 60)), max_size=20).map(tuple),
)
systems = st.lists(
    st.sampled_from(("checkout", "ledger", "login", "left-the-registry")) | texts,
    min_size=1,
    max_size=20,
).map(tuple)
revisions = st.builds(
    Revision,
    number=st.integers(1, 99),
    systems=systems,
    environment=st.sampled_from(("production", "staging")) | texts,
    commit=st.just(builders.SHA) | texts,
    documentation=documentation,
    assistance=st.builds(Assistance, st.sampled_from(Degree), texts, texts),
    contributors=st.lists(contributors, max_size=3).map(tuple),
    files=files,
    submitted_by=names,
    submitted_at=moments,
)
decisions = st.builds(
    Decision,
    number=st.integers(1, 9),
    person=names,
    verb=st.sampled_from(Verb),
    revision=st.integers(1, 9),
    revision_digest=st.just("f" * 64),
    environment=st.just("production"),
    policy_digest=st.just("e" * 64),
    level=texts,
    surface=st.just("slack"),
    at=moments,
    comment=long_texts,
    on_behalf_of=st.none() | names,
    lifts=st.none() | st.integers(1, 9),
    read_at=st.none() | moments,
)
check_names = st.sampled_from(("sast", "staging-soak", "canary", "a", "b", "c", "n" * 60))
declarations = st.builds(
    Declaration,
    number=st.integers(1, 9),
    person=names,
    reason=long_texts,
    revision=st.integers(1, 9),
    revision_digest=st.just("f" * 64),
    environment=texts,
    surface=st.just("slack"),
    at=moments,
    expires_at=moments,
    used_at=st.none() | moments,
    used_by=texts,
)
obligations = st.builds(
    Obligation,
    number=st.integers(1, 9),
    owed=st.sampled_from(Owed),
    by=names,
    text=long_texts,
    created_at=moments,
    due_at=moments,
    reviewers=st.integers(0, 5),
    reviews=st.lists(st.builds(Review, names, moments, long_texts), max_size=2).map(tuple),
    closed_at=st.none() | moments,
    closed_by=names,
    evidence=long_texts,
)


def numbered(debts: Sequence[Obligation]) -> tuple[Obligation, ...]:
    """Number them as a change does: by their places."""
    return tuple(replace(one, number=place) for place, one in enumerate(debts, start=1))


questions = st.builds(
    Question,
    number=st.integers(1, 9),
    asker=names,
    text=long_texts,
    asked_at=moments,
    answer=long_texts,
    answered_by=names,
    answered_at=st.none() | moments,
)
hand_overs = st.builds(HandOver, st.integers(1, 9), names, names, moments)
snoozes = st.builds(Snooze, st.integers(1, 9), names, moments, moments, revision=st.integers(1, 99))
cancellations = st.builds(Cancellation, st.integers(1, 9), names, long_texts, moments, texts)
incidents = st.builds(
    Incident,
    id=texts,
    system=names | texts,
    title=long_texts,
    severity=texts,
    began_at=moments,
    ended_at=st.none() | moments,
    link=links,
    key=texts,
)


@st.composite
def check_runs(draw: st.DrawFn, revision: Revision) -> tuple[CheckRun, ...]:
    return tuple(
        CheckRun(
            number=number,
            name=name,
            outcome=draw(st.sampled_from(CheckOutcome)),
            revision=revision.number,
            revision_digest=revision.digest,
            posted_by=draw(texts),
            at=draw(moments),
            link=draw(links),
            summary=draw(long_texts),
        )
        for number, name in enumerate(draw(st.lists(check_names, max_size=8)), start=1)
    )


@st.composite
def deployments(draw: st.DrawFn, revision: Revision) -> Deployment:
    return Deployment(
        number=draw(st.integers(1, 9)),
        system=draw(st.sampled_from(revision.systems) | texts),
        environment=draw(st.just(revision.environment) | texts),
        revision=draw(st.just(revision.number) | st.integers(1, 9)),
        outcome=draw(st.sampled_from(DeploymentOutcome)),
        posted_by=draw(texts),
        at=draw(moments),
        passed=draw(st.booleans()),
        link=draw(links),
    )


@st.composite
def changes(draw: st.DrawFn) -> Change:
    revision = draw(revisions)
    return Change(
        key=f"CR-{draw(st.integers(1, 10**9))}",
        requester=draw(names),
        source="slack",
        status=draw(st.sampled_from(Status)),
        opened_at=draw(moments),
        expires_at=draw(moments),
        revisions=(*draw(st.lists(revisions, max_size=1)), revision),
        decisions=draw(st.lists(decisions, max_size=3).map(tuple)),
        unreachable=draw(st.just("") | long_texts),
        asked=draw(st.lists(names, max_size=9).map(tuple)),
        check_runs=draw(check_runs(revision)),
        declarations=draw(st.lists(declarations, max_size=2).map(tuple)),
        obligations=draw(st.lists(obligations, max_size=4).map(numbered)),
        questions=draw(st.lists(questions, max_size=5).map(tuple)),
        hand_overs=draw(st.lists(hand_overs, max_size=2).map(tuple)),
        snoozes=draw(st.lists(snoozes, max_size=2).map(tuple)),
        cancellations=draw(st.lists(cancellations, max_size=1).map(tuple)),
        deployments=draw(st.lists(deployments(revision), max_size=4).map(tuple)),
    )


leaves = st.builds(
    Verdict,
    name=texts,
    state=st.sampled_from(State),
    sentence=long_texts,
    waiting_for=st.lists(names, max_size=30).map(tuple),
)
trees = st.recursive(
    leaves,
    lambda parts: st.builds(
        Verdict,
        name=texts,
        state=st.sampled_from(State),
        sentence=texts,
        parts=st.lists(parts, max_size=12).map(tuple),
    ),
    max_leaves=20,
)
wordy = st.sampled_from([one for one in HOSTILE if one.strip("\u200b")]).map(
    lambda piece: (piece * 3000)[:3000]
)
wordy_leaves = st.builds(Verdict, name=wordy, state=st.just(State.PENDING), sentence=wordy)
wordy_rules = st.builds(
    Verdict,
    name=wordy,
    state=st.just(State.PENDING),
    sentence=wordy,
    parts=wordy_leaves.map(lambda leaf: (leaf,)),
)
wordy_verdicts = st.builds(
    Verdict,
    name=texts,
    state=st.just(State.PENDING),
    sentence=wordy,
    parts=st.lists(wordy_rules, min_size=8, max_size=12).map(tuple),
)
verdicts = trees | wordy_verdicts


@st.composite
def wordy_changes(draw: st.DrawFn) -> Change:
    """A change of which every text is as long as can be, and that shows as much as can be."""
    change = draw(changes())
    words = draw(wordy)
    written = replace(
        change.present.documentation,
        title=words,
        description=words,
        link=words,
        rollback_plan=words,
        test_evidence=words,
        labels=("l" * 60,) * 20,
    )
    paths = tuple(FileChange(words, 10**6, 10**6) for _ in range(9))
    revision = replace(change.present, documentation=written, files=paths, systems=(words,) * 9)
    debts = draw(st.lists(obligations, min_size=3, max_size=5))
    asked = draw(st.lists(questions, min_size=3, max_size=5))
    return replace(
        change,
        status=Status.OPEN,
        expires_at=datetime.max.replace(tzinfo=UTC),
        revisions=(revision,),
        unreachable=words,
        check_runs=draw(check_runs(revision)),
        obligations=numbered([replace(one, text=words, closed_at=None) for one in debts]),
        questions=tuple(replace(one, text=words, answered_at=None) for one in asked),
        declarations=(),
        cancellations=(),
    )


def values(node: Any, key: str) -> list[Any]:
    """Return every value of `key` anywhere in a view."""
    found: list[Any] = []
    if isinstance(node, dict):
        found += [node[key]] if key in node else []
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            found += values(one, key)
    return found
