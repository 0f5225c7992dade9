"""A change as its entries alone tell it.

Each entry is read in its order. One that tells of what no entry before it began, or that no rule
would have written then, is noted as odd.
"""

from collections.abc import Callable, Iterable

from chatops.core import projected_talk
from chatops.core.decision import Verb
from chatops.core.deployment import DEPLOYED, DeploymentOutcome
from chatops.core.events import (
    BecameUnreachable,
    ChangeOpened,
    CheckPosted,
    DecisionMade,
    GateAnswered,
    RevisionAdded,
    VerdictChanged,
)
from chatops.core.events_chase import Reminded
from chatops.core.events_talk import DeploymentReported
from chatops.core.least import Place
from chatops.core.projection import UNTOLD, Claim, Projection, Told, Word
from chatops.core.verdict import State

_Reader = Callable[[Projection, Told], None]
_CHANGE = ()
_KINDS = ("kind", "risk", "assistance")


def projected(scope: str, entries: Iterable[Told]) -> Projection:
    """Return what the entries of a change (in order) tell of it."""
    found = Projection(scope)
    for told in entries:
        found.entries += 1
        read = _READERS.get(told.tag)
        if read is not None:
            _read(read, found, told)
    if _state(found) == State.APPROVED and not _is_claimed(found):
        _claim(found, found.entries, "")  # it stayed approved after words that came since
    return found


def place_of(found: Projection, revision: int) -> Place:
    """Return what the entries tell of a revision that the rules of a policy ask about."""
    targets = found.rows.get("targets", {})
    systems = tuple(str(system) for number, system in targets if number == revision)
    names = ("environment", *_KINDS)
    said = {name: found.value("revisions", (revision,), name) for name in names}
    said["source"] = found.value("changes", _CHANGE, "source")
    known = {name: "" if value is UNTOLD else value for name, value in said.items()}
    return Place(systems=systems, **known)


def _read(read: _Reader, found: Projection, told: Told) -> None:
    try:
        if not found.present and told.tag != ChangeOpened.TAG:
            found.wonder(told, "comes before the change was opened")
        read(found, told)
    except (AttributeError, KeyError, TypeError, ValueError):
        found.wonder(told, "does not follow from those before it")


def _opened(found: Projection, told: Told) -> None:
    get = told.get
    if found.present:
        found.wonder(told, "opens the change a second time")
    requester = get("requester")
    number = int(found.scope.rpartition("-")[2])
    who = {"requester": requester, "source": get("source"), "number": number}
    found.put("changes", _CHANGE, told, **who)
    began = {"state": State.PENDING.value, "unreachable": ""}
    found.put("changes", _CHANGE, told, opened_at=told.at, **began)
    _revise(found, told, 1, requester)


def _revised(found: Projection, told: Told) -> None:
    number = told.event["revision"]
    if number != found.present + 1:
        found.wonder(told, f"adds revision {number} after revision {found.present}")
    _revise(found, told, number, told.get("by"))


def _revise(found: Projection, told: Told, number: int, by: str) -> None:
    get = told.get
    kinds = {name: get(name) for name in _KINDS}
    digest = get("revision_digest")
    found.row("changes", _CHANGE).values.pop("expires_at", None)
    expires_at = told.moment("expires_at")
    found.put("changes", _CHANGE, told, status="open", expires_at=expires_at, **kinds)
    sent = {"submitted_by": by, "submitted_at": told.at}
    sent |= {name: get(name) for name in ("environment", "commit", "systems")}
    found.put("revisions", (number,), told, digest=digest, content=digest, **sent, **kinds)
    found.present = number
    found.done.clear()
    _aim(found, told, number)


def _aim(found: Projection, told: Told, number: int) -> None:
    """Read where a revision goes; entries of earlier versions do not say."""
    get, event = told.get, told.event
    systems = event.get("systems", [event["system"]] if "system" in event else UNTOLD)
    if systems is UNTOLD:
        found.partly.add("targets")
        return
    found.systems = tuple(systems)
    where = {"environment": get("environment"), "commit_sha": get("commit")}
    for system in systems:
        found.put("targets", (number, system), told, **where)


_VERBS = {one.value: one for one in Verb}
_SAID = ("person", "verb", "revision", "revision_digest", "environment", "policy_digest", "level")
_SAID_SINCE = ("surface", "shown", "named_by")


def _decided(found: Projection, told: Told) -> None:
    event, number = told.event, len(found.words) + 1
    said = {name: event[name] for name in _SAID}
    said |= {name: event[name] for name in _SAID_SINCE if name in event}
    said |= {name: event[name] or None for name in ("on_behalf_of", "lifts") if name in event}
    said |= {"read_at": told.moment("read_at"), "at": told.at, "comment": told.text("comment")}
    found.put("decisions", (number,), told, **said)
    _check_decision(found, told)
    verb, lifts = _VERBS[event["verb"]], event.get("lifts", 0)
    found.words.append(Word(number, event["person"], verb, event["revision"], lifts, told.at))
    found.policy = event["policy_digest"] or found.policy


def _check_decision(found: Projection, told: Told) -> None:
    """Note a decision on anything but the present revision, and a lift of nothing."""
    event = told.event
    digest = found.value("revisions", (found.present,), "digest")
    if (event["revision"], event["revision_digest"]) != (found.present, digest):
        found.wonder(told, f"decides on another revision than the present one, {found.present}")
    lifted = event.get("lifts") or 0
    rejected = {one.number for one in found.words if one.verb is Verb.REJECT} if lifted else ()
    if lifted and lifted not in rejected:
        found.wonder(told, f"lifts decision {lifted}, which is no rejection")


def _judged(found: Projection, told: Told) -> None:
    event = told.event
    before, after = event["before"], event["after"]
    if before != _state(found):
        found.wonder(told, f"says that the change was {before} before, and it was {_state(found)}")
    if _is_over(found) and after not in _ENDS:
        found.wonder(told, f"says {after} of a change that had come to its end")
    found.put("changes", _CHANGE, told, state=after)
    if after in _ENDS:
        found.put("changes", _CHANGE, told, status=after)
    if event["revision_digest"] != found.value("revisions", (found.present,), "digest"):
        found.wonder(told, f"judges another revision than the present one, {found.present}")
    if after != before and not _is_deployed(found):
        found.put("states", (told.number,), told, state=after, at=told.at)
    found.policy = event["policy_digest"]
    if after == State.APPROVED:
        _claim(found, told.number, told.at)
    elif after == State.OVERRIDDEN and not _is_broken(found):
        found.wonder(told, "says overridden, and no glass was broken on this revision")


_ENDS = {State.EXPIRED.value, State.CANCELLED.value}


def _state(found: Projection) -> str:
    state = found.value("changes", _CHANGE, "state")
    return "" if state is UNTOLD else str(state)


def _is_over(found: Projection) -> bool:
    """Tell whether it expired or was cancelled, and no revision came since."""
    return found.value("changes", _CHANGE, "status") in _ENDS


def _is_broken(found: Projection) -> bool:
    declared = found.rows.get("declarations", {}).values()
    return any(row.values["revision"] == found.present for row in declared)


def _claim(found: Projection, number: int, at: str) -> None:
    """Note that the change is approved here; of several by the same words the last one is kept.

    What holds at the last moment held before: sign-offs only ever grow too old.
    """
    claim = Claim(number, at, found.present, found.policy, tuple(found.words))
    if _is_claimed(found):
        found.claims[-1] = claim
    else:
        found.claims.append(claim)


def _is_claimed(found: Projection) -> bool:
    if not found.claims:
        return False
    last, now = found.claims[-1], (found.present, found.policy, len(found.words))
    return now == (last.revision, last.policy, len(last.words))


def _answered(found: Projection, told: Told) -> None:
    """Read a yes of the gate: to the present revision, which is approved or broken open."""
    event = told.event
    if not event["allowed"]:
        return
    if _is_over(found):
        found.wonder(told, "lets somebody through, and the change had come to its end")
    if not _is_present(found, told):
        found.wonder(told, f"lets through what is not revision {found.present}")
    found.passed.add(event["revision_digest"])
    if event["state"] == State.APPROVED:
        found.policy = event["policy_digest"]
        _claim(found, told.number, told.at)
    elif not _was_used(found, told):
        found.wonder(told, "lets somebody through, and neither approval nor broken glass did")


def _is_present(found: Projection, told: Told) -> bool:
    """Tell whether the gate was asked about the present revision."""
    event, number = told.event, found.present
    if event["revision_digest"] != found.value("revisions", (number,), "digest"):
        return False
    if "targets" in found.partly:
        return True
    here = found.rows["targets"].get((number, event["system"]))
    asked = {"environment": event["environment"], "commit_sha": event["commit"]}
    return here is not None and asked == here.values


def _was_used(found: Projection, told: Told) -> bool:
    used = (told.event["caller"], told.at)
    rows = found.rows.get("declarations", {}).values()
    return any((row.values["used_by"], row.values["used_at"]) == used for row in rows)


def _reminded(found: Projection, told: Told) -> None:
    """Read when it expires, which entries of earlier versions told only here."""
    if told.event["revision"] == found.present:
        found.put("changes", _CHANGE, told, expires_at=told.moment("expires_at"))


def _posted(found: Projection, told: Told) -> None:
    get = told.get
    run = {name: get(name) for name in ("outcome", "revision", "revision_digest", "posted_by")}
    summary = told.text("summary")
    found.append(
        "check_runs", told, name=get("check"), at=told.at, link=get("link"), summary=summary, **run
    )


def _deployed(found: Projection, told: Told) -> None:
    event, get = told.event, told.get
    number, system, ended = event["number"], event["system"], event["outcome"]
    names = ("system", "environment", "revision", "outcome", "posted_by", "link")
    said = {name: get(name) for name in names}
    digest = found.value("revisions", (event["revision"],), "digest")
    found.put("deployments", (number,), told, at=told.at, passed=digest in found.passed, **said)
    if event["bypass"]:
        found.put("bypasses", (number,), told, system=system, at=told.at)
    if event["revision"] == found.present:
        is_done = ended == DeploymentOutcome.SUCCEEDED.value and not event["bypass"]
        found.done[system] = is_done
    if _is_deployed(found):
        found.put("states", (told.number,), told, state=DEPLOYED, at=told.at)


def _is_deployed(found: Projection) -> bool:
    return all(found.done.get(one) for one in found.systems)


def _unreachable(found: Projection, told: Told) -> None:
    """Keep why nobody could approve it any more; that somebody could again is not told."""
    found.put("changes", _CHANGE, told, unreachable=told.text("sentence"))


_READERS: dict[str, _Reader] = {
    ChangeOpened.TAG: _opened,
    RevisionAdded.TAG: _revised,
    DecisionMade.TAG: _decided,
    VerdictChanged.TAG: _judged,
    GateAnswered.TAG: _answered,
    CheckPosted.TAG: _posted,
    DeploymentReported.TAG: _deployed,
    BecameUnreachable.TAG: _unreachable,
    Reminded.TAG: _reminded,
    **projected_talk.READERS,
}
