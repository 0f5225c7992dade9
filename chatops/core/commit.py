"""A version-control commit as a change request needs it."""

import re
from dataclasses import dataclass

SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CO_AUTHOR = re.compile(r"^co-authored-by:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)


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
    """What was read from the repository: `sha` is the full object name.

    `files` is None where only the message was told, so nobody knows what the commit touches.
    """

    sha: str
    title: str
    body: str
    author: Signature
    committer: Signature
    trailers: tuple[tuple[str, str], ...] = ()
    files: tuple[FileChange, ...] | None = None

    @property
    def co_authors(self) -> tuple[Signature, ...]:
        """Return the people (and agents) of every `Co-authored-by` line, each once.

        Git's trailers are the last paragraph only; a squash merge leaves lines further up.
        """
        trailers = (value for key, value in self.trailers if key.lower() == "co-authored-by")
        found = (signature(value) for value in (*trailers, *_CO_AUTHOR.findall(self.body)))
        return tuple(dict.fromkeys(one for one in found if one.name or one.email))


def signature(text: str) -> Signature:
    """Parse `Name <address>`; without an address the whole text is the name."""
    name, _, rest = text.partition("<")
    return Signature(name.strip(), rest.partition(">")[0].strip())
