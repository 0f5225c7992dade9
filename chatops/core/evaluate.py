"""`evaluate`: the only judge of a change.

It fails closed: an unreadable source, a system or environment that left the registry, an unknown
contributor, a fact nobody told or a policy of which no rule applies give the state `error`, never
`approved`; what another rule says does not hide it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from chatops.core.asks import Ask, asks_of, owed_asks
from chatops.core.break_glass import Declaration
from chatops.core.change import Change, Status
from chatops.core.decision import Decision, Verb
from chatops.core.facts import Facts
from chatops.core.lift import is_lifted, lifters
from chatops.core.policy import CheckPassed, Documented, PlannedWindow, SignOffs, Wait
from chatops.core.quorum import judge_sign_offs
from chatops.core.refused import Refused
from chatops.core.requirements import check_passed, documented, planned_window, waited
from chatops.core.roster import Roster, roster
from chatops.core.rules import Applied, applicable, systems_of
from chatops.core.signoffs import Panel, panel
from chatops.core.verdict import State, Verdict

_Signed = tuple[tuple[Ask, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and the roster it was counted from; None where nothing could be judged."""

    verdict: Verdict
    roster: Roster | None


def evaluate(change: Change, facts: Facts, now: datetime) -> Verdict:
    """Return the verdict on the present revision at `now`."""
    return judge(change, facts, now).verdict


def judge(change: Change, facts: Facts, now: datetime) -> Judged:
    """Return the same with its roster, for who goes on to ask who could still sign."""
    if change.cancellations:
        return Judged(_cancelled(change, facts), None)
    try:
        rules = applicable(change, facts, now)
        people = panel(change, facts, now)
    except Refused as refused:
        why = "" if refused.code == "no_rule" else "Cannot be judged: "
        return Judged(_whole(State.ERROR, f"{why}{refused.sentence}", ()), None)
    groups = (*(asks_of((one,), facts) for one in rules), owed_asks(change, facts, now))
    found = roster(tuple(ask for group in groups for ask in group), people)
    parts = (
        *_strangers(people),
        *_rejections(people),
        *_freezes(people),
        *_judged(rules, groups, found),
    )
    return Judged(_summary(people, parts), found)


def is_over(change: Change, now: datetime) -> bool:
    """Tell whether the change has expired at `now`; the end itself is already over."""
    return change.status is not Status.OPEN or now >= change.expires_at


def _cancelled(change: Change, facts: Facts) -> Verdict:
    name = facts.directory.name_of(change.cancellations[-1].person)
    return _whole(State.CANCELLED, f"Cancelled by {name}; it asks for nothing any more.", ())


def _judged(
    rules: tuple[Applied, ...], groups: tuple[tuple[Ask, ...], ...], found: Roster
) -> tuple[Verdict, ...]:
    """Return a node for each rule (the last group of asks is of none), then what is owed."""
    lines = iter(judge_sign_offs(found))
    signed = [tuple((ask, next(lines)) for ask in group) for group in groups[:-1]]
    return (*(_rule(one, own, found) for one, own in zip(rules, signed, strict=True)), *lines)


def _rule(applied: Applied, signed: _Signed, found: Roster) -> Verdict:
    name, people = applied.rule.name, found.people
    parts: tuple[Verdict, ...] = ()
    if applied.missing:
        parts = (Verdict(name, State.ERROR, applied.missing),)
    for line in applied.rule.require:
        match line:
            case SignOffs():
                parts += tuple(one for ask, one in signed if ask.requirement is line)
            case Documented():
                parts += (documented(line, people.change.present.documentation),)
            case CheckPassed():
                parts += (check_passed(line, people),)
            case PlannedWindow():
                parts += (planned_window(line, people),)
            case Wait():
                parts += (waited(line, found.asks, people),)
    unmet = [part for part in parts if not part.met]
    state = _worst(unmet) if unmet else State.APPROVED
    return Verdict(name, state, f"{name}: {len(parts) - len(unmet)} of {len(parts)} met.", parts)


def _strangers(people: Panel) -> tuple[Verdict, ...]:
    directory = people.facts.directory
    strangers = [
        one.shown
        for one in people.change.contributors
        if not one.agent and directory.person_behind(one) is None
    ]
    if not strangers:
        return ()
    sentence = (
        f"Contributors are not in the directory: {', '.join(dict.fromkeys(strangers))}. "
        "List them there, or add the address to a person; until then nobody can tell who may "
        "approve."
    )
    return (Verdict("contributors", State.ERROR, sentence),)


def _rejections(people: Panel) -> tuple[Verdict, ...]:
    words = people.change.last_words()
    return tuple(
        _rejection(one, people)
        for one in words
        if one.verb is Verb.REJECT and not is_lifted(one, people)
    )


def _rejection(word: Decision, people: Panel) -> Verdict:
    directory = people.facts.directory
    unfit = people.facts.unfit(directory.find(word.person))
    rejected = f"{directory.name_of(word.person)} rejected revision {word.revision}"
    others = lifters(people)
    names = ", ".join(directory.name_of(one) for one in others)
    if unfit:
        lift = (
            f"only {names} can lift it"
            if names
            else ("nobody can lift it: open a new change request")
        )
        sentence = f"{rejected} and {unfit}, so {lift}."
        return Verdict("rejection", State.BLOCKED, sentence, waiting_for=others)
    lift = f", or {names} lifts it" if names else ""
    sentence = f"{rejected}; it stays blocked until they approve or withdraw the rejection{lift}."
    return Verdict("rejection", State.BLOCKED, sentence, waiting_for=(word.person,))


def _freezes(people: Panel) -> tuple[Verdict, ...]:
    present = people.change.present
    systems = systems_of(present, people.facts)
    return tuple(
        Verdict(
            one.name, State.FROZEN, f"{one.name}: frozen until {one.until}.{_because(one.reason)}"
        )
        for one in people.policy.windows
        if one.refuses
        and one.is_on(people.now)
        and any(one.touches(system, present.environment) for system in systems)
    )


def _because(reason: str) -> str:
    return f" {reason}" if reason else ""


def _summary(people: Panel, parts: tuple[Verdict, ...]) -> Verdict:
    change, now = people.change, people.now
    unmet = [leaf for part in parts for leaf in part.leaves() if not leaf.met]
    state = _worst(unmet) if unmet else State.APPROVED
    if is_over(change, now) and state is not State.ERROR:
        state = State.EXPIRED
    rejected = any(leaf.state is State.BLOCKED for leaf in unmet)
    glass = _standing_glass(people)
    if glass and unmet and not rejected and not is_over(change, now):
        return _overridden(glass, parts)
    return _whole(state, _SENTENCES[state].format(number=change.present.number), parts)


def _standing_glass(people: Panel) -> Declaration | None:
    """Return the break-glass that opens: while the policy knows any, and who broke it is fit."""
    glass = people.change.broken_glass(people.now)
    if glass is None or people.policy.break_glass is None:
        return None
    return None if people.facts.unfit(people.facts.directory.find(glass.person)) else glass


def _overridden(glass: Declaration, parts: tuple[Verdict, ...]) -> Verdict:
    sentence = (
        f"Overridden by break-glass, not approved: revision {glass.revision} may go once until "
        f"{glass.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
    )
    return _whole(State.OVERRIDDEN, sentence, parts)


_SENTENCES = {
    State.APPROVED: "Approved: revision {number} has every sign-off and document it needs.",
    State.PENDING: "Waiting: revision {number} does not have all it needs yet.",
    State.STALE: "Waiting: earlier approvals do not cover revision {number}.",
    State.FROZEN: "Frozen: nothing may go now.",
    State.BLOCKED: "Blocked by a rejection.",
    State.EXPIRED: "Expired: a new revision is needed to go on.",
    State.ERROR: "Cannot be judged, so it is not approved.",
}
_GRAVEST_FIRST = (State.ERROR, State.BLOCKED, State.FROZEN, State.STALE, State.PENDING)


def _worst(unmet: list[Verdict]) -> State:
    states = {leaf.state for leaf in unmet}
    return next(state for state in _GRAVEST_FIRST if state in states)


def _whole(state: State, sentence: str, parts: tuple[Verdict, ...]) -> Verdict:
    return Verdict("change", state, sentence, parts)
