"""All commands in one tree."""

import sys
from typing import Any

import typer

from chatops.cli import (
    attest,
    audit,
    away,
    change,
    digest,
    files,
    gate,
    policy,
    service,
    token,
)
from chatops.cli.doors import YES, mending

app = typer.Typer(
    name="chatops",
    help="People approve changes to Tier-1 production systems in Slack; the gate opens only then.",
    epilog="Exit codes: 0 yes, 1 no, 2 could not tell. Start with: chatops demo",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
service.register(app)
gate.register(app)
app.add_typer(change.app, name="change")
app.add_typer(attest.app, name="attest")
app.add_typer(away.app, name="away")
app.add_typer(token.app, name="token")
app.add_typer(policy.app, name="policy")
app.add_typer(digest.app, name="digest")
app.add_typer(audit.app, name="audit")
app.add_typer(files.directory, name="directory")


def main() -> None:
    """Run one command of this process's arguments and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:  # a terminal that cannot show a character shows a question mark
            reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    code: object = YES
    try:
        with mending():
            code = app(arguments, standalone_mode=False, prog_name="chatops")
    except typer.Exit as done:
        code = done.exit_code
    return code if isinstance(code, int) else YES
