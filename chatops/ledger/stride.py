"""Sound entries, quickly: one tight loop for a million of them, that explains nothing.

What it cannot vouch for at once (what is wrong, odd, or has its predecessor elsewhere) is named by
its place only, for `Walk` to look at it again slowly and to say what it is.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import orjson

from chatops.ledger.chain import GENESIS
from chatops.ledger.entry import OPTIONS, has_float
from chatops.ledger.walk import Spoken, Step, Walk, Words

Row = Sequence[Any]
"""Scope, number, body, hash; where more than hashes is looked at: time and tag, too."""

_NOTHING = (-1, "")
_NO_LEAF = bytes(32)
_COMMITTED = '_commitment":"'


class Stride:
    """Takes the entries of a stretch, page by page; what it counts is counted in `walk`."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._last: dict[str, tuple[int, str]] = {}

    def leaves(self, rows: Iterable[Row], words: Words) -> tuple[list[bytes], list[int]]:
        """Return the hashes of the leaves, and the places of those to be looked at again."""
        hashes: list[bytes] = []
        doubtful: list[int] = []
        last, is_deep = self._last, not self._walk.hashes_only
        for row in rows:  # no calls here that are not needed: it is walked a million times
            scope, number, body, hashed = row[:4]
            if type(body) is not str or type(number) is not int:
                doubtful.append(len(hashes))
                hashes.append(_NO_LEAF)
                continue
            written = body.encode(errors="surrogatepass")
            hashes.append(sha256(b"\0" + written).digest())
            before, head = last.get(scope, _NOTHING)
            last[scope] = number, hashed
            if number == 1:
                head = GENESIS
            elif before != number - 1:
                doubtful.append(len(hashes) - 1)
                continue
            try:
                fits = sha256(bytes.fromhex(head) + written).hexdigest() == hashed
            except (ValueError, TypeError):  # what is stored before it is no hash
                fits = False
            if not fits or (is_deep and not self._fits(row, written, words)):
                doubtful.append(len(hashes) - 1)
        return hashes, doubtful

    def _fits(self, row: Row, written: bytes, words: Words) -> bool:
        """Tell whether an entry is in canonical form, and says what stands beside it."""
        scope, number, body, _, at, tag = row
        try:
            value = orjson.loads(written)
            if orjson.dumps(value, option=OPTIONS) != written or not written.isascii():
                return False
            event = value["event"]
            if (
                (value["scope"], value["number"], value["at"], event["tag"])
                != (scope, number, at, tag)
                or type(value["number"]) is not int
                or len(value) != 4  # noqa: PLR2004 - these, and nothing else
                or has_float(event.values())
            ):
                return False
        except (ValueError, TypeError, LookupError):  # those of orjson are such, too
            return False
        spoken = words.get((scope, number), ()) if words else ()
        return self._opens(row, value, spoken) if spoken or _commits(body) else True

    def _opens(self, row: Row, value: dict[str, Any], spoken: Sequence[Spoken]) -> bool:
        scope, number, *_ = row
        trial = Walk()
        trial.words(Step(0, scope, number, None, None, None, None, None), value, spoken)
        if trial.findings:
            return False
        self._walk.opened += trial.opened
        self._walk.erased += trial.erased
        return True


def _commits(body: str) -> bool:
    """Tell whether there may be a commitment to something in a body."""
    place = body.find(_COMMITTED)
    while place >= 0 and body[place + len(_COMMITTED)] == '"':  # to nothing
        place = body.find(_COMMITTED, place + 1)
    return place >= 0
