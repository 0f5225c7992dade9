"""The state of one scope as its entries alone tell it: the rows that the tables have to hold.

Of each value it is known which entry told it last. What no entry tells (who is asked, when the next
reminder comes) is in no row, and neither is what an entry of an earlier version left out. Instants
are texts as `stamp` writes them in the store: UTC, with microseconds. A change is read in
`core/projected_change.py`, every other scope in `core/projected_scope.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from chatops.core.decision import Verb
from chatops.core.private import ERASED

Key = tuple[str | int, ...]
"""The columns of a table's primary key that the scope leaves open."""


@dataclass(frozen=True, slots=True)
class Unsalted:
    """A text of which an entry of an earlier version has the digest only."""

    digest: str


class _Untold:
    """What an entry does not say."""


UNTOLD = _Untold()
UNKNOWN = object()
"""A text that the entry commits to, and whose words are missing beside the log."""


@dataclass(slots=True)
class Told:
    """An entry: its number, its instant (as `stamp` writes it), its tag and its event.

    `words` has the canonical JSON of its private fields, None where it was erased, and `writers`
    who wrote them, where it has any.
    """

    number: int
    at: str
    tag: str
    event: dict[str, Any]
    words: Mapping[str, str | None]
    writers: Mapping[str, str] | None = None

    def get(self, name: str) -> Any:
        """Return a field of the event; `UNTOLD` where it has none."""
        return self.event.get(name, UNTOLD)

    def moment(self, name: str) -> Any:
        """Return an instant of the event as the tables have it; None for an empty one."""
        stored = self.event.get(name, UNTOLD)
        return stamped(stored) if type(stored) is str else stored

    def text(self, name: str) -> Any:
        """Return a private field: its text, `ERASED`, or its digest in an earlier version."""
        event = self.event
        commitment = event.get(f"{name}_commitment")
        if commitment:
            return self._beside(name)
        if commitment == "":
            return ""
        digest = event.get(f"{name}_digest")
        if digest is None:
            return event.get(name, UNTOLD)
        return Unsalted(digest) if digest else ""

    def _beside(self, name: str) -> Any:
        if name not in self.words:
            return UNKNOWN
        text = self.words[name]
        return ERASED if text is None else json.loads(text)


def stamped(moment: str) -> str | None:
    """Return an instant (ISO 8601) as the tables have it; None for an empty text."""
    if not moment:
        return None
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(slots=True)
class Row:
    """The values of a row by column: told by this entry, or by a `later` one."""

    entry: int
    values: dict[str, Any]
    later: dict[str, int] = field(default_factory=dict)

    def told_by(self, column: str) -> int:
        """Return the number of the entry that told a value."""
        return self.later.get(column, self.entry)


@dataclass(frozen=True, slots=True)
class Word:
    """A decision, as far as it counts towards an approval; `at` is an instant as all here are."""

    number: int
    person: str
    verb: Verb
    revision: int
    lifts: int
    at: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Entry `number` says that the change is approved, or lets somebody through as if it were.

    `words` are all decisions until then, `revision` is the present one, judged by the policy with
    this digest. It was `at` that instant; empty where none is told.
    """

    number: int
    at: str
    revision: int
    policy: str
    words: tuple[Word, ...]


@dataclass(slots=True)
class Projection:
    """What the entries of one scope tell, by table and key; `odd` are those that do not follow.

    `partly` are tables of which the entries tell some rows only, for they are of an earlier
    version.
    """

    scope: str
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)
    odd: list[tuple[int, str]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    partly: set[str] = field(default_factory=set)
    present: int = 0
    systems: tuple[str, ...] = ()
    policy: str = ""
    done: dict[str, bool] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    entries: int = 0

    def put(self, table: str, key: Key, told: Told, /, **values: Any) -> None:
        """Add what the entry tells of a row to what was told of it before."""
        if UNTOLD in values.values():
            values = {name: value for name, value in values.items() if value is not UNTOLD}
        rows = self.rows.setdefault(table, {})
        if key in rows:
            rows[key].values |= values
            rows[key].later.update(dict.fromkeys(values, told.number))
        else:
            rows[key] = Row(told.number, values)

    def append(self, table: str, told: Told, /, **values: Any) -> None:
        """Add the next row of a table that is numbered from 1."""
        self.put(table, (len(self.rows.get(table, ())) + 1,), told, **values)

    def amend(self, table: str, key: Key, told: Told, /, **values: Any) -> None:
        """Add to a row that was told of before; raise KeyError where none was."""
        self.row(table, key)
        self.put(table, key, told, **values)

    def row(self, table: str, key: Key) -> Row:
        """Return a row that was told of; raise KeyError where none was."""
        return self.rows[table][key]

    def value(self, table: str, key: Key, column: str) -> Any:
        """Return one value; `UNTOLD` where it was not told."""
        row = self.rows.get(table, {}).get(key)
        return UNTOLD if row is None else row.values.get(column, UNTOLD)

    def wonder(self, told: Told, sentence: str) -> None:
        """Note that an entry does not follow from those before it."""
        self.odd.append((told.number, sentence))
