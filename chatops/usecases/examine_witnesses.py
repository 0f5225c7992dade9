"""Somebody asks whether those outside the database are told of checkpoints."""

from collections.abc import Iterator

from chatops.core.check import Check, Health
from chatops.core.refused import Refused
from chatops.core.witness import HTTP, SLACK, Failing, Told
from chatops.store.database import UNAVAILABLE, Reading
from chatops.store.log import Sealed
from chatops.usecases.house import House
from chatops.usecases.tell_witnesses import LATE, Keeper, Witnesses
from chatops.usecases.witnessed_size import witnessed_size

_NOBODY = "Whoever can change the database could change the log unseen: nobody else knows of it."
_SERVE = "Let chatops serve run; its log says what fails."


def examine_witnesses(house: House, witnesses: Witnesses) -> Iterator[Check]:
    """Yield a check for each witness; nothing while there is no checkpoint to tell of."""
    try:
        with house.store.reading() as reading:
            newest = reading.log.newest()
            if newest is not None:
                is_late = house.now() - newest.at > LATE
                yield from _examined(reading, witnesses, newest, is_late=is_late)
    except UNAVAILABLE:
        return  # another check says so


def _examined(
    reading: Reading, witnesses: Witnesses, newest: Sealed, *, is_late: bool
) -> Iterator[Check]:
    if witnesses.file:
        yield _file(reading, witnesses.file, newest, is_late=is_late)
    told = {one.name: one for one in reading.witnesses.told() if witnesses.has(one)}
    failing = reading.witnesses.failing()
    names = {SLACK: witnesses.channel, HTTP: witnesses.recipient}
    for name in (one for one, is_there in names.items() if is_there):
        yield _told(name, told.get(name), failing.get(name), newest, is_late=is_late)
    if not any(names.values()):
        mend = "Set CHATOPS_AUDIT_CHANNEL or CHATOPS_AUDIT_URL."
        yield Check("witnesses", Health.WARN, _NOBODY, mend)


def _file(reading: Reading, file: Keeper, newest: Sealed, *, is_late: bool) -> Check:
    name, mend = "witness file", "Mend it, or name another one in CHATOPS_AUDIT_FILE."
    try:
        size = witnessed_size(file.last(), reading.log)
    except Refused as refused:
        if refused.code == "split_view":
            mend = f"Find out who is right: chatops audit verify --against {file}"
        return Check(name, Health.FAIL, f"{file}: {refused.sentence}", mend)
    return _judged(name, size, newest, is_late=is_late)


def _told(
    witness: str, told: Told | None, failing: Failing | None, newest: Sealed, *, is_late: bool
) -> Check:
    name = f"witness {witness}"
    if told and failing:
        sentence = f"It takes no checkpoint since {failing.since:%Y-%m-%d %H:%M} UTC: "
        mend = "It is tried again by itself."
        return Check(name, Health.FAIL, sentence + failing.error, mend)
    return _judged(name, told.size if told else 0, newest, is_late=is_late)


def _judged(name: str, size: int, newest: Sealed, *, is_late: bool) -> Check:
    sentence = f"It was told of {size:,} of {newest.size:,} sealed entries."
    if size < newest.size and is_late:
        return Check(name, Health.WARN, sentence, _SERVE)
    return Check(name, Health.OK, sentence)
