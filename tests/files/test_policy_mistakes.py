"""What is said about the mistakes of a policy file."""

from dataclasses import replace
from pathlib import Path

import pytest

from chatops.files.mistakes import Unreadable
from chatops.files.policy import policy_of_text, read_policy
from tests import builders as make
from tests.files.examples import FULL, GOOD, organisation, written

HEAD = "version: 1\nexpires_after: 1 day\nrules:\n  - name: a\n    when: {}\n"


def mistakes(folder: Path, text: str) -> tuple[str, ...]:
    facts = organisation()
    with pytest.raises(Unreadable) as caught:
        read_policy(written(folder, text), facts.directory, facts.registry)
    return caught.value.lines


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("version: 1", "version: 2", 1, "“version” cannot be “2”; it can be 1."),
        ("version: 1\n", "", 1, "“version” is missing. Add it."),
        ("36 hours", "soon", 2, "Write a number and a unit, as in `7 days`."),
        ("36 hours", "0 days", 2, "Write a number and a unit, as in `7 days`."),
        ("36 hours", "400 days", 2, "365 days are the most."),
        ("36 hours", "", 2, "“expires_after” has no value. Give one, or remove the line."),
        ("tier: [1, 2]", "teir: 1", 5, "Unknown key “teir”. Did you mean “tier”?"),
        ("tier: [1, 2]", "qqq: 1", 5, "Unknown key “qqq”. Known here: tier, system, "),
        ("[1, 2]", "[]", 5, "“tier” is empty. Name at least 1."),
        ("[1, 2]", "[1, 1]", 5, "“tier”: “1” is listed twice."),
        ("[1, 2]", "one", 5, "“tier” has to be a whole number, not “one”."),
        ("[1, 2]", "1.0", 5, "“tier” has to be a list, not “1.0”."),
        ("[1, 2]", "true", 5, "“tier” has to be a whole number, not true."),
        ("checkout", "chekout", 5, "no system “chekout” in the registry. Did you mean checkout?"),
        ("production", "prod", 5, "No system has an environment “prod”."),
        ("[low, high]", "huge", 5, "“risk” cannot be “huge”; it can be low, medium or high."),
        ("when: {", "when: {contributor_below: boss, ", 5, "There is no level “boss”."),
        ("sign_offs: 2\n", "amount: 2\n", 7, "“sign_offs” is missing. Add it."),
        ("        documented: link", "        prose: link", 12, "Each line has exactly one of"),
        ("documented: link", "documented: link\n        wait: 1 day", 12, "exactly one of"),
        (
            "documented: link",
            "documented: link\n        at_least: 9",
            14,
            "`at_least` counts characters",
        ),
        ("sign_offs: 2", "sign_offs: 0", 8, "“sign_offs” has to be 1 or more."),
        ("sign_offs: 2", "sign_offs: '2'", 8, "“sign_offs” has to be a whole number, not “2”."),
        ("sign_offs: 2\n", "amount: 2\n", 8, "Unknown key “amount”."),
        ("owners, ", "owner, ", 9, "“owner” is nobody. Write owners, director, anyone, on_call,"),
        ("team:identity", "team:identiti", 9, "no team “identiti” in the directory. Did you mean"),
        ("person:max", "person:nobody", 9, "There is no person “nobody” in the directory."),
        ("person:max", "person: ", 9, "is nobody"),
        ("min_level: senior", "min_level: chief", 10, "There is no level “chief”."),
        ("shared: true", "shared: yes", 11, "“shared” has to be true or false, not “yes”."),
        ("name: papers", "name: two", 12, "Two requirements are named “two”. Rename one."),
        ("name: papers", "name: ' '", 12, "“name”: This is blank."),
        ("documented: link", "documented: prose", 13, "“prose” is not one of description, link,"),
        ("documented: link", "documented: []", 13, "“documented” is empty. Name at least 1."),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD
    found = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert any(one.startswith(f"policy.yml, line {line}: ") and said in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("stale", "later", 5, "cannot be “later”; it can be reevaluate or stale."),
        ("2 days", "never", 3, "“approvals_expire_after”: Write a number and a unit"),
        ("on_policy_change: stale", "undo_for: soon", 5, "Write a number and a unit, as in `30 s"),
        ("on_policy_change: stale", "undo_for: 30", 5, "Write a number and a unit, as in `30 s"),
        ("on_policy_change: stale", "undo_for: 1 hour", 5, "Write a number and a unit, as in `30"),
        ("on_policy_change: stale", "undo_for: 11 minutes", 5, "10 minutes are the most."),
        ("on_policy_change: stale", "undo_for: 601 seconds", 5, "10 minutes are the most."),
        ("[director, ", "[anyone, ", 6, "“anyone” is too many here. Name owners, director,"),
        ("team:identity", "team:identiti", 6, "There is no team “identiti” in the directory."),
        ("[on_call, director]", "[]", 8, "“from” is empty. Name at least 1."),
        ("[on_call, director]", "oncall", 8, "“oncall” is nobody."),
        ("  from: [on_call, director]\n", "", 7, "“from” is missing. Add it."),
        ("reviewers: 3", "reviewers: 0", 10, "“reviewers” has to be 1 or more."),
        ("reviewers: 3", "reviewer: 3", 10, "Unknown key “reviewer”. Did you mean “reviewers”?"),
        ("group:S01", "group:S01x", 11, "“group:S01x” is no Slack user group. Write group: and"),
        ("group:S01", "person:nobody", 11, "There is no person “nobody” in the directory."),
        ("debt_level: principal", "debt_level: boss", 13, "There is no level “boss”."),
        ("{system: checkout,", "{system: chekout,", 14, "no system “chekout” in the registry."),
        ("environment: staging", "environment: test", 14, "Checkout has no environment “test”"),
        ("environment: staging", "env: staging", 14, "Unknown key “env”."),
        ("    tier: [1, 2]\n", "    teir: 1\n", 20, "Unknown key “teir”. Did you mean “tier”?"),
        ("[ledger, checkout]", "[ledgr]", 22, "no system “ledgr” in the registry."),
        ("environment: production\n    system", "environment: prod\n    system", 21, "“prod”"),
        ("name: reset", "name: year end", 26, "Two windows are named “year end”. Rename one."),
        ("    system: ledger\n", "", 26, "“system” is missing. Add it."),
        ("system: ledger\n", "system: ledger\n    refuse: true\n", 31, "Unknown key “refuse”."),
        ("tag: pci", "tag: pcy", 36, "No system has a tag “pcy”. Did you mean “pci”?"),
        ("[normal, emergency]", "urgent", 37, "it can be standard, normal or emergency."),
        ("[schema, ", "['a b', ", 38, "“a b” is no label: use letters, digits and"),
        ("[slack, api, ", "[github, ", 39, "“github” is unknown. Write slack, cli, api or"),
        ("api:ci/shop", "api:", 39, "“api:” is unknown."),
        ("[year end, reset]", "[yearend, reset, year end]", 40, "Did you mean “year end”?"),
        ("[year end, reset]", "[xmas, reset, year end]", 40, "“xmas” is neither a freeze nor a"),
        ("[year end, reset]", "year end", 26, "The reset “reset” does nothing. Write a rule"),
        ("[src/, ", "['!src/', ", 41, "there is no `!` here. Write `except: /pattern`."),
        ("[src/, ", "['', ", 41, "“” is empty or has spaces around it."),
        ("[src/, ", "['/', ", 41, "“/” is empty"),
        ("[src/, ", "[' src', ", 41, "has spaces around it."),
        ("[src/, ", "[a//b, ", 41, "“a//b” matches no file"),
        ("[src/, ", "[./src, ", 41, "“./src” matches no file"),
        ("[src/, ", "[src/.., ", 41, "“src/..” matches no file"),
        ("[src/, ", "['src\\', ", 41, "ends with a backslash"),
        ("[src/, ", "[7, ", 41, "Write each pattern as text"),
        ("[src/, ", "[{execpt: /a}, ", 41, "The list starts with an exception."),
        ("[src/, ", "[{except: /a}, src/, ", 41, "The list starts with an exception."),
        ("{except: /src/test/}", "{except: test/}", 41, "“test/” is not anchored. Start it with"),
        ("{except: /src/test/}", "{except: /**/x}", 41, "“/**/x” is not anchored."),
        ("{except: /src/test/}", "{besides: /x}", 41, "an exception as `except: /pattern`."),
        ('[src/, "*.sql", {except: /src/test/}]', "[]", 41, "“paths” is empty."),
        ("ai_generated: false", "ai_generated: maybe", 43, "has to be true or false"),
        ("files_over: 0", "files_over: -1", 45, "“files_over” has to be 0 or more."),
        ("lines_over: 400", "lines_over: many", 46, "“lines_over” has to be a whole number"),
        ("[window, title]", "[commit]", 51, "“commit” is not one of title, description, link,"),
        ("at_least: 20", "at_least: 0", 54, "“at_least” has to be 1 or more."),
        ("staging-soak", "'-x'", 55, "“-x” is no name of a check: letters, digits"),
        ("max_age: 24 hours", "max_age: 24h", 55, "“max_age”: Write a number and a unit"),
        ("planned_window: true", "planned_window: false", 57, "it can be true."),
        ("wait: 30 minutes", "wait: 0 minutes", 58, "“wait”: Write a number and a unit"),
    ],
)
def test_a_mistake_in_the_other_keys_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in FULL
    found = mistakes(tmp_path, FULL.replace(old, new, 1))
    assert any(one.startswith(f"policy.yml, line {line}: ") and said in one for one in found), found


def test_a_freeze_that_neither_refuses_nor_is_named_is_a_mistake(tmp_path: Path) -> None:
    refusing = FULL.replace("[year end, reset]", "reset")
    read_policy(written(tmp_path, refusing))
    (found,) = mistakes(tmp_path, refusing.replace("refuse: true", "refuse: false"))
    assert found == (
        "policy.yml, line 16: The freeze “year end” does nothing. Write `refuse: true`, or a rule "
        "`during` it."
    )


def test_a_ladder_without_seniors_needs_a_level_for_debts() -> None:
    facts = organisation()
    people = replace(facts.directory, levels=make.LEVELS[:2])
    text = GOOD.replace("        min_level: senior\n", "").replace(
        "rules:", "break_glass: {from: on_call}\nrules:"
    )
    with pytest.raises(Unreadable, match=r"are junior, mid; name one of them as `debt_level`\."):
        policy_of_text(text, "policy.yml", people, facts.registry)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "policy.yml: The file is empty. `chatops policy example` prints one"),
        ("# only a comment\n", "policy.yml: The file is empty."),
        ("- a\n", "policy.yml, line 1: The file has to be a mapping"),
        ("hello", "policy.yml, line 1: The file has to be a mapping"),
        ("{}", "policy.yml, line 1: “version” is missing. Add it."),
        ("version: 1\nexpires_after: 1 day\nrules: []\n", "line 3: “rules” is empty."),
        ("version: 1\nexpires_after: 1 day\nrules: 5\n", "line 3: “rules” has to be a list"),
        (f"{HEAD}    require: []\n", "line 6: “require” is empty."),
        (f"{HEAD}    require: [two]\n", "line 6: “require” has to be a mapping"),
    ],
)
def test_a_file_that_is_no_policy_says_so(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in one for one in mistakes(tmp_path, text))


def test_two_rules_do_not_share_a_name(tmp_path: Path) -> None:
    head, rule = GOOD.split("rules:\n")
    again = rule.replace("name: two", "name: three").replace("name: papers", "name: more")
    found = mistakes(tmp_path, f"{head}rules:\n{rule}{again}")
    assert found == ("policy.yml, line 14: Two rules are named “first”. Rename one.",)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("sign_offs: 2", "sign_offs: 0").replace("link", "prose")
    with pytest.raises(Unreadable) as caught:
        read_policy(written(tmp_path, text))
    assert len(caught.value.lines) == 2
    assert "(1 more like this: the check command lists all.)" in caught.value.sentence


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"There is no file .*gone\.yml\. Create it"):
        read_policy(tmp_path / "gone.yml")
    with pytest.raises(Unreadable, match=r"cannot be read \(Is a directory\)"):
        read_policy(tmp_path)
    latin = tmp_path / "latin.yml"
    latin.write_bytes(b"version: 1\nname: \xe4\n")
    with pytest.raises(Unreadable, match="Byte 18 is not UTF-8 text"):
        read_policy(latin)


def test_a_value_that_is_missing_is_told_once_with_the_other_mistakes(tmp_path: Path) -> None:
    damaged = GOOD.replace("36 hours", "").replace(
        "sign_offs: 2", "sign_offs: two\n        minlevel:"
    )
    assert mistakes(tmp_path, damaged) == (
        "policy.yml, line 2: “expires_after” has no value. Give one, or remove the line.",
        "policy.yml, line 8: “sign_offs” has to be a whole number, not “two”.",
        "policy.yml, line 9: Unknown key “minlevel”. Did you mean “min_level”?",
        "policy.yml, line 9: “minlevel” has no value. Give one, or remove the line.",
    )
