"""Who hears of an event by a direct message, or is reminded by it."""

from collections.abc import Iterator

from chatops.core.change import Change
from chatops.core.decision import Verb, standing
from chatops.core.events import (
    BecameUnreachable,
    ChangeOpened,
    ConditionAttached,
    DecisionMade,
    Event,
    GlassBroken,
    GlassUsed,
    ObligationClosed,
    ObligationOverdue,
    RevisionAdded,
    VerdictChanged,
)
from chatops.core.events_chase import Escalated, ObligationReminded, Reminded
from chatops.core.events_talk import (
    ApprovalRecalled,
    ChangeCancelled,
    ConditionDropped,
    DeploymentReported,
    HandedOver,
    Nudged,
    QuestionAnswered,
    QuestionAsked,
    SnoozeEnded,
    WorkMoved,
)
from chatops.core.facts import Facts
from chatops.core.obligation import Owed
from chatops.core.reminder import Why
from chatops.core.reviewers import reviewers_of
from chatops.core.sources import director_of
from chatops.core.text import is_blank
from chatops.core.verdict import State


def concerned(event: Event, change: Change, facts: Facts) -> Iterator[str]:
    """Yield the people (directory ids) whom this event concerns, perhaps more than once."""
    match event:
        case ChangeOpened() | ConditionAttached() | BecameUnreachable():
            yield change.requester
        case DecisionMade():
            yield from _of_decision(event, change)
        case RevisionAdded(look_again=people):
            yield from people
        case VerdictChanged(before=before, after=after) if _is_news(before, after):
            yield change.requester
        case GlassBroken() | GlassUsed() | ObligationClosed():
            yield from _of_debt(event, change, facts)
        case DeploymentReported(bypass=True):
            yield change.requester
            yield from _superiors(change, facts)
        case _:
            yield from _of_talk(event, change)


def reminded(event: Event, change: Change, facts: Facts) -> Iterator[tuple[str, Why]]:
    """Yield who is reminded by this event in one message with all else that waits, and why."""
    match event:
        case Reminded(people=people, last=last):
            yield from ((one, Why.LAST_CALL if last else Why.SIGN_OFF) for one in people)
        case Escalated(to=people, rung=rung):
            yield from ((one, Why(rung)) for one in people)
        case ObligationReminded(people=people):
            yield from ((one, _why_owed(event, one, change, facts)) for one in people)
        case ObligationOverdue():
            yield from _of_overdue(event, change, facts)
        case SnoozeEnded(person=person, is_asked=True):
            yield person, Why.SNOOZED
        case _:
            return


def _why_owed(event: ObligationReminded, person: str, change: Change, facts: Facts) -> Why:
    """Return why: it is theirs, or it was carried to them as high as their part is."""
    owed = change.obligations[event.number - 1]
    theirs = {owed.by, change.requester}
    if owed.owed is Owed.REVIEW:
        theirs = set(reviewers_of(change, facts))
    if person in theirs:
        return Why.OBLIGATION
    systems = filter(None, map(facts.registry.find, change.present.systems))
    teams = filter(None, (facts.directory.team(one.team) for one in systems))
    return Why.MANAGER if person in {one.manager for one in teams} else Why.DIRECTOR


def _of_overdue(
    event: ObligationOverdue, change: Change, facts: Facts
) -> Iterator[tuple[str, Why]]:
    """Yield who could pay what is late, and of a review the superiors as well."""
    if event.owed != Owed.REVIEW.value:
        yield change.requester, Why.OBLIGATION
        yield event.person, Why.OBLIGATION
        return
    payers = tuple(_left(event, change, facts))
    yield from ((one, Why.OBLIGATION) for one in payers)
    above = (one for one in _superiors(change, facts) if one not in payers)
    yield from ((one, Why.OVERDUE) for one in above)


def _of_talk(event: Event, change: Change) -> Iterator[str]:
    match event:
        case ChangeCancelled(by=by):
            approved = (one.person for one in change.last_words() if one.verb is Verb.APPROVE)
            people = (change.requester, *approved, *event.asked)
            yield from (one for one in people if one != by)
        case ApprovalRecalled(owners=people):
            yield change.requester
            yield from people
        case QuestionAsked() | DeploymentReported() | ConditionDropped():
            yield change.requester
        case QuestionAnswered(asker=person) | HandedOver(to=person):
            yield person
        case Nudged(people=people) | WorkMoved(to=people):
            yield from people
        case _:
            return


def _of_decision(event: DecisionMade, change: Change) -> Iterator[str]:
    if event.verb in {Verb.REJECT, Verb.LIFT} or _is_taken_back(event, change):
        yield change.requester
    if event.verb == Verb.LIFT:
        yield from (one.person for one in change.decisions if one.number == event.lifts)


def _is_taken_back(event: DecisionMade, change: Change) -> bool:
    """Tell whether it is a recall, with its reason, or a rejection ends by it or stands again.

    Of a stray click that was undone the requester hears nothing.
    """
    own = [one for one in change.decisions if one.person == event.person]
    rejects = (word and word.verb is Verb.REJECT for word in (standing(own[:-1]), standing(own)))
    return event.verb == Verb.WITHDRAW and (any(rejects) or not is_blank(event.comment))


def _of_debt(
    event: GlassBroken | GlassUsed | ObligationClosed, change: Change, facts: Facts
) -> Iterator[str]:
    match event:
        case GlassBroken():
            yield change.requester
            yield from _superiors(change, facts)
            yield from reviewers_of(change, facts)
        case GlassUsed():
            yield event.person
            yield from _superiors(change, facts)
        case ObligationClosed():
            owed = next(one for one in change.obligations if one.number == event.number)
            yield from (one for one in (owed.by, change.requester) if one != event.person)


def _left(event: ObligationOverdue, change: Change, facts: Facts) -> Iterator[str]:
    """Yield who could still give the review: whoever gave theirs is left in peace."""
    owed = next((one for one in change.obligations if one.number == event.number), None)
    given = {one.person for one in owed.reviews} if owed else set()
    yield from (one for one in reviewers_of(change, facts) if one not in given)


def _superiors(change: Change, facts: Facts) -> Iterator[str]:
    """Yield the directors and VPs of the change's systems."""
    for system in filter(None, map(facts.registry.find, change.present.systems)):
        team = facts.directory.team(system.team)
        people = (director_of(system, facts.directory), team.vp if team else None)
        yield from (one for one in people if one)


def _is_news(before: str, after: str) -> bool:
    """Tell whether the requester should hear: an end, or what stood till then is gone again.

    A change is blocked by a rejection, and that was told already, with its reason; a broken
    glass and a cancellation were told too.
    """
    if after in {before, State.OVERRIDDEN.value, State.CANCELLED.value}:
        return False
    ends = {State.APPROVED.value, State.EXPIRED.value, State.ERROR.value}
    stood = {State.APPROVED.value, State.BLOCKED.value}
    return after in ends or (before in stood and after != State.BLOCKED.value)
