"""Somebody asks what is wrong: the database, what waits in it, and the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chatops.core.check import Check, Health
from chatops.core.digest_readers import unreached
from chatops.core.notices import CheckpointPost, DigestPost, Notice, Reminder
from chatops.core.organisation import directors
from chatops.store.database import UNAVAILABLE, Reading
from chatops.usecases.doctor_log import doctor_log
from chatops.usecases.house import House
from chatops.usecases.in_force import in_force

_SLIGHT, _WRONG = timedelta(seconds=2), timedelta(seconds=60)
_STALE_HOURS = 24  # they are read every six
_UNSAFE = ("fsync off", "synchronous_commit off", "journal memory", "journal off", "synchronous 0")


def examine(house: House) -> Iterator[Check]:
    """Yield a check for each thing the store can be asked about."""
    try:
        with house.store.reading() as reading:
            yield _database(reading)
            yield clock("clock", house.now() - reading.now(), "the database's")
        problem = house.store.schema_problem()
        if problem:
            yield Check("schema", Health.FAIL, problem, "chatops db upgrade")
            return
        yield Check("schema", Health.OK, "The schema is current.")
        yield from _policy(house)
        with house.store.reading() as reading:
            yield _outbox(reading, house.now())
            yield from _lost_channels(reading)
            yield from _digests(house, reading)
            yield _people(reading, house.now())
            yield from doctor_log(house, reading)
    except UNAVAILABLE as error:
        found = str(error).strip().splitlines() or [type(error).__name__]
        mend = "Check CHATOPS_DATABASE_URL, the server and the network between."
        yield Check("database", Health.FAIL, f"It cannot be reached: {found[0]}", mend)


def examine_people(house: House) -> Check:
    """Judge how long ago the people of the workspace were read."""
    try:
        with house.store.reading() as reading:
            return _people(reading, house.now())
    except UNAVAILABLE as error:
        mend = "Check CHATOPS_DATABASE_URL, the server and the network between; chatops doctor."
        return Check("people", Health.FAIL, f"The database cannot be read: {error}", mend)


def clock(name: str, difference: timedelta, other: str) -> Check:
    """Judge how far the local clock is from another one."""
    off = abs(difference)
    sentence = f"The local clock and {other} are {off.total_seconds():.1f} s apart."
    if off <= _SLIGHT:
        return Check(name, Health.OK, sentence)
    mend = "Let both synchronise by NTP: expiry and signatures go by the clock."
    return Check(name, Health.WARN if off <= _WRONG else Health.FAIL, sentence, mend)


def _database(reading: Reading) -> Check:
    about = reading.about()
    if about.endswith("read only"):
        mend = "Name the primary in CHATOPS_DATABASE_URL: this one takes no decision."
        return Check("database", Health.FAIL, about, mend)
    if any(word in about for word in _UNSAFE):
        mend = "Switch safe writing on again: what was acknowledged could be lost."
        return Check("database", Health.WARN, about, mend)
    return Check("database", Health.OK, about)


def _policy(house: House) -> Iterator[Check]:
    """Judge the policy that was adopted; before any adoption the file is all there is."""
    found = in_force(house)
    if found.adopted is None:
        return
    name, by = found.adopted.digest[:12], found.facts.directory.name_of(found.adopted.by)
    if found.facts.problems:
        sentence = " ".join(found.facts.problems)
        yield Check("adopted policy", Health.FAIL, sentence, "chatops policy show")
    elif found.differs:
        sentence = f"The file is not in force: {by} adopted {name}, which says something else."
        mend = "Adopt the file, or make it the same: chatops policy show > FILE."
        yield Check("adopted policy", Health.WARN, sentence, mend)
    else:
        yield Check("adopted policy", Health.OK, f"{name} is in force, adopted by {by}.")


def _lost_channels(reading: Reading) -> Iterator[Check]:
    for one in reading.lost_channels().values():
        place = f"go to {one.instead}" if one.instead else "stand nowhere"
        sentence = f"Its cards {place} since {one.at:%Y-%m-%d %H:%M} UTC: {one.why}."
        mend = "Mend the reason; it is tried again every six hours."
        if not one.instead:
            mend += " Or name a CHATOPS_FALLBACK_CHANNEL, a private one for a private channel."
        if not one.may_return:
            mend = f"Name {one.instead} in the directory."
        health = Health.WARN if one.instead else Health.FAIL
        yield Check(f"channel {one.channel}", health, sentence, mend)


def _digests(house: House, reading: Reading) -> Iterator[Check]:
    """Name the directors and VPs to whom no weekly digest can be sent."""
    files = house.facts()
    people = directors(files.registry, files.directory)
    facts = house.facts_for((), reading, *people)
    for one, why in unreached(facts):
        sentence = f"{facts.directory.name_of(one)} {why}: their weekly digest is not sent."
        mend = "Mend the person in the directory, or name another director or VP."
        yield Check(f"digest of {one}", Health.WARN, sentence, mend)


def _outbox(reading: Reading, now: datetime) -> Check:
    counts = reading.outbox_counts()
    found = f"{counts.get('waiting', 0)} waiting, {counts.get('dead', 0)} given up."
    letters = reading.dead_letters(limit=1)
    if not letters:
        return Check("outbox", Health.OK, found)
    newest = letters[0]
    days = (now - newest.at).days
    why = newest.error.rstrip(".") or "no reason noted"
    sentence = f"{found} The newest ({days} days ago): {why}."
    return Check("outbox", Health.WARN, sentence, f"Mend the reason; {_anew(newest.notice)}")


def _anew(notice: Notice | None) -> str:
    """Say how what was given up is sent after all."""
    match notice:
        case DigestPost(person=director, week=week):
            command = f"chatops digest send --director {director} --week {week} --as YOU"
            return f"then send the digest anew: {command}"
        case Reminder(person=person):
            return f"what waits for {person} is in their next reminder again."
        case CheckpointPost():
            return "the next checkpoint is posted anew."
        case _:
            return "cards are sent anew with the next change of each request."


def _people(reading: Reading, now: datetime) -> Check:
    """Who left or became a guest is told by events; what they did not tell is found by reading."""
    mend = "Let chatops serve run, with the scope users:read; its log says what Slack answers."
    ends = [one.ended_at for one in reading.rosters()]
    if not ends:
        return Check("people", Health.WARN, "They were never read from Slack.", mend)
    known = [one for one in ends if one is not None]
    if len(known) < len(ends):
        return Check("people", Health.WARN, "They were never read to the end from Slack.", mend)
    hours = (now - min(known)) / timedelta(hours=1)
    sentence = f"Read from Slack {hours:.0f} hours ago."
    if hours <= _STALE_HOURS:
        return Check("people", Health.OK, sentence)
    return Check("people", Health.WARN, sentence, mend)
