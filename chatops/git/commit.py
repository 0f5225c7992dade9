"""One commit of a local repository, as a change request needs it.

The repository is somebody else's data: no pager, no external diff, no text conversion, no
mailmap and none of the caller's `GIT_*` variables take part, everything read is separated by
NUL, and no name can become an option (`git help cli`, `git help git-log`).
"""

import os
import re
from pathlib import Path

from chatops.core.commit import Commit, FileChange, Signature
from chatops.core.refused import Refused
from chatops.core.text import clean, one_line
from chatops.git.command import Failed, run

_FIELDS = ("%H", "%s", "%b", "%an", "%ae", "%cn", "%ce", "%(trailers:only,unfold)")
_NAME = re.compile(r"[0-9a-fA-F]{4,64}|HEAD")


def read_commit(repo: Path, sha: str) -> Commit:
    """Return the commit that `sha` names: a full or unambiguous short SHA, or HEAD.

    Files are those changed against the first parent; a root commit adds all of its own.
    Raises `Refused`: no_git, no_repository, unknown_commit, unreadable_repository.
    """
    full = _resolved(repo, sha.strip())
    fields = _fields(repo, full)
    return Commit(
        sha=fields[0],
        title=one_line(fields[1]),
        body=clean(fields[2]),
        author=Signature(one_line(fields[3]), one_line(fields[4])),
        committer=Signature(one_line(fields[5]), one_line(fields[6])),
        trailers=_trailers(fields[7]),
        files=_files(repo, full),
    )


def _resolved(repo: Path, name: str) -> str:
    if not repo.is_dir():
        sentence = f"There is no folder {repo}. Give the path of the repository's folder."
        raise Refused("no_repository", sentence, field="repo")
    if not _NAME.fullmatch(name):
        sentence = f"“{name[:80]}” is no commit. Give its SHA, or HEAD; `git log` shows them."
        raise Refused("unknown_commit", sentence, field="commit")
    revision = f"{name}^{{object}}"
    try:
        full = _git(repo, "rev-parse", "--verify", "--end-of-options", revision).strip()
        kind = _git(repo, "cat-file", "-t", full).strip()
    except Failed as failed:
        raise _unknown(repo, name, failed) from None
    if kind != "commit":
        sentence = f"{full[:12]} is a {kind}, not a commit. Give the SHA of the commit."
        raise Refused("unknown_commit", sentence, field="commit")
    return full


def _unknown(repo: Path, name: str, failed: Failed) -> Refused:
    if "ambiguous" in failed.said:
        sentence = f"More than one object starts with {name}. Give more digits of the SHA."
    elif name == "HEAD":
        sentence = f"{repo} has no commit yet. Make one first."
    else:
        sentence = f"{repo} has no commit {name}. Fetch it first: git -C {repo} fetch --all"
    return Refused("unknown_commit", sentence, field="commit")


def _fields(repo: Path, full: str) -> list[str]:
    layout = "%x00".join(_FIELDS)
    command = ("log", "-1", "--no-mailmap", "--no-show-signature", f"--format=tformat:{layout}")
    fields = _read(repo, *command, "--no-patch", "--end-of-options", full).split("\0")
    if len(fields) != len(_FIELDS):
        sentence = f"Commit {full[:12]} of {repo} cannot be read. Check it: git fsck"
        raise Refused("unreadable_repository", sentence, field="repo")
    return fields


def _trailers(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return tuple((one_line(key), one_line(value)) for key, _, value in pairs)


def _files(repo: Path, full: str) -> tuple[FileChange, ...]:
    """Read `--numstat -z`: added, deleted, path; a rename has an empty path and then two."""
    options = ("--numstat", "-z", "--root", "-r", "-M", "--no-ext-diff", "--no-textconv")
    merge = ("--diff-merges=first-parent", "--no-commit-id", "--end-of-options")
    parts = iter(_read(repo, "diff-tree", *options, *merge, full).split("\0"))
    files = []
    for part in parts:
        if not part:
            continue
        added, deleted, path = part.split("\t", 2)
        if not path:  # the old name counts as touched too: a rule may look at paths
            files.append(FileChange(one_line(next(parts)), 0, 0))
            path = next(parts)
        files.append(FileChange(one_line(path), _count(added), _count(deleted)))
    return tuple(files)


def _count(text: str) -> int | None:
    return None if text == "-" else int(text)


def _read(repo: Path, *arguments: str) -> str:
    try:
        return _git(repo, *arguments)
    except Failed as failed:
        sentence = f"{repo} cannot be read: {failed.said or 'git failed'}. Check it: git fsck"
        raise Refused("unreadable_repository", sentence, field="repo") from None


def _git(repo: Path, *arguments: str) -> str:
    return run(repo, arguments, os.environ)
