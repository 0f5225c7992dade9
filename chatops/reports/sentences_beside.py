"""What the audit entries say that belong to no change: absences, policies, channels, digests, keys.

They are told as `sentences` tells those of changes.
"""

from collections.abc import Callable

from chatops.core import events, events_audit, events_digest, events_talk
from chatops.reports.naming import Event, Naming, moment

_SHORT = 12


def _away(event: Event, name_of: Naming) -> str:
    person, by = name_of(event["person"]), name_of.who(event["set_by"])
    said = "" if event["set_by"] in {"", event["person"]} else f", set by {by}"
    if not event["until"]:
        return f"{person} is back{said}"
    delegate = f", {name_of(event['delegate'])} acts for them" if event["delegate"] else ""
    return f"{person} is away until {moment(event['until'])}{delegate}{said}"


def _adopted(event: Event, name_of: Naming) -> str:
    before = f", in place of {event['before'][:_SHORT]}" if event["before"] else ""
    allowed = f", approved by {event['approved_by']}" if event["approved_by"] else ""
    by = name_of.who(event["by"])
    return f"{by} adopted policy {event['digest'][:_SHORT]}{before}{allowed}"


def _lost(event: Event, _: Naming) -> str:
    goal = f"cards go to {event['instead']}" if event["instead"] else "its cards go nowhere"
    return f"channel {event['channel']} takes no cards any more, {event['why']}; {goal}"


def _returned(event: Event, _: Naming) -> str:
    return f"channel {event['channel']} takes cards again, not since {moment(event['since'])}"


def _invited(event: Event, name_of: Naming) -> str:
    by = name_of(event["by"]) if event["by"] else "somebody who is not listed"
    stands_in = ", which stands in for others" if event.get("is_fallback") else ""
    return f"{by} invited the app to channel {event['channel']}{stands_in}"


def _sent(event: Event, name_of: Naming) -> str:
    asked = f", asked for by {name_of.who(event['by'])}" if event["by"] else ""
    return f"{_digest(event, name_of)} was sent, hash {event['hash'][:_SHORT]}{asked}"


def _attested(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['director'])} attested {_digest(event, name_of)}"


def _reminded(event: Event, name_of: Naming) -> str:
    return f"{name_of(event['director'])} was reminded to attest {_digest(event, name_of)}"


def _created(event: Event, name_of: Naming) -> str:
    return f"{name_of.who(event['by'])} gave the log its first key, {_key(event['key'])}"


def _rotated(event: Event, name_of: Naming) -> str:
    before, after = _key(event["before"]), _key(event["after"])
    by, size = name_of.who(event["by"]), int(event["size"])
    return f"{by} let key {after} take over from {before} at {size:,} entries"


def _read(event: Event, name_of: Naming) -> str:
    return f"{name_of.who(event['by'])} read the audit log: {event['what']} of {event['about']}"


def _redacted(event: Event, name_of: Naming) -> str:
    person = name_of(event["person"]) if event["person"] else "somebody"
    by = name_of.who(event["by"])
    return f"{by} had erased what {person} wrote, {int(event['words']):,} texts"


def _digest(event: Event, name_of: Naming) -> str:
    """Return `the digest of Max for 2026-W12, version 1`."""
    whose = name_of(event["director"])
    return f"the digest of {whose} for {event['week']}, version {event['version']}"


def _key(vkey: str) -> str:
    """Return the name and the id of a key, without itself."""
    return "+".join(vkey.split("+")[:2])


SENTENCES: dict[str, Callable[[Event, Naming], str]] = {
    events.AbsenceSet.TAG: _away,
    events.PolicyAdopted.TAG: _adopted,
    events_talk.ChannelLost.TAG: _lost,
    events_talk.ChannelReturned.TAG: _returned,
    events_talk.BotInvited.TAG: _invited,
    events_digest.DigestSent.TAG: _sent,
    events_digest.DigestAttested.TAG: _attested,
    events_digest.AttestationReminded.TAG: _reminded,
    events_audit.KeyCreated.TAG: _created,
    events_audit.KeyRotated.TAG: _rotated,
    events_audit.TrailRead.TAG: _read,
    events_audit.PersonRedacted.TAG: _redacted,
}
