"""`chatops attest`: whether an attestation lets a commit go, asked of nobody."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.doors import NO, YES
from chatops.cli.public_keys import public_keys
from chatops.core.text import one_line
from chatops.ledger import approval as of_approval
from chatops.ledger.approval import Approval
from chatops.ledger.attest import MOST_CHARACTERS, decide, sentence_of
from chatops.ledger.unproven import Unproven

_VERIFY = (
    "Example: chatops attest verify approval.jsonl --key audit.key.pub --system checkout "
    "--commit $(git rev-parse HEAD) && ./deploy"
)
app = typer.Typer(
    help="Attestations: approvals to take along.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def _group() -> None:
    """Keep `verify` a command of its own, as long as there is no other."""


@app.command("verify", epilog=_VERIFY)
def verify_(
    file: Annotated[Path, typer.Argument(help="What chatops gate --attestation wrote.")],
    *,
    key: Annotated[list[str], typer.Option(help="The present public key of the log, or its file.")],
    commit: Annotated[str, typer.Option(help="Full SHA of what would go.")],
    system: Annotated[str, typer.Option(help="Id of the system.")],
    environment: Annotated[str, typer.Option(help="Where it would go.")] = "production",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell whether the commit may go there, from this file and the public key alone.

    No settings, no database and no network are needed. Exit code 0 yes, 1 no, and 2 where the
    file or the key cannot be read.
    """
    keys, text = public_keys(key), _read(file)
    try:
        found = decide(text, keys, commit, system, environment, now=_now())
    except Unproven as unproven:
        _tell(unproven.sentence, None, as_json=as_json)
        raise typer.Exit(NO) from None
    _tell(sentence_of(found), found, as_json=as_json)
    raise typer.Exit(YES)


def _tell(sentence: str, approval: Approval | None, *, as_json: bool) -> None:
    if as_json:
        told = of_approval.as_json(approval) if approval else None
        say.as_json({"allowed": approval is not None, "sentence": sentence, "approval": told})
        return
    say.out(say.state("allowed" if approval else "denied"))
    say.out(one_line(say.shown(sentence)))


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        return opened.read(MOST_CHARACTERS + 1).decode(errors="replace")


def _now() -> datetime:
    from chatops.bootstrap import utc_now  # noqa: PLC0415 - imports every room

    return utc_now()
