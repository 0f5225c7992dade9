"""An export as comma-separated values (RFC 4180): columns for people, and the line that proves.

The last column is the line of the export itself, in Base64, which no spreadsheet alters. What the
other columns say follows from it; whoever verifies makes them anew and compares. Texts that a
spreadsheet would take for a formula are disarmed as in every file of ours (`reports/csv.py`).
"""

import base64
import binascii
import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import orjson

from chatops.core.audited import Word, retold
from chatops.core.trail import Entry
from chatops.ledger.export_lines import LONGEST, Line
from chatops.ledger.unproven import Unproven
from chatops.reports.csv import harmless
from chatops.reports.sentences import sentence

COLUMNS = ("index", "scope", "number", "at", "tag", "sentence", "proof")
BEGINS = b'\xef\xbb\xbf"index","scope"'


def csv_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of the file for these of an export, ended by CR LF."""
    yield b"\xef\xbb\xbf" + _drawn(COLUMNS)
    for one in lines:
        yield _drawn((*_told(one), base64.b64encode(one).decode()))


def lines_of_csv(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of the export; raise `Unproven` where a row does not say what its line does.

    A row is one line of the file.
    """
    for number, raw in enumerate(rows, start=1):
        if number == 1:
            if raw != b"\xef\xbb\xbf" + _drawn(COLUMNS):
                raise Unproven("Line 1: The columns are not those of an export.")
            continue
        line = _line_in(raw, number)
        try:
            again = _drawn((*_told(line), base64.b64encode(line).decode()))
        except (
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ):
            raise Unproven(f"Line {number}: The proof in it is no line of an export.") from None
        if again != raw:
            sentence_ = "What its columns say is not what the proof in its last column says."
            raise Unproven(f"Line {number}: {sentence_}")
        yield line


def _line_in(raw: bytes, number: int) -> bytes:
    _, _, cell = raw.removesuffix(b'"\r\n').rpartition(b',"')
    if not raw.endswith(b'"\r\n') or len(raw) > 2 * LONGEST:
        raise Unproven(f"Line {number}: The export was cut off here.")
    try:
        return base64.b64decode(cell, validate=True)
    except (binascii.Error, ValueError):
        raise Unproven(f"Line {number}: Its last column is not Base64.") from None


def _drawn(cells: Iterable[str]) -> bytes:
    written = StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue().encode()


def _told(raw: bytes) -> tuple[str, ...]:
    line: Line = orjson.loads(raw)
    if "body" not in line:
        (name, *_) = (one for one in ("format", "checkpoint", "policy", "end") if one in line)
        return ("", "", "", "", f"export:{name}", "")
    body = orjson.loads(line["body"])
    told = retold(body["event"], map(_word, line["words"]))
    at = datetime.fromisoformat(body["at"])
    tag = body["event"]["tag"]
    entry = Entry(body["scope"], body["number"], at, tag, "", "", body | {"event": told})
    cells = (body["scope"], str(body["number"]), body["at"], tag, sentence(entry, str))
    return (str(line["index"]), *map(harmless, cells))


def _word(given: dict[str, Any]) -> Word:
    salt = given["salt"]
    return Word(
        given["field"], "", bytes.fromhex(salt) if salt is not None else None, given["text"]
    )
