"""`--key`: a public key as its line, or a file that holds such lines."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from chatops.core.refused import Refused
from chatops.ledger.keys import PublicKey, key_of
from chatops.ledger.unproven import Unproven

_LARGEST = 1_000_000


def public_keys(given: Iterable[str]) -> tuple[PublicKey, ...]:
    """Return every key that is named; raise `Refused("bad_usage")` for what names none.

    In a file empty lines and those that begin with `#` are passed over.
    """
    found = tuple(dict.fromkeys(key for one in given for key in _of(one)))
    if not found:
        raise Refused("bad_usage", "--key names no public key. `chatops audit key` prints it.")
    return found


def _of(given: str) -> Iterator[PublicKey]:
    path = Path(given)
    try:
        lines = _lines(path) if _is_file(path) else [given]
        yield from map(key_of, lines)
    except Unproven as unproven:
        raise Refused("bad_usage", f"--key: {unproven.sentence}") from None


def _lines(path: Path) -> list[str]:
    with path.open("rb") as file:
        text = file.read(_LARGEST).decode(errors="replace")
    lines = (one.strip() for one in text.splitlines())
    return [one for one in lines if one and not one.startswith("#")]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False
