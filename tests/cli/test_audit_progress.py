"""The bar is shown where a person looks, and nowhere else."""

import pytest

from chatops.cli.audit_progress import progressing


def run() -> None:
    with progressing() as told:
        for now in (0, 600, 1200):
            told("entries", now, 1200)
        told("tables", 1, 4)


def test_it_says_what_is_counted_and_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    run()
    seen = capsys.readouterr()
    assert seen.out == ""
    for told in ("entries", "100 %", "tables", " 25 %"):
        assert told in seen.err


def test_nothing_is_shown_where_standard_error_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("TTY_COMPATIBLE", raising=False)
    run()
    assert capsys.readouterr() == ("", "")
