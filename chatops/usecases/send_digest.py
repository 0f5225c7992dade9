"""The digest of a week is made and sent: once when its time has come, and again on demand."""

import secrets
from contextlib import suppress
from dataclasses import replace

from chatops.core.attestation import SentDigest
from chatops.core.attesting import remind_at
from chatops.core.digest_json import hash_of, text_of
from chatops.core.digest_posts import posts
from chatops.core.digest_readers import obstacle
from chatops.core.facts import Facts
from chatops.core.hours import calendar_of
from chatops.core.refused import Refused
from chatops.core.weeks import week_of
from chatops.ledger.commitment import SALT_BYTES
from chatops.usecases.count_digest import Made, count_digest
from chatops.usecases.house import House
from chatops.usecases.seal import seal


def send_digest(house: House, director: str, week: str, by: str = "") -> SentDigest | None:
    """Send the digest of this week to `director` (directory id) and to their channel.

    `by` (directory id) asks for it: it is the week's first, or corrects the one before. Without,
    only the first is sent: None where there is one. Raises `Refused` for a week that is none or
    not over, for who is no director or cannot be reached, and where `by` may not ask.
    """
    label = week_of(week, "UTC").label
    with house.store.reading() as reading:
        facts = house.facts_for((), reading, director)
        found = reading.digests.find(director, label)
    before = found[0] if found else None
    if before and not by:
        return None
    _check(director, by, facts)
    made = count_digest(house, director, label, version=before.version + 1 if before else 1)
    sent = _put(house, made, by, facts)
    if sent is None and by:
        name = facts.directory.name_of(director)
        sentence = f"A digest of {name} for {label} was sent just now. Look at that one first."
        raise Refused("out_of_date", sentence)
    return sent


def _check(director: str, by: str, facts: Facts) -> None:
    name = facts.directory.get(director).name
    problem = obstacle(director, facts)
    if problem:
        raise Refused("unreached", f"{name} {problem}: no digest can be sent to them.")
    if by:
        person = facts.directory.get(by)
        if person.bot or not person.active:
            sentence = f"{person.name} {facts.unfit(person)}."
            raise Refused("not_fit", sentence, field="requester")


def _put(house: House, counted: Made, by: str, facts: Facts) -> SentDigest | None:
    """Store and tell it, and let what it replaces be drawn anew; None where another was first."""
    made = replace(counted.digest, salt=secrets.token_hex(SALT_BYTES))
    of_week = made.director, made.week, made.version
    sent = SentDigest(*of_week, made.made_at, hash_of(made), by, _sealed(house))
    remind = remind_at(calendar_of(made.director, facts, made.made_at), made.made_at)
    with house.store.transaction() as tx:
        notices = (*tx.digests.posts(made.director, made.week), *posts(sent, facts))
        stored = tx.put_digest(
            sent, text_of(made), notices, remind, lists=counted.lists, above=made.basis.above
        )
        if not stored:
            return None
    house.wake()
    return sent


def _sealed(house: House) -> str:
    """Return the note of a checkpoint over all that there is; empty without a key.

    A digest is not held up by a key that cannot be used now: it comes with the newest there is.
    """
    with suppress(Refused):
        seal(house)
    with house.store.reading() as reading:
        newest = reading.log.newest()
    return newest.note if newest else ""
