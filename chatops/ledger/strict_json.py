"""JSON as it is read from strangers: one meaning only, or it is not read (RFC 8259, section 4).

Members that stand twice, numbers that are not whole, and whatever a parser is free to understand
as it likes are refused.
"""

import json
from collections.abc import Sequence
from typing import Any, NoReturn
from unicodedata import category

from chatops.ledger.unproven import Unproven

_NO_LINE = {"Cc", "Cs", "Zl", "Zp"}  # controls, half pairs, ends of lines and of paragraphs


def strict_json(text: str | bytes, what: str) -> Any:
    """Return the JSON value; raise `Unproven`, which calls it `what`."""
    try:
        return json.loads(
            text, object_pairs_hook=_members, parse_float=_float, parse_constant=_float
        )
    except (ValueError, RecursionError):  # UnicodeDecodeError is one, and so is a huge number
        raise Unproven(f"{what} is not JSON.") from None


def members_of(
    value: Any, names: Sequence[str], what: str, optional: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the members of an object that has all `names` and no other but `optional` ones."""
    if not isinstance(value, dict):
        raise Unproven(f"{what} is no JSON object.")
    missing = [one for one in names if one not in value]
    if missing:
        raise Unproven(f"In {what} “{missing[0]}” is missing.")
    unknown = [one for one in value if one not in names and one not in optional]
    if unknown:
        raise Unproven(f"In {what} there is an unknown member, “{_shown(unknown[0])}”.")
    return value


def list_of(value: Any, what: str) -> list[Any]:
    """Return a list that is not empty; raise `Unproven`."""
    if not isinstance(value, list) or not value:
        raise Unproven(f"{what} has to be a list that is not empty.")
    return value


def text_of(value: Any, what: str, most: int = 1000) -> str:
    """Return a text of one line without control characters; raise `Unproven`."""
    if not isinstance(value, str) or not 0 < len(value) <= most or not _is_line(value):
        raise Unproven(f"{what} has to be one line of text.")
    return value


def _is_line(text: str) -> bool:
    return text.isprintable() or not any(category(one) in _NO_LINE for one in text)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unproven(f"The member “{_shown(name)}” stands twice in one object.")
        found[name] = value
    return found


def _float(text: str) -> NoReturn:
    raise Unproven(f"The number {text[:40]} is not whole.")


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in name[:80])
