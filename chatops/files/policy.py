"""The policy file: YAML into `core.policy.Policy`.

The digest is taken over what the file means: comments, layout and the order within a list of
alternatives do not change it, every rule does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chatops.core.directory import Directory
from chatops.core.policy import Policy
from chatops.core.systems import Registry
from chatops.files.document import Place, parse
from chatops.files.mistakes import Unreadable
from chatops.files.policy_build import policy_of
from chatops.files.policy_chasing import mistaken_chasing
from chatops.files.policy_idle import without_effect
from chatops.files.policy_model import KEYS, PolicyModel
from chatops.files.policy_names import mistaken_names, repeated_names
from chatops.files.strict import text_of, validated

EXAMPLE = "chatops policy example"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy with its text and its lines: `line(("rules", 2))` counts from 1."""

    name: str
    text: str
    policy: Policy
    line: Callable[[Place], int]


def read_policy(
    path: Path, directory: Directory | None = None, registry: Registry | None = None
) -> Policy:
    """Return the policy of this file.

    Raises `Unreadable` with every mistake of the file's shape, and where that is sound with all
    that does not go together. Names of people, teams, levels and systems are looked up where a
    directory and a registry are given.
    """
    return read_policy_file(path, directory, registry).policy


def read_policy_file(
    path: Path, directory: Directory | None = None, registry: Registry | None = None
) -> PolicyFile:
    """Return the same with the text and the lines it was read from."""
    return _of(text_of(path), path.name, directory, registry)


def policy_of_text(
    text: str,
    name: str,
    directory: Directory | None = None,
    registry: Registry | None = None,
) -> Policy:
    """Return the policy of a text that was a file called `name`; raise `Unreadable` as for one."""
    return _of(text, name, directory, registry).policy


def meaning_of_text(text: str) -> str | None:
    """Return the digest of what a policy's text means, whoever it names; None for no policy."""
    try:
        return policy_of_text(text, EXAMPLE).digest
    except Unreadable:
        return None


def _of(text: str, name: str, directory: Directory | None, registry: Registry | None) -> PolicyFile:
    document = parse(text, name)
    model = validated(PolicyModel, document, KEYS, EXAMPLE)
    mistakes = [
        *repeated_names(model),
        *without_effect(model),
        *mistaken_chasing(model),
        *mistaken_names(model, directory, registry),
    ]
    if mistakes:
        raise Unreadable(document.name, [one.at(document) for one in mistakes])
    return PolicyFile(name, text, policy_of(model), document.line)
