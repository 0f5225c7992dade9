"""`chatops digest`: a director's week, looked at, sent again, attested, and checked."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.digest_status_view import status_as_json, status_table
from chatops.cli.digest_view import whole
from chatops.cli.doors import NO, YES, house
from chatops.core.digest import Digest
from chatops.core.digest_json import as_json as digest_as_json
from chatops.core.digest_json import hash_of
from chatops.core.facts import Facts
from chatops.core.named import named
from chatops.reports.csv import csv_of
from chatops.reports.html import page
from chatops.usecases.check_digest import check_digest
from chatops.usecases.digest_contents import digest_contents
from chatops.usecases.digest_status import digest_status
from chatops.usecases.house import House
from chatops.usecases.make_digest import make_digest
from chatops.usecases.send_digest import send_digest

app = typer.Typer(
    help="Weekly audit digests of directors and VPs.", no_args_is_help=True, rich_markup_mode=None
)
TRAILS = 500  # changes whose audit trail stands in the page
Director = Annotated[str, typer.Option(help="Directory id of the director or VP.")]
Week = Annotated[str, typer.Option(help="ISO week, such as 2026-W12.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Format(StrEnum):
    """What a digest is drawn as."""

    TERMINAL = "terminal"
    JSON = "json"
    HTML = "html"
    CSV = "csv"


@app.command(
    "preview",
    epilog="Example: chatops digest preview --director max --week 2026-W12 --format html "
    "--out digest.html",
)
def preview_(
    *,
    director: Director,
    week: Annotated[
        str | None, typer.Option(help="ISO week, such as 2026-W12. Default: the last that is due.")
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="csv is all changes of the week, one a line.")
    ] = Format.TERMINAL,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Show the digest of a week as it is counted now; nothing is sent."""
    with house() as one:
        digest = make_digest(one, director, week)
        if out is None and format_ is Format.TERMINAL:
            say.out(*whole(digest, _facts(one)))
            return
        drawn = _drawn(one, digest, format_)
    if out is None:
        sys.stdout.write(drawn)
        return
    out.write_bytes(drawn.encode())
    say.note(f"Written to {out}.")


@app.command("send", epilog="Example: chatops digest send --director max --week 2026-W12 --as ada")
def send_(
    *,
    director: Director,
    week: Week,
    person: Annotated[str, typer.Option("--as", help="Directory id of who sends it.")],
    as_json: AsJson = False,
) -> None:
    """Send the digest of a week again, corrected; the director attests it anew."""
    with house() as one:
        sent = send_digest(one, director, week, person)
        name = one.facts().directory.name_of(director)
    if sent is None:  # only what nobody asked for is not sent
        raise typer.Exit(NO)
    if as_json:
        told = {"director": sent.director, "week": sent.week, "version": sent.version}
        say.as_json(told | {"hash": sent.hash, "by": sent.by})
        return
    corrected = f" as version {sent.version}, corrected" if sent.is_corrected else ""
    say.out(say.shown(f"The digest of {name} for {sent.week} goes out{corrected}."))
    say.out(f"Its hash is {sent.hash}.")


@app.command("status", epilog="Example: chatops digest status --week 2026-W12 --json")
def status_(
    *,
    week: Annotated[str | None, typer.Option(help="Only this ISO week, such as 2026-W12.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who was sent which digest and who attested it: exit code 1 where somebody did not."""
    with house() as one:
        found, directory = digest_status(one, week), one.facts().directory
    if as_json:
        say.as_json([status_as_json(each) for each in found])
    else:
        say.out(status_table(found, directory) if found else "No digest was sent yet.")
    raise typer.Exit(YES if all(each.is_attested for each in found) else NO)


@app.command("check", epilog="Example: chatops digest check --director max --week 2026-W12")
def check_(*, director: Director, week: Week, as_json: AsJson = False) -> None:
    """Count a digest that was sent again, from the audit trail alone: exit code 1 if it differs."""
    with house() as one:
        found = check_digest(one, director, week)
    if as_json:
        say.as_json({"version": found.version, "hash": found.hash, "difference": found.difference})
    elif found.difference:
        say.out(say.shown(f"Version {found.version} differs from the trail: {found.difference}"))
    else:
        read = f"(entries read: {found.entries:,})"
        say.out(f"Version {found.version} says what the trail tells {read}.")
    raise typer.Exit(NO if found.difference else YES)


def _drawn(one: House, digest: Digest, format_: Format) -> str:
    if format_ is Format.JSON:
        return say.json_of({"hash": hash_of(digest), "digest": digest_as_json(digest)})
    if format_ is Format.TERMINAL:
        return say.drawn(*whole(digest, _facts(one)))
    if format_ is Format.CSV:
        return csv_of(digest_contents(one, digest).changes.values())
    found, names = digest_contents(one, digest, trails=TRAILS), named(_facts(one))
    return page(digest, found.lists, found.changes, found.trails, names)


def _facts(one: House) -> Facts:
    with one.store.reading() as reading:
        return one.in_force(reading)
