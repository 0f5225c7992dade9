"""The outcome of a rule: the change as it is afterwards, and what happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change, Status
from chatops.core.escalation import kept
from chatops.core.evaluate import judge
from chatops.core.events import BecameUnreachable, Event, VerdictChanged
from chatops.core.events_talk import WorkMoved
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle_in
from chatops.core.following import followed
from chatops.core.people import Standing
from chatops.core.roster import Roster
from chatops.core.verdict import State, Verdict
from chatops.core.way import way_in


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be recorded. Without events there is nothing to record."""

    change: Change
    events: tuple[Event, ...]
    verdict: Verdict
    at: datetime


def outcome(change: Change, events: Iterable[Event], facts: Facts, now: datetime) -> Outcome:
    """Judge the changed change and add `VerdictChanged` where its state became another.

    Where nothing happened but the verdict says other words than were told last (policy or people
    changed), that is such an event too: every card has to be drawn anew. So it is where somebody
    could complete the approval again; `BecameUnreachable` tells that nobody could any more. What is
    deployed after the gate's yes asks nobody, though its approvals lapse. Of somebody who was asked
    and can decide no more, whatever is judged first tells who is asked now. What is waited
    for follows all that (`core/following.py`).
    """
    judged = judge(change, facts, now)
    verdict = judged.verdict
    told = verdict.digest()
    happened = tuple(events)
    unreachable = ""
    asked: tuple[str, ...] = ()
    waits = verdict.state in TO_BE_SIGNED and not change.is_deployed
    if waits and judged.roster:
        unreachable, asked = obstacle_in(judged.roster), _asked(judged.roster)
        happened += tuple(_moved(change, asked, facts))
    is_reachable_again = bool(change.unreachable) and not unreachable
    is_news = told != change.told or is_reachable_again
    if verdict.state is not change.state or (not happened and is_news):
        happened += (_verdict_changed(change, verdict, facts),)
    if unreachable and unreachable != change.unreachable:
        happened += (BecameUnreachable(change.key, unreachable),)
    told_change = replace(
        change,
        state=verdict.state,
        status=_ENDS.get(verdict.state, change.status),
        told=told,
        unreachable=unreachable,
        asked=asked,
    )
    chased = followed(told_change, happened, facts, now, waits=waits)
    told_change = replace(told_change, chases=chased.chases)
    return Outcome(told_change, (*happened, *chased.events), verdict, now)


def reassess(change: Change, facts: Facts, now: datetime) -> Outcome:
    """Judge a change that nobody touched: time passed, or policy or people changed."""
    return outcome(change, (), facts, now)


_ENDS = {State.EXPIRED: Status.EXPIRED, State.CANCELLED: Status.CANCELLED}
TO_BE_SIGNED = {State.PENDING, State.STALE, State.FROZEN}


def _asked(found: Roster) -> tuple[str, ...]:
    """Return the shortest way, and who is asked besides while they could help."""
    people = way_in(found).people
    return (*people, *kept(found, people))


def _moved(change: Change, asked: tuple[str, ...], facts: Facts) -> Iterator[WorkMoved]:
    """Yield whose work moves to whom; of several who are gone, each newcomer hears of one."""
    to = [one for one in asked if one not in change.asked]
    reasons = ((one, _gone(one, facts)) for one in change.asked if one not in asked)
    gone = [(person, why) for person, why in reasons if why]
    for index, (person, why) in enumerate(gone, 1):
        end = index if index < len(gone) else None
        yield WorkMoved(change.key, person, why, tuple(to[index - 1 : end]))


def _gone(person: str, facts: Facts) -> str | None:
    """Say why this person can decide no more; None where nobody told so."""
    why = facts.unfit(facts.directory.find(person))
    return None if why == Standing.UNKNOWN.reason else why


def _verdict_changed(change: Change, verdict: Verdict, facts: Facts) -> VerdictChanged:
    same = verdict.state is change.state
    why = "Judged anew, because time passed, or policy or people changed. " if same else ""
    return VerdictChanged(
        key=change.key,
        before=change.state.value,
        after=verdict.state.value,
        sentence=f"{why}{verdict.sentence}",
        revision_digest=change.present.digest,
        policy_digest=facts.policy.digest if facts.policy else "",
    )
