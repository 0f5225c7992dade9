"""`chatops audit redact`: erase what a person wrote and what names them; all proofs hold."""

import sys
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.doors import NO, house
from chatops.core.redacting import Redact
from chatops.usecases.redact import Redacted, redact

_EXAMPLE = "Example: chatops audit redact ada --as grace --why 'A lawful request, ticket 4711.'"
_UNTOUCHED = (
    "Not touched: messages already in Slack, exports, backups, links, the texts of policies, and "
    "the directory file. PostgreSQL's own files hold traces until VACUUM has run."
)
WORDS = {
    "commitments": "beside entries of the log",
    "revisions": "revisions",
    "decisions": "comments of decisions",
    "check_runs": "summaries of checks",
    "declarations": "reasons of a break-glass",
    "obligations": "obligations",
    "notes": "questions, answers and cancellations",
    "changes": "states of changes",
    "incidents": "titles of incidents",
    "attestations": "notes of attestations",
    "digests": "weekly digests",
    "policies": "reasons for policies",
    "drafts": "drafts",
    "messages": "notices for Slack",
}
"""By the kind of what is erased."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("redact", epilog=_EXAMPLE)(redact_)


def redact_(
    person: Annotated[str, typer.Argument(help="Directory id of the person.")],
    *,
    by: Annotated[str, typer.Option("--as", help="Who has it done (id in the directory).")],
    why: Annotated[str, typer.Option(help="Why, without naming them; the audit log keeps it.")],
    also: Annotated[
        list[str] | None,
        typer.Option(help="Another name or address of theirs; may be given several times."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; needs --yes.")] = False,
) -> None:
    """Erase for good what a person wrote and every text that names them: exit code 0 done, 1 not.

    Their id stays, and so does every decision, entry and proof. Changes that are not over are
    named, and then nothing is erased.
    """
    if not (yes or _is_confirmed(person)):
        raise typer.Exit(NO)
    with house() as one:
        done = redact(one, Redact(person, by, why, tuple(also or ())))
        name = one.facts().directory.name_of(person)
    if as_json:
        say.as_json({"person": person, "erased": dict(done.counts), "looked_for": list(done.calls)})
        return
    for line in _lines(done, say.shown(name)):
        say.out(line)


def _is_confirmed(person: str) -> bool:
    if not sys.stdin.isatty():
        say.error("Nothing was erased: nobody is here to confirm it. Say --yes.")
        return False
    if typer.confirm(f"Erase all that {say.shown(person)} wrote, for good?", err=True):
        return True
    say.note("Nothing was erased.")
    return False


def _lines(done: Redacted, name: str) -> list[str]:
    calls = ", ".join(map(say.shown, done.calls)) or "nothing but the id"
    told = [f"Looked for texts by {name}, and for: {calls}."]
    if not done.is_listed:
        told.append("The directory does not list them: names and addresses are given with --also.")
    if not done.counts:
        return [*told, "There was nothing to erase (any more)."]
    counted = (f"{number:>9,}  {WORDS[kind]}" for kind, number in sorted(done.counts.items()))
    return [*told, "Erased:", *counted, _UNTOUCHED]
