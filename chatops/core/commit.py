"""A version-control commit as a change request needs it."""

import re
from dataclasses import dataclass

SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signature:
    """A name and an e-mail address, as the commit carries them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of the diff; lines added and deleted are None for a binary file."""

    path: str
    added: int | None
    deleted: int | None


@dataclass(frozen=True, slots=True)
class Commit:
    """What was read from the repository: `sha` is the full object name."""

    sha: str
    title: str
    body: str
    author: Signature
    committer: Signature
    trailers: tuple[tuple[str, str], ...] = ()
    files: tuple[FileChange, ...] = ()

    @property
    def co_authors(self) -> tuple[Signature, ...]:
        """Return the people (and agents) of the `Co-authored-by` trailers."""
        values = (value for key, value in self.trailers if key.lower() == "co-authored-by")
        return tuple(signature(value) for value in values)


def signature(text: str) -> Signature:
    """Parse `Name <address>`; without an address the whole text is the name."""
    name, _, rest = text.partition("<")
    return Signature(name.strip(), rest.partition(">")[0].strip())
