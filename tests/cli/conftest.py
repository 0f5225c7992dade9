"""A terminal in a folder of its own, with policy, directory and a repository."""

from pathlib import Path

import pytest

from chatops.settings import Settings
from tests.cli.terminal import SHIPPED, Terminal
from tests.git.repository import Repository


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("policy.yml", "directory.yml"):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    at_once = (tmp_path / "policy.yml").read_text().replace("1\n\n", "1\nundo_for: 0 seconds\n", 1)
    (tmp_path / "policy.yml").write_text(at_once)
    repository = Repository(tmp_path / "repo")
    repository.write("retry.py", "tries = 5\n")
    message = "Raise the retry limit\n\nCards time out.\n"
    repository.commit(message, author="Linus Example <linus@example.com>")
    return Terminal(tmp_path, repository, capsys, monkeypatch)
