"""Builders of domain values: everything has a sensible default, a test says what matters to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.commit import Commit, FileChange, Signature
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.directory import Directory
from chatops.core.draft import Draft
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.glass import Break, break_glass
from chatops.core.lasting import Lasting
from chatops.core.lifting import Lift, lift
from chatops.core.outcome import Outcome
from chatops.core.passage import Passage
from chatops.core.paying import Pay, pay
from chatops.core.people import Level, Person, Standing, Team
from chatops.core.policy import (
    BreakGlass,
    Documented,
    Field,
    Policy,
    Requirement,
    Rule,
    SignOffs,
    When,
)
from chatops.core.post_check import PostCheck, post_check
from chatops.core.request import Open, Revise, open_change, revise
from chatops.core.systems import Registry, System
from chatops.core.verdict import State, Verdict
from chatops.core.window import Span, Window

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHA = "a" * 40
OTHER_SHA = "b" * 40

LEVELS = tuple(
    Level(rank, name) for rank, name in enumerate(("junior", "mid", "senior", "principal"))
)
JUNIOR, MID, SENIOR, PRINCIPAL = LEVELS


def person(person_id: str, level: Level = MID, **fields: Any) -> Person:
    """A person called like their id, with a Slack account and an address made from it."""
    made = Person(
        id=person_id,
        name=person_id.capitalize(),
        level=level,
        slack_id=f"U{person_id.upper()}",
        emails=(f"{person_id}@example.com",),
    )
    return replace(made, **fields)


PEOPLE = (
    person("ana", SENIOR),
    person("ben", MID),
    person("cleo", MID),
    person("dan", JUNIOR),
    person("eve", SENIOR),  # of another team
    person("max", PRINCIPAL),  # director
    person("robo", MID, bot=True),
)
TEAMS = (
    Team(
        "payments",
        "Payments",
        "CPAY",
        ("ana", "ben", "cleo", "dan", "robo"),
        director="max",
        on_call=("cleo",),
    ),
    Team("identity", "Identity", "CIDE", ("eve",), director="max", on_call=("eve",)),
)
SYSTEMS = (
    System("checkout", "Checkout", 1, "payments", environments=("production", "staging")),
    System("ledger", "Ledger", 1, "payments", channel="CLED"),
    System("login", "Login", 1, "identity"),
)


def directory(people: tuple[Person, ...] = PEOPLE, teams: tuple[Team, ...] = TEAMS) -> Directory:
    return Directory(levels=LEVELS, people=people, teams=teams, digest="d" * 64)


OWNERS = SignOffs("owners", 2, ("owners",))
SENIOR_SIGN_OFF = SignOffs("senior", 1, ("anyone",), min_level="senior", shared=True)
DOCUMENTED = Documented("documentation", (Field.ROLLBACK_PLAN, Field.TEST_EVIDENCE))


def rule(*require: Requirement, name: str = "rule", when: When | None = None) -> Rule:
    return Rule(name, when or When(), require)


SHIPPED_RULES = (
    rule(OWNERS, DOCUMENTED, name="two-person review", when=When(tiers=(1,))),
    rule(
        SENIOR_SIGN_OFF,
        name="senior for AI-assisted changes",
        when=When(tiers=(1,), ai_assisted=True, contributor_below="senior"),
    ),
)


def policy(
    *rules: Rule,
    digest: str = "e" * 64,
    expires_after: Lasting = timedelta(days=7),
    **fields: Any,
) -> Policy:
    """The shipped rules, or these; `fields` are further ones of `Policy`."""
    return Policy(rules or SHIPPED_RULES, expires_after, digest, **fields)


GLASS = BreakGlass(sources=("on_call", "director"))
"""Cleo is on call for Payments, Eve for Identity; Max directs both."""


def glass_policy(*rules: Rule, glass: BreakGlass = GLASS, **fields: Any) -> Policy:
    """A policy under which on-call and director may break the glass, and a director lifts."""
    return policy(*rules, break_glass=glass, lift=("director",), **fields)


def window(
    name: str = "year end",
    *,
    span: Span = Span.FREEZE,
    begins: datetime = NOW,
    lasts: timedelta = timedelta(days=2),
    zone: str = "UTC",
    **fields: Any,
) -> Window:
    """A freeze (or a reset) from `begins` on, as people of the zone read it."""
    start = begins.astimezone(ZoneInfo(zone))
    end = (begins + lasts).astimezone(ZoneInfo(zone))
    return Window(name, span, start, end, **fields)


def absence(
    who: str, delegate: str | None = None, *, until: datetime = NOW + timedelta(days=5)
) -> dict[str, Absence]:
    """The facts' `absences` in which `who` is away and names the delegate."""
    return {who: Absence(who, until, delegate, set_by=who)}


def facts(
    *,
    the_policy: Policy | None = None,
    the_directory: Directory | None = None,
    standings: Mapping[str, Standing] | None = None,
    systems: tuple[System, ...] = SYSTEMS,
    **fields: Any,
) -> Facts:
    """Everybody is a full member unless `standings` says otherwise.

    `fields` are further ones of `Facts`: groups, absences, debts, zones, waiting.
    """
    people = the_directory or directory()
    full = {one.id: Standing.FULL for one in people.people}
    return Facts(
        directory=people,
        registry=Registry(systems),
        policy=the_policy or policy(),
        standings=full | dict(standings or {}),
        **fields,
    )


def draft(*, system: str = "checkout", **fields: Any) -> Draft:
    """A complete draft; `systems` for several of them."""
    made = Draft(
        systems=(system,),
        environment="production",
        title="Raise the retry limit",
        commit=SHA,
        description="Card payments time out under load.",
        rollback_plan="Revert the commit and deploy again.",
        test_evidence="Load test run 418, all green.",
    )
    return replace(made, **fields)


def commit(
    sha: str = SHA,
    *,
    author: str = "ben",
    body: str = "",
    trailers: tuple[tuple[str, str], ...] = (),
) -> Commit:
    signed = Signature(author.capitalize(), f"{author}@example.com")
    files = (FileChange("src/retry.py", 12, 3), FileChange("logo.png", None, None))
    return Commit(sha, "Raise the retry limit", body, signed, signed, trailers, files)


def opened(
    requester: str = "ben",
    *,
    key: str = "CR-1",
    given: Facts | None = None,
    now: datetime = NOW,
    the_commit: Commit | None = None,
    **fields: Any,
) -> Change:
    """A change that `requester` has just opened."""
    command = Open(requester, fields.pop("source", "slack"), draft(**fields), the_commit)
    return open_change(key, command, given or facts(), now).change


def decided(
    change: Change,
    who: str,
    verb: Verb = Verb.APPROVE,
    *,
    given: Facts | None = None,
    now: datetime = NOW,
    comment: str = "",
    revision: int | None = None,
) -> Outcome:
    """The outcome of `who` saying `verb` on the present (or the given) revision."""
    number = change.present.number if revision is None else revision
    reason = comment or ("" if verb is Verb.APPROVE else "Not yet.")
    command = Decide(change.key, who, verb, number, "slack", reason)
    return decide(change, command, given or facts(), now)


def approved_by(
    change: Change, *people: str, given: Facts | None = None, now: datetime = NOW
) -> Change:
    for who in people:
        change = decided(change, who, given=given, now=now).change
    return change


def passages(
    change: Change, *callers: str, at: datetime = NOW, state: State = State.APPROVED
) -> tuple[Passage, ...]:
    """The gate's yes to these callers on the present revision."""
    return tuple(Passage(one, at, change.present.digest, state) for one in callers)


def checked(
    change: Change,
    name: str = "staging-soak",
    result: str = "passed",
    *,
    given: Facts | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> Change:
    """The change after a tool posted that result on its present revision."""
    present = change.present
    command = PostCheck(change.key, name, result, present.number, present.commit, "api:soak")
    return post_check(change, replace(command, **fields), given or facts(), now).change


def lifted(change: Change, who: str, *, given: Facts, now: datetime = NOW) -> Outcome:
    """The outcome of `who` lifting the rejections that stand."""
    command = Lift(change.key, who, change.present.number, "slack", "Rehearsed since.")
    return lift(change, command, given, now)


def broken(
    change: Change, who: str = "cleo", *, given: Facts | None = None, now: datetime = NOW
) -> Outcome:
    """The outcome of `who` breaking the glass on the present revision."""
    command = Break(change.key, who, change.present.number, "slack", "Checkout is down.")
    return break_glass(change, command, given or facts(the_policy=glass_policy()), now)


def paid(
    change: Change,
    who: str,
    number: int = 1,
    *,
    given: Facts | None = None,
    now: datetime = NOW,
    text: str = "Read the diff and the graphs.",
) -> Outcome:
    """The outcome of `who` paying obligation `number`."""
    command = Pay(change.key, number, who, "slack", text)
    return pay(change, command, given or facts(the_policy=glass_policy()), now)


def revised(
    change: Change,
    who: str = "ben",
    *,
    given: Facts | None = None,
    now: datetime = NOW,
    the_commit: Commit | None = None,
    **fields: Any,
) -> Change:
    command = Revise(change.key, who, "slack", change.present.number, draft(**fields), the_commit)
    return revise(change, command, given or facts(), now).change


def judged(
    change: Change, given: Facts | None = None, *, after: timedelta = timedelta(0)
) -> Verdict:
    """The verdict `after` so much time; by facts in which everybody is a member, if not given."""
    return evaluate(change, given or facts(), NOW + after)


def line(verdict: Verdict, name: str) -> str:
    """The sentence of one requirement."""
    return next(leaf.sentence for leaf in verdict.leaves() if leaf.name == name)
