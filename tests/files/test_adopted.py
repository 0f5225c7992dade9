"""The adopted policy takes the place of the file's; one that cannot be read is a problem."""

from dataclasses import replace
from pathlib import Path

import pytest

from chatops.core.facts import Facts
from chatops.files.adopted import AdoptedPolicies
from chatops.files.live import read_facts

SHIPPED = Path(__file__).parents[2] / "chatops" / "shipped"
TEXT = (SHIPPED / "policy.yml").read_text(encoding="utf-8")


@pytest.fixture
def facts() -> Facts:
    return read_facts(SHIPPED / "policy.yml", SHIPPED / "directory.yml")


def test_it_is_in_force_though_the_file_is_broken(facts: Facts) -> None:
    broken = replace(facts, policy=None, problems=("The policy cannot be used. Line 3.",))
    digest = facts.rules().digest
    found = AdoptedPolicies().in_force(digest, {digest: TEXT}.get, broken)
    assert (found.policy, found.problems) == (facts.policy, ())


def test_an_unreadable_directory_stays_a_problem(facts: Facts) -> None:
    told = "The directory cannot be used. directory.yml, line 4: no."
    broken = replace(facts, problems=(told, "The policy cannot be used. Line 3."))
    found = AdoptedPolicies().in_force("a" * 64, {"a" * 64: TEXT}.get, broken)
    assert (found.policy, found.problems) == (None, (told,))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "Its text is not in the database."),
        ("version: 1\n", "adopted policy, line 1: “expires_after” is missing."),
        (TEXT.replace("7 days", "9 days"), "The text that is stored is not the one"),
        (TEXT.replace("from: owners", "from: team:gone", 1), "There is no team “gone”"),
    ],
)
def test_what_cannot_be_read_is_a_problem(facts: Facts, text: str | None, sentence: str) -> None:
    digest = facts.rules().digest
    found = AdoptedPolicies().in_force(digest, lambda _: text, facts)
    assert found.policy is None
    assert found.problems[0].startswith(f"The adopted policy {digest[:12]} cannot be used. ")
    assert sentence in found.problems[0]


def test_it_is_read_anew_when_the_directory_is_another(facts: Facts) -> None:
    policies, digest = AdoptedPolicies(), facts.rules().digest
    asked: list[str] = []

    def text_of(wanted: str) -> str:
        asked.append(wanted)
        return TEXT

    first = policies.in_force(digest, text_of, facts)
    assert policies.in_force(digest, text_of, facts) == first
    assert len(asked) == 1
    other = replace(facts, directory=replace(facts.directory, digest="d" * 64))
    policies.in_force(digest, text_of, other)
    assert len(asked) == 2
