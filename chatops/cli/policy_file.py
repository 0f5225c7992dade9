"""A policy file as the commands read it: with the directory of the settings, and warnings."""

from dataclasses import dataclass
from pathlib import Path

from chatops.core.policy import Policy
from chatops.core.refused import Refused
from chatops.files.directory import read_directory
from chatops.files.mistakes import Mistake
from chatops.files.policy import read_policy_file
from chatops.files.reach import warned


@dataclass(frozen=True, slots=True)
class Checked:
    """A policy without mistakes, its text, and what is odd about it."""

    path: Path
    text: str
    policy: Policy
    warnings: tuple[Mistake, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Return every warning as one line of text, with the line of the file."""
        name = self.path.name
        return tuple(
            f"{name}, line {one.line}: {one.sentence}" if one.line else f"{name}: {one.sentence}"
            for one in self.warnings
        )


def checked(path: Path, directory_path: Path) -> Checked:
    """Return the policy of this file; raise `Unreadable` with every mistake and its line.

    Raises `Refused("unreadable_file")` where there is no such file.
    """
    from chatops import bootstrap  # noqa: PLC0415 - imports every room: only where it is needed

    if not path.is_file():
        sentence = f"There is no file {path}. Create it, or name another one."
        raise Refused("unreadable_file", sentence)
    people, registry = read_directory(directory_path)
    file = read_policy_file(path, people, registry)
    text = path.read_bytes().decode("utf-8-sig")
    found = warned(file, people, registry, bootstrap.utc_now())
    return Checked(path, text, file.policy, found)
