"""The policy file: what it says, and what is said about its mistakes."""

from datetime import timedelta
from pathlib import Path

import pytest

from chatops.core.policy import Documented, Field, SignOffs, When
from chatops.files.directory import read_directory
from chatops.files.mistakes import Unreadable
from chatops.files.policy import read_policy
from tests import builders as make

SHIPPED = Path(__file__).parents[2] / "chatops" / "shipped"

GOOD = """\
version: 1
expires_after: 36 hours
rules:
  - name: first
    when: {tier: [1, 2], system: checkout, environment: production, risk: [low, high]}
    require:
      - name: two
        sign_offs: 2
        from: [owners, "team:identity", "person:max"]
        min_level: senior
        shared: true
      - name: papers
        documented: link
"""


HEAD = "version: 1\nexpires_after: 1 day\nrules:\n  - name: a\n    when: {}\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.yml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder: Path, text: str) -> tuple[str, ...]:
    facts = make.facts()
    with pytest.raises(Unreadable) as caught:
        read_policy(written(folder, text), facts.directory, facts.registry)
    return caught.value.lines


def test_the_shipped_policy_is_the_one_of_the_product() -> None:
    directory, registry = read_directory(SHIPPED / "directory.yml")
    policy = read_policy(SHIPPED / "policy.yml", directory, registry)
    assert policy.expires_after == timedelta(days=7)
    review, senior = policy.rules
    assert review.when == When(tiers=(1,))
    assert review.require == (
        SignOffs("owners", 2, ("owners",)),
        Documented("documentation", (Field.ROLLBACK_PLAN, Field.TEST_EVIDENCE)),
    )
    assert senior.when == When(tiers=(1,), ai_assisted=True, contributor_below="senior")
    assert senior.require == (SignOffs("senior", 1, ("anyone",), min_level="senior", shared=True),)


def test_every_key_is_read(tmp_path: Path) -> None:
    facts = make.facts()
    policy = read_policy(written(tmp_path, GOOD), facts.directory, facts.registry)
    assert policy.expires_after == timedelta(hours=36)
    (rule,) = policy.rules
    assert rule.when == When((1, 2), ("checkout",), ("production",), ("high", "low"))
    sources = ("owners", "team:identity", "person:max")
    assert rule.require[0] == SignOffs("two", 2, sources, "senior", shared=True)


def test_the_digest_is_of_the_meaning(tmp_path: Path) -> None:
    plain = read_policy(written(tmp_path, GOOD)).digest
    same = (
        GOOD.replace("[1, 2]", "[2, 1]")
        .replace("rules:", "# all\nrules:")
        .replace("36 hours", "'36 hours'")
    )
    assert read_policy(written(tmp_path, same)).digest == plain
    for old, new in (
        ("36", "37"),
        ("name: two", "name: 2nd"),
        ("[low, high]", "low"),
        ("shared: true", "shared: false"),
        ("documented: link", "documented: window"),
    ):
        assert read_policy(written(tmp_path, GOOD.replace(old, new))).digest != plain, new


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
        ("sign_offs: 2", "sign_offs: 0", 8, "“sign_offs” has to be 1 or more."),
        ("sign_offs: 2", "sign_offs: '2'", 8, "“sign_offs” has to be a whole number, not “2”."),
        ("sign_offs: 2\n", "amount: 2\n", 8, "Unknown key “amount”."),
        ("owners, ", "owner, ", 9, "“owner” is nobody. Write owners, director, anyone,"),
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
