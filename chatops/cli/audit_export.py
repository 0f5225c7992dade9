"""`chatops audit export`: the log as a file that an auditor verifies without us."""

import os
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.audit_progress import progressing
from chatops.cli.doors import house, user
from chatops.core.refused import Refused
from chatops.reports.export_csv import csv_lines
from chatops.usecases.export_log import Wanted, export_log

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
    except ValueError:
        told = f"“{given}” is no date such as 2026-03-01 or 2026-03-01T09:00:00+01:00."
        raise Refused("bad_usage", told) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


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
    wanted = Wanted(_moment(since), _moment(until), system, person, change.upper())
    with house() as one, progressing() as progress:
        told = lambda now, most: progress("entries", now, most)  # noqa: E731 - names what is counted
        with closing(export_log(one, wanted, f"cli:{user()}", told)) as lines:
            _write(csv_lines(lines) if format_ is Format.CSV else lines, out)
    if out != _STANDARD_OUTPUT:
        say.note(f"Written to {out}. Verify it: chatops audit verify {out} --key PUBKEY")


def _write(lines: Iterable[bytes], out: str) -> None:
    """Write the lines; a file is there when it is complete, and not before."""
    if out == _STANDARD_OUTPUT:
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()
        return
    path = Path(out)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
