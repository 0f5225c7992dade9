"""What `chasing` of a policy says to no effect, or in an order that cannot be meant."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise, product

from chatops.core import policy as core
from chatops.core.lasting import Lasting
from chatops.core.revision import Kind, Risk
from chatops.files.document import Misplaced, Place
from chatops.files.policy_build import LENGTHS, chasing_of
from chatops.files.policy_model import ChasingModel, PolicyModel

_ALL = frozenset(product((one.value for one in Kind), (one.value for one in Risk)))
_STEPS = LENGTHS[:4]  # those that follow each other
_URGENT = Kind.EMERGENCY.value
_APART = "Emergencies are chased by the clock, all others are not. Write two entries."
_BY_CLOCK = "Nobody's working hours count for an emergency. Write a time such as `30 minutes`."


def mistaken_chasing(policy: PolicyModel) -> Iterator[Misplaced]:
    """Yield each mistake in the entries, and the entries that are never reached."""
    for number, entry in enumerate(policy.chasing):
        place: Place = ("chasing", number)
        if _URGENT in entry.kind and len(entry.kind) > 1:
            yield Misplaced((*place, "kind"), _APART)
        else:
            yield from _lengths(entry, place, policy.expires_after)
    yield from _unreached(policy)
    yield from _unreminded(policy)


def _lengths(entry: ChasingModel, place: Place, otherwise: Lasting) -> Iterator[Misplaced]:
    said = [name for name in LENGTHS if getattr(entry, name) is not None]
    working = [name for name in said if not isinstance(getattr(entry, name), timedelta)]
    if _URGENT in entry.kind and working:
        yield from (Misplaced((*place, name), _BY_CLOCK) for name in working)
        return
    meant = chasing_of(entry)
    end = meant.expires_after or otherwise
    mixed = _mixed(entry, meant)
    if mixed:
        yield Misplaced((*place, mixed), _not_alike(mixed, entry, meant))
    else:
        yield from (Misplaced((*place, name), told) for name, told in _order(entry, meant))
    yield from (Misplaced((*place, name), told) for name, told in _too_late(entry, meant, end))


def _mixed(entry: ChasingModel, meant: core.Chasing) -> str:
    """Return the first step that is said by another measure than the others; empty for none."""
    kinds = {type(getattr(meant, name)) for name in _STEPS}
    by_clock = (name for name in _STEPS if isinstance(getattr(meant, name), timedelta))
    said = (name for name in by_clock if getattr(entry, name) is not None)
    return next(said, "") if len(kinds) > 1 else ""


def _not_alike(name: str, entry: ChasingModel, meant: core.Chasing) -> str:
    others = (one for one in _STEPS if not isinstance(getattr(meant, one), timedelta))
    other = next(others)
    usual = " (the default)" if getattr(entry, other) is None else ""
    return (
        f"`{name}` is by the clock, and `{other}` is {told(getattr(meant, other))}{usual}: which "
        f"comes first would depend on the day. Give all four the same measure."
    )


def _order(entry: ChasingModel, meant: core.Chasing) -> Iterator[tuple[str, str]]:
    for sooner, later in pairwise(_STEPS):
        first, then = getattr(meant, sooner), getattr(meant, later)
        if _length(first) >= _length(then):
            place = later if getattr(entry, later) is not None else sooner
            longer, than = (_said(name, entry, meant) for name in (later, sooner))
            yield place, f"{longer} has to be longer than {than}."


def _said(name: str, entry: ChasingModel, meant: core.Chasing) -> str:
    usual = ", the default" if getattr(entry, name) is None else ""
    return f"`{name}` ({told(getattr(meant, name))}{usual})"


def _too_late(entry: ChasingModel, meant: core.Chasing, end: Lasting) -> Iterator[tuple[str, str]]:
    """Yield what is said here and is never reached, because the change is over before."""
    for name in (*_STEPS, "last_call"):
        one = getattr(meant, name)
        is_said = getattr(entry, name) is not None
        if is_said and _are_alike(one, end) and _length(one) >= _length(end):
            yield name, f"`{name}` has to be shorter than `expires_after`, which is {told(end)}."


def _unreminded(policy: PolicyModel) -> Iterator[Misplaced]:
    """Yield where changes are over before anybody is reminded, by the usual lengths too."""
    rest = set(_ALL)
    for number, entry in enumerate(policy.chasing):
        meant, place = chasing_of(entry), ("chasing", number)
        rest -= {(kind, risk) for kind, risk in _ALL if meant.is_for(kind, risk)}
        end = meant.expires_after or policy.expires_after
        is_told = entry.remind_after is not None and _are_alike(meant.remind_after, end)
        if is_told or _by_clock(meant.remind_after) < _by_clock(end):
            continue
        said = [one for one in ("expires_after", "remind_after") if getattr(entry, one) is not None]
        where: Place = (*place, said[0]) if said else place
        yield Misplaced(where, _never(meant.remind_after, end))
    end = policy.expires_after
    usual = {core.usual_chasing((kind,)).remind_after for kind, _ in rest}
    longest = max(usual, key=_by_clock, default=None)
    if longest and _by_clock(longest) >= _by_clock(end):
        yield Misplaced(("expires_after",), _never(longest, end))


def _never(remind: Lasting, end: Lasting) -> str:
    return (
        f"Nobody would ever be reminded: it is over after {told(end)}, and `remind_after` is "
        f"{told(remind)}. Write a longer `expires_after`, or a shorter `remind_after` in `chasing`."
    )


def _are_alike(one: Lasting, other: Lasting) -> bool:
    return isinstance(one, timedelta) == isinstance(other, timedelta)


def _by_clock(length: Lasting) -> timedelta:
    """Return about how long it is by the clock, of people who work nine hours on five days."""
    return length if isinstance(length, timedelta) else length.length * (7 * 24) / (5 * 9)


def _unreached(policy: PolicyModel) -> Iterator[Misplaced]:
    taken: set[tuple[str, str]] = set()
    for number, entry in enumerate(policy.chasing):
        meant = chasing_of(entry)
        own = {(kind, risk) for kind, risk in _ALL if meant.is_for(kind, risk)}
        if own <= taken:
            sentence = (
                "This entry is never reached: those before it are for all of its changes. Move it "
                "up, or remove it."
            )
            yield Misplaced(("chasing", number), sentence)
        taken |= own


def told(length: Lasting) -> str:
    """Return the length as it is written in the file."""
    minutes = int(_length(length) / timedelta(minutes=1))
    is_clock = isinstance(length, timedelta)
    if is_clock and minutes % 1440 == 0:
        number, unit = minutes // 1440, "day"
    elif minutes % 60 == 0:
        number, unit = minutes // 60, "hour"
    else:
        number, unit = minutes, "minute"
    working = "" if is_clock else "working "
    return f"{number} {working}{unit}{'' if number == 1 else 's'}"


def _length(length: Lasting) -> timedelta:
    return length if isinstance(length, timedelta) else length.length
