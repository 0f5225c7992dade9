"""The README tells it truly: help text, settings, policy, files and commands are compared."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel
from typer.testing import CliRunner

from chatops.cli.app import app
from chatops.core.policy import ROLES, Field, Part
from chatops.core.revision import Kind, Risk
from chatops.files.directory import read_directory
from chatops.files.directory_model import QuietHoursModel
from chatops.files.policy import policy_of_text, read_policy
from chatops.files.policy_model import KEYS, PolicyModel, WhenModel
from chatops.files.strict import Strict
from chatops.settings import settings_table
from chatops.slack.views.replies import WORDS
from chatops.web.incidents import NewIncident
from chatops.web.models import NewDeployment

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "chatops" / "shipped"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_settings_table_is_the_settings() -> None:
    assert settings_table() in README


def test_the_help_text_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80", "TERM": "dumb"}).stdout
    assert printed.strip() in README


def test_the_policy_shown_is_the_policy_shipped() -> None:
    shown = next(one for one in fenced("yaml") if one.startswith("version:"))
    assert policy_of_text(shown, "README.md") == read_policy(SHIPPED / "policy.yml")


ENDS = {
    "version": "version: 1\n",
    "expires_after": "expires_after: 7 days\n",
    "rules": "rules:\n"
    "  - {name: all, when: {}, require: [{name: two, sign_offs: 2, from: owners}]}\n",
}
"""What makes a policy of a fragment."""


@pytest.mark.parametrize("shown", fenced("yaml"), ids=lambda one: one.partition("\n")[0])
def test_every_example_of_a_policy_loads(shown: str) -> None:
    directory, registry = read_directory(SHIPPED / "directory.yml")
    rest = "".join(text for key, text in ENDS.items() if f"{key}:" not in shown.splitlines())
    whole = shown if shown.startswith("version:") else shown + rest
    policy_of_text(whole, "README.md", directory, registry)


def words_of(kind: type[Strict]) -> set[str]:
    return {field.alias or name for name, field in kind.model_fields.items()}


@pytest.mark.parametrize("kind", [PolicyModel, *dict.fromkeys(KEYS.values())])
def test_every_key_of_the_policy_is_in_an_example(kind: type[Strict]) -> None:
    shown = "\n".join(fenced("yaml"))
    assert [one for one in words_of(kind) if not re.search(rf"\b{one}:", shown)] == []


@pytest.mark.parametrize("word", [*ROLES, "team:", "person:", "group:"])
def test_every_source_is_in_an_example(word: str) -> None:
    assert any(re.search(rf"\b{word}", one) for one in fenced("yaml"))


@pytest.mark.parametrize("word", [*Field, *Part, *Kind, *Risk, *sorted(words_of(WhenModel))])
def test_every_other_word_of_the_policy_is_told(word: str) -> None:
    assert re.search(rf"`[^`]*\b{word}\b[^`]*`", README)


def test_every_shipped_policy_is_named_and_sound() -> None:
    directory, registry = read_directory(SHIPPED / "directory.yml")
    files = sorted((SHIPPED / "policies").iterdir())
    assert len(files) == 4
    for file in files:
        assert f"`{file.name}`" in README
        assert read_policy(file, directory, registry).rules


def test_every_file_and_picture_that_is_named_is_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    files = re.findall(r"`((?:core|ledger|store|usecases|slack|web|jobs)/[a-z_/]+\.py)`", README)
    assert pictures
    assert files
    missing = [one for one in pictures if not (ROOT / one).exists()]
    missing += [one for one in files if not (ROOT / "chatops" / one).exists()]
    assert missing == []


def test_every_command_that_is_named_is_there() -> None:
    runner = CliRunner()
    named = set(re.findall(r"(?:\$ |`)chatops ((?:[a-z]+ ?)+)", README))
    assert len(named) > 8
    for words in named:
        call = [one for one in words.split() if one != "ci"]
        answer = runner.invoke(app, [*call, "--help"])
        assert answer.exit_code == 0, words


POSTED = re.findall(r"(/v1/[a-z]+)\" --json \\\n +'(\{.*?\})'", README, re.DOTALL)
BODIES: dict[str, type[BaseModel]] = {
    "/v1/deployments": NewDeployment,
    "/v1/incidents": NewIncident,
}


def test_every_body_that_is_posted_is_accepted() -> None:
    assert {path for path, _ in POSTED} == set(BODIES)
    for path, body in POSTED:
        BODIES[path].model_validate_json(body.replace("…", "a" * 40))


def test_every_word_of_the_slash_command_is_told() -> None:
    assert [one for one in WORDS if f"`/change {one}" not in README] == []


def test_the_quiet_hours_shown_are_accepted() -> None:
    (shown,) = re.findall(r"`quiet_hours: ({.*?})`", README, re.DOTALL)
    QuietHoursModel.model_validate(yaml.safe_load(shown))


def test_every_make_target_that_is_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:`|\$ )make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_manifest_and_the_readme_name_the_same_app() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert f"/invite @{manifest['display_information']['name']}" in README
