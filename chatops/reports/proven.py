"""What a proof proves, as the story of its scope in sentences: people, systems by their ids.

Whoever reads it has nothing but the file and a key, so nothing is looked up. What was erased, or
left out of the file, is told as that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from chatops.core.audited import Word, retold
from chatops.core.private import ERASED
from chatops.core.trail import Entry
from chatops.ledger.bundle import Proven
from chatops.ledger.canonical import canonical
from chatops.ledger.dsse import key_name
from chatops.ledger.evidence import ProvenEntry
from chatops.ledger.keys import PublicKey
from chatops.reports.sentences import sentence
from chatops.reports.spoken import caller

SHORT = 12
_MARK = "\x00the whole text of this field\x00"


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """An entry in words; `words` are the texts of its fields that the sentence does not hold.

    `bound` says to what it is bound: environment, revision and policy, as far as it names them.
    """

    number: int
    at: datetime
    sentence: str
    bound: str
    words: tuple[tuple[str, str], ...]


def story(found: Proven) -> Iterator[ToldEntry]:
    """Yield what happened, oldest first."""
    for one in found.entries:
        event = _retold(one)
        data = {"event": event}
        entry = Entry(found.about, one.number, one.at, one.tag, one.body, "", data)
        told = sentence(entry, str) or "is an entry of a kind that this version does not know"
        yield ToldEntry(one.number, one.at, told, _bound(event), _beside(one, event, entry))


def title(found: Proven) -> str:
    """Return `CR-1: 7 entries of the audit log audit.example.com`."""
    return f"{found.about}: {_entries(len(found.entries))} of the audit log {_origin(found)}"


def proved(found: Proven) -> str:
    """Say what is proved, and by what."""
    count, size = len(found.entries), found.checkpoint.size
    which = f"entries 1 to {count:,}" if count > 1 else "the first entry"
    return (
        f"Proved: {'these are' if count > 1 else 'this is'} {which} of {found.about}, in the audit "
        f"log {_origin(found)} under its checkpoint of {_entries(size)}, which the key "
        f"{key_name(found.key)} signed."
    )


def handed_over(found: Proven, keys: Iterable[PublicKey]) -> str:
    """Say that the key given is another one than signed, and why it will do; else nothing."""
    if found.key in keys:
        return ""
    return "The key given is of the same log: of its keys each signed that the next takes over."


def extent(found: Proven) -> str:
    """Say that nothing was left out, and since when nobody can tell."""
    at, by = moment(found.asked.at), caller(str(found.asked.event["by"]))
    one = len(found.entries) == 1
    return (
        f"As the same log says, {'it was all there was' if one else 'they were all there was'} "
        f"when {by} asked, {at}. What came later is not in it."
    )


def not_proved(found: Proven) -> Iterator[str]:
    """Yield what the proof does not show."""
    withheld = sum(len(one.withheld) for one in found.entries)
    if withheld:
        what = "text of an entry is" if withheld == 1 else "texts of entries are"
        yield f"{withheld:,} {what} not in it: erased, or left out."
    for digest in found.missing:
        yield f"The text of policy {digest[:SHORT]} is not in it."
    yield "Times are those that the log's owner wrote down."


def as_json(found: Proven) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "proved": True,
        "about": found.about,
        "log": found.checkpoint.origin,
        "key": key_name(found.key),
        "checkpoint": {"size": found.checkpoint.size, "root": found.checkpoint.root.hex()},
        "asked": {"at": found.asked.at.isoformat(), "by": found.asked.event["by"]},
        "entries": [
            {
                "number": one.number,
                "index": one.index,
                "at": one.at.isoformat(),
                "sentence": told.sentence,
                "event": _retold(one),
                "withheld": list(one.withheld),
            }
            for one, told in zip(found.entries, story(found), strict=True)
        ],
        "policies": found.policies,
        "missing_policies": list(found.missing),
        "sentence": f"{proved(found)} {extent(found)}",
    }


def moment(at: datetime) -> str:
    """Return the second, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _retold(one: ProvenEntry) -> Mapping[str, Any]:
    """Return the event with its words under their own names."""
    opened = [Word(each.field, "", each.salt, canonical(each.value).decode()) for each in one.words]
    erased = [Word(field, "", None, None) for field in one.withheld]
    return retold(one.event, [*opened, *erased])


def _bound(event: Mapping[str, Any]) -> str:
    digests = (("revision", "revision_digest"), ("policy", "policy_digest"))
    named = [(word, event.get(field)) for word, field in digests]
    parts = [f"{word} {told[:SHORT]}" for word, told in named if isinstance(told, str) and told]
    environment = event.get("environment")
    return ", ".join([*([f"for {environment}"] if environment else []), *parts])


def _beside(
    one: ProvenEntry, event: Mapping[str, Any], entry: Entry
) -> tuple[tuple[str, str], ...]:
    names = sorted({*(each.field for each in one.words), *one.withheld})
    beside = [name for name in names if not _holds(entry, event, name)]
    return tuple((name.replace("_", " "), _value(event, name)) for name in beside)


def _holds(entry: Entry, event: Mapping[str, Any], field: str) -> bool:
    """Tell whether the entry's sentence holds this very field: what else it says shows there."""
    marked = [_MARK] if isinstance(event.get(field), list) else _MARK
    other = replace(entry, data={"event": {**event, field: marked}})
    return _value(event, field) in sentence(entry, str) and _MARK in sentence(other, str)


def _value(event: Mapping[str, Any], field: str) -> str:
    return _text(event.get(field, ERASED))


def _text(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _origin(found: Proven) -> str:
    return found.checkpoint.origin
