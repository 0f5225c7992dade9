"""`chatops gate`: whether a commit may go to a system and environment now."""

from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.attestation import Attestation
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
    attestation: Annotated[
        Path | None, typer.Option(help="After a yes by approval, write its attestation here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask whether the commit may go there now: exit code 0 allowed, 1 denied, 2 cannot tell.

    After a break-glass it says “overridden” instead of “allowed”: once, with exit code 0. An
    attestation lets `chatops attest verify` say the same later, without this service. Where it
    was asked for and cannot be made the exit code is 2, whatever the gate says. After any other
    answer than a yes by approval no attestation is left, not even an earlier one.
    """
    wanted = Attestation(attestation) if attestation else None
    if wanted:
        wanted.remove()
    sha = read_commit(repo, commit).sha if repo else commit
    question = Question(f"cli:{user()}", system, environment, sha)
    with house() as one:
        answer = ask_gate(one, question)
        _tell(answer, as_json=as_json)
        made = wanted is None or wanted.made(one, question, answer)
    raise typer.Exit(_code(answer) if made else COULD_NOT_TELL)


def _tell(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        say.as_json(answer_as_json(answer))
    else:
        _print(answer)


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
