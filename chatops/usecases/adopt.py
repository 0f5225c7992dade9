"""Somebody adopts a policy: from then on it is in force in every replica.

Where the policy in force names a system for changes of itself (`policy_changes`), the digest of
the new one is the commit of a change request on that system, and the gate has to say yes first.
Such a yes is good for one adoption.
"""

from dataclasses import dataclass

from chatops.core.adopting import Adopt, asked_for, channels_of, check_adoption, touched
from chatops.core.evaluate import is_over
from chatops.core.events import PolicyAdopted
from chatops.core.facts import Facts
from chatops.core.gate import Question
from chatops.core.notices import ChannelLine
from chatops.core.policy import Adoption, Policy
from chatops.core.refused import Refused
from chatops.core.text import clean
from chatops.core.verdict import State
from chatops.store.database import Reading
from chatops.store.policies import SCOPE, AdoptedPolicy
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change
from chatops.usecases.reassess import reassess


@dataclass(frozen=True, slots=True)
class Adopted:
    """The policy is in force. `approved_by` is the request that allowed it, or empty.

    `overridden` says that it was break-glass that let it through; `channels` are told.
    """

    approved_by: str
    overridden: bool
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The policy is not in force: the request `key` has to be approved first.

    `opened` tells whether it was opened just now; `sentences` say what it waits for.
    """

    key: str
    opened: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Present:
    """What is in force: its policy, its text if it was adopted, and where its history ends.

    `used` are the requests that allowed an adoption already.
    """

    facts: Facts
    policy: Policy
    text: str | None
    head: str
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Permission:
    key: str = ""
    overridden: bool = False


def adopt(house: House, command: Adopt) -> Adopted | Waiting:
    """Put the policy in force, or open the request that asks for it.

    Raises `Refused`: cannot_tell where the new policy or the one in force cannot be read,
    nothing_changed, out_of_date where another policy was adopted meanwhile, and what
    `check_adoption` and opening a request raise.
    """
    with house.store.reading() as reading:
        present = _present(house, command, reading)
    check_adoption(command, present.facts)
    new = house.adopted(command.digest, lambda _: command.text, present.facts).rules()
    permission = _permission(house, command, present)
    if isinstance(permission, Waiting):
        return permission
    channels = channels_of(touched(present.policy, new, present.facts), present.facts)
    _put_in_force(house, command, present, permission.key, channels, canonical=new.canonical)
    house.wake()
    reassess(house)
    return Adopted(permission.key, permission.overridden, channels)


def _present(house: House, command: Adopt, reading: Reading) -> _Present:
    facts, last = house.in_force(reading), reading.adopted()
    if last is not None and last.digest == command.digest:
        sentence = f"Policy {command.digest[:12]} is in force already. Nothing was changed."
        raise Refused("nothing_changed", sentence)
    events = (entry.data["event"] for entry in reading.entries(SCOPE))
    used = frozenset(one["approved_by"] for one in events if one["approved_by"])
    text = last.text if last is not None else None
    return _Present(facts, facts.rules(), text, reading.chain_head(SCOPE), used)


def _permission(house: House, command: Adopt, present: _Present) -> _Permission | Waiting:
    where = present.policy.adoption
    if where is None or command.digest == present.policy.digest:  # the file, adopted as it is
        return _Permission()
    pending = _pending(house, command, where, present.used)
    if not pending:
        return _open(house, command, present)
    question = Question(command.source, where.system, where.environment, command.digest)
    given = ask_gate(house, question)
    if given.allowed and given.key not in present.used:
        return _Permission(given.key, given.state is State.OVERRIDDEN)
    key = pending[0] if given.allowed else given.key or pending[0]
    return Waiting(key, opened=False, sentences=() if given.allowed else given.sentences)


def _pending(
    house: House, command: Adopt, where: Adoption, used: frozenset[str]
) -> tuple[str, ...]:
    """Return the requests for this policy that can still allow it, newest first."""
    with house.store.reading() as reading:
        changes = reading.changes_at(where.system, where.environment, command.digest)
    return tuple(
        one.key
        for one in changes
        if one.present.commit == command.digest
        and one.key not in used
        and not is_over(one, house.now())
    )


def _open(house: House, command: Adopt, present: _Present) -> Waiting:
    request = asked_for(command, present.facts, present.policy, present.text)
    outcome = open_change(house, request)
    if outcome is None:
        raise RuntimeError("no delivery was named, so none was dealt with before")
    lacking = (leaf.sentence for leaf in outcome.verdict.leaves() if not leaf.met)
    return Waiting(outcome.change.key, opened=True, sentences=tuple(lacking))


def _put_in_force(
    house: House,
    command: Adopt,
    present: _Present,
    key: str,
    channels: tuple[str, ...],
    *,
    canonical: str,
) -> None:
    before, why, now = present.policy.digest, clean(command.why), house.now()
    event = PolicyAdopted(command.digest, before, command.person, key, why)
    texts = (command.digest, command.text)
    policy = AdoptedPolicy(*texts, command.person, why, key, now, canonical)
    lines = [ChannelLine("", channel, event) for channel in channels]
    with house.store.transaction() as tx:
        # What was allowed replaces `before`, and nothing that came in between: of two at once
        # the second waits at the same note and finds it taken.
        first = tx.once(f"adopted after {present.head}", now)
        if not first or tx.chain_head(SCOPE) != present.head:
            sentence = "Another policy was adopted meanwhile. Look at it: chatops policy show"
            raise Refused("out_of_date", sentence)
        tx.adopt(policy, event, lines, now)
