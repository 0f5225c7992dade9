"""Somebody asks whether those outside the database are told of checkpoints."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial

from chatops.core.check import Check, Health
from chatops.core.refused import Refused
from chatops.core.witness import HTTP, SLACK, Failing, Told
from chatops.store.database import UNAVAILABLE, Reading
from chatops.store.log import Sealed
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.tell_witnesses import LATE, Keeper, Witnesses
from chatops.usecases.witnessed_size import witnessed_size

_NOBODY = "Whoever can change the database could change the log unseen: nobody else knows of it."
_MADE_UP = "Find out who changed the table witnesses. chatops serve tells it anew by itself."
_SERVE = "Let chatops serve run; its log says what fails."

_Late = Callable[[int], bool]
"""Tells whether whoever was told of so many entries is behind."""


def examine_witnesses(house: House, witnesses: Witnesses) -> Iterator[Check]:
    """Yield a check for each witness.

    While there is no checkpoint to tell of, that is only a file with one which the log never had.
    """
    try:
        name = _name_of_log(house)
        last, trouble = _last_of(witnesses.file, name)
        with house.store.reading() as reading:
            late = partial(_is_late, reading, house.now() - LATE)
            yield from _file(reading, witnesses.file, last, trouble, late)
            newest = reading.log.newest()
            if newest is not None:
                yield from _others(reading, witnesses, newest, late)
    except UNAVAILABLE:
        return  # another check says so


def _name_of_log(house: House) -> str:
    """Return the name; empty where there is none, or nobody can tell."""
    with house.store.reading() as reading, suppress(Refused):
        current = log_keys(reading).current
        return current.name if current else ""
    return ""


def _last_of(file: Keeper | None, name: str) -> tuple[str, Refused | None]:
    """Return what the file holds; it is read before the snapshot begins that has to hold it."""
    try:
        return (file.last(name) if file else ""), None
    except Refused as refused:
        return "", refused


def _is_late(reading: Reading, before: datetime, size: int) -> bool:
    """Tell whether the first checkpoint after this size was signed before then."""
    following = reading.log.checkpoints(size, 1)
    return bool(following) and following[0].at < before


def _others(reading: Reading, witnesses: Witnesses, newest: Sealed, late: _Late) -> Iterator[Check]:
    told = {one.name: one for one in reading.witnesses.told() if witnesses.has(one)}
    failing = reading.witnesses.failing()
    names = {SLACK: witnesses.channel, HTTP: witnesses.recipient}
    for name in (one for one, is_there in names.items() if is_there):
        yield _told(name, told.get(name), failing.get(name), newest, late)
    if not any(names.values()):
        mend = "Set CHATOPS_AUDIT_CHANNEL or CHATOPS_AUDIT_URL."
        yield Check("witnesses", Health.WARN, _NOBODY, mend)


def _file(
    reading: Reading, file: Keeper | None, last: str, trouble: Refused | None, late: _Late
) -> Iterator[Check]:
    name, mend = "witness file", "Mend it, or name another one in CHATOPS_AUDIT_FILE."
    newest = reading.log.newest()
    if file is None or not (newest or last):
        return
    try:
        if trouble:
            raise trouble
        size = witnessed_size(last, reading.log)
    except Refused as refused:
        if refused.code == "split_view":
            mend = f"Find out who is right: chatops audit verify --against {file}"
        yield Check(name, Health.FAIL, f"{file}: {refused.sentence}", mend)
        return
    if newest:
        yield _judged(name, size, newest, late)


def _told(
    witness: str, told: Told | None, failing: Failing | None, newest: Sealed, late: _Late
) -> Check:
    name = f"witness {witness}"
    if told and failing:
        sentence = f"It takes no checkpoint since {failing.since:%Y-%m-%d %H:%M} UTC: "
        mend = "It is tried again by itself."
        return Check(name, Health.FAIL, sentence + failing.error, mend)
    size = told.size if told else 0
    if size > newest.size:
        sentence = f"The table says it was told of {size:,} entries; {newest.size:,} are sealed."
        return Check(name, Health.FAIL, f"{sentence} Somebody wrote that there.", _MADE_UP)
    return _judged(name, size, newest, late)


def _judged(name: str, size: int, newest: Sealed, late: _Late) -> Check:
    queued = ", or the message is on its way" if name.endswith(SLACK) else ""
    sentence = f"It was told of {size:,} of {newest.size:,} sealed entries{queued}."
    if late(size):
        return Check(name, Health.WARN, sentence, _SERVE)
    return Check(name, Health.OK, sentence)
