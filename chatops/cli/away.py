"""`chatops away`: who is away until when, and who acts in their place."""

from typing import Annotated, Any

import typer
from rich.table import Table

from chatops.cli import say
from chatops.cli.doors import house, user
from chatops.core.absence import Absence
from chatops.core.away import Away
from chatops.core.directory import Directory
from chatops.core.people import Person as Listed
from chatops.core.until import until as moment_of
from chatops.usecases.absent import absent
from chatops.usecases.away import away
from chatops.usecases.house import House

app = typer.Typer(
    help="Absences and delegates, set by an operator. People set their own in Slack.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Person = Annotated[str, typer.Argument(help="Directory id of the person.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("set", epilog="Example: chatops away set grace --until 2026-04-01 --delegate ada")
def set_(
    person: Person,
    *,
    until: Annotated[
        str,
        typer.Option(help="First day back, 00:00 in their time zone; or a time in ISO 8601."),
    ],
    delegate: Annotated[
        str | None,
        typer.Option(help="Who acts in their place (id): of at least their level."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say that a person is away; a delegate signs as themselves, the record says for whom."""
    with house() as one:
        moment = moment_of(until, _zone(one, person))
        absence = away(one, Away(person, moment, delegate, _operator()))
        directory = one.facts().directory
    if absence is None:  # only a repeated delivery is, and this is none
        return
    if as_json:
        say.as_json(_json(absence))
        return
    say.out(say.shown(_sentence(absence, directory)))


@app.command("list", epilog="Example: chatops away list --json")
def list_(*, as_json: AsJson = False) -> None:
    """List who is away now, who is back first comes first."""
    with house() as one:
        found, directory = absent(one), one.facts().directory
    if as_json:
        say.as_json([_json(absence) for absence in found])
        return
    table = Table("person", "until", "delegate", "set by", box=None)
    for each in found:
        delegate = directory.name_of(each.delegate) if each.delegate else ""
        words = (directory.name_of(each.person), say.moment(each.until), delegate, each.set_by)
        table.add_row(*map(say.line, words))
    say.out(table if found else "Nobody is away.")


@app.command("clear", epilog="Example: chatops away clear grace")
def clear(person: Person, *, as_json: AsJson = False) -> None:
    """Say that a person is back, before their time."""
    with house() as one:
        name = _person(one, person).name
        was_away = any(each.person == person for each in absent(one))
        if was_away:
            away(one, Away(person, None, None, _operator()))
    if as_json:
        say.as_json({"person": person, "was_away": was_away})
        return
    told = "is back." if was_away else "was not away; nothing was changed."
    say.out(say.shown(f"{name} {told}"))


def _operator() -> str:
    return f"operator:{user()}"


def _zone(one: House, person: str) -> str | None:
    _person(one, person)
    with one.store.reading() as reading:
        return one.facts_for((), reading, person).zone(person)


def _person(one: House, person_id: str) -> Listed:
    """Return the person; raise `Refused` for nobody, and where the directory cannot be read."""
    facts = one.facts()
    if facts.directory.find(person_id) is None:
        facts.rules()  # an unreadable file is the reason for all that lacks
    return facts.directory.get(person_id)


def _sentence(absence: Absence, directory: Directory) -> str:
    name = directory.name_of(absence.person)
    acting = f"{directory.name_of(absence.delegate)}" if absence.delegate else "Nobody"
    return f"{name} is away until {say.moment(absence.until)}. {acting} acts in their place."


def _json(absence: Absence) -> dict[str, Any]:
    return {
        "person": absence.person,
        "until": absence.until.isoformat(timespec="seconds"),
        "delegate": absence.delegate,
        "set_by": absence.set_by,
    }
