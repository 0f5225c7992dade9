"""`chatops digest`: a director's week, looked at, sent again, attested, and checked."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from chatops.cli import say
from chatops.cli.digest_status_view import status_as_json, status_table
from chatops.cli.digest_view import log_of, whole
from chatops.cli.doors import NO, YES, house, user
from chatops.core.digest_json import as_json as digest_as_json
from chatops.core.digest_json import hash_of
from chatops.core.digest_shown import ShownDigest
from chatops.core.facts import Facts
from chatops.core.refused import Refused
from chatops.core.weeks import week_of, zone_of
from chatops.usecases.check_digest import check_digest
from chatops.usecases.digest_file import digest_file
from chatops.usecases.digest_status import digest_status
from chatops.usecases.house import House
from chatops.usecases.make_digest import make_digest
from chatops.usecases.open_digest import open_digest
from chatops.usecases.send_digest import send_digest
from chatops.usecases.show_digest import show_digest

app = typer.Typer(
    help="Weekly audit digests of directors and VPs.", no_args_is_help=True, rich_markup_mode=None
)
Director = Annotated[str, typer.Option(help="Directory id of the director or VP.")]


def _label(week: str | None) -> str | None:
    """Return the week as its label; raise `Refused("bad_usage")` for what is none."""
    try:
        return week_of(week, "UTC").label if week is not None else None
    except Refused as refused:
        raise Refused("bad_usage", f"--week: {refused.sentence}") from refused


Week = Annotated[str, typer.Option(help="ISO week, such as 2026-W12.", callback=_label)]
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
        str | None,
        typer.Option(
            help="ISO week, such as 2026-W12. Default: the last that is due.", callback=_label
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="csv is all changes of the week, one a line.")
    ] = Format.TERMINAL,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    sent: Annotated[bool, typer.Option("--sent", help="As it was sent, in its newest version.")] = (
        False
    ),
) -> None:
    """Show the digest of a week as it is counted now, or as it was sent; nothing is sent.

    The audit log keeps who looked at it.
    """
    with house() as one:
        shown = _stored(one, director, week) if sent else _counted(one, director, week)
        open_digest(one, f"{director} {shown.digest.week}", f"cli:{user()}")
        if out is None and format_ is Format.TERMINAL:
            say.out(*_whole(shown, _facts(one)))
            return
        drawn = _drawn(one, shown, format_)
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
    """Send the digest of a week again, corrected; the director attests it anew.

    Anybody who is active may have it sent; the audit trail keeps who did.
    """
    with house() as one:
        sent = send_digest(one, director, week, person)
        name = one.facts().directory.name_of(director)
    if sent is None:  # only what nobody asked for is not sent
        raise typer.Exit(NO)
    if as_json:
        told = {"director": sent.director, "week": sent.week, "version": sent.version}
        say.as_json(told | {"hash": sent.hash, "by": sent.by})
        return
    way = (
        f"goes out as version {sent.version}, corrected."
        if sent.is_corrected
        else "was never sent: this is its first version. It goes out."
    )
    say.out(say.shown(f"The digest of {name} for {sent.week} {way}"))
    say.out(f"Its hash is {sent.hash}.")


@app.command("status", epilog="Example: chatops digest status --week 2026-W12 --json")
def status_(
    *,
    week: Annotated[
        str | None, typer.Option(help="Only this ISO week, such as 2026-W12.", callback=_label)
    ] = None,
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
    """Count a sent digest anew, from the audit trail alone: exit code 1 if it differs.

    Exit code 2 where none was sent.
    """
    with house() as one:
        found = check_digest(one, director, week)
        open_digest(one, f"{director} {week}", f"cli:{user()}")
    if as_json:
        say.as_json({"version": found.version, "hash": found.hash, "difference": found.difference})
    elif found.difference:
        say.out(say.shown(f"Version {found.version} differs from the trail: {found.difference}"))
    else:
        read = f"(entries read: {found.entries:,})"
        say.out(f"Version {found.version} says what the trail tells {read}.")
    raise typer.Exit(NO if found.difference else YES)


def _stored(one: House, director: str, week: str | None) -> ShownDigest:
    """Return the newest version that was sent, with the hash that is attested."""
    return show_digest(one, director, week_of(week, "UTC").label if week else None)


def _counted(one: House, director: str, week: str | None) -> ShownDigest:
    """Return it as it is counted now, and say where another one was sent."""
    digest = make_digest(one, director, week)
    with one.store.reading() as reading:
        found = reading.digests.find(director, digest.week)
    version = found[0].version if found else 0
    if version:
        told = f"{digest.week} is counted anew here; it was sent as version {version}."
        say.note(f"{told} To see that one: --sent")
    return ShownDigest(digest, hash_of(digest), version)


def _whole(shown: ShownDigest, facts: Facts) -> Iterator[RenderableType]:
    """Yield the digest with its hash, and whether this one was attested."""
    yield from whole(shown.digest, facts)
    if shown.checkpoint is not None:
        yield ""
        yield from log_of(shown.checkpoint)
    yield f"\nSHA-256 {shown.hash}"
    if shown.said:
        at = shown.said.at.astimezone(zone_of(shown.digest.zone))
        yield say.shown(f"Attested {say.moment(at)} {shown.said.note}".rstrip())


def _drawn(one: House, shown: ShownDigest, format_: Format) -> str:
    digest = shown.digest
    if format_ is Format.JSON:
        return say.json_of({"hash": shown.hash, "digest": digest_as_json(digest)})
    if format_ is Format.TERMINAL:
        return say.drawn(*_whole(shown, _facts(one)))
    part, log = format_.value, shown.checkpoint
    return digest_file(one, digest, part, sha256=shown.hash, checkpoint=log).decode()


def _facts(one: House) -> Facts:
    with one.store.reading() as reading:
        return one.in_force(reading)
