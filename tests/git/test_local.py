"""A system's repositories that are folders here are read; others are not missed."""

from dataclasses import replace
from pathlib import Path

import pytest

from chatops.core.commit import Commit
from chatops.core.facts import Facts
from chatops.core.refused import Refused
from chatops.core.systems import Registry
from chatops.git.local import local_commits
from tests import builders as make
from tests.git.repository import Repository


def facts(*repositories: str) -> Facts:
    checkout = replace(make.SYSTEMS[0], repositories=repositories)
    return replace(make.facts(), registry=Registry((checkout,)))


def read(repository: str, sha: str, system: str = "checkout") -> Commit | None:
    return local_commits(lambda: facts("git@git.example.com:shop.git", repository))(system, sha)


def test_the_commit_comes_with_its_people_and_files(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "shop")
    repository.write("a.py", "x = 1\n")
    sha = repository.commit(author="Ana <ana@example.com>")
    found = read(str(repository.path), f" {sha.upper()} ")
    assert found is not None
    assert found.author.email == "ana@example.com"
    assert [one.path for one in found.files or ()] == ["a.py"]


def test_a_commit_that_is_not_there_is_named_under_its_field(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "shop")
    repository.write("a.py", "x = 1\n")
    repository.commit()
    with pytest.raises(Refused, match="ffffffffffff is not in shop") as refused:
        read(str(repository.path), "f" * 40)
    assert (refused.value.code, refused.value.field) == ("unknown_commit", "commit")


@pytest.mark.parametrize("repository", ["git@git.example.com:shop.git", "shop", "/no/such/folder"])
def test_what_is_no_folder_here_is_left_out(repository: str) -> None:
    assert read(repository, "a" * 40) is None


@pytest.mark.parametrize("sha", ["", "HEAD", "--all", "abc"])
def test_what_is_no_full_sha_is_left_to_the_form(tmp_path: Path, sha: str) -> None:
    assert read(str(tmp_path), sha) is None


def test_an_unknown_system_has_no_repositories(tmp_path: Path) -> None:
    assert read(str(tmp_path), "a" * 40, system="nope") is None
