"""`chatops gate`: whether a commit may go to a system and environment now."""

from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.doors import COULD_NOT_TELL, NO, YES, house, user
from chatops.core.as_json import answer_as_json
from chatops.core.gate import Answer, Question
from chatops.core.verdict import State
from chatops.git.commit import read_commit
from chatops.usecases.ask_gate import ask_gate

_EXAMPLE = "Example: chatops gate --system checkout --commit $(git rev-parse HEAD) && ./deploy"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLE)(gate)


def gate(
    *,
    system: Annotated[str, typer.Option(help="Id of the system.")],
    commit: Annotated[str, typer.Option(help="Full SHA; HEAD or a short one with --repo.")],
    environment: Annotated[str, typer.Option(help="Where it would go.")] = "production",
    repo: Annotated[Path | None, typer.Option(help="Repository to look the commit up in.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask whether the commit may go there now: exit code 0 allowed, 1 denied, 2 cannot tell.

    After a break-glass it says “overridden” instead of “allowed”: once, with exit code 0.
    """
    sha = read_commit(repo, commit).sha if repo else commit
    with house() as one:
        answer = ask_gate(one, Question(f"cli:{user()}", system, environment, sha))
    if as_json:
        say.as_json(answer_as_json(answer))
    else:
        _print(answer)
    raise typer.Exit(_code(answer))


def _print(answer: Answer) -> None:
    say.out(say.state(_word(answer)))
    for sentence in answer.sentences:
        say.out(say.shown(sentence))


def _word(answer: Answer) -> str:
    if answer.allowed and answer.state is State.OVERRIDDEN:
        return "overridden"
    return "allowed" if answer.allowed else "denied"


def _code(answer: Answer) -> int:
    if answer.state is State.ERROR:
        return COULD_NOT_TELL
    return YES if answer.allowed else NO
