"""Sign-offs counted: distinct people over the whole policy, matched to asks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chatops.core.asks import Ask
from chatops.core.decision import Decision, Verb
from chatops.core.matching import fill
from chatops.core.roster import Roster, heard_once
from chatops.core.signoffs import Panel
from chatops.core.sources import unknown_groups
from chatops.core.verdict import State, Verdict

Names = Sequence[Sequence[str]]


def judge_sign_offs(found: Roster) -> tuple[Verdict, ...]:
    """Return one line for each ask of the roster, in the same order."""
    signers = matched(found.asks, found.signed)
    return tuple(_line(index, names, found) for index, names in enumerate(signers))


def matched(asks: tuple[Ask, ...], signed: Names) -> tuple[tuple[str, ...], ...]:
    """Return who signs for each ask when `signed` lists who could, both in the order of `asks`.

    Nobody fills two places, except that a shared ask takes anybody who counts for it.
    """
    slots = [index for index, ask in enumerate(asks) if not ask.shared for _ in range(ask.count)]
    filled = fill([signed[index] for index in slots])
    exclusive: dict[int, list[str]] = {}
    for index, person in zip(slots, filled, strict=True):
        if person is not None:
            exclusive.setdefault(index, []).append(person)
    return tuple(
        tuple(signed[index][: ask.count]) if ask.shared else tuple(exclusive.get(index, ()))
        for index, ask in enumerate(asks)
    )


def complete_since(asks: tuple[Ask, ...], people: Panel) -> datetime | None:
    """Return when the sign-offs became complete; None while they are not."""
    begun = [dict(_begun(ask, people)) for ask in asks]
    for moment in sorted({at for rows in begun for at in rows.values()}):
        by_then = (tuple(one for one, at in rows.items() if at <= moment) for rows in begun)
        found = heard_once(asks, people, tuple(by_then))
        if is_complete(asks, matched(asks, found.signed)):
            return moment
    return None


def is_complete(asks: tuple[Ask, ...], signers: Names) -> bool:
    """Tell whether every ask has as many signers as it asks for."""
    return all(len(signers[index]) >= ask.count for index, ask in enumerate(asks))


def _begun(ask: Ask, people: Panel) -> Iterator[tuple[str, datetime]]:
    for one in people.approvals:
        if people.counts(ask, one):
            yield one.person, _since(ask, one, people)


def _since(ask: Ask, decision: Decision, people: Panel) -> datetime:
    """Return since when the person approves without a break: repeating it starts nothing anew.

    An earlier approval reaches back where it would still count here but for its age, and had not
    ended when the later one came.
    """
    since = decision.at
    for one in reversed(people.change.decisions[: decision.number - 1]):
        if one.person != decision.person or one.verb is Verb.LIFT:
            continue
        goes_on = one.verb is Verb.APPROVE and since <= people.expiry(one)
        if not goes_on or not people.counts(ask, replace(one, at=decision.at)):
            break
        since = one.at
    return since


def _line(index: int, signers: tuple[str, ...], found: Roster) -> Verdict:
    ask, people = found.asks[index], found.people
    shown = f": {', '.join(_signer(one, people) for one in signers)}" if signers else ""
    noun = "sign-off" if ask.count == 1 else "sign-offs"
    sentence = f"{len(signers)} of {ask.count} {noun} from {ask.whom}{shown}."
    if len(signers) >= ask.count:
        return Verdict(ask.name, State.APPROVED, sentence)
    unknown = unknown_groups(ask.sources, people.facts)
    if unknown:
        told = f"Slack has not told who is in the group {', '.join(unknown)}."
        return Verdict(ask.name, State.ERROR, f"{sentence} {told}")
    return _unmet(index, sentence, ask.count - len(signers), found)


def _signer(person: str, people: Panel) -> str:
    """Name a signer, with whom they stand in for and a policy that has changed since."""
    directory = people.facts.directory
    word = next(one for one in people.approvals if one.person == person)
    notes = []
    if word.on_behalf_of:
        notes.append(f"for {directory.name_of(word.on_behalf_of)}")
    if word.policy_digest != people.policy.digest:
        notes.append("under an earlier policy, judged by the present one")
    told = f" ({', '.join(notes)})" if notes else ""
    return f"{directory.name_of(person)}{told}"


def _unmet(index: int, sentence: str, short: int, found: Roster) -> Verdict:
    ask, people = found.asks[index], found.people
    stale = [one for one in people.approvals if is_stale(ask, one, people)]
    candidates = found.candidates(index)
    notes = (*_look_again(stale, people), *_ignored(index, found))
    if not ask.of_anyone and len(candidates) < short:
        notes += (_unreachable(candidates, people),)
    state = State.STALE if stale else State.PENDING
    return Verdict(ask.name, state, " ".join((sentence, *notes)), waiting_for=candidates)


def is_stale(ask: Ask, decision: Decision, people: Panel) -> bool:
    """Tell whether the approval would count here if it covered the present revision."""
    return (
        people.is_meant(ask, decision)
        and not people.covers(ask, decision)
        and people.why_not(ask, decision) is None
    )


def _look_again(stale: list[Decision], people: Panel) -> tuple[str, ...]:
    name_of = people.facts.directory.name_of
    named = ", ".join(f"{name_of(one.person)} (approved revision {one.revision})" for one in stale)
    verb = "has" if len(stale) == 1 else "have"
    return (f"{named} {verb} to look again.",) if stale else ()


def _ignored(index: int, found: Roster) -> tuple[str, ...]:
    """Name covering approvals that were meant for this ask and do not count."""
    name_of = found.people.facts.directory.name_of
    reasons = [f"{name_of(who)} {reason}" for who, reason in _reasons(index, found)]
    return (f"Does not count: {'; '.join(reasons)}.",) if reasons else ()


def _reasons(index: int, found: Roster) -> Iterator[tuple[str, str]]:
    ask, people = found.asks[index], found.people
    for one in people.approvals:
        reason = found.doubled.get((index, one.person))
        if reason is None and people.is_meant(ask, one) and people.covers(ask, one):
            reason = people.why_not(ask, one)
        if reason:
            yield one.person, reason


def _unreachable(candidates: tuple[str, ...], people: Panel) -> str:
    names = ", ".join(people.facts.directory.name_of(one) for one in candidates)
    only = f"only {names} could still sign" if candidates else "nobody else could sign"
    return f"This cannot be reached: {only}."
