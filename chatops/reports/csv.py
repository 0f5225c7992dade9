"""The changes of a digest as comma-separated values (RFC 4180), for a spreadsheet.

A spreadsheet takes a cell that begins with certain characters for a formula and runs it, so what
somebody wrote into a title could read other cells or call out. Such a cell gets an apostrophe; so
does what would begin a cell where other marks than commas end one, or quotes are not heeded.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import StringIO

from chatops.core.digest_list import Listed
from chatops.core.text import storable

_BOM = "\ufeff"  # without it spreadsheets do not take the file for UTF-8
_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
_TABS = frozenset("\t\r")
_ENDS_A_CELL = re.compile(r"([;,\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs", "Mn"}  # categories of Unicode
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


def csv_of(rows: Iterable[Listed], *, left_out: int = 0) -> str:
    """Return one line for each change below the names of the columns, lines ended by CR LF.

    Ids in one cell are separated by spaces, which no id has. The last line tells of changes that
    were left out.
    """
    written = StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(map(harmless, _cells(one)) for one in rows)
    if left_out:
        told = f"and {left_out:,} more, which this file does not hold"
        writer.writerow((told, *("" for _ in COLUMNS[1:])))
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


def harmless(cell: str) -> str:
    """Return the text on one line, with an apostrophe before all that would be a formula."""
    text = storable(cell)
    first, *others = _ENDS_A_CELL.split(text)
    marked = (f"'{one}" if _is_formula(one) else one for one in others)
    line = " ".join("".join((first, *marked)).splitlines())
    before = text[: len(text) - len(text.lstrip())]
    return f"'{line}" if _is_formula(text) or not _TABS.isdisjoint(before) else line


def _is_formula(text: str) -> bool:
    """Tell whether it begins with such a character, or one like it, behind what nobody sees."""
    begins = next((one for one in text if unicodedata.category(one) not in _UNSEEN), "")
    return not _FORMULA.isdisjoint(unicodedata.normalize("NFKC", begins))
