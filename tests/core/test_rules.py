"""When a rule applies: every part of `when`, met and not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.commit import FileChange
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.paths import PathPattern
from chatops.core.policy import Documented, Field, Policy, When
from chatops.core.verdict import State
from chatops.core.window import Span
from tests import builders as make
from tests.builders import NOW

TAGGED = tuple(replace(one, tags=("pci",)) if one.id == "checkout" else one for one in make.SYSTEMS)
TRAILER = (("Co-authored-by", "Claude <noreply@anthropic.com>"),)
ALWAYS = make.rule(Documented("title", (Field.DESCRIPTION,)), name="always")


def rules(change: Change, policy: Policy, **more: Any) -> list[str]:
    """The names of the rules that the verdict is made of."""
    after = more.pop("after", timedelta(0))
    given = make.facts(the_policy=policy, systems=TAGGED, **more)
    return [part.name for part in evaluate(change, given, NOW + after).parts]


def applies(when: When, change: Change, **more: Any) -> bool:
    policy = make.policy(ALWAYS, make.rule(make.OWNERS, name="asked about", when=when))
    return "asked about" in rules(change, policy, **more)


def read(*files: FileChange, body: str = "", **fields: Any) -> Change:
    trailers = fields.pop("trailers", ())
    commit = replace(make.commit(author="ben", body=body, trailers=trailers), files=files)
    return make.opened(the_commit=commit, **fields)


RETRY = FileChange("src/retry.py", 12, 3)
LOGO = FileChange("logo.png", None, None)


@pytest.mark.parametrize(
    ("when", "yes", "no"),
    [
        (When(tiers=(2, 1)), {}, None),
        (When(tiers=(2,)), None, {}),
        (When(systems=("checkout", "x")), {}, {"system": "ledger"}),
        (When(tags=("pci", "x")), {}, {"system": "ledger"}),
        (When(environments=("staging",)), {"environment": "staging"}, {}),
        (When(kinds=("emergency", "standard")), {"kind": "emergency"}, {"kind": "normal"}),
        (When(risks=("high",)), {"risk": "high"}, {"risk": "medium"}),
        (When(labels=("db", "ui")), {"labels": ("x", "db")}, {"labels": ("DB",)}),
        (When(labels=("db",)), {"labels": ("db",)}, {}),
        (When(sources=("api",)), {"source": "api:ci/shop"}, {"source": "slack"}),
        (When(sources=("api:ci",)), {"source": "api:ci"}, {"source": "api:ci/shop"}),
        (When(ai_assisted=True), {"degree": "assisted", "tool": "X"}, {}),
        (When(ai_assisted=False), {}, {"degree": "generated", "tool": "X"}),
        (
            When(ai_generated=True),
            {"degree": "generated", "tool": "X"},
            {"degree": "assisted", "tool": "X"},
        ),
        (
            When(ai_generated=False),
            {"degree": "assisted", "tool": "X"},
            {"degree": "generated", "tool": "X"},
        ),
        (When(contributor_below="senior"), {"requester": "ben"}, {"requester": "ana"}),
        (When(contributor_below="junior"), None, {"requester": "dan"}),
        (When(contributor_below="no such level"), {"requester": "max"}, None),
        (
            When(kinds=("standard",), risks=("low",)),
            {"kind": "standard", "risk": "low"},
            {"risk": "low"},
        ),
    ],
)
def test_a_rule_applies_under_its_conditions(
    when: When, yes: dict[str, Any] | None, no: dict[str, Any] | None
) -> None:
    assert yes is None or applies(when, make.opened(**yes))
    assert no is None or not applies(when, make.opened(**no))


def test_the_level_of_any_contributor_matters_not_only_the_requesters() -> None:
    when = When(contributor_below="senior")
    assert applies(when, make.opened("ana", the_commit=make.commit(author="dan")))
    assert not applies(when, make.opened("ana", the_commit=make.commit(author="eve")))
    assert applies(when, make.opened("ana", the_commit=make.commit(author="mallory")))
    agent = (("Co-authored-by", "Claude <noreply@anthropic.com>"),)
    by_agent = make.commit(author="eve", trailers=agent)
    assert not applies(when, make.opened("ana", the_commit=by_agent))


def test_a_contributor_of_an_earlier_revision_still_matters() -> None:
    change = make.opened("ana", the_commit=make.commit(author="dan"))
    change = make.revised(
        change,
        "ana",
        commit=make.OTHER_SHA,
        the_commit=make.commit(make.OTHER_SHA, author="ana"),
    )
    assert applies(When(contributor_below="mid"), change)


def test_detected_assistance_overrides_a_none_and_sticks_over_revisions() -> None:
    when = When(ai_assisted=True)
    change = read(RETRY, trailers=TRAILER, degree="none")
    assert applies(when, change)
    by_hand = replace(make.commit(make.OTHER_SHA), files=(RETRY,))
    change = make.revised(change, commit=make.OTHER_SHA, the_commit=by_hand)
    assert change.present.assistance.degree == 0
    assert applies(when, change)


@pytest.mark.parametrize(
    ("when", "files", "expected"),
    [
        (When(paths=(PathPattern("/src/"),)), (RETRY, LOGO), True),
        (When(paths=(PathPattern("/src/"),)), (LOGO,), False),
        (When(paths=(PathPattern("/src/"),)), (), False),
        (When(files_over=1), (RETRY, LOGO), True),
        (When(files_over=2), (RETRY, LOGO), False),
        (When(files_over=0), (), False),
        (When(lines_over=14), (RETRY, LOGO), True),
        (When(lines_over=15), (RETRY, LOGO), False),
    ],
)
def test_files_are_looked_at_where_they_were_read(
    when: When, files: tuple[FileChange, ...], *, expected: bool
) -> None:
    assert applies(when, read(*files)) is expected


def test_a_path_taken_out_again_needs_nothing() -> None:
    patterns = (PathPattern("*"), PathPattern("/docs/", is_exception=True))
    assert not applies(When(paths=patterns), read(FileChange("docs/a.md", 1, 0)))
    both = read(FileChange("docs/a.md", 1, 0), RETRY)
    assert applies(When(paths=patterns), both)


@pytest.mark.parametrize(
    "when", [When(paths=(PathPattern("*"),)), When(files_over=9), When(lines_over=9)]
)
def test_files_that_nobody_read_are_an_error_not_a_rule_that_is_left_out(when: When) -> None:
    policy = make.policy(ALWAYS, make.rule(make.OWNERS, name="big", when=when))
    given = make.facts(the_policy=policy)
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    verdict = evaluate(change, given, NOW)
    assert verdict.state is State.ERROR
    assert make.line(verdict, "big") == (
        "Nobody read which files revision 1 touches, so nobody can tell whether “big” applies. "
        "Send the commit with its files: `chatops change open` in the repository, or `git` over "
        "HTTP."
    )


def test_files_that_nobody_read_matter_only_where_the_rest_of_the_rule_holds() -> None:
    when = When(systems=("ledger",), paths=(PathPattern("*"),))
    assert not applies(when, make.opened())
    assert applies(when, make.opened(system="ledger"))
    assert not applies(When(kinds=("emergency",), lines_over=1), make.opened())


def test_an_error_is_not_hidden_by_another_rules_success() -> None:
    policy = make.policy(
        make.rule(make.OWNERS, name="a"),
        make.rule(make.SENIOR_SIGN_OFF, name="b", when=When(files_over=3)),
    )
    given = make.facts(the_policy=policy)
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    first, second = evaluate(change, given, NOW).parts
    assert (first.state, second.state) == (State.APPROVED, State.ERROR)


@pytest.mark.parametrize("span", list(Span))
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(hours=1, microseconds=-1), False),
        (timedelta(hours=1), True),
        (timedelta(days=2, hours=1, microseconds=-1), True),
        (timedelta(days=2, hours=1), False),
    ],
)
def test_a_rule_for_a_window_starts_and_ends_with_it(
    span: Span, after: timedelta, *, expected: bool
) -> None:
    begins = NOW + timedelta(hours=1)
    window = make.window("w", span=span, begins=begins, zone="Europe/Berlin")
    policy = make.policy(
        ALWAYS, make.rule(make.OWNERS, name="strict", when=When(during=("w",))), windows=(window,)
    )
    assert ("strict" in rules(make.opened(), policy, after=after)) is expected


def test_a_rule_for_a_window_is_about_the_systems_of_the_window_only() -> None:
    window = make.window("reset", span=Span.RESET, systems=("ledger",))
    strict = make.rule(make.OWNERS, name="strict", when=When(during=("reset",)))
    policy = make.policy(ALWAYS, strict, windows=(window,))
    assert rules(make.opened(), policy) == ["always"]
    assert rules(make.opened(system="ledger"), policy) == ["always", "strict"]
    assert rules(make.opened(systems=("checkout", "ledger")), policy) == ["always", "strict"]


def test_a_window_that_the_policy_does_not_know_is_an_error_not_a_rule_left_out() -> None:
    strict = make.rule(make.OWNERS, name="strict", when=When(during=("year end", "yearend")))
    given = make.facts(the_policy=make.policy(ALWAYS, strict, windows=(make.window("year end"),)))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    verdict = evaluate(change, given, NOW)
    assert verdict.state is State.ERROR
    assert make.line(verdict, "strict") == (
        "“strict” is about “yearend”, and the policy has no such freeze or reset. "
        "Add it, or take it out of the rule."
    )


def test_one_of_several_named_windows_is_enough() -> None:
    windows = (make.window("one", begins=NOW - timedelta(9)), make.window("two"))
    strict = make.rule(make.OWNERS, name="strict", when=When(during=("one", "two")))
    assert rules(make.opened(), make.policy(ALWAYS, strict, windows=windows))[-1] == "strict"


def test_a_system_that_no_rule_is_about_is_an_error_although_another_is_covered() -> None:
    policy = make.policy(make.rule(make.OWNERS, when=When(systems=("checkout",))))
    given = make.facts(the_policy=policy)
    change = make.opened(systems=("checkout", "login"), given=given)
    verdict = evaluate(change, given, NOW)
    assert (verdict.state, verdict.sentence) == (
        State.ERROR,
        "No rule of the policy applies to login in production.",
    )


def test_without_any_rule_nothing_can_be_approved() -> None:
    given = Facts(make.directory(), make.facts().registry, replace(make.policy(), rules=()))
    assert evaluate(make.opened(), given, NOW).state is State.ERROR
