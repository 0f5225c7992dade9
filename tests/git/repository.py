"""A real repository to read from."""

import os
import subprocess
from pathlib import Path

SAFE = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Repository:
    """A repository in a folder of its own, without anybody's configuration."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git here; return what it prints."""
        command = ["git", "-C", str(self.path), *arguments]
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, env=SAFE | environment
        )
        return done.stdout.strip()

    def write(self, name: str, content: str | bytes) -> None:
        """Put a file into the folder."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        message: str = "Raise the limit",
        *,
        author: str = "Dan <dan@example.com>",
        committer: str | None = None,
        more: tuple[str, ...] = (),
    ) -> str:
        """Commit everything there is; return the SHA."""
        self.git("add", "--all")
        names = {"AUTHOR": author, "COMMITTER": committer or author}
        identity = {}
        for role, text in names.items():
            name, _, rest = text.partition(" <")
            identity[f"GIT_{role}_NAME"] = name
            identity[f"GIT_{role}_EMAIL"] = rest.rstrip(">")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, *more, **identity)
        return self.git("rev-parse", "HEAD")
