"""Adopting a policy: the change request that asks for it, and whom a new policy touches."""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from chatops.core.commit import Commit, FileChange, Signature
from chatops.core.draft import Draft
from chatops.core.facts import Facts
from chatops.core.people import Person
from chatops.core.policy import Policy, When
from chatops.core.refused import Refused
from chatops.core.request import Open
from chatops.core.systems import System
from chatops.core.text import LONGEST, clean, is_blank, one_line, too_long


@dataclass(frozen=True, slots=True)
class Adopt:
    """Put the policy of this text in force. `digest` is that of its meaning, in 64 hex digits.

    `source` is where it is asked from (`cli:ada`), `name` the file's, `difference` says what
    would differ: the approvers of a policy change read it.
    """

    person: str
    source: str
    why: str
    name: str
    text: str
    digest: str
    difference: str = ""


def check_adoption(command: Adopt, facts: Facts) -> None:
    """Raise `Refused` for somebody who is nobody here, and without a reason."""
    person = facts.directory.get(command.person)
    if person.bot or not person.active:
        sentence = f"{person.name} is a bot or not active: name a person of the directory."
        raise Refused("not_a_member", sentence, field="requester")
    if is_blank(command.why):
        raise Refused("reason_missing", "Say why: the audit trail keeps it.", field="why")
    problem = too_long(clean(command.why), LONGEST // 10)
    if problem:
        raise Refused("invalid_input", problem, field="why")


def asked_for(command: Adopt, facts: Facts, old: Policy, old_text: str | None) -> Open:
    """Return the request for the policy change; the policy's digest stands for the commit.

    `old_text` is the text in force, None where it is not known. Raises `ValueError` where the
    policy in force asks for no such request.
    """
    if old.adoption is None:
        raise ValueError("the policy in force lets anybody adopt")
    why = clean(command.why)
    difference = clean(command.difference)[: LONGEST // 2]
    draft = Draft(
        systems=(old.adoption.system,),
        environment=old.adoption.environment,
        title=f"Adopt policy {command.digest[:12]}",
        commit=command.digest,
        description=f"{why}\n\n{difference}".strip(),
        risk="high",
        rollback_plan=f"Adopt policy {old.digest[:12]} again: chatops policy adopt FILE.",
        test_evidence=difference,
    )
    person = facts.directory.get(command.person)
    return Open(command.person, command.source, draft, _commit(command, person, old_text))


def touched(old: Policy | None, new: Policy, facts: Facts) -> tuple[System, ...]:
    """Return the systems for which the two policies do not say the same."""
    systems = facts.registry.systems
    return tuple(one for one in systems if old is None or _about(old, one) != _about(new, one))


def channels_of(systems: tuple[System, ...], facts: Facts) -> tuple[str, ...]:
    """Return the channels of these systems and of the teams that own them, each once."""
    teams = (facts.directory.team(one.team) for one in systems)
    found = (*(team.channel for team in teams if team), *(one.channel for one in systems))
    return tuple(dict.fromkeys(channel for channel in found if channel))


def _about(policy: Policy, system: System) -> Policy:
    """Return the policy as this system alone would need it, under no name."""
    return replace(
        policy,
        digest="",
        rules=tuple(one for one in policy.rules if _could_match(one.when, system)),
        windows=tuple(
            one
            for one in policy.windows
            if any(one.touches(system, place) for place in system.environments)
        ),
    )


def _could_match(when: When, system: System) -> bool:
    return (
        (not when.tiers or system.tier in when.tiers)
        and (not when.systems or system.id in when.systems)
        and (not when.tags or not set(when.tags).isdisjoint(system.tags))
        and (not when.environments or not set(when.environments).isdisjoint(system.environments))
    )


def _commit(command: Adopt, person: Person, old_text: str | None) -> Commit | None:
    """Return the file's change as a commit, so that rules about files can be judged.

    Without an address nobody would be recognised as its author: then no file was read.
    """
    if not person.emails:
        return None
    signed = Signature(person.name, person.emails[0])
    added, deleted = _lines(old_text or "", command.text)
    files = (FileChange(one_line(command.name), added, deleted),)
    title = f"Adopt policy {command.digest[:12]}"
    return Commit(command.digest, title, command.why, signed, signed, files=files)


def _lines(old: str, new: str) -> tuple[int, int]:
    """Return how many lines were added and deleted."""
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    edits = [one for one in matcher.get_opcodes() if one[0] != "equal"]
    return sum(one[4] - one[3] for one in edits), sum(one[2] - one[1] for one in edits)
