"""A director says that they audited a week: who may say it, of which digest, and once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chatops.core.attestation import Attestation, SentDigest
from chatops.core.events_digest import DigestAttested
from chatops.core.facts import Facts
from chatops.core.hours import Calendar, after, next_working
from chatops.core.lasting import WorkingTime
from chatops.core.people import WorkingHours
from chatops.core.refused import Refused
from chatops.core.text import clean, too_long

LONGEST_NOTE = 3000
_DAYS = 2
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attest:
    """`person` says that they audited `director`'s week as this version of its digest tells it."""

    director: str
    week: str
    version: int
    person: str
    note: str = ""


def attest(
    command: Attest,
    newest: SentDigest,
    said: Attestation,
    facts: Facts,
    *,
    now: datetime,
) -> tuple[Attestation, DigestAttested]:
    """Return what is recorded and its event; `newest` is the digest of the week that holds.

    `said` is what was said of the week before. Raises `Refused`: not_yours, not_fit, out_of_date
    where another version holds, unknown_digest for one that was never sent, and nothing_changed
    where they attested this one before.
    """
    _check_person(command, facts)
    if command.version > newest.version:
        sentence = f"No version {command.version} of this digest was sent, only {newest.version}."
        raise Refused("unknown_digest", sentence)
    if command.version != newest.version:
        sentence = (
            f"Version {newest.version} corrects it. Read that one first, and attest it there."
        )
        raise Refused("out_of_date", sentence)
    if said.at is not None and said.covers(newest):
        raise Refused("nothing_changed", "You attested this digest before. Nothing was changed.")
    note, end_of_trail = _note(command.note), newest.checkpoint
    attested = Attestation(
        said.director, said.week, newest.version, newest.hash, end_of_trail, note, at=now
    )
    event = DigestAttested(
        said.director, said.week, newest.version, newest.hash, end_of_trail, note
    )
    return attested, event


def remind_at(calendar: Calendar, made_at: datetime) -> datetime | None:
    """Return when its director is reminded of a digest: after two working days, at work.

    None where they never work.
    """
    due = after(calendar, made_at, WorkingTime(_DAYS * _length(calendar.hours)))
    return next_working(calendar, due) if due else None


def _length(hours: WorkingHours) -> timedelta:
    """Return how long a working day is by the clock."""
    begins, ends = (
        timedelta(hours=one.hour, minutes=one.minute, seconds=one.second)
        for one in (hours.begins, hours.ends)
    )
    return ends - begins if begins < ends else ends - begins + _DAY


def _check_person(command: Attest, facts: Facts) -> None:
    if command.person != command.director:
        name = facts.directory.name_of(command.director)
        raise Refused("not_yours", f"Only {name} attests this digest.")
    person = facts.directory.find(command.person)
    problem = facts.unfit(person)
    if problem:
        name = facts.directory.name_of(command.person)
        raise Refused("not_fit", f"{name} {problem}, and cannot attest.")


def _note(text: str) -> str:
    note = clean(text)
    problem = too_long(note, LONGEST_NOTE)
    if problem:
        raise Refused("invalid_input", problem, field="note")
    return note
