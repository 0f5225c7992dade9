"""What each audit entry says, as a plain sentence: for terminals, pages and lists alike.

The entry's data may come from any version, or from whoever edited the database: what cannot be
read is told as that. What people wrote is not told.
"""

from collections.abc import Callable, Sequence

from chatops.core import events, events_chase, events_talk
from chatops.core.chase import Rung
from chatops.core.decision import Verb
from chatops.core.obligation import Owed
from chatops.core.trail import Entry
from chatops.core.verdict import State
from chatops.reports import sentences_beside
from chatops.reports.naming import Event, Name, Naming
from chatops.reports.naming import moment as _at
from chatops.reports.spoken import REACHED, VERBS, caller, joined, state, surface


def sentence(entry: Entry, name_of: Name, system_of: Name = str) -> str:
    """Return what the entry tells, with the names of people and of systems by their ids."""
    event: Event = entry.data.get("event", {})
    tell = SENTENCES.get(entry.tag)
    try:
        return tell(event, Naming(name_of, system_of)) if tell else ""
    except (KeyError, TypeError, AttributeError, ValueError):
        return "cannot be read"


def _opened(event: Event, name_of: Naming) -> str:
    where = joined(map(name_of.system, event["systems"]))
    commit, through = event["commit"][:12], surface(event["source"])
    return f"{name_of(event['requester'])} asked for commit {commit} on {where}, {through}"


def _revised(event: Event, name_of: Naming) -> str:
    return (
        f"{name_of(event['by'])} sent revision {event['revision']}, commit {event['commit'][:12]}"
    )


def _decided(event: Event, name_of: Naming) -> str:
    acting = f" for {name_of(event['on_behalf_of'])}" if event["on_behalf_of"] else ""
    said = f"{VERBS[event['verb']]} revision {event['revision']}{acting}"
    lifted = f", lifting rejection {event['lifts']}" if event["lifts"] else ""
    unread = event["verb"] == Verb.APPROVE and event.get("read_at") == ""
    opened = ", without having opened Details" if unread else ""
    how = f", as {event['level']}, {surface(event['surface'])}"
    return f"{name_of(event['person'])} {said}{lifted}{how}{opened}"


def _judged(event: Event, _: Naming) -> str:
    return f"was {state(event['before'])}, and now: {event['sentence']}"


def _answered(event: Event, _: Naming) -> str:
    return f"{caller(event['caller'])} was told {_answer(event)}, for commit {event['commit'][:12]}"


def _answer(event: Event) -> str:
    if event["allowed"]:
        return "yes, by break-glass" if event["state"] == State.OVERRIDDEN else "yes"
    return f"no, {state(event['state'])}"


def _checked(event: Event, _: Naming) -> str:
    about = f"{event['check']} {event['outcome']}, revision {event['revision']}"
    return f"{about}, told by {caller(event['posted_by'])}"


def _conditional(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['person'])}: condition {event['number']}, due {_at(event['due_at'])}"


def _broken(event: Event, name_of: Naming) -> str:
    return (
        f"{name_of(event['person'])} broke the glass: revision {event['revision']} once until "
        f"{_at(event['expires_at'])}; review due {_at(event['review_due_at'])}"
    )


def _used(event: Event, name_of: Naming) -> str:
    return (
        f"{caller(event['caller'])} went through on the break-glass of {name_of(event['person'])}"
    )


def _reviewed(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['person'])} reviewed it; {event['left']} more to come"


def _closed(event: Event, name_of: Naming) -> str:
    return f"{_owed(event)} was paid; last by {name_of(event['person'])}"


def _dropped(event: Event, name_of: Naming) -> str:
    name = name_of(event["person"])
    return f"condition {event['number']} is owed no more: {name} took the approval back"


def _overdue(event: Event, _: Naming) -> str:
    return f"{_owed(event)} is overdue since {_at(event['due_at'])}"


def _unreachable(event: Event, _: Naming) -> str:
    return str(event["sentence"])


def _asked(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['person'])} asked question {event['number']}"


def _replied(event: Event, name_of: Naming) -> str:
    asker = name_of(event["asker"])
    return f"{name_of(event['person'])} answered question {event['number']} of {asker}"


def _handed_over(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['person'])} handed the sign-off over to {name_of(event['to'])}"


def _nudged(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['by'])} reminded {_names(event['people'], name_of)}"


def _snoozed(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['person'])} sleeps on it until {_at(event['until'])}"


def _woken(event: Event, name_of: Naming) -> str:
    asked = "still asked" if event["is_asked"] else "not asked any more"
    return f"{name_of(event['person'])} slept on it until now, {asked}"


def _cancelled(event: Event, name_of: Naming) -> str:
    who, through = name_of(event["by"]), surface(event["surface"])
    return f"{who} cancelled it at revision {event['revision']}, {through}"


def _recalled(event: Event, name_of: Naming) -> str:
    callers = joined(map(caller, event["callers"]))
    return f"{name_of(event['person'])} recalled after {callers} had gone through"


def _deployed(event: Event, name_of: Naming) -> str:
    where = f"{name_of.system(event['system'])} in {event['environment']}"
    bypass = ", although the gate did not say yes" if event["bypass"] else ""
    word = REACHED.get(event["outcome"], event["outcome"])
    about = f"{word} on {where}, revision {event['revision']}"
    return f"{about}, told by {caller(event['posted_by'])}{bypass}"


def _moved(event: Event, name_of: Naming) -> str:
    to = _names(event["to"], name_of) or "nobody"
    return f"{name_of(event['person'])} {event['why']}; {to} asked instead"


def _incident(event: Event, name_of: Naming) -> str:
    system = name_of.system(event["system"])
    return f"incident {event['id']} on {system}, {event['severity']}"


def _owed(event: Event) -> str:
    """Return `the follow-up review`, or `condition 2`."""
    is_review = event["owed"] == Owed.REVIEW
    return "the follow-up review" if is_review else f"condition {event['number']}"


def _names(people: Sequence[str], name_of: Naming) -> str:
    return joined(map(name_of, people))


def _reminded(event: Event, name_of: Naming) -> str:
    people = _names(event["people"], name_of)
    if not event["last"]:
        return f"{people} reminded of the sign-off that is asked of them"
    told = f", {people} told" if people else ""
    return f"last call: it expires {_at(event['expires_at'])}{told}"


def _escalated(event: Event, name_of: Naming) -> str:
    people, to = _names(event["people"], name_of), _names(event["to"], name_of) or "nobody"
    silent = f"no answer from {people}" if people else "nobody can be asked"
    rung = Rung(event["rung"])
    if rung is Rung.OTHERS:
        return f"{silent}; {to} asked as well"
    return f"{silent}; {to} told, as {rung.value}"


def _rescheduled(event: Event, name_of: Naming) -> str:
    whose = f" of {name_of(event['person'])}" if event["person"] else ""
    if not event["to"]:
        return f"no further reminder{whose}: {event['why']}"
    return f"next reminder{whose} moved to {_at(event['to'])}: {event['why']}"


def _owed_reminded(event: Event, name_of: Naming) -> str:
    people = _names(event["people"], name_of)
    return f"{people} reminded of {_owed(event)}, due {_at(event['due_at'])}"


SENTENCES: dict[str, Callable[[Event, Naming], str]] = {
    events.ChangeOpened.TAG: _opened,
    events.RevisionAdded.TAG: _revised,
    events.DecisionMade.TAG: _decided,
    events.VerdictChanged.TAG: _judged,
    events.GateAnswered.TAG: _answered,
    events.CheckPosted.TAG: _checked,
    events.ConditionAttached.TAG: _conditional,
    events.GlassBroken.TAG: _broken,
    events.GlassUsed.TAG: _used,
    events.ReviewGiven.TAG: _reviewed,
    events.ObligationClosed.TAG: _closed,
    events.ObligationOverdue.TAG: _overdue,
    events.BecameUnreachable.TAG: _unreachable,
    events_talk.QuestionAsked.TAG: _asked,
    events_talk.QuestionAnswered.TAG: _replied,
    events_talk.HandedOver.TAG: _handed_over,
    events_talk.Nudged.TAG: _nudged,
    events_talk.Snoozed.TAG: _snoozed,
    events_talk.SnoozeEnded.TAG: _woken,
    events_talk.ChangeCancelled.TAG: _cancelled,
    events_talk.ApprovalRecalled.TAG: _recalled,
    events_talk.ConditionDropped.TAG: _dropped,
    events_talk.DeploymentReported.TAG: _deployed,
    events_talk.WorkMoved.TAG: _moved,
    events_talk.IncidentReported.TAG: _incident,
    events_chase.Reminded.TAG: _reminded,
    events_chase.Escalated.TAG: _escalated,
    events_chase.ScheduleMoved.TAG: _rescheduled,
    events_chase.ObligationReminded.TAG: _owed_reminded,
    **sentences_beside.SENTENCES,
}
