"""The changes of a digest as comma-separated values (RFC 4180), for a spreadsheet.

A spreadsheet takes a cell that begins with certain characters for a formula and runs it, so what
somebody wrote into a title could read other cells or call out. Such a cell gets an apostrophe.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import StringIO

from chatops.core.digest_list import Listed
from chatops.core.text import storable

_BOM = "\ufeff"  # without it spreadsheets do not take the file for UTF-8
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 - taken for the narrow ones
_TABS = frozenset("\t\r")
COLUMNS = (
    "key",
    "title",
    "opened",
    "systems",
    "environment",
    "kind",
    "risk",
    "AI",
    "requester",
    "state",
    "approvers",
    "seconds to approval",
    "rejected",
    "broken glass",
    "link",
)


def csv_of(rows: Iterable[Listed]) -> str:
    """Return one line for each change below the names of the columns, lines ended by CR LF.

    Ids in one cell are separated by spaces, which no id has.
    """
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows(map(_harmless, _cells(one)) for one in rows)
    return _BOM + written.getvalue()


def _cells(row: Listed) -> Iterator[str]:
    yield row.key
    yield row.title
    yield row.opened_at.astimezone(UTC).isoformat(timespec="seconds")
    yield " ".join(row.systems)
    yield from (row.environment, row.kind, row.risk, row.assistance, row.requester, row.state)
    yield " ".join(row.approvers)
    yield "" if row.seconds is None else str(row.seconds)
    yield from ("yes" if one else "no" for one in (row.rejected, row.broken))
    yield row.link


def _harmless(cell: str) -> str:
    """Return the text on one line, with an apostrophe before what would be a formula."""
    rest = cell.lstrip()
    before = cell[: len(cell) - len(rest)]
    is_formula = rest.startswith(_FORMULA) or not _TABS.isdisjoint(before)
    line = " ".join(storable(cell).splitlines())
    return f"'{line}" if is_formula else line
