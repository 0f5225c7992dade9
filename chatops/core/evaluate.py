"""`evaluate`: the only judge of a change.

It fails closed: an unreadable source, a system or environment that left the registry, an unknown
contributor or a policy of which no rule applies give the state `error`, never `approved`.
"""

from datetime import datetime

from chatops.core.change import Change, Status
from chatops.core.decision import Decision, Verb
from chatops.core.facts import Facts
from chatops.core.policy import Documented, Field, Requirement, Rule
from chatops.core.quorum import judge_sign_offs
from chatops.core.refused import Refused
from chatops.core.revision import Documentation
from chatops.core.rules import applicable, sign_offs
from chatops.core.signoffs import Panel, panel
from chatops.core.text import is_blank
from chatops.core.verdict import State, Verdict


def evaluate(change: Change, facts: Facts, now: datetime) -> Verdict:
    """Return the verdict on the present revision at `now`."""
    try:
        rules = applicable(change, facts)
        people = panel(change, facts)
    except Refused as refused:
        return _whole(State.ERROR, f"Cannot be judged: {refused.sentence}", ())
    if not rules:
        place = f"{change.present.system} in {change.present.environment}"
        return _whole(State.ERROR, f"No rule of the policy applies to {place}.", ())
    parts = (*_strangers(people), *_rejections(people), *_judged(rules, people))
    return _summary(change, parts, now)


def is_over(change: Change, now: datetime) -> bool:
    """Tell whether the change has expired at `now`; the end itself is already over."""
    return change.status is Status.EXPIRED or now >= change.expires_at


def _judged(rules: tuple[Rule, ...], people: Panel) -> tuple[Verdict, ...]:
    signed = judge_sign_offs(sign_offs(rules), people)
    return tuple(
        _rule(rule, tuple(_line(line, signed, people) for line in rule.require)) for rule in rules
    )


def _line(line: Requirement, signed: dict[str, Verdict], people: Panel) -> Verdict:
    if isinstance(line, Documented):
        return _documented(line, people.change.present.documentation)
    return signed[line.name]


def _rule(rule: Rule, parts: tuple[Verdict, ...]) -> Verdict:
    unmet = [part for part in parts if not part.met]
    state = _worst(unmet) if unmet else State.APPROVED
    met = len(parts) - len(unmet)
    return Verdict(rule.name, state, f"{rule.name}: {met} of {len(parts)} met.", parts)


def _documented(line: Documented, written: Documentation) -> Verdict:
    missing = [field.label for field in line.fields if _is_missing(field, written)]
    names = " and ".join(missing or [field.label for field in line.fields])
    verb = "is" if len(missing or line.fields) == 1 else "are"
    if missing:
        return Verdict(line.name, State.PENDING, f"{names} {verb} missing.".capitalize())
    return Verdict(line.name, State.APPROVED, f"{names} {verb} given.".capitalize())


def _is_missing(field: Field, written: Documentation) -> bool:
    if field is Field.WINDOW:
        return written.window_start is None or written.window_end is None
    return is_blank(getattr(written, field.value))


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
    return tuple(_rejection(one, people) for one in words if one.verb is Verb.REJECT)


def _rejection(word: Decision, people: Panel) -> Verdict:
    directory = people.facts.directory
    unfit = people.facts.unfit(directory.find(word.person))
    rejected = f"{directory.name_of(word.person)} rejected revision {word.revision}"
    if unfit:
        sentence = f"{rejected} and {unfit}, so nobody can lift it: open a new change request."
        return Verdict("rejection", State.BLOCKED, sentence)
    sentence = f"{rejected}; it stays blocked until they approve or withdraw the rejection."
    return Verdict("rejection", State.BLOCKED, sentence, waiting_for=(word.person,))


def _summary(change: Change, parts: tuple[Verdict, ...], now: datetime) -> Verdict:
    unmet = [leaf for part in parts for leaf in part.leaves() if not leaf.met]
    state = _worst(unmet) if unmet else State.APPROVED
    if is_over(change, now) and state is not State.ERROR:
        state = State.EXPIRED
    return _whole(state, _SENTENCES[state].format(number=change.present.number), parts)


_SENTENCES = {
    State.APPROVED: "Approved: revision {number} has every sign-off and document it needs.",
    State.PENDING: "Waiting: revision {number} does not have all it needs yet.",
    State.STALE: "Waiting: earlier approvals do not cover revision {number}.",
    State.BLOCKED: "Blocked by a rejection.",
    State.EXPIRED: "Expired: a new revision is needed to go on.",
    State.ERROR: "Cannot be judged, so it is not approved.",
}
_GRAVEST_FIRST = (State.ERROR, State.BLOCKED, State.STALE, State.PENDING)


def _worst(unmet: list[Verdict]) -> State:
    states = {leaf.state for leaf in unmet}
    return next(state for state in _GRAVEST_FIRST if state in states)


def _whole(state: State, sentence: str, parts: tuple[Verdict, ...]) -> Verdict:
    return Verdict("change", state, sentence, parts)
