"""An export in a spreadsheet: harmless to look at, and it proves no less than its lines."""

import base64
import csv
from io import StringIO

import pytest

from chatops.ledger.export import proven_export
from chatops.ledger.unproven import Unproven
from chatops.reports.export_csv import BEGINS, COLUMNS, csv_lines, lines_of_csv
from tests.ledger import exports
from tests.ledger.signing import signer

WHOLE = exports.complete()
ROWS = list(csv_lines(WHOLE))


def refusal(rows: list[bytes]) -> str:
    with pytest.raises(Unproven) as caught:
        proven_export(lines_of_csv(rows), [signer().public], begin=2)
    return caught.value.sentence


def read(rows: list[bytes]) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(rows).decode("utf-8-sig"), newline="")))


def test_each_line_is_a_row_with_what_it_says() -> None:
    assert ROWS[0].startswith(BEGINS)
    head, first, entry, *_ = read(ROWS)
    assert tuple(head) == COLUMNS
    assert first[:6] == ["", "", "", "", "export:format", ""]
    assert entry[:6] == ["0", "CR-1", "1", "2026-03-02T09:00:00.000000+00:00", "x", ""]
    assert [base64.b64decode(row[-1]) for row in read(ROWS)[1:]] == WHOLE
    assert proven_export(lines_of_csv(ROWS), [signer().public], begin=2).entries == 7


def test_what_a_spreadsheet_would_run_is_disarmed_and_still_proved() -> None:
    rows = list(csv_lines(exports.complete(exports.steps(("=1+1", "a;=b", '"\r\n@x')))))
    scopes = [row[1] for row in read(rows) if row[1]]
    assert scopes == ["scope", "'=1+1", "a;'=b", "\" '@x"]
    assert proven_export(lines_of_csv(rows), [signer().public], begin=2).entries == 3


@pytest.mark.parametrize(
    ("place", "old", "new", "sentence"),
    [
        (0, b"scope", b"scape", "Line 1: The columns are not those of an export."),
        (2, b'"CR-1"', b'"CR-2"', "Line 3: What its columns say is not what the proof in its"),
        (2, b'"0"', b'"1"', "Line 3: What its columns say is not what the proof in its"),
        (2, b'"x",""', b'"x","ana approved"', "Line 3: What its columns say is not what the"),
        (2, b'"x",""', b'"x","', "Line 3: What its columns say is not what the proof"),
        (2, b"\r\n", b"\n", "Line 3: The export was cut off here."),
        (2, b'"CR-1"', b"CR-1", "Line 3: What its columns say is not what the proof"),
    ],
)
def test_an_edited_cell_is_named(place: int, old: bytes, new: bytes, sentence: str) -> None:
    assert old in ROWS[place]
    rows = [*ROWS[:place], ROWS[place].replace(old, new, 1), *ROWS[place + 1 :]]
    assert refusal(rows).startswith(sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"x\n", "Line 3: The proof in it is no line of an export."),
        (b"[]\n", "Line 3: The proof in it is no line of an export."),
        (b'{"body":1}\n', "Line 3: The proof in it is no line of an export."),
        (b'{"body":"{}"}\n', "Line 3: The proof in it is no line of an export."),
        (b'{"body":"[[[' + b"[" * 5000, "Line 3: The proof in it is no line of an export."),
        (WHOLE[1].replace(b"CR-1", b"CR-7"), "Line 3: What its columns say is not what"),
    ],
)
def test_an_edited_proof_is_named(line: bytes, sentence: str) -> None:
    cell = base64.b64encode(line)
    row = ROWS[2][: ROWS[2].rindex(b',"')] + b',"' + cell + b'"\r\n'
    assert refusal([*ROWS[:2], row, *ROWS[3:]]).startswith(sentence)


def test_rows_cannot_be_missing_doubled_or_swapped() -> None:
    for place in range(len(ROWS)):
        assert refusal([*ROWS[:place], *ROWS[place + 1 :]])
        assert refusal([*ROWS[:place], ROWS[place], *ROWS[place:]])
    assert refusal([ROWS[0], ROWS[2], ROWS[1], *ROWS[3:]])
    assert refusal([*ROWS[:2], ROWS[2][:-1]])
