"""Each event in one plain sentence, with mentions and dates where a reader needs them."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decision import Verb, standing
from chatops.core.events import (
    AbsenceSet,
    BecameUnreachable,
    ChangeOpened,
    CheckPosted,
    ConditionAttached,
    DecisionMade,
    Event,
    GateAnswered,
    GlassBroken,
    GlassUsed,
    ObligationClosed,
    ObligationOverdue,
    PolicyAdopted,
    ReviewGiven,
    RevisionAdded,
    VerdictChanged,
)
from chatops.core.events_audit import KeyCreated, KeyRotated, PersonRedacted, TrailRead
from chatops.core.events_chase import ChaseEvent
from chatops.core.events_digest import DigestEvent
from chatops.core.events_talk import BotInvited, ChannelLost, ChannelReturned
from chatops.core.facts import Facts
from chatops.core.obligation import Owed
from chatops.core.verdict import State
from chatops.slack.views import rich
from chatops.slack.views.changed import named_in
from chatops.slack.views.introduction import introduction
from chatops.slack.views.rich import Element
from chatops.slack.views.summary import where
from chatops.slack.views.text import counted, one_line
from chatops.slack.views.told_audit import of_audit
from chatops.slack.views.told_chase import of_time
from chatops.slack.views.told_talk import of_talk
from chatops.slack.views.words import SAID, SYMBOLS, said_of

Elements = tuple[Element, ...]
LOUD = SYMBOLS[State.OVERRIDDEN]
_LATE, _NOBODY = "⏰", "⚠️"
_PEOPLE = 20
_NOWHERE = (
    "They stand nowhere until the app can post there again, the directory names another channel, "
    "or CHATOPS_FALLBACK_CHANNEL does. A public one never stands in for a private one."
)
_NAME = 60  # of a check, a caller, a level
_WORDS = {Verb.APPROVE: "approval of", Verb.REJECT: "rejection of"}


def told(event: Event, change: Change | None, facts: Facts) -> Elements:
    """Return the sentence; `change` is None for an event that is about no change request."""
    match event:
        case ChangeOpened() | RevisionAdded() | DecisionMade() | VerdictChanged():
            return _of_change(event, change, facts)
        case GateAnswered() | CheckPosted() | BecameUnreachable():
            return rich.sentence(_of_machine(event))
        case GlassBroken() | GlassUsed():
            return _of_glass(event, change, facts)
        case ConditionAttached() | ReviewGiven() | ObligationClosed() | ObligationOverdue():
            return _of_debt(event, facts)
        case AbsenceSet() | PolicyAdopted() | ChannelLost() | ChannelReturned() | BotInvited():
            return _of_house(event, facts)
        case KeyCreated() | KeyRotated() | TrailRead() | PersonRedacted() as read:
            elements = of_audit(read, facts)
        case _:
            elements = (
                of_time(event, change, facts)
                if isinstance(event, ChaseEvent | DigestEvent)
                else of_talk(event, facts)
            )
    return elements


def words_of(event: Event) -> str:
    """Return what somebody wrote, which stands below the sentence; empty where nobody did."""
    marked = [one for one in fields(event) if "private" in one.metadata]
    written = (one.name for one in marked if "made" not in one.metadata)
    name = next((one for one in written if one != "title"), "")
    return str(getattr(event, name)) if name else ""


def _of_change(
    event: ChangeOpened | RevisionAdded | DecisionMade | VerdictChanged,
    change: Change | None,
    facts: Facts,
) -> Elements:
    match event:
        case ChangeOpened():
            return (rich.text(_opened(event, facts)),)
        case RevisionAdded():
            return _revised(event, change, facts)
        case DecisionMade():
            return (rich.text(_decided(event, change, facts)),)
        case VerdictChanged():
            sentence = said_of(event.key, one_line(event.sentence, 1000))
            return rich.sentence(f"{_symbol(event.after)}{sentence}")


def _opened(event: ChangeOpened, facts: Facts) -> str:
    name = rich.name(facts.directory, event.requester)
    place = where(event.systems, event.environment, facts)
    commit = one_line(event.commit[:12], 12)
    return f"{name} asked for {event.key}: a change to {place}, commit {commit}."


def _decided(event: DecisionMade, change: Change | None, facts: Facts) -> str:
    name = rich.name(facts.directory, event.person)
    if event.verb == Verb.LIFT:
        decisions = change.decisions if change else ()
        whose = next((one.person for one in decisions if one.number == event.lifts), "")
        owner = f"{rich.name(facts.directory, whose)}'s" if whose else "the"
        return f"{name} lifted {owner} rejection of {event.key}."
    if event.verb == Verb.WITHDRAW:
        return _taken_back(event, change, name)
    absent = event.on_behalf_of
    place = f" in place of {rich.name(facts.directory, absent)}, who is away" if absent else ""
    return f"{name} {SAID[Verb(event.verb)]} revision {event.revision} of {event.key}{place}."


def _taken_back(event: DecisionMade, change: Change | None, name: str) -> str:
    """Return what was withdrawn, as far as the decisions leave no doubt, and what stands again."""
    own = [one for one in change.decisions if one.person == event.person] if change else []
    here = (Verb.WITHDRAW, event.revision, event.comment)
    told = {
        (standing(own[:index]), standing(own[: index + 1]))
        for index, one in enumerate(own)
        if (one.verb, one.revision, one.comment) == here
    }
    before, after = told.pop() if len(told) == 1 else (None, None)
    what = _WORDS[before.verb] if before else "decision on"
    again = " Their rejection stands again." if after and after.verb is Verb.REJECT else ""
    return f"{name} took their {what} {event.key} back.{again}"


def _revised(event: RevisionAdded, change: Change | None, facts: Facts) -> Elements:
    name = rich.name(facts.directory, event.by)
    commit = one_line(event.commit[:12], 12)
    parts = named_in(change, event.revision)
    changes = f" It changes {parts}." if parts else ""
    sentence = f"{name} sent revision {event.revision} of {event.key}, commit {commit}.{changes}"
    people = event.look_again[:_PEOPLE]
    if not people:
        return (rich.text(sentence),)
    rest = len(event.look_again) - len(people)
    others = (rich.text(f" and {counted(rest, 'other')}"),) if rest else ()
    asked = rich.text(": your approval was for an earlier revision; please look again.")
    return (rich.text(f"{sentence} "), *mentions(people, facts), *others, asked)


def mentions(people: tuple[str, ...], facts: Facts) -> Elements:
    """Return these people (directory ids), separated by commas."""
    found: Elements = ()
    for index, one in enumerate(people):
        comma = (rich.text(", "),) if index else ()
        found += (*comma, rich.person(facts.directory, one))
    return found


def _of_machine(event: GateAnswered | CheckPosted | BecameUnreachable) -> str:
    match event:
        case GateAnswered():
            answer = "let" if event.allowed else "did not let"
            place = one_line(f"{event.system} in {event.environment}", 200)
            return f"The gate {answer} commit {one_line(event.commit[:12], 12)} go to {place}."
        case CheckPosted():
            ended = {"running": "is running"}.get(event.outcome, event.outcome)
            by = one_line(event.posted_by.removeprefix("api:"), _NAME)
            check = one_line(event.check, _NAME)
            return f"Check “{check}” {ended} on revision {event.revision}, posted by {by}."
        case BecameUnreachable():
            sentence = one_line(event.sentence, 1000)
            return f"{_NOBODY} {event.key} cannot be approved now. {sentence}"


def _of_glass(event: GlassBroken | GlassUsed, change: Change | None, facts: Facts) -> Elements:
    name = rich.name(facts.directory, event.person)
    if isinstance(event, GlassUsed):
        caller = one_line(event.caller, _NAME)
        sentence = (
            f"{LOUD} {caller} let revision {event.revision} of {event.key} through on {name}'s "
            "break-glass, which is used up now."
        )
        return (rich.text(sentence),)
    place = _broken_for(event, change, facts)
    sentence = (
        f"{LOUD} BREAK-GLASS: {name} goes ahead with revision {event.revision} of {event.key} "
        f"{place} without approval, once, until "
    )
    return (
        rich.text(sentence),
        rich.moment(datetime.fromisoformat(event.expires_at)),
        rich.text(". The follow-up review is owed by "),
        rich.moment(datetime.fromisoformat(event.review_due_at)),
        rich.text("."),
    )


def _broken_for(event: GlassBroken, change: Change | None, facts: Facts) -> str:
    """Return `for Checkout in production`: who reads it in a channel sees no card beside it."""
    revisions = change.revisions if change else ()
    broken = next((one for one in revisions if one.number == event.revision), None)
    if broken is None:
        return f"in {one_line(event.environment, _NAME)}"
    return f"for {where(broken.systems, event.environment, facts)}"


def _of_debt(
    event: ConditionAttached | ReviewGiven | ObligationClosed | ObligationOverdue, facts: Facts
) -> Elements:
    name = rich.name(facts.directory, event.person)
    match event:
        case ConditionAttached():
            attached = f"{name} approved {event.key} under a condition, to be kept until "
            return (rich.text(attached), *_due(event.due_at))
        case ReviewGiven():
            verb = "is" if event.left == 1 else "are"
            left = f"{counted(event.left, 'review')} {verb} still owed"
            rest = left if event.left else "no further one is owed"
            return (rich.text(f"{name} reviewed the break-glass of {event.key}; {rest}."),)
        case ObligationClosed():
            return (rich.text(_closed(event, name)),)
        case ObligationOverdue():
            late = _LATENESS[event.owed](name)
            return (rich.text(f"{_LATE} {event.key}: {late} "), *_due(event.due_at))


def _closed(event: ObligationClosed, name: str) -> str:
    if event.owed == Owed.REVIEW:
        return f"The follow-up review of the break-glass of {event.key} is complete."
    return f"{name} closed a condition of {event.key}, with this evidence:"


_LATENESS: dict[str, Callable[[str], str]] = {
    Owed.REVIEW.value: lambda name: (
        f"the follow-up review of {name}'s break-glass is overdue; it was owed by"
    ),
    Owed.CONDITION.value: lambda name: (
        f"the condition of {name}'s approval is overdue; it was to be closed by"
    ),
}


def _due(moment: str) -> Elements:
    return (rich.moment(datetime.fromisoformat(moment)), rich.text("."))


def _of_channel(event: ChannelLost | ChannelReturned) -> Elements:
    if isinstance(event, ChannelReturned):
        since = rich.moment(datetime.fromisoformat(event.since))
        meanwhile = ". What happened meanwhile is in Details."
        return (rich.text("Nothing could be posted here since "), since, rich.text(meanwhile))
    instead = f"They go to {one_line(event.instead, _NAME)}."
    place = instead if event.instead else _NOWHERE
    channel, why = one_line(event.channel, _NAME), one_line(event.why, 200)
    return (rich.text(f"Cards cannot be posted in {channel}: {why}. {place}"),)


def _of_house(
    event: AbsenceSet | PolicyAdopted | ChannelLost | ChannelReturned | BotInvited, facts: Facts
) -> Elements:
    if isinstance(event, BotInvited):
        return introduction(event, facts)
    if isinstance(event, ChannelLost | ChannelReturned):
        return _of_channel(event)
    if isinstance(event, PolicyAdopted):
        return (rich.text(_adopted(event, facts)),)
    name = rich.name(facts.directory, event.person)
    if not event.until:
        return (rich.text(f"{name} is back."),)
    until = rich.moment(datetime.fromisoformat(event.until))
    acting = f"; {rich.name(facts.directory, event.delegate)} acts for them" * bool(event.delegate)
    return (rich.text(f"{name} is away until "), until, rich.text(f"{acting}."))


def _adopted(event: PolicyAdopted, facts: Facts) -> str:
    name = rich.name(facts.directory, event.by)
    digest = one_line(event.digest[:12], 12)
    before = f", in place of {one_line(event.before[:12], 12)}" if event.before else ""
    allowed = f", allowed by {one_line(event.approved_by, _NAME)}" if event.approved_by else ""
    return (
        f"{name} adopted policy {digest}{before}{allowed}. "
        "Open change requests are judged by it from now on."
    )


def _symbol(state: str) -> str:
    known = {one.value: SYMBOLS[one] for one in State}
    return f"{known[state]} " if state in known else ""
