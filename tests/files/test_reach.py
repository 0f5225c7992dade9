"""Warnings about rules that match nothing and systems that no rule covers."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chatops.core.paths import PathPattern
from chatops.core.policy import (
    SignOffs,
    Wait,
    When,
)
from chatops.files.policy import read_policy_file
from chatops.files.reach import warned
from tests import builders as make
from tests.files.warned import ANYBODY, FREEZE, everywhere, told


def test_a_policy_that_can_be_met_has_none() -> None:
    assert told(everywhere()) == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When(tiers=(2,)), "matches no system of the directory."),
        (When(systems=("login",), tags=("pci",)), "matches no system of the directory."),
        (
            When(systems=("login",), environments=("staging",)),
            "matches no system of the directory.",
        ),
        (When(during=("freeze",), systems=("login",)), "never match: “freeze” touches none of its"),
        (When(ai_assisted=False, ai_generated=True), "never match: what is `ai_generated` is also"),
        (When(contributor_below="junior"), "never match: nobody is below “junior”."),
        (
            When(paths=(PathPattern("/a"), PathPattern("/a", is_exception=True))),
            "never match: its `paths` take out again all that they take in.",
        ),
    ],
)
def test_a_rule_that_can_never_match_says_why(when: When, said: str) -> None:
    (warning,) = told(
        everywhere(), make.rule(Wait("w", timedelta(1)), when=when), windows=(FREEZE,)
    )
    assert warning.startswith("Rule “rule” ")
    assert said in warning
    assert warning.endswith("Mend its `when`, or remove it.")


@pytest.mark.parametrize(
    "when",
    [
        When(tiers=(1, 2)),
        When(systems=("checkout",), environments=("staging",)),
        When(during=("freeze",), systems=("login", "ledger")),
        When(ai_assisted=True, ai_generated=True),
        When(contributor_below="mid"),
        When(paths=(PathPattern("/a"), PathPattern("/a/b", is_exception=True))),
    ],
)
def test_a_rule_that_can_match_is_not_warned_about(when: When) -> None:
    rule = make.rule(Wait("w", timedelta(1)), when=when)
    assert told(everywhere(), rule, windows=(FREEZE,)) == []


def test_a_rule_for_a_window_that_is_over_is_told_when_the_day_is_known() -> None:
    rule = make.rule(Wait("w", timedelta(1)), when=When(during=("freeze",)))
    rules, windows = (everywhere(), rule), (FREEZE,)
    assert told(*rules, windows=windows) == []
    assert told(*rules, windows=windows, now=FREEZE.ends - timedelta(seconds=1)) == []
    assert told(*rules, windows=windows, now=FREEZE.ends) == [
        (
            "Rule “rule” can no longer match: “freeze” ended at 2026-04-01 00:00 UTC. Mend its "
            "`when`, or remove it."
        )
    ]
    longer = replace(FREEZE, name="longer", ends=FREEZE.ends + timedelta(days=9))
    either = make.rule(Wait("w", timedelta(1)), when=When(during=("freeze", "longer")))
    assert told(everywhere(), either, windows=(FREEZE, longer), now=FREEZE.ends) == []


def test_a_window_that_touches_nothing_is_told() -> None:
    nowhere = replace(FREEZE, tiers=(2,), refuses=True)
    assert told(everywhere(), windows=(nowhere,)) == [
        "“freeze” touches no system of the registry. Mend its scope."
    ]


def test_a_system_without_rule_is_told() -> None:
    first, *rest = told(make.rule(ANYBODY, name="tiers", when=When(tiers=(2,))))
    assert first.startswith("Rule “tiers” matches no system of the directory.")
    assert rest[0] == (
        "No rule covers every change of checkout in production or staging: such changes cannot "
        "be approved. Add a rule for it."
    )
    assert len(rest) == 3


@pytest.mark.parametrize(
    "when",
    [
        When(ai_assisted=True),
        When(kinds=("normal",)),
        When(risks=("high", "low")),
        When(labels=("a",)),
        When(sources=("api",)),
        When(paths=(PathPattern("*"),)),
        When(files_over=0),
        When(contributor_below="principal"),
        When(during=("freeze",)),
    ],
)
def test_a_rule_for_some_changes_covers_no_system(when: When) -> None:
    window = replace(FREEZE, systems=())
    assert len(told(make.rule(ANYBODY, when=when), windows=(window,))) == 3


def test_one_environment_may_be_left_out() -> None:
    (warning,) = told(make.rule(ANYBODY, when=When(environments=("production",))))
    assert "checkout in staging" in warning


def test_rules_that_together_leave_nothing_out_cover_it() -> None:
    one, other = ANYBODY, SignOffs("else", 1, ("anyone",))
    assert (
        told(
            make.rule(one, when=When(ai_assisted=True)),
            make.rule(other, when=When(ai_assisted=False)),
        )
        == []
    )
    split = (
        make.rule(one, when=When(kinds=("normal",), ai_generated=False)),
        make.rule(other, when=When(kinds=("standard", "emergency"))),
        make.rule(replace(one, name="third"), when=When(ai_generated=True)),
    )
    assert told(*split) == []
    assert len(told(*split[:2])) == 3


def test_warnings_stand_in_their_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(
        "version: 1\n"
        "expires_after: 7 days\n"
        "rules:\n"
        "  - name: pairs\n"
        "    when: {}\n"
        "    require:\n"
        "      - {name: owners, sign_offs: 2, from: owners}\n"
        "  - name: none\n"
        "    when: {tier: 2}\n"
        "    require:\n"
        "      - {name: link, documented: link}\n",
        encoding="utf-8",
    )
    facts = make.facts()
    file = read_policy_file(path, facts.directory, facts.registry)
    found = warned(file, facts.directory, facts.registry)
    assert [one.of(file.name).partition(" can ")[0] for one in found] == [
        "policy.yml, line 7: “owners” of rule “pairs”",
        (
            "policy.yml, line 9: Rule “none” matches no system of the directory. Mend its `when`, "
            "or remove it."
        ),
    ]
