"""Public holidays by country and part of it, as the `holidays` library knows them.

The library takes half a second to import, so it is imported only where a country is named.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

_COUNTRY = 2  # letters; the library lists other codes as well
_YEARS_KEPT = 1_000  # of all countries


@cache
def countries() -> Mapping[str, tuple[str, ...]]:
    """Return the codes (ISO 3166-1 alpha-2) of all known countries with those of their parts."""
    from holidays import list_supported_countries  # noqa: PLC0415 - half a second

    found = list_supported_countries(include_aliases=False)
    return {code: tuple(parts) for code, parts in found.items() if len(code) == _COUNTRY}


def is_holiday(day: date, country: str, subdivision: str = "") -> bool:
    """Tell whether it is a public holiday there; without a country no day is."""
    return bool(country) and day in _of_year(country, subdivision, day.year)


@lru_cache(_YEARS_KEPT)
def _of_year(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return the holidays; none where the country or its part is unknown."""
    from holidays import country_holidays  # noqa: PLC0415 - half a second

    if country not in countries():
        return frozenset()
    known = subdivision in countries()[country]
    return frozenset(country_holidays(country, subdiv=subdivision if known else None, years=year))
