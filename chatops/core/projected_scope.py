"""What is no change, as its entries alone tell it: policies, digests, absences, incidents."""

from collections.abc import Callable, Iterable

from chatops.core.events import AbsenceSet, GateAnswered, PolicyAdopted
from chatops.core.events_digest import AttestationReminded, DigestAttested, DigestSent
from chatops.core.events_talk import IncidentReported
from chatops.core.projection import Projection, Told


def projected_scope(scope: str, entries: Iterable[Told]) -> Projection:
    """Return what the entries of a scope that is no change's (in order) tell."""
    found = Projection(scope)
    for told in entries:
        found.entries += 1
        read = _READERS.get(told.tag)
        if read is not None:
            try:
                read(found, told)
            except (AttributeError, KeyError, TypeError, ValueError):
                found.wonder(told, "does not follow from those before it")
    return found


def _adopted(found: Projection, told: Told) -> None:
    get, why = told.get, told.text("why")
    said = {"digest": get("digest"), "adopted_by": get("by"), "approved_by": get("approved_by")}
    found.append("policies", told, why=why, adopted_at=told.at, content=get("digest"), **said)


def _answered(found: Projection, told: Told) -> None:
    """Read an answer about what is no change: it is never a yes."""
    if told.event["allowed"]:
        found.wonder(told, "lets somebody through, and names no change")


def _away(found: Projection, told: Told) -> None:
    """Read an absence; who is back has none."""
    until = told.moment("until")
    if until is None:
        found.rows.pop("absences", None)
        return
    delegate = told.get("delegate") or None
    found.put("absences", (), told, until=until, delegate=delegate, set_by=told.get("set_by"))


def _sent(found: Projection, told: Told) -> None:
    event, get = told.event, told.get
    week, version = event["week"], event["version"]
    said = {"sent_by": get("by"), "checkpoint": get("checkpoint"), "made_at": told.at}
    hashed = event["hash"]
    found.put("digests", (week, version), told, hash=hashed, body=hashed, **said)
    if (week,) not in found.rows.get("attestations", {}):
        nothing = {"hash": "", "checkpoint": "", "note": "", "at": None}
        found.put("attestations", (week,), told, version=version, **nothing)
    found.put("attestations", (week,), told, reminded_at=None)
    found.row("attestations", (week,)).values.pop("remind_at", None)


def _attested(found: Projection, told: Told) -> None:
    event, get = told.event, told.get
    week, note = event["week"], told.text("note")
    sent = found.row("digests", (week, event["version"]))
    if event["hash"] != sent.values["hash"]:
        found.wonder(told, "attests another digest than was sent")
    said = {name: get(name) for name in ("version", "hash", "checkpoint")}
    found.put("attestations", (week,), told, at=told.at, note=note, remind_at=None, **said)


def _reminded(found: Projection, told: Told) -> None:
    week = told.event["week"]
    found.amend("attestations", (week,), told, reminded_at=told.at, remind_at=None)


def _reported(found: Projection, told: Told) -> None:
    get, key = told.get, (told.event["id"],)
    said = {name: get(name) for name in ("severity", "link", "key", "posted_by")}
    moments = {name: told.moment(name) for name in ("began_at", "ended_at")}
    found.put("incidents", key, told, title=told.text("title"), **said, **moments)


_READERS: dict[str, Callable[[Projection, Told], None]] = {
    PolicyAdopted.TAG: _adopted,
    GateAnswered.TAG: _answered,
    AbsenceSet.TAG: _away,
    DigestSent.TAG: _sent,
    DigestAttested.TAG: _attested,
    AttestationReminded.TAG: _reminded,
    IncidentReported.TAG: _reported,
}
