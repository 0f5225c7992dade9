"""Checks to build other checks from: strings, numbers, lists, objects, and choices by type."""

from collections.abc import Callable, Mapping
from typing import Any

from chatops.simulator.blocks.place import Place

Check = Callable[[Any, Place], None]


def string(most: int, least: int = 0) -> Check:
    """Accept text of `least` to `most` characters."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            place.refuse("must be a string")
        elif len(value) > most:
            place.refuse(f"must be less than {most + 1} characters")
        elif len(value) < least:
            place.refuse(f"must be more than {least - 1} characters")

    return check


def flag(value: Any, place: Place) -> None:
    """Accept true and false."""
    if not isinstance(value, bool):
        place.refuse("must be a boolean")


def integer(least: int, most: int) -> Check:
    """Accept whole numbers in a range."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            place.refuse("must be an integer")
        elif not least <= value <= most:
            place.refuse(f"must be between {least} and {most}")

    return check


def number(value: Any, place: Place) -> None:
    """Accept any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        place.refuse("must be a number")


def one_of(*allowed: str) -> Check:
    """Accept one of some words."""

    def check(value: Any, place: Place) -> None:
        if value not in allowed:
            place.refuse(f"value must be one of: {', '.join(allowed)}")

    return check


def array(item: Check, most: int, least: int = 0) -> Check:
    """Accept a list of `least` to `most` items."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, list):
            place.refuse("must be an array")
            return
        if len(value) > most:
            place.refuse(f"no more than {most} items allowed")
        if len(value) < least:
            place.refuse(f"no less than {least} items allowed")
        for index, one in enumerate(value):
            item(one, place.at(index))

    return check


def shape(
    required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None
) -> Check:
    """Accept an object with exactly these fields; `type` is always allowed."""
    must, may = dict(required or {}), dict(optional or {})

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, dict):
            place.refuse("must be an object")
            return
        for name in must:
            if name not in value:
                place.refuse(f"missing required field: {name}")
        for name, one in value.items():
            known = must.get(name) or may.get(name)
            if known:
                known(one, place.at(name))
            elif name != "type":
                place.refuse(f"invalid additional property: {name}")

    return check


def both(*checks: Check) -> Check:
    """Accept what all checks accept."""

    def check(value: Any, place: Place) -> None:
        for one in checks:
            one(value, place)

    return check


def exactly_one(*names: str) -> Check:
    """Accept an object with one of these fields."""

    def check(value: Any, place: Place) -> None:
        if isinstance(value, dict) and sum(name in value for name in names) != 1:
            place.refuse(f"must define exactly one of: {', '.join(names)}")

    return check


def by_type(kinds: Mapping[str, Check], *, only: frozenset[str] | None = None) -> Check:
    """Accept an object whose `type` is known, and among `only` where it stands."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, dict):
            place.refuse("must be an object")
            return
        kind = value.get("type")
        if kind is None:
            place.refuse("missing required field: type")
        elif (
            not isinstance(kind, str)
            or kind not in kinds
            or (only is not None and kind not in only)
        ):
            place.at("type").refuse(f"unsupported type: {kind}")
        else:
            kinds[kind](value, place)

    return check
