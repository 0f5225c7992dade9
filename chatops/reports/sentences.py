"""What each audit entry says, as a plain sentence: for terminals, pages and lists alike.

The entry's data may come from any version, or from whoever edited the database: what cannot be
read is told as that. What people wrote is not in the trail, only its digest.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chatops.core import events, events_chase, events_talk
from chatops.core.chase import Rung
from chatops.core.decision import Verb
from chatops.core.trail import Entry
from chatops.core.verdict import State

Event = Mapping[str, Any]
Name = Callable[[str], str]


def sentence(entry: Entry, name_of: Name) -> str:
    """Return what the entry tells; `name_of` gives the name of a person's directory id."""
    event: Event = entry.data.get("event", {})
    tell = SENTENCES.get(entry.tag)
    try:
        return tell(event, name_of) if tell else ""
    except (KeyError, TypeError, AttributeError, ValueError):
        return "cannot be read"


def _opened(event: Event, name_of: Name) -> str:
    who, where = name_of(event["requester"]), ", ".join(event["systems"])
    return f"{who} asked for {event['commit'][:12]} on {where} ({event['source']})"


def _revised(event: Event, name_of: Name) -> str:
    return f"{name_of(event['by'])} sent revision {event['revision']}, {event['commit'][:12]}"


def _decided(event: Event, name_of: Name) -> str:
    acting = f" for {name_of(event['on_behalf_of'])}" if event["on_behalf_of"] else ""
    who = f"{name_of(event['person'])}{acting} ({event['level']}, {event['surface']})"
    lifted = f", lifting rejection {event['lifts']}" if event["lifts"] else ""
    unread = event["verb"] == Verb.APPROVE and event.get("read_at") == ""
    opened = ", without having opened Details" if unread else ""
    return f"{who}: {event['verb']} revision {event['revision']}{lifted}{opened}"


def _judged(event: Event, _: Name) -> str:
    return f"{event['before']} → {event['after']}: {event['sentence']}"


def _answered(event: Event, _: Name) -> str:
    return f"{event['caller']} was told {_answer(event)} for {event['commit'][:12]}"


def _answer(event: Event) -> str:
    if event["allowed"]:
        return "yes, overridden" if event["state"] == State.OVERRIDDEN else "yes"
    return f"no, {event['state']}"


def _checked(event: Event, _: Name) -> str:
    about = f"{event['check']} {event['outcome']}, revision {event['revision']}"
    return f"{about} ({event['posted_by']})"


def _conditional(event: Event, name_of: Name) -> str:
    return f"{name_of(event['person'])}: condition {event['number']}, due {_at(event['due_at'])}"


def _broken(event: Event, name_of: Name) -> str:
    return (
        f"{name_of(event['person'])} broke the glass: revision {event['revision']} once until "
        f"{_at(event['expires_at'])}; review due {_at(event['review_due_at'])}"
    )


def _used(event: Event, name_of: Name) -> str:
    return f"{event['caller']} went through on the break-glass of {name_of(event['person'])}"


def _reviewed(event: Event, name_of: Name) -> str:
    return f"{name_of(event['person'])} reviewed it; {event['left']} more to come"


def _closed(event: Event, name_of: Name) -> str:
    return f"{event['owed']} {event['number']} was paid; last by {name_of(event['person'])}"


def _dropped(event: Event, name_of: Name) -> str:
    name = name_of(event["person"])
    return f"condition {event['number']} is owed no more: {name} took the approval back"


def _overdue(event: Event, _: Name) -> str:
    return f"{event['owed']} {event['number']} is overdue since {_at(event['due_at'])}"


def _unreachable(event: Event, _: Name) -> str:
    return str(event["sentence"])


def _asked(event: Event, name_of: Name) -> str:
    return f"{name_of(event['person'])} asked question {event['number']}"


def _replied(event: Event, name_of: Name) -> str:
    asker = name_of(event["asker"])
    return f"{name_of(event['person'])} answered question {event['number']} of {asker}"


def _handed_over(event: Event, name_of: Name) -> str:
    return f"{name_of(event['person'])} handed the sign-off over to {name_of(event['to'])}"


def _nudged(event: Event, name_of: Name) -> str:
    return f"{name_of(event['by'])} reminded {_names(event['people'], name_of)}"


def _snoozed(event: Event, name_of: Name) -> str:
    return f"{name_of(event['person'])} sleeps on it until {_at(event['until'])}"


def _woken(event: Event, name_of: Name) -> str:
    asked = "still asked" if event["is_asked"] else "not asked any more"
    return f"{name_of(event['person'])} slept on it until now, {asked}"


def _cancelled(event: Event, name_of: Name) -> str:
    who = f"{name_of(event['by'])} ({event['surface']})"
    return f"{who} cancelled it at revision {event['revision']}"


def _recalled(event: Event, name_of: Name) -> str:
    callers = ", ".join(event["callers"])
    return f"{name_of(event['person'])} recalled after {callers} had gone through"


def _deployed(event: Event, _: Name) -> str:
    where = f"{event['system']} in {event['environment']}"
    bypass = ", although the gate did not say yes" if event["bypass"] else ""
    about = f"{event['outcome']} on {where}, revision {event['revision']}"
    return f"{about} ({event['posted_by']}){bypass}"


def _moved(event: Event, name_of: Name) -> str:
    to = _names(event["to"], name_of) or "nobody"
    return f"{name_of(event['person'])} {event['why']}; {to} asked instead"


def _incident(event: Event, _: Name) -> str:
    return f"incident {event['id']} on {event['system']}, {event['severity']}"


def _names(people: Sequence[str], name_of: Name) -> str:
    return ", ".join(map(name_of, people))


def _reminded(event: Event, name_of: Name) -> str:
    people = _names(event["people"], name_of)
    if not event["last"]:
        return f"{people} reminded of the sign-off that is asked of them"
    told = f", {people} told" if people else ""
    return f"last call: it expires {_at(event['expires_at'])}{told}"


def _escalated(event: Event, name_of: Name) -> str:
    silent, to = name_of(event["person"]), _names(event["to"], name_of) or "nobody"
    rung = Rung(event["rung"])
    if rung is Rung.OTHERS:
        return f"no answer from {silent}; {to} asked as well"
    return f"no answer from {silent}; {to} told, as {rung.value}"


def _rescheduled(event: Event, name_of: Name) -> str:
    whose = f" of {name_of(event['person'])}" if event["person"] else ""
    if not event["to"]:
        return f"no further reminder{whose}: {event['why']}"
    return f"next reminder{whose} moved to {_at(event['to'])}: {event['why']}"


def _owed_reminded(event: Event, name_of: Name) -> str:
    people, what = _names(event["people"], name_of), f"{event['owed']} {event['number']}"
    return f"{people} reminded of {what}, due {_at(event['due_at'])}"


def _at(written: str) -> str:
    """Return a moment (ISO 8601) to the minute, in its own time zone."""
    at = datetime.fromisoformat(written)
    return f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}".strip()


SENTENCES: dict[str, Callable[[Event, Name], str]] = {
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
}
