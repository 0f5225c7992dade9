"""Commits of real repositories."""

import hashlib
import itertools
import os
import stat
from pathlib import Path

import pytest

from chatops.core.commit import FileChange, Signature
from chatops.core.refused import Refused
from chatops.git import command
from chatops.git.commit import read_commit
from tests.git.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo")


def refusal(path: Path, name: str) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        read_commit(path, name)
    return caught.value.code, caught.value.sentence


def test_a_commit_is_read_whole(repository: Repository) -> None:
    repository.write("a.txt", "1\n")
    message = (
        "Raise the limit\n\nCards time out.\n\nTicket: OPS-1\n"
        "Co-authored-by: Éva <eva@example.com>\nLong: one\n  two\n"
    )
    sha = repository.commit(
        message, author="Dan <dan@example.com>", committer="Ana <a@example.com>"
    )
    commit = read_commit(repository.path, sha)
    assert (commit.sha, commit.title) == (sha, "Raise the limit")
    assert commit.body.startswith("Cards time out.\n\nTicket: OPS-1")
    assert commit.author == Signature("Dan", "dan@example.com")
    assert commit.committer == Signature("Ana", "a@example.com")
    assert commit.trailers == (
        ("Ticket", "OPS-1"),
        ("Co-authored-by", "Éva <eva@example.com>"),
        ("Long", "one two"),
    )
    assert commit.co_authors == (Signature("Éva", "eva@example.com"),)
    assert commit.files == (FileChange("a.txt", 1, 0),)


def test_short_and_upper_case_names_and_head_mean_the_full_commit(repository: Repository) -> None:
    sha = repository.commit()
    for name in (sha, sha[:10], sha[:8].upper(), "HEAD", f" {sha}\n"):
        assert read_commit(repository.path, name).sha == sha


def test_co_authors_above_the_last_paragraph_are_co_authors_too(repository: Repository) -> None:
    message = (
        "Squashed (#3)\n\n* one\n\nCo-authored-by: Eve <eve@example.com>\n\n* two\n\nThe end.\n"
    )
    repository.commit(message)
    commit = read_commit(repository.path, "HEAD")
    assert commit.trailers == ()
    assert commit.co_authors == (Signature("Eve", "eve@example.com"),)


def test_renames_binary_files_and_odd_names(repository: Repository) -> None:
    repository.write("old name.txt", "line\n" * 50)
    repository.write("gone.txt", "x\n")
    repository.commit()
    repository.git("mv", "old name.txt", "new\tname.txt")
    repository.git("rm", "--quiet", "gone.txt")
    repository.write("logo.png", b"\x00\x01\x02")
    repository.write('say "hi" → é.txt', "a\nb\n")
    repository.commit()
    assert set(read_commit(repository.path, "HEAD").files or ()) == {
        FileChange("old name.txt", 0, 0),
        FileChange("new name.txt", 0, 0),
        FileChange("gone.txt", 0, 1),
        FileChange("logo.png", None, None),
        FileChange('say "hi" → é.txt', 2, 0),
    }


def test_a_merge_is_compared_with_its_first_parent(repository: Repository) -> None:
    repository.write("a", "1\n")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("side", "1\n2\n")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("main", "1\n")
    repository.commit()
    identity = {
        f"GIT_{role}_{part}": "x" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    }
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side", **identity)
    commit = read_commit(repository.path, "HEAD")
    assert commit.files == (FileChange("side", 2, 0),)


def test_a_commit_without_files_or_message(repository: Repository) -> None:
    repository.commit(" ", more=("--allow-empty-message",))
    commit = read_commit(repository.path, "HEAD")
    assert (commit.title, commit.body, commit.files) == ("", "", ())


def test_control_characters_do_not_get_in(repository: Repository) -> None:
    repository.commit("Nice\x1b[31m title\n\nbo\x07dy", author="D\x1ban <d@example.com>")
    commit = read_commit(repository.path, "HEAD")
    assert (commit.title, commit.body) == ("Nice[31m title", "body")
    assert commit.author.name == "Dan"


def test_what_is_no_commit_is_refused(repository: Repository, tmp_path: Path) -> None:
    sha = repository.commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")
    path = repository.path
    assert refusal(tmp_path / "none", "HEAD")[0] == "no_repository"
    assert "There is no folder" in refusal(tmp_path / "none", "HEAD")[1]
    (tmp_path / "plain").mkdir()
    assert "is not a git repository" in refusal(tmp_path / "plain", "HEAD")[1]
    assert "is a tree, not a commit" in refusal(path, tree)[1]
    code, sentence = refusal(path, "f" * 40)
    assert (code, f"git -C {path} fetch --all" in sentence) == ("unknown_commit", True)
    for name in ("--output=x", "-1", "main", "HEAD~0", "", f"{sha}..{sha}", sha[:3]):
        assert "is no commit. Give its SHA, or HEAD" in refusal(path, name)[1]


def short(text: str) -> str:
    """The first four digits of git's name for a file with this text."""
    blob = f"blob {len(text)}\0{text}".encode()
    return hashlib.sha1(blob, usedforsecurity=False).hexdigest()[:4]


def test_an_empty_repository_and_an_ambiguous_name(repository: Repository) -> None:
    assert "has no commit yet" in refusal(repository.path, "HEAD")[1]
    seen: dict[str, str] = {}
    texts = iter(map(str, itertools.count()))
    same = next(
        (text, seen[blob]) for text in texts if seen.setdefault(blob := short(text), text) != text
    )
    for text in same:
        repository.write("n", text)
        repository.git("hash-object", "-w", "n")
    twice = short(same[0])
    assert "Give more digits" in refusal(repository.path, twice)[1]


def test_neither_repository_nor_caller_can_steer_it(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    repository.write("a.txt", "1\n")
    repository.write(".gitattributes", "*.txt diff=trap\n")
    repository.write(".mailmap", "Ana <ana@example.com> <dan@example.com>\n")
    sha = repository.commit()
    for key in (
        "diff.trap.command",
        "diff.trap.textconv",
        "diff.external",
        "core.pager",
        "core.fsmonitor",
        "gpg.program",
        "core.sshCommand",
    ):
        repository.git("config", key, str(trap))
    for key in ("log.mailmap", "log.showSignature"):
        repository.git("config", key, "true")
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    commit = read_commit(repository.path, sha)
    assert commit.author.email == "dan@example.com"
    assert FileChange("a.txt", 1, 0) in (commit.files or ())
    assert not (tmp_path / "sprung").exists()


def test_a_repository_of_somebody_else_says_how_to_trust_it(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    repository.commit()
    os.chown(repository.path, 12345, 12345)
    os.chown(repository.path / ".git", 12345, 12345)
    monkeypatch.setenv("HOME", str(tmp_path))
    code, sentence = refusal(repository.path, "HEAD")
    assert code == "no_repository"
    assert sentence.endswith(
        f"git config --global --add safe.directory {repository.path.absolute()}"
    )


def test_a_machine_without_git_says_so(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(repository.path, "HEAD")[0] == "no_git"


def test_git_that_hangs_is_given_up(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 5\n", encoding="utf-8")
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(slow.parent), prepend=os.pathsep)
    monkeypatch.setattr(command, "TIMEOUT", 0.2)
    assert "did not answer" in refusal(repository.path, "HEAD")[1]
