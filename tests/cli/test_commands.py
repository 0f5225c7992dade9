"""The other commands, and what all have in common."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import typer

from chatops.cli.app import app
from chatops.usecases.token import bearer_of, token_digest
from tests.cli.terminal import Terminal

ROOT = Path(__file__).parents[2]
SHA = "a" * 40
GATE = ("gate", "--system", "checkout", "--commit", SHA)


def commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]  # it is a group
        inner = getattr(command, "commands", {})
        found += [(name, one) for one in inner] or [(name,)]
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_has_help_with_an_example(
    terminal: Terminal, command: tuple[str, ...]
) -> None:
    seen = terminal.types(*command, "--help")
    assert seen.code == 0
    assert f"chatops {' '.join(command)}" in " ".join(seen.out.split("Example:")[1].split())
    assert all(len(line) <= 80 for line in seen.out.splitlines())


def test_without_a_command_there_is_help(terminal: Terminal) -> None:
    for arguments in ((), ("change",)):
        seen = terminal.types(*arguments)
        assert seen.code == 2
        assert seen.err.startswith("Usage: chatops")


def test_the_gate_says_no_then_yes(terminal: Terminal) -> None:
    seen = terminal.types(*GATE)
    assert seen.code == 1
    assert seen.out == (
        "denied\nNo change request asks for aaaaaaaaaaaa on checkout in production.\n"
    )
    terminal.opens()
    terminal.approves("CR-1", "ada", "grace")
    head = ("gate", "--system", "checkout", "--commit", "HEAD", *terminal.at)
    yes = terminal.types(*head)
    assert (yes.code, yes.out.splitlines()[0]) == (0, "allowed")
    told = terminal.types(*head, "--json")
    assert (told.code, told.json["allowed"], told.json["change"]) == (0, True, "CR-1")
    event = terminal.types("change", "show", "CR-1", "--json").json["audit"]["entries"][-1]
    assert event["event"]["caller"].startswith("cli:")


def test_the_gate_cannot_tell(terminal: Terminal) -> None:
    (terminal.folder / "policy.yml").write_text("version: 1\n", encoding="utf-8")
    seen = terminal.types(*GATE)
    assert seen.code == 2
    assert seen.out.startswith("denied\nThe policy cannot be used. policy.yml, line 1: ")
    terminal.environment.setenv("CHATOPS_DATABASE_URL", "postgresql+psycopg://x@127.0.0.1:1/x")
    away = terminal.types(*GATE)
    assert (away.code, away.out) == (2, "")
    assert away.err.startswith("error: The database cannot be used: ")


def test_a_database_that_is_none(terminal: Terminal) -> None:
    (terminal.folder / "bad.db").write_text("not a database" * 100, encoding="utf-8")
    terminal.environment.setenv("CHATOPS_DATABASE_URL", "sqlite:///bad.db")
    seen = terminal.types("change", "list")
    assert (seen.code, seen.err.count("\n")) == (2, 1)
    assert seen.err.startswith("error: The database")
    (database,) = (
        one for one in terminal.types("doctor", "--json").json if one["name"] == "database"
    )
    assert (database["health"], "not a database" in database["sentence"]) == ("fail", True)


def test_settings_nobody_should_start_with(terminal: Terminal) -> None:
    terminal.environment.setenv("CHATOPS_PORTT", "1")
    terminal.environment.setenv("SLACK_BOT_TOKEN", "xoxp-secret")
    for command in (GATE, ("doctor",), ("serve",), ("policy", "check")):
        seen = terminal.types(*command)
        assert seen.code == 2
        assert "error: CHATOPS_PORTT is no setting. Did you mean CHATOPS_PORT?\n" in seen.err
        assert "secret" not in seen.err


def test_tokens(terminal: Terminal) -> None:
    made = terminal.types("token", "create", "ci/shop")
    assert made.code == 0
    secret = made.out.strip()
    assert secret.startswith("chatops_")
    with terminal.house() as house:
        found = bearer_of(house, token_digest(secret))
        assert found is not None
        assert found.name == "ci/shop"
    (token,) = terminal.types("token", "list", "--json").json
    assert (token["name"], token["revoked_at"]) == ("ci/shop", None)
    assert secret not in str(token)
    assert terminal.types("token", "create", "ci/shop").code == 1
    assert terminal.types("token", "create", "a b").code == 1
    assert terminal.types("token", "revoke", "ci/shop").code == 0
    assert "ci/shop" in terminal.types("token", "list").out
    with terminal.house() as house:
        assert bearer_of(house, token_digest(secret)) is None
    again = terminal.types("token", "revoke", "ci/shop")
    assert (again.code, "There is no token “ci/shop” to revoke." in again.err) == (1, True)


def test_the_directory_is_checked(terminal: Terminal) -> None:
    people = terminal.types("directory", "check")
    assert people.out == "directory.yml: 6 people, 1 team, 2 systems\n"


def test_the_directory_is_shown(terminal: Terminal) -> None:
    assert "Margaret Hamilton" in terminal.types("directory", "show").out
    (row,) = terminal.types("directory", "show", "checkout", "--json").json
    assert row["about"] == "tier 1, payments, production, staging"
    (ada,) = terminal.types("directory", "show", "ada", "--json").json
    week = "mon tue wed thu fri 09:00-18:00"
    assert ada["about"] == f"principal, {week} Europe/London, holidays of GB ENG"
    (margaret,) = terminal.types("directory", "show", "margaret", "--json").json
    assert margaret["about"] == f"senior, {week}, holidays of US NY"
    assert terminal.types("directory", "show", "nothing").code == 1


@pytest.mark.parametrize("name", ["policy", "directory"])
def test_examples_are_the_shipped_files(terminal: Terminal, name: str) -> None:
    shipped = (ROOT / "chatops" / "shipped" / f"{name}.yml").read_text(encoding="utf-8")
    assert terminal.types(name, "example").out == shipped


def test_the_database_is_upgraded(terminal: Terminal) -> None:
    assert terminal.types("db", "upgrade").out == "The database is up to date.\n"
    assert terminal.types("db", "upgrade").code == 0


def test_a_database_of_a_newer_version_is_left_alone(terminal: Terminal) -> None:
    terminal.types("db", "upgrade")
    with closing(sqlite3.connect(terminal.folder / "data" / "chatops.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (GATE, ("db", "upgrade"), ("change", "list")):
        seen = terminal.types(*command)
        assert (seen.code, seen.err.count("\n")) == (2, 1)
        assert "newer version of chatops: install that version." in seen.err
    (schema,) = (one for one in terminal.types("doctor", "--json").json if one["name"] == "schema")
    assert schema["health"] == "fail"


def test_the_doctor_finds_what_is_missing(terminal: Terminal) -> None:
    seen = terminal.types("doctor", "--json")
    assert seen.code == 1
    health = [(one["name"], one["health"]) for one in seen.json]
    assert health == [
        ("settings", "ok"),
        ("directory", "ok"),
        ("policy", "ok"),
        ("database", "ok"),
        ("clock", "ok"),
        ("schema", "ok"),
        ("outbox", "ok"),
        ("people", "warn"),
        ("audit key", "warn"),
        ("audit log", "ok"),
        ("append-only", "ok"),
        ("settings", "fail"),
        ("settings", "fail"),
    ]
    table = terminal.types("doctor").out
    assert "SQLite 3." in table
    assert "→ Set it in .env." in table


def test_a_definition_that_is_none(terminal: Terminal) -> None:
    assert terminal.types("simulator", "none.yml").code == 2


def test_it_runs_as_a_module_and_survives_a_closed_pipe(terminal: Terminal) -> None:
    command = [sys.executable, "-m", "chatops", "directory", "example"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        command, cwd=terminal.folder, env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command, cwd=terminal.folder, env=environment, stdout=writer, stderr=-1, check=False
    )
    os.close(writer)
    assert b"Traceback" not in done.stderr
