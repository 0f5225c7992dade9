"""Where a change's commit is read from: a repository on this machine, or nowhere."""

from collections.abc import Callable

from chatops.core.commit import Commit

CommitReader = Callable[[str, str], Commit | None]


def no_commits(_system: str, _sha: str) -> Commit | None:
    """Read nothing: contributors and files stay unknown, as for a repository we cannot reach."""
    return None
