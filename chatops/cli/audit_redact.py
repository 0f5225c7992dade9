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
_TRACES = (
    "The file beside the database (-wal) holds traces yet, for somebody reads: stop the service "
    "and start it again."
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
    person: Annotated[str, typer.Argument(help="Directory id; an e-mail address of who has none.")],
    *,
    by: Annotated[str, typer.Option("--as", help="Who has it done (id in the directory).")],
    why: Annotated[str, typer.Option(help="Why, without naming them; the audit log keeps it.")],
    also: Annotated[
        list[str] | None,
        typer.Option(help="Another name or address of theirs; may be given several times."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and ask nothing.")] = False,
) -> None:
    """Erase for good what a person wrote and every text that names them: exit code 0 done, 1 not.

    Says first how many texts each name would erase, and asks; without a terminal nothing is erased
    unless --yes is given. Their id stays, and so does every decision, entry and proof. Changes
    that are not over are named, and then nothing is erased.
    """
    command = Redact(person, by, why, tuple(also or ()))
    with house() as one:
        name = say.shown(one.facts().directory.name_of(person))
        found = redact(one, command, is_rehearsal=True)
        _show(_found(found, name), as_json=as_json)
        done = redact(one, command) if _is_wanted(found, name, yes=yes, asks=not as_json) else None
    if as_json:
        say.as_json(_as_json(found, done))
    elif done:
        _show(_done(done), as_json=False)
    if done is None and found.counts:
        raise typer.Exit(NO)


def _show(lines: list[str], *, as_json: bool) -> None:
    for line in () if as_json else lines:
        say.out(line)


def _is_wanted(found: Redacted, name: str, *, yes: bool, asks: bool) -> bool:
    if yes or not found.counts:
        return bool(found.counts)
    if not (asks and sys.stdin.isatty()):
        say.error("Nothing was erased: nobody is here to confirm it. Say --yes.")
        return False
    if typer.confirm(f"Erase all that {name} wrote and what names them, for good?", err=True):
        return True
    say.note("Nothing was erased.")
    return False


def _as_json(found: Redacted, done: Redacted | None) -> dict[str, object]:
    erasure = found.erasure
    return {
        "person": found.person,
        "written": erasure.written,
        "looked_for": dict(erasure.named),
        "not_looked_for": list(found.signed),
        "found": dict(erasure.counts),
        "erased": dict(done.counts) if done else {},
        "file_emptied": done.is_emptied if done else None,
    }


def _found(found: Redacted, name: str) -> list[str]:
    erasure = found.erasure
    named = (f"{count:>9,}  naming {say.shown(call)}" for call, count in erasure.named.items())
    told = ["Texts found:", f"{erasure.written:>9,}  by {name}", *named]
    if found.signed:
        names = ", ".join(map(say.shown, found.signed))
        told.append(f"They signed commits as {names}. To look for that too, say --also.")
    if not found.is_listed:
        told.append("The directory does not list them: names and addresses are given with --also.")
    return told if erasure.counts else [*told, "There is nothing to erase (any more)."]


def _done(done: Redacted) -> list[str]:
    counts = done.counts
    counted = [f"{number:>9,}  {WORDS[kind]}" for kind, number in sorted(counts.items())]
    left = () if done.is_emptied else (_TRACES,)
    return ["Erased:", *counted, _UNTOUCHED, *left]
