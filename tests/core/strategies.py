"""Whole worlds: policies with every part, directories, windows, absences, debts, histories."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.check_run import CheckOutcome, CheckRun
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.obligation import Debt
from chatops.core.paths import PathPattern
from chatops.core.people import Person, Standing
from chatops.core.policy import (
    BreakGlass,
    CheckPassed,
    Documented,
    Field,
    Part,
    PlannedWindow,
    Policy,
    Rule,
    SignOffs,
    Wait,
    When,
)
from chatops.core.refused import Refused
from chatops.core.what_if import Supposed, supposed
from chatops.core.window import Span, Window
from tests import builders as make

IDS = [one.id for one in make.PEOPLE]
SYSTEMS = [one.id for one in make.SYSTEMS]
ZONES = [UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")]
SOURCES = ["owners", "director", "on_call", "anyone", "team:identity", "person:cleo", "group:S1"]


def some(*values: Any, most: int = 2, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    most = min(most, len(values))
    chosen = st.lists(st.sampled_from(values), unique=True, min_size=least, max_size=most)
    return chosen.map(tuple)


def rarely(*values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """Mostly nothing, so that most rules apply."""
    chosen = some(*values, least=1)
    return st.integers(0, 7).flatmap(lambda turn: chosen if turn == 1 else st.just(()))


maybe = st.sampled_from([None, None, None, None, None, None, True, False])
moments = st.integers(-200, 200).map(lambda hours: make.NOW + timedelta(hours=hours))
spans = st.sampled_from([1, 5, 9, 24, 48, 200, 216]).map(lambda hours: timedelta(hours=hours))
levels = st.sampled_from(
    [None, None, None, "junior", "mid", *["mid"] * 3, "senior", "senior", "gone"]
)

whens = st.builds(
    When,
    tiers=rarely(1, 2),
    systems=rarely(*SYSTEMS),
    tags=rarely("pci"),
    environments=rarely("production", "staging"),
    kinds=rarely("standard", "normal", "emergency"),
    risks=rarely("low", "medium", "high"),
    labels=rarely("db", "ui"),
    sources=rarely("slack", "api"),
    during=rarely("window 0", "window 1"),
    paths=rarely(PathPattern("/src/"), PathPattern("*.png", is_exception=True)),
    ai_assisted=maybe,
    ai_generated=maybe,
    contributor_below=st.sampled_from([None, None, None, None, "senior", "gone"]),
    files_over=st.sampled_from([None, None, None, 1]),
    lines_over=st.sampled_from([None, None, None, 10]),
)
sign_offs = st.builds(
    SignOffs,
    name=st.sampled_from(["owners", "senior", "more"]),
    count=st.sampled_from([1, 1, 2, 3]),
    sources=some(*SOURCES, most=3, least=1),
    min_level=levels,
    shared=st.booleans(),
    sticky=some(*Part),
)
requirements = st.one_of(
    *[sign_offs] * 9,
    st.builds(
        Documented,
        name=st.just("documents"),
        fields=some(*Field, least=1),
        at_least=st.sampled_from([0, 20]),
    ),
    st.builds(
        CheckPassed,
        name=st.just("check"),
        check=st.sampled_from(["soak", "scan"]),
        max_age=st.one_of(st.none(), spans),
    ),
    st.builds(PlannedWindow, name=st.just("planned")),
    st.builds(
        Wait,
        name=st.just("wait"),
        length=st.sampled_from([timedelta(hours=one) for one in (1, 3, 48)]),
    ),
)
rules = st.builds(
    Rule,
    name=st.sampled_from(["rule", "other rule"]),
    when=whens,
    require=st.lists(requirements, min_size=1, max_size=3).map(tuple),
)


@st.composite
def windows(draw: st.DrawFn, number: int) -> Window:
    zone = draw(st.sampled_from(ZONES))
    begins = draw(moments).astimezone(zone)
    return Window(
        f"window {number}",
        draw(st.sampled_from(Span)),
        begins,
        (begins.astimezone(UTC) + draw(spans)).astimezone(zone),
        systems=draw(rarely(*SYSTEMS)),
        tiers=draw(rarely(1)),
        environments=draw(rarely("production")),
        refuses=draw(st.sampled_from([False, False, False, False, True])),
    )


@st.composite
def policies(draw: st.DrawFn, given: st.SearchStrategy[Rule] = rules) -> Policy:
    everything = Rule("every change", When(), (draw(sign_offs),))
    base = (everything,) if draw(st.integers(0, 9)) else ()
    glass = BreakGlass(("on_call",), debt_level=draw(levels))
    return Policy(
        rules=(*base, *draw(st.lists(given, min_size=1, max_size=2))),
        expires_after=timedelta(days=30),
        digest=draw(st.sampled_from(["e" * 64, "f" * 64])),
        approvals_expire_after=draw(spans),
        generated_expire_after=draw(spans),
        stale_on_policy_change=draw(st.booleans()),
        windows=tuple(draw(windows(number)) for number in range(2)),  # those that rules name
        lift=draw(some("director", "team:identity", "group:S1")),
        break_glass=draw(st.sampled_from([None, glass])),
    )


@st.composite
def persons(draw: st.DrawFn, one: Person) -> Person:
    """The person as they are, or changed a little."""
    if one.bot or draw(st.integers(0, 3)):
        return one
    level = draw(st.sampled_from(make.LEVELS))
    return replace(one, level=level, active=draw(st.sampled_from([True, True, False])))


@st.composite
def facts(draw: st.DrawFn, policy: Policy | None = None) -> Facts:
    """Any facts; everybody of the directory is told to be something in Slack."""
    people = tuple(draw(persons(one)) for one in make.PEOPLE)
    on_call = replace(make.TEAMS[0], on_call=draw(some("ana", "cleo", "eve")))
    unusual = st.sampled_from([one for one in Standing if one is not Standing.FULL])
    made = make.facts(
        the_policy=policy or draw(policies()),
        the_directory=make.directory(people, (on_call, *make.TEAMS[1:])),
        standings=draw(st.dictionaries(st.sampled_from(IDS), unusual, max_size=1)),
    )
    debts = st.builds(
        Debt, key=st.sampled_from(["CR-1", "CR-9"]), system=st.sampled_from(SYSTEMS), due_at=moments
    )
    waiting = st.dictionaries(st.sampled_from(IDS), st.integers(0, 3))
    zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Nowhere/None"])
    return replace(
        made,
        groups=draw(st.sampled_from([{"S1": ("ana", "eve", "max")}] * 4 + [{"S1": ()}, {}])),
        absences=draw(absences()),
        debts=tuple(draw(st.lists(debts, max_size=2))),
        zones=draw(st.dictionaries(st.sampled_from(IDS), zones)),
        waiting=draw(waiting),
        signed=draw(waiting),
    )


@st.composite
def absences(draw: st.DrawFn) -> dict[str, Absence]:
    away = draw(st.lists(st.sampled_from(["cleo", "dan", "ana", "ben"]), unique=True, max_size=2))
    delegates = st.sampled_from(["eve", "max", "max", None, "cleo", "dan"])
    until = st.sampled_from(
        [timedelta(days=9), timedelta(days=9), timedelta(0), -timedelta(hours=3)]
    )
    return {one: Absence(one, make.NOW + draw(until), draw(delegates)) for one in away}


@dataclass(frozen=True)
class Edit:
    """A new revision: of the title, of the commit, of the labels or of the systems."""

    part: str


edits = st.sampled_from(["title", "commit", "labels", "systems"]).map(Edit)
words = st.builds(Supposed, person=st.sampled_from(IDS), verb=st.sampled_from(Verb))
approvals = st.builds(Supposed, person=st.sampled_from(IDS), verb=st.just(Verb.APPROVE))
acts = st.lists(st.one_of(*[approvals] * 10, words, edits), max_size=8)


@st.composite
def changes(draw: st.DrawFn, given: Facts, at: datetime = make.NOW) -> Change:
    """A change with a history that happened under these facts, one hour between two acts."""
    degree = draw(st.sampled_from(["none", "assisted", "generated"]))
    window = draw(st.sampled_from([None, at + timedelta(hours=1), at - timedelta(hours=1)]))
    change = make.opened(
        draw(st.sampled_from(["ben", "dan", "ana", "eve"])),
        given=replace(given, directory=make.directory()),
        now=at - timedelta(hours=9),
        the_commit=draw(
            st.sampled_from([*[make.commit()] * 6, None, make.commit(author="stranger")])
        ),
        systems=draw(some(*SYSTEMS, most=3, least=1)),
        degree=degree,
        tool="Claude" if degree != "none" else "",
        risk=draw(st.sampled_from(["low", "medium", "high"])),
        kind=draw(st.sampled_from(["standard", "normal", "emergency"])),
        labels=draw(some("db", "ui")),
        rollback_plan=draw(
            st.sampled_from([*["Revert the commit and deploy again."] * 4, "", "n/a"])
        ),
        window_start=window,
        window_end=window + timedelta(hours=2) if window else None,
    )
    for number, act in enumerate(draw(acts)):
        change = played(change, act, given, at - timedelta(hours=8 - number))
    for one in IDS if draw(st.booleans()) else ():
        change = played(change, Supposed(one, Verb.APPROVE), given, at - timedelta(minutes=30))
    return replace(change, check_runs=tuple(draw(st.lists(check_runs(change), max_size=2))))


def played(change: Change, act: Supposed | Edit, given: Facts, at: datetime) -> Change:
    if isinstance(act, Supposed):
        return supposed(change, (act,), given, at).change
    written = change.present.documentation
    edited: dict[str, Any] = {
        "title": f"{written.title}!",
        "commit": make.OTHER_SHA,
        "labels": ("db",),
        "systems": change.present.systems[:1],
    }
    fields: dict[str, Any] = {"title": written.title, "systems": change.present.systems}
    fields[act.part] = edited[act.part]
    try:
        return make.revised(change, change.requester, given=given, now=at, **fields)
    except Refused:
        return change


@st.composite
def check_runs(draw: st.DrawFn, change: Change) -> CheckRun:
    number = draw(st.integers(1, len(change.revisions)))
    return CheckRun(
        number=1,
        name=draw(st.sampled_from(["soak", "scan"])),
        outcome=draw(st.sampled_from(CheckOutcome)),
        revision=number,
        revision_digest=change.revisions[number - 1].digest,
        posted_by="ci",
        at=make.NOW - draw(spans),
    )


@dataclass(frozen=True)
class World:
    change: Change
    facts: Facts


@st.composite
def worlds(draw: st.DrawFn) -> World:
    given = draw(facts())
    return World(draw(changes(given)), given)


plain_rules = st.builds(
    Rule,
    name=st.just("rule"),
    when=st.just(When()),
    require=st.lists(sign_offs, min_size=1, max_size=2).map(tuple),
)


@st.composite
def plain_worlds(draw: st.DrawFn) -> World:
    """Worlds of which the rules ask for sign-offs and apply to everything."""
    given = draw(facts(draw(policies(plain_rules))))
    return World(draw(changes(given)), given)
