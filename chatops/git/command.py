"""The `git` command, run so that neither the repository nor the caller can steer it."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from chatops.core.refused import Refused

TIMEOUT = 30.0  # seconds; a cold read of a large repository takes a few
_SETTINGS = (
    "core.fsmonitor=false",  # else a program named by the repository would be started
    "protocol.allow=never",  # a partial clone would fetch, by a command the repository names
    "core.quotePath=false",
    "core.pager=cat",
    "log.showSignature=false",
    "i18n.logOutputEncoding=UTF-8",
    "diff.renames=true",
    "core.attributesFile=/dev/null",
)
_CONTROL = re.compile("[\x00-\x1f\x7f\u0080-\u009f]+")


class Failed(Exception):  # noqa: N818 - git's own answer, turned into a Refused by the caller
    """Git ended with an error; `said` is its first line without control characters."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def run(repo: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return what git prints; raise `Failed`, or `Refused` where it cannot work here at all."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = ["git", "--no-pager", "--no-replace-objects", "--literal-pathspecs", *settings]
    try:
        done = subprocess.run(  # noqa: S603 - an argument list; names are checked by the caller
            [*command, "-C", str(repo.absolute()), *arguments],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
            env=_environment(environment),
        )
    except FileNotFoundError:
        sentence = "The `git` command is missing. Install git, or put it on the PATH."
        raise Refused("no_git", sentence) from None
    except subprocess.TimeoutExpired:
        sentence = f"Git did not answer within {TIMEOUT:.0f} seconds. Try again, or run git gc."
        raise Refused("unreadable_repository", sentence, field="repo") from None
    if done.returncode:
        _refuse(repo, done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8", "replace")


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in given.items() if not key.startswith("GIT_")}
    safe = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    return kept | safe | {"GIT_NO_LAZY_FETCH": "1"}


def _refuse(repo: Path, errors: str) -> None:
    said = _CONTROL.sub(" ", errors.strip()).removeprefix("fatal: ")[:300]
    if "dubious ownership" in said:
        sentence = (
            f"{repo} belongs to another user, so git does not read it. If you trust it: "
            f"git config --global --add safe.directory {repo.absolute()}"
        )
        raise Refused("no_repository", sentence, field="repo")
    if "not a git repository" in said:
        sentence = f"{repo} is not a git repository. Give the folder that holds its .git."
        raise Refused("no_repository", sentence, field="repo")
    raise Failed(said)
