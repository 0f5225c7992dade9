"""The CSV of a digest: what a spreadsheet reads is what was written, and none of it runs."""

import csv
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.reports.csv import COLUMNS, csv_of
from tests.reports.golden import compare
from tests.reports.samples import CHANGES, listed

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001 - on purpose


def read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_all_changes_are_told() -> None:
    compare("digest.csv", csv_of(CHANGES.values()))


def test_each_change_is_one_line_that_ends_as_it_should() -> None:
    text = csv_of(CHANGES.values())
    assert text.count("\r\n") == len(CHANGES) + 1
    assert text.replace("\r\n", "").count("\n") == 0
    assert text.encode("utf-8").startswith(b'\xef\xbb\xbf"key","title","opened",')


def test_a_week_without_changes_has_the_names_of_the_columns() -> None:
    assert read(csv_of(())) == [list(COLUMNS)]


def test_values_are_where_their_columns_are() -> None:
    row = listed(
        1, 'Say "hi", twice', systems=("a", "b"), approvers=("x", "y"), seconds=0, broken=True
    )
    _, cells = read(csv_of([row]))
    found = dict(zip(COLUMNS, cells, strict=True))
    assert found["title"] == 'Say "hi", twice'
    assert (found["systems"], found["approvers"]) == ("a b", "x y")
    assert (found["seconds to approval"], found["rejected"], found["broken glass"]) == (
        "0",
        "no",
        "yes",
    )
    assert found["opened"] == "2026-03-13T15:00:00+00:00"


def test_without_an_approval_the_time_is_empty() -> None:
    _, cells = read(csv_of([listed(1, "Open")]))
    assert cells[COLUMNS.index("seconds to approval")] == ""


@pytest.mark.parametrize("begins", FORMULAS)
@pytest.mark.parametrize("before", ["", " ", "  \u00a0", "\n"])
@pytest.mark.parametrize("field", ["title", "environment", "requester", "link", "state"])
def test_no_cell_is_a_formula(begins: str, before: str, field: str) -> None:
    written: dict[str, Any] = {field: f"{before}{begins}1+1"}
    row = replace(listed(1, "Plain"), **written)
    cell = read(csv_of([row]))[1][COLUMNS.index(field)]
    assert cell.startswith("'")
    assert cell.endswith("1+1")


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u2060", "\u00ad", "\x1f", " \u200e "])
@pytest.mark.parametrize(
    "begins", ["=", "\ufe66", "\ufe62", "\ufe63", "\ufe6b", "\uff1d", "\u2212"]
)
def test_neither_are_look_alikes_behind_what_nobody_sees(unseen: str, begins: str) -> None:
    cell = read(csv_of([listed(1, f"{unseen}{begins}1+1")]))[1][1]
    assert cell.startswith("'")


@pytest.mark.parametrize("mark", [";", ",", "\t", "\n", "\r\n", "\u2028"])
@pytest.mark.parametrize("between", ["", " ", "\u200b"])
def test_neither_is_what_would_begin_a_cell_elsewhere(mark: str, between: str) -> None:
    cell = read(csv_of([listed(1, f"a{mark}{between}=1+1")]))[1][1]
    assert cell.endswith(f"'{between}=1+1")


def test_every_cell_is_quoted() -> None:
    _, line, *_ = csv_of([listed(1, 'Say "hi"')]).split("\r\n")
    assert line.startswith('"CR-1","Say ""hi""","2026-')
    assert line.count(",") == line.count('","') == len(COLUMNS) - 1


def test_what_is_left_out_is_told_in_the_last_line() -> None:
    *_, last = read(csv_of([listed(1, "Plain")], left_out=1234))
    assert last == ["and 1,234 more, which this file does not hold", *[""] * (len(COLUMNS) - 1)]


def test_lists_are_disarmed_as_well() -> None:
    row = replace(listed(1, "Plain"), systems=("=a", "b"), approvers=("@sum",))
    cells = dict(zip(COLUMNS, read(csv_of([row]))[1], strict=True))
    assert (cells["systems"], cells["approvers"]) == ("'=a b", "'@sum")


@pytest.mark.parametrize("title", ["a-b", "1 = 1", "'quoted", "mail@x", "x\ty"])
def test_what_is_no_formula_stays_as_it_is(title: str) -> None:
    assert read(csv_of([listed(1, title)]))[1][1] == title


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_line_ends_become_spaces(end: str) -> None:
    assert read(csv_of([listed(1, f"one{end}two")]))[1][1] == "one two"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_whatever_is_written_is_read_as_harmless_lines(titles: list[str]) -> None:
    text = csv_of(listed(number, title) for number, title in enumerate(titles))
    rows = read(text.encode("utf-8").decode("utf-8"))
    assert [len(one) for one in rows] == [len(COLUMNS)] * (len(titles) + 1)
    for row in rows:
        for cell in row:
            assert not cell.lstrip().startswith(FORMULAS)
            assert len(cell.splitlines()) <= 1
