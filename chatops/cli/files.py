"""`chatops directory`: the file of people, teams and systems."""

import sys
from importlib.resources import files as package_files
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from chatops.cli import say
from chatops.cli.doors import NO, settings
from chatops.core.directory import Directory
from chatops.core.people import Person
from chatops.core.systems import Registry
from chatops.files.directory import read_directory
from chatops.files.working_hours import DAYS

directory = typer.Typer(help="The directory file.", no_args_is_help=True, rich_markup_mode=None)

File = Annotated[Path | None, typer.Argument(help="Default: as in the settings.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@directory.command("check", epilog="Example: chatops directory check directory.yml")
def check_directory(file: File = None, *, as_json: AsJson = False) -> None:
    """Check the directory: exit code 0 sound, 2 unusable."""
    path = file or settings().chatops_directory_file
    people, registry = read_directory(path)
    persons, teams, systems = map(len, (people.people, people.teams, registry.systems))
    if as_json:
        counts = {"people": persons, "teams": teams, "systems": systems, "digest": people.digest}
        say.as_json(counts)
        return
    many = (say.many(persons, "person", "people"), say.many(teams, "team"))
    say.out(f"{path}: {', '.join(many)}, {say.many(systems, 'system')}")


@directory.command("show", epilog="Example: chatops directory show checkout")
def show_directory(
    about: Annotated[str, typer.Argument(help="Id of a system, team or person.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Show the systems and who answers for them, or one system, team or person."""
    people, registry = read_directory(settings().chatops_directory_file)
    rows = [row for row in _rows(people, registry) if not about or about in row]
    if not rows:
        say.error(f"There is no system, team or person “{about}”. List all: chatops directory show")
        raise typer.Exit(NO)
    if as_json:
        say.as_json([dict(zip(_COLUMNS, row, strict=True)) for row in rows])
        return
    table = Table(*_COLUMNS, box=None)
    for row in rows:
        table.add_row(*(say.line(cell) for cell in row))
    say.out(table)


@directory.command("example", epilog="Example: chatops directory example > directory.yml")
def directory_example() -> None:
    """Print a directory to start from."""
    shipped = package_files("chatops").joinpath("shipped", "directory.yml")
    sys.stdout.write(shipped.read_text(encoding="utf-8"))


_COLUMNS = ("kind", "id", "name", "about")


def _rows(people: Directory, registry: Registry) -> list[tuple[str, ...]]:
    systems = [
        ("system", one.id, one.name, f"tier {one.tier}, {one.team}, {', '.join(one.environments)}")
        for one in registry.systems
    ]
    teams = [
        ("team", one.id, one.name, f"{one.channel}, {', '.join(one.members)}")
        for one in people.teams
    ]
    persons = [("person", one.id, one.name, _about(one)) for one in people.people]
    return [*systems, *teams, *persons]


def _about(person: Person) -> str:
    """Return `senior, mon tue wed 09:00-18:00 Europe/Berlin, holidays of DE BY`."""
    hours = person.hours
    days = " ".join(DAYS[day] for day in hours.days)
    shift = f"{days} {hours.begins:%H:%M}-{hours.ends:%H:%M} {person.zone or ''}".rstrip()
    place = f"{hours.country} {hours.subdivision}".rstrip()
    parts = (
        person.level.name,
        "" if person.active else "not active",
        "" if person.bot else shift,
        f"holidays of {place}" if place and not person.bot else "",
        f"digest in {person.digest_channel}" if person.digest_channel else "",
    )
    return ", ".join(filter(None, parts))
