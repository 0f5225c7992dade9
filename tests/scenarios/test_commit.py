"""A request from a real commit, opened and revised by the command line, decided in Slack."""

import subprocess
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from chatops.cli.app import run
from chatops.demo import story
from chatops.demo.acting import shown
from tests.scenarios.conftest import Town

PAYMENTS, LEDGER = "C01PAYMENTS", "C01LEDGER"
DOCUMENTS = ("--rollback-plan", "Set LEDGER_BATCH=1.", "--test-evidence", "Replay: same totals.")


@dataclass(frozen=True)
class Seen:
    exit_code: int
    stdout: str
    stderr: str


def chatops(town: Town, *arguments: str) -> Seen:
    """Run the command in this process: the demo's pipeline runs it in one of its own."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        for name, value in town.demo.environment.items():
            patched.setenv(name, value)
        code = run(list(arguments))
    return Seen(code, out.getvalue(), err.getvalue())


def gate(town: Town, sha: str) -> Seen:
    return chatops(
        town, "gate", "--system", "ledger", "--commit", sha, "--environment", "production"
    )


def test_a_juniors_commit_with_an_ai_co_author_needs_a_senior(town: Town, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    sha = story.commit(repository)
    place = ("--system", "ledger", "--repo", str(repository), "--commit", sha)
    opened = chatops(town, "change", "open", *place, *DOCUMENTS)
    assert opened.exit_code == 0, opened.stderr

    card = shown(town.person("priya").card(PAYMENTS, "CR-1"))
    assert "Post ledger entries in batches of 500" in card
    assert "Claude" in card
    assert "0 of 1 sign-off from anyone who is senior or above." in card
    refused = town.person("tom").clicks("Approve", PAYMENTS, "CR-1")
    assert "you contributed to it" in shown(refused["seen"]["ephemeral"][0])

    town.person("diego").clicks("Approve", PAYMENTS, "CR-1")
    denied = gate(town, sha)
    assert denied.exit_code == 1
    assert "1 of 2 sign-offs" in denied.stdout
    town.person("hanna").clicks("Approve", PAYMENTS, "CR-1")
    allowed = gate(town, sha)
    assert (allowed.exit_code, "allowed" in allowed.stdout.lower()) == (0, True)

    told = chatops(town, "change", "show", "CR-1")
    assert told.exit_code == 0
    for part in ("Hanna Weber", "gate:answered", "decision:made", "ledger"):
        assert part in told.stdout


def test_a_new_commit_is_a_new_revision(town: Town, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    sha = story.commit(repository)
    place = ("--repo", str(repository))
    chatops(town, "change", "open", "--system", "ledger", *place, "--commit", sha, *DOCUMENTS)
    for name in ("diego", "hanna"):
        town.person(name).clicks("Approve", PAYMENTS, "CR-1")
    assert gate(town, sha).exit_code == 0
    (repository / "more.py").write_text("X = 1\n", encoding="utf-8")
    git = ["git", "-C", str(repository), "-c", "user.name=Tom", "-c", "user.email=tom@example.com"]
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "One more"], check=True)
    revised = chatops(town, "change", "revise", "CR-1", *place, "--commit", "HEAD")
    assert revised.exit_code == 0, revised.stderr
    town.person("hanna").sees(LEDGER, "have to look again.")
    denied = gate(town, sha)
    assert denied.exit_code == 1
    assert "was an earlier revision of CR-1" in denied.stdout


def test_an_unknown_commit_and_an_unknown_person_are_errors_that_say_how_to_mend_them(
    town: Town, tmp_path: Path
) -> None:
    repository = tmp_path / "repository"
    story.commit(repository)
    place = ("--system", "ledger", "--repo", str(repository))
    unknown = chatops(town, "change", "open", *place, "--commit", "f" * 40)
    assert unknown.exit_code != 0
    assert "Traceback" not in unknown.stderr
    stranger = chatops(town, "change", "open", *place, "--commit", "HEAD", "--as", "nobody")
    assert "nobody" in stranger.stderr
    assert "Traceback" not in stranger.stderr
