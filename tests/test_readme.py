"""The README tells it truly: help text, settings, policy, files and commands are compared."""

import re
from pathlib import Path

import yaml
from typer.testing import CliRunner

from chatops.cli.app import app
from chatops.files.policy import read_policy
from chatops.settings import settings_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_settings_table_is_the_settings() -> None:
    assert settings_table() in README


def test_the_help_text_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80", "TERM": "dumb"}).stdout
    assert printed.strip() in README


def test_the_policy_shown_is_the_policy_shipped(tmp_path: Path) -> None:
    (shown,) = [one for one in fenced("yaml") if one.startswith("version:")]
    file = tmp_path / "policy.yml"
    file.write_text(shown, encoding="utf-8")
    assert read_policy(file) == read_policy(ROOT / "chatops" / "shipped" / "policy.yml")


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


def test_every_make_target_that_is_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:`|\$ )make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_manifest_and_the_readme_name_the_same_app() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert f"/invite @{manifest['display_information']['name']}" in README
