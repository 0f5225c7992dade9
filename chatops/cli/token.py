"""`chatops token`: bearer tokens for pipelines."""

import secrets
import sys
from typing import Annotated

import typer
from rich.table import Table

from chatops.cli import say
from chatops.cli.doors import house
from chatops.store.tokens import Token
from chatops.usecases.token import create_token, list_tokens, revoke_token

app = typer.Typer(help="Bearer tokens for pipelines.", no_args_is_help=True, rich_markup_mode=None)
_BYTES = 32


@app.command(epilog="Example: chatops token create ci/checkout --owner ada")
def create(
    name: Annotated[str, typer.Argument(help="Who will use it.")],
    owner: Annotated[
        str | None,
        typer.Option(help="Person (directory id) who answers for it; never signs what it sends."),
    ] = None,
) -> None:
    """Make a token and print it: the only time that it can be seen."""
    with house() as one:
        token_id, random = secrets.token_hex(4), secrets.token_urlsafe(_BYTES)
        secret = create_token(one, name, token_id=token_id, random=random, owner=owner)
    sys.stdout.write(f"{secret}\n")
    say.note("Keep it now, as a secret of the pipeline: only its digest is stored.")


@app.command("list", epilog="Example: chatops token list --json")
def list_(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List tokens by name, revoked ones too."""
    with house() as one:
        tokens = list_tokens(one)
    if as_json:
        say.as_json([_json(token) for token in tokens])
        return
    table = Table("id", "name", "owner", "made", "revoked", box=None)
    for token in tokens:
        revoked = f"{token.revoked_at:%Y-%m-%d %H:%M}" if token.revoked_at else ""
        made, owner = f"{token.created_at:%Y-%m-%d %H:%M}", say.line(token.owner or "")
        table.add_row(token.id, say.line(token.name), owner, made, revoked)
    say.out(table if tokens else "There are no tokens. Make one: chatops token create NAME")


@app.command(epilog="Example: chatops token revoke ci/checkout")
def revoke(name: Annotated[str, typer.Argument(help="Name or id of the token.")]) -> None:
    """Revoke a token; from the next request on it is worth nothing."""
    with house() as one:
        revoke_token(one, name)
    say.out(f"Revoked: {say.shown(name)}")


def _json(token: Token) -> dict[str, str | None]:
    return {
        "id": token.id,
        "name": token.name,
        "owner": token.owner,
        "created_at": token.created_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }
