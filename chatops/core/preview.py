"""What a request would need if it were sent as it stands in the form, and who could give it.

The change is made up from the form and judged by the rules that will judge the real one. What
only the commit tells (its files, its authors, traces of AI) is not known yet, and that is said.
"""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.asks import Ask, asks_of, owed_asks
from chatops.core.assistance import Assistance, Degree
from chatops.core.change import Change, Status
from chatops.core.contributor import Contributor, Role
from chatops.core.draft import Draft
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle_in
from chatops.core.policy import CheckPassed, Documented, PlannedWindow, Requirement, Wait
from chatops.core.refused import Refused
from chatops.core.revision import Documentation, Kind, Revision, Risk
from chatops.core.roster import Roster, roster
from chatops.core.rules import Applied, applicable
from chatops.core.signoffs import panel
from chatops.core.text import span
from chatops.core.verdict import State

_NO_COMMIT = "0" * 40
NOT_YET = "Choose systems and an environment, and this shows which approvals it will need."
CANNOT_TELL = "Which approvals it will need cannot be told at the moment. You can send it anyway."


@dataclass(frozen=True, slots=True)
class Need:
    """One line: what is asked for, and who (directory ids) could give it, nearest first.

    `or_others` tells that not everybody is named who could.
    """

    sentence: str
    people: tuple[str, ...] = ()
    or_others: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be needed.

    `unsure` names rules of which only the commit's files tell whether they apply; `obstacles` say
    why it could not be approved as it stands; `note` is said instead where nothing can be told.
    """

    needs: tuple[Need, ...] = ()
    unsure: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    note: str = ""


def preview(person: str, draft: Draft, source: str, facts: Facts, now: datetime) -> Preview:
    """Return what this draft of the person (directory id) would need."""
    if not draft.systems or not draft.environment:
        return Preview(note=NOT_YET)
    change = _supposed(person, draft, source, now)
    try:
        rules = applicable(change, facts, now)
        known = tuple(one for one in rules if not one.missing)
        asks = (*asks_of(known, facts), *owed_asks(change, facts, now))
        found = roster(asks, panel(change, facts, now))
    except Refused as refused:
        return Preview(obstacles=(refused.sentence,))
    return Preview(
        needs=(*_sign_offs(found), *_others(known)),
        unsure=tuple(one.rule.name for one in rules if one.missing),
        obstacles=_obstacles(change, found, facts, now),
    )


def _supposed(person: str, draft: Draft, source: str, now: datetime) -> Change:
    """Return the change that the form would make, with what is not chosen yet at its default."""
    documentation = Documentation(
        title="",
        risk=_risk(draft.risk),
        window_start=draft.window_start,
        window_end=draft.window_end,
        kind=_kind(draft.kind),
        labels=tuple(one.strip() for one in draft.labels if one.strip()),
    )
    degree = Degree.__members__.get(draft.degree.upper(), Degree.NONE)
    revision = Revision(
        number=1,
        systems=tuple(dict.fromkeys(draft.systems)),
        environment=draft.environment,
        commit=_NO_COMMIT,
        documentation=documentation,
        assistance=Assistance(degree),
        contributors=(Contributor(Role.REQUESTER, person=person),),
        files=None,
        submitted_by=person,
        submitted_at=now,
    )
    return Change(
        "", person, source, Status.OPEN, now, datetime.max.replace(tzinfo=now.tzinfo), (revision,)
    )


def _risk(word: str) -> Risk:
    return Risk(word) if word in {one.value for one in Risk} else Risk.MEDIUM


def _kind(word: str) -> Kind:
    return Kind(word) if word in {one.value for one in Kind} else Kind.NORMAL


def _sign_offs(found: Roster) -> tuple[Need, ...]:
    return tuple(
        Need(_asked(ask), found.candidates(index), ask.of_anyone)
        for index, ask in enumerate(found.asks)
    )


def _asked(ask: Ask) -> str:
    noun = "sign-off" if ask.count == 1 else "sign-offs"
    return f"{ask.count} {noun} from {ask.whom}"


def _others(rules: tuple[Applied, ...]) -> tuple[Need, ...]:
    lines = (_words(line) for one in rules for line in one.rule.require)
    return tuple(Need(words) for words in dict.fromkeys(filter(None, lines)))


def _words(line: Requirement) -> str:
    match line:
        case Documented():
            return f"Written down: {', '.join(one.label for one in line.fields)}"
        case CheckPassed():
            return f"The check “{line.check}”, passed on exactly this commit"
        case PlannedWindow():
            return "A planned window, outside all freezes"
        case Wait():
            return f"A wait of {span(line.length)} after the last sign-off"
        case _:
            return ""


def _obstacles(change: Change, found: Roster, facts: Facts, now: datetime) -> tuple[str, ...]:
    leaves = evaluate(change, facts, now).leaves()
    stops = tuple(one.sentence for one in leaves if one.state is State.FROZEN)
    return tuple(filter(None, (obstacle_in(found), *stops)))
