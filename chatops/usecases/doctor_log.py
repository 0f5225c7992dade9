"""Somebody asks what is wrong with the audit log: its key, what waits, who could change it."""

from collections.abc import Iterator
from datetime import timedelta

from chatops.core.check import Check, Health
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.sealing import NO_KEY, Sealing, sealing

_LATE = timedelta(seconds=60)
_SEAL = (
    "chatops audit seal says why. On PostgreSQL a transaction that writes for long delays it, "
    "in any database of the server."
)
_GRANT = (
    "Let the service log in as somebody who may only add: CREATE ROLE chatops_service LOGIN "
    "PASSWORD '...' IN ROLE chatops_app; and CHATOPS_DATABASE_URL="
    "postgresql+psycopg://chatops_service:...@HOST/NAME; "
    "upgrade (chatops db upgrade) as {login} as before."
)


def doctor_log(house: House, reading: Reading) -> Iterator[Check]:
    """Yield a check of the key, of the log, and of what guards it."""
    state = sealing(house, reading)
    yield _key(state)
    yield _log(state)
    yield _guards(reading)


def _key(state: Sealing) -> Check:
    if state.key:
        return Check("audit key", Health.OK, f"{state.key.vkey} seals the log.")
    health = Health.WARN if state.why == NO_KEY else Health.FAIL
    return Check("audit key", health, state.why, state.mend)


def _log(state: Sealing) -> Check:
    if state.lag <= _LATE or state.why == NO_KEY:
        return Check("audit log", Health.OK, state.counts)
    return Check("audit log", Health.WARN, state.counts, _SEAL)


def _guards(reading: Reading) -> Check:
    name, unguarded = "append-only", reading.log.unguarded()
    if unguarded:
        sentence = f"No trigger refuses changes of {', '.join(unguarded)}."
        mend = "Somebody removed it: find out who, then restore it; chatops audit verify"
        return Check(name, Health.FAIL, sentence, mend)
    login, powers = reading.log.powers()
    if powers:
        sentence = f"Triggers refuse changes, but {login} {powers[0]}, so could remove them."
        return Check(name, Health.WARN, sentence, _GRANT.format(login=login))
    told = f", and {login} may only add" if login else ""
    return Check(name, Health.OK, f"Triggers refuse changes{told}.")
