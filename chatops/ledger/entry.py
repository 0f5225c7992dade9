"""The canonical body of an entry, read as strictly as it is written.

Bodies are RFC 8785 without floats and without keys outside ASCII. For those orjson writes the same
bytes when it sorts the keys, many times faster than anything else; whatever it does not give back
byte for byte, and whatever holds a float or a number above 2^53, is looked at slowly.
"""

import json
from collections.abc import Iterable
from typing import Any

import orjson
import rfc8785

from chatops.ledger.canonical import canonical
from chatops.ledger.unproven import Unproven

Body = dict[str, Any]
MEMBERS = frozenset({"scope", "number", "at", "event"})
OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER  # none above 2^53 - 1


def body_of(written: bytes) -> Body:
    """Return the entry of these bytes; raise `Unproven` where they are not its canonical form."""
    try:
        value = orjson.loads(written)
        again = orjson.dumps(value, option=OPTIONS)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return _slowly(written)
    if again != written or not written.isascii():
        return _slowly(written)
    entry = _entry(value)
    return _slowly(written) if has_float(entry["event"].values()) else entry


def same_bytes(written: bytes) -> Any:
    """Return the JSON value of these canonical bytes; raise `Unproven` for any others."""
    try:
        value = json.loads(
            written.decode(),
            parse_float=_no_float,
            parse_constant=_no_float,
            object_pairs_hook=_object,
        )
        again = canonical(value)
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        raise Unproven("Its body is not canonical JSON.") from None
    if again != written:
        raise Unproven("Its body is not in its canonical form.")
    return value


def _slowly(written: bytes) -> Body:
    return _entry(same_bytes(written))


def _entry(value: Any) -> Body:
    if type(value) is not dict or value.keys() != MEMBERS:
        raise Unproven("Its body is not scope, number, time and event.")
    event, number = value["event"], value["number"]
    if (
        type(value["scope"]) is not str
        or type(value["at"]) is not str
        or type(number) is not int
        or number < 1
        or type(event) is not dict
        or type(event.get("tag")) is not str
    ):
        raise Unproven("Its body is not that of an entry.")
    return value


def has_float(values: Iterable[Any]) -> bool:
    """Tell whether there is a number that is not whole in any of these JSON values."""
    for one in values:
        kind = type(one)
        if kind is str or kind is int:
            continue
        if kind is float:
            return True
        if (kind is list and has_float(one)) or (kind is dict and has_float(one.values())):
            return True
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unproven("Its body names something twice.")
    if not all(name.isascii() for name in found):
        raise Unproven("Its body has a key outside ASCII.")
    return found


def _no_float(text: str) -> Any:
    raise Unproven(f"Its body holds {text[:20]}, which is no whole number.")
