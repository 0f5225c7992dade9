"""Commands around the service itself: serve, demo, doctor, db, simulator."""

import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from chatops.cli import say
from chatops.cli.doors import NO, YES, settings
from chatops.core.check import Check, Health

_db = typer.Typer(help="The database.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: CHATOPS_PORT=8080 chatops serve")(serve)
    app.command(epilog="Example: chatops demo --no-browser")(demo)
    app.command(epilog="Example: chatops doctor --slack")(doctor)
    app.command(epilog="Example: chatops simulator workspace.yml --port 8750")(simulator)
    app.add_typer(_db, name="db")


def serve() -> None:
    """Serve Slack and HTTP until interrupted, with the settings of environment and .env."""
    from chatops import bootstrap  # noqa: PLC0415 - imports every room

    bootstrap.serve(settings(), lambda url: say.out(f"Listening on {url}"))


def demo(
    *,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print address.")] = False,
) -> None:
    """Start the app beside a local Slack workspace, with people and changes in it."""
    from chatops.demo.run import run  # noqa: PLC0415 - only this command needs the simulator

    run(say=say.out, no_browser=no_browser)


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    slack: Annotated[bool, typer.Option("--slack", help="Only Slack, and thoroughly.")] = False,
) -> None:
    """Examine settings, database, files, Slack and clock: exit code 1 if anything fails."""
    from chatops import bootstrap  # noqa: PLC0415 - imports every room

    checks = bootstrap.doctor(settings(), slack_only=slack)
    if as_json:
        say.as_json([_json(one) for one in checks])
    else:
        say.out(_table(checks))
    raise typer.Exit(NO if any(one.health is Health.FAIL for one in checks) else YES)


def simulator(
    definition: Annotated[Path, typer.Argument(help="YAML file that defines the workspace.")],
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.")] = 8750,
) -> None:
    """Serve a local Slack workspace until interrupted."""
    from chatops.simulator import definition as workspace  # noqa: PLC0415 - as for the demo
    from chatops.simulator.server import running  # noqa: PLC0415

    with running(workspace.load(definition), port=port) as one:
        say.out(f"The workspace is at {one.url}, its Web API at {one.api_url}. Ctrl-C ends it.")
        threading.Event().wait()


@_db.command("upgrade", epilog="Example: chatops db upgrade")
def upgrade() -> None:
    """Bring the database to the schema of this version."""
    from chatops import bootstrap  # noqa: PLC0415 - imports every room

    with bootstrap.opened(settings()) as store:
        store.upgrade()
    say.out("The database is up to date.")


def _table(checks: tuple[Check, ...]) -> Table:
    table = Table("", "what", "found", box=None, padding=(0, 2, 0, 0))
    for one in checks:
        found = say.line(one.sentence)
        if one.mend:
            found.append("\n→ ", style="bold")
            found.append_text(say.line(one.mend))
        table.add_row(say.state(one.health.value), say.line(one.name), found)
    return table


def _json(check: Check) -> dict[str, str]:
    return {
        "name": check.name,
        "health": check.health.value,
        "sentence": check.sentence,
        "mend": check.mend,
    }
