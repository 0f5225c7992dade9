"""`chatops audit export`: the log as a file that an auditor verifies without us."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.audit_progress import progressing
from chatops.cli.doors import house, user
from chatops.cli.outputs import check_output, write_output
from chatops.core.refused import Refused
from chatops.ledger.export_lines import read_line
from chatops.reports.export_csv import csv_lines
from chatops.usecases.check_wanted import Wanted
from chatops.usecases.export_log import export_log

_STANDARD_OUTPUT = "-"


class Format(StrEnum):
    """What an export is written as; both can be verified."""

    JSONL = "jsonl"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the command."""
    example = (
        "Example: chatops audit export --since 2026-01-01 --system payments --out export.jsonl"
    )
    app.command("export", epilog=example)(export_)


def _moment(given: str | None) -> datetime | None:
    """Return the moment; without a zone it is UTC. Raises `Refused("bad_usage")`."""
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at.astimezone(UTC)  # which the first and the last day may not have
    except (ValueError, OverflowError):
        told = f"“{given}” is no date such as 2026-03-01 or 2026-03-01T09:00:00+01:00."
        raise Refused("bad_usage", told) from None
    return at


def export_(
    *,
    out: Annotated[str, typer.Option(help="Write to this file; - is standard output.")],
    format_: Annotated[
        Format, typer.Option("--format", help="csv is for spreadsheets; both can be verified.")
    ] = Format.JSONL,
    since: Annotated[
        str | None, typer.Option(help="Only entries from this date or time (UTC) on.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Only entries before it.")] = None,
    system: Annotated[str, typer.Option(help="Only of changes of this system (id).")] = "",
    person: Annotated[str, typer.Option(help="Only entries that name this person (id).")] = "",
    change: Annotated[str, typer.Option(help="Only of this change, as CR-1.")] = "",
) -> None:
    """Write all sealed entries, or those asked for, with all that proves them.

    Verify it anywhere: chatops audit verify FILE --key PUBKEY. That it was exported is an entry.
    """
    if out != _STANDARD_OUTPUT:
        check_output(Path(out))
    wanted = Wanted(_moment(since), _moment(until), system, person, change.upper())
    with house() as one, progressing() as progress:
        told = lambda now, most: progress("entries", now, most)  # noqa: E731 - names what is counted
        with closing(export_log(one, wanted, f"cli:{user()}", told)) as every:
            count = _Counted(every)
            _write(csv_lines(count) if format_ is Format.CSV else count, out)
    if not count.entries:
        say.note(f"No entry fits {wanted.told}: the export is empty, and proves nothing.")
    if out != _STANDARD_OUTPUT:
        say.note(f"Written to {out}. Verify it: chatops audit verify {out} --key PUBKEY")


class _Counted:
    """The lines of an export; afterwards `entries` is how many entries its end counts."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self._last = b""

    def __iter__(self) -> Iterator[bytes]:
        for one in self._lines:
            self._last = one
            yield one

    @property
    def entries(self) -> int:
        return int(read_line(self._last)["end"]["entries"])


def _write(lines: Iterable[bytes], out: str) -> None:
    """Write the lines; a file is there when it is complete, and not before."""
    if out == _STANDARD_OUTPUT:
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()
        return
    write_output(Path(out), lines)
