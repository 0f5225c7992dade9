"""`chatops audit seal` and `checkpoint`: the log as it is signed."""

import sys
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.doors import NO, house
from chatops.ledger.checkpoint import claimed_checkpoint
from chatops.store.log import Sealed
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.seal import seal

_NO_KEY = "The audit log has no key yet: chatops audit init"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("seal", epilog="Example: chatops audit seal")(seal_)
    example = "Example: chatops audit checkpoint > checkpoint.txt"
    app.command("checkpoint", epilog=example)(checkpoint)


def seal_() -> None:
    """Seal every entry there is. A running service does so by itself every few seconds."""
    with house() as one:
        made = seal(one)
        if made is None and one.signer() is None:
            say.error(_no_key(one))
            raise typer.Exit(NO)
        with one.store.reading() as reading:
            newest = made or reading.log.newest()
    if made is None:
        say.note("Nothing was written since the last checkpoint.")
    _show(newest)


def checkpoint(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the newest checkpoint. Keep it anywhere: it proves what the log was."""
    with house() as one, one.store.reading() as reading:
        newest, has_key = reading.log.newest(), log_keys(reading).current is not None
    if newest is not None and as_json:
        told = {"origin": claimed_checkpoint(newest.note).origin, "size": newest.size}
        more = {"root": newest.root, "at": newest.at.isoformat(), "note": newest.note}
        say.as_json(told | more)
        return
    _show(newest, has_key=has_key)


def _no_key(one: House) -> str:
    with one.store.reading() as reading:
        current = log_keys(reading).current
    if current is None:
        return _NO_KEY
    return f"The private key of {current.vkey} is not here. Restore it from a backup."


def _show(newest: Sealed | None, *, has_key: bool = True) -> None:
    if newest is None:
        told = "Nothing is sealed yet: chatops audit seal"
        say.error(told if has_key else _NO_KEY)
        raise typer.Exit(NO)
    sys.stdout.write(newest.note)
