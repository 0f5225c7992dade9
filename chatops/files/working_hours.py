"""Working hours in the directory file: for everybody at its top, and for single persons.

Of what a person leaves out, what stands at the top holds; but who names a country has no part of
another one.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from chatops.core.holidays import countries
from chatops.core.people import WorkingHours
from chatops.files.document import Misplaced, Place
from chatops.files.o_clock import OClock
from chatops.files.strict import Few, Strict

_SHOWN = 20  # parts of a country in a sentence
_LENGTH = "Working hours need an end other than their begin. Mend `from` or `until`."
_PAST_MIDNIGHT = (
    "These working hours go from {begins:%H:%M} past midnight until {ends:%H:%M}. If that is "
    "meant, give both `from` and `until` here; if not, mend the one that is here."
)

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[str, ...] = get_args(Day)
"""From Monday on."""


class WorkingHoursModel(Strict):
    """Days, from when until when, and whose public holidays; each may be left out."""

    days: Few[Day] | None = None
    begins: Annotated[OClock | None, Field(alias="from")] = None
    until: OClock | None = None
    country: str | None = None
    subdivision: str | None = None


def hours_of(top: WorkingHoursModel | None, own: WorkingHoursModel | None) -> WorkingHours:
    """Return the working hours of who has `own` ones where `top` holds for everybody."""
    written = _written(top) | _written(own)
    if own and own.country is not None:
        written["subdivision"] = own.subdivision or ""
    return WorkingHours(**written)


def mistaken_hours(
    top: WorkingHoursModel | None, own: WorkingHoursModel | None, place: Place
) -> Iterator[Misplaced]:
    """Yield what is wrong with the hours that stand at `place`: with `own`, or else with `top`."""
    wanted, found = own or top, hours_of(top, own)
    if wanted is None:
        return
    if {wanted.begins, wanted.until} != {None}:
        at: Place = (*place, "until" if wanted.until else "from")
        yield from (Misplaced(at, sentence) for sentence in _of_length(wanted, found))
    if wanted.country is not None:
        yield from _country(wanted.country, (*place, "country"))
    if wanted.subdivision is not None:
        yield from _subdivision(wanted.subdivision, found.country, (*place, "subdivision"))


def _written(model: WorkingHoursModel | None) -> dict[str, Any]:
    """Return what is written there as fields of `WorkingHours`."""
    if model is None:
        return {}
    days = None if model.days is None else tuple(sorted(map(DAYS.index, model.days)))
    fields = {
        "days": days,
        "begins": model.begins,
        "ends": model.until,
        "country": model.country,
        "subdivision": model.subdivision,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _of_length(wanted: WorkingHoursModel, found: WorkingHours) -> Iterator[str]:
    """Yield why nobody means these hours; past midnight go only those of which both ends stand."""
    if found.begins == found.ends:
        yield _LENGTH
    elif found.begins > found.ends and None in (wanted.begins, wanted.until):
        yield _PAST_MIDNIGHT.format(begins=found.begins, ends=found.ends)


def _country(code: str, place: Place) -> Iterator[Misplaced]:
    if code in countries():
        return
    near = code.strip().upper()
    hint = f"Did you mean {near}?" if near in countries() else "Write two letters: DE, GB, IN, US."
    yield Misplaced(place, f"No public holidays are known of a country “{code[:60]}”. {hint}")


def _subdivision(code: str, country: str, place: Place) -> Iterator[Misplaced]:
    if not country:
        sentence = f"“{code[:60]}” is a part of no country. Give the `country` as well."
        yield Misplaced(place, sentence)
    elif country in countries() and code not in countries()[country]:
        hint = _parts(code.strip().upper(), countries()[country])
        yield Misplaced(place, f"{country} has no part “{code[:60]}”. {hint}")


def _parts(code: str, known: tuple[str, ...]) -> str:
    near = [code] if code in known else get_close_matches(code, known, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    if not known:
        return "All of it has the same public holidays: remove the line."
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return f"Known are {', '.join(known[:_SHOWN])}{more}."
