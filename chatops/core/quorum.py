"""Sign-offs counted: distinct people over the whole policy, matched to requirements."""

from chatops.core.decision import Decision
from chatops.core.matching import fill
from chatops.core.policy import ANYONE, DIRECTOR, OWNERS, SignOffs
from chatops.core.signoffs import Panel
from chatops.core.verdict import State, Verdict


def judge_sign_offs(requirements: tuple[SignOffs, ...], people: Panel) -> dict[str, Verdict]:
    """Return one line for each requirement, by its name."""
    exclusive = tuple(one for one in requirements if not one.shared)
    signers = _matched(exclusive, people)
    for requirement in requirements:
        if requirement.shared:
            signers[requirement.name] = _countable(requirement, people)[: requirement.count]
    return {one.name: _line(one, signers[one.name], people) for one in requirements}


def wanted(requirement: SignOffs, people: Panel) -> str:
    """Say whom the requirement asks for: `Payments (owners)`, `anyone who is senior or above`."""
    words = " or ".join(_source(source, people) for source in requirement.sources)
    if requirement.min_level is None:
        return words
    if requirement.sources == (ANYONE,):
        return f"anyone who is {requirement.min_level} or above"
    return f"{words}, {requirement.min_level} or above"


def _matched(exclusive: tuple[SignOffs, ...], people: Panel) -> dict[str, tuple[str, ...]]:
    slots = [(one.name, _countable(one, people)) for one in exclusive for _ in range(one.count)]
    filled = fill([choices for _, choices in slots])
    signers: dict[str, tuple[str, ...]] = {one.name: () for one in exclusive}
    for (name, _), person in zip(slots, filled, strict=True):
        signers[name] += (person,) if person else ()
    return signers


def _countable(requirement: SignOffs, people: Panel) -> tuple[str, ...]:
    return tuple(one.person for one in people.approvals if people.counts(requirement, one))


def _line(requirement: SignOffs, signers: tuple[str, ...], people: Panel) -> Verdict:
    name_of = people.facts.directory.name_of
    shown = f": {', '.join(name_of(one) for one in signers)}" if signers else ""
    noun = "sign-off" if requirement.count == 1 else "sign-offs"
    count = f"{len(signers)} of {requirement.count} {noun}"
    sentence = f"{count} from {wanted(requirement, people)}{shown}."
    if len(signers) >= requirement.count:
        return Verdict(requirement.name, State.APPROVED, sentence)
    return _unmet(requirement, sentence, requirement.count - len(signers), people)


def _unmet(requirement: SignOffs, sentence: str, short: int, people: Panel) -> Verdict:
    stale = [one for one in people.change.stale_approvals() if people.counts(requirement, one)]
    candidates = people.candidates(requirement)
    notes = (*_look_again(stale, people), *_ignored(requirement, people))
    if ANYONE not in requirement.sources and len(candidates) < short:
        notes += (_unreachable(candidates, people),)
    state = State.STALE if stale else State.PENDING
    return Verdict(requirement.name, state, " ".join((sentence, *notes)), waiting_for=candidates)


def _look_again(stale: list[Decision], people: Panel) -> tuple[str, ...]:
    name_of = people.facts.directory.name_of
    named = ", ".join(f"{name_of(one.person)} (approved revision {one.revision})" for one in stale)
    verb = "has" if len(stale) == 1 else "have"
    return (f"{named} {verb} to look again.",) if stale else ()


def _ignored(requirement: SignOffs, people: Panel) -> tuple[str, ...]:
    """Name approvals of this revision that were meant for this requirement and do not count."""
    directory = people.facts.directory
    reasons = []
    for one in people.approvals:
        person = directory.find(one.person)
        reason = people.why_not(requirement, one)
        if reason and (person is None or people.may_sign(requirement, person)):
            reasons.append(f"{directory.name_of(one.person)} {reason}")
    return (f"Does not count: {'; '.join(reasons)}.",) if reasons else ()


def _unreachable(candidates: tuple[str, ...], people: Panel) -> str:
    names = ", ".join(people.facts.directory.name_of(one) for one in candidates)
    only = f"only {names} could still sign" if candidates else "nobody else could sign"
    return f"This cannot be reached: {only}. Add approvers in the directory."


def _source(source: str, people: Panel) -> str:
    kind, _, name = source.partition(":")
    if kind in {OWNERS, "team"}:
        team_id = people.system.team if kind == OWNERS else name
        team = people.facts.directory.team(team_id)
        shown = team.name if team else team_id
        return f"{shown} (owners)" if kind == OWNERS else shown
    if kind == "person":
        return people.facts.directory.name_of(name)
    return "the director" if kind == DIRECTOR else "anyone"
