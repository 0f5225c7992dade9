"""Commits of a system's repositories, as far as these are folders on this machine.

With them a request typed into Slack knows its authors, files and AI assistance; without them
only what the requester says is known.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from chatops.core.commit import SHA, Commit
from chatops.core.facts import Facts
from chatops.core.refused import Refused
from chatops.git.commit import read_commit


def local_commits(facts: Callable[[], Facts]) -> Callable[[str, str], Commit | None]:
    """Return a reader of (system id, SHA).

    It answers None where no repository is a folder here, or where the SHA is none (the form
    says so), and raises `Refused("unknown_commit")` where none of the folders has the commit.
    """

    def read(system_id: str, sha: str) -> Commit | None:
        full = sha.strip().lower()
        folders = tuple(_folders(system_id, facts()))
        if not folders or not SHA.fullmatch(full):
            return None
        return _first(folders, full)

    return read


def _folders(system_id: str, facts: Facts) -> Iterator[Path]:
    system = facts.registry.find(system_id.strip())
    for repository in system.repositories if system else ():
        folder = Path(repository)
        if folder.is_absolute() and folder.is_dir():
            yield folder


def _first(folders: tuple[Path, ...], sha: str) -> Commit:
    for folder in folders:
        try:
            return read_commit(folder, sha)
        except Refused as refused:
            if refused.code != "unknown_commit":
                raise
    names = " or ".join(folder.name for folder in folders)
    sentence = f"{sha[:12]} is not in {names} as this service sees it. Push it, then try again."
    raise Refused("unknown_commit", sentence, field="commit")
