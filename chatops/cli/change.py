"""`chatops change`: open, revise, cancel, show and list change requests."""

from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.change_view import listing, next_as_json, whole
from chatops.cli.doors import NO, YES, Key, house, user
from chatops.cli.drafts import (
    HERE,
    Commit,
    Options,
    Person,
    Repo,
    author_of,
    documented,
    draft_of,
    redraft_of,
)
from chatops.core.as_json import change_as_json
from chatops.core.cancelling import Cancel
from chatops.core.request import Open, Revise
from chatops.git.commit import read_commit
from chatops.reports.verdicts import is_done, sentence_of
from chatops.usecases.cancel import cancel
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change
from chatops.usecases.read import listed, show, trail
from chatops.usecases.revise import revise

app = typer.Typer(help="Change requests.", no_args_is_help=True, rich_markup_mode=None)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(
    "open",
    epilog="Example: chatops change open --system checkout --repo . --commit HEAD "
    "--rollback-plan 'Revert and deploy.' --test-evidence @report.txt",
)
@documented
def open_(
    *,
    system: Annotated[
        list[str], typer.Option(help="Id of the system that changes; may be repeated.")
    ],
    repo: Repo = HERE,
    commit: Commit = "HEAD",
    environment: Annotated[str, typer.Option(help="Where it is to go.")] = "production",
    options: Options,
    person: Person = None,
    as_json: AsJson = False,
) -> None:
    """Ask for a change; title and description come from the commit unless given."""
    read = read_commit(repo, commit)
    with house() as one:
        requester = author_of(read, person, one.facts())
        draft = draft_of(system, environment, read, options)
        outcome = open_change(one, Open(requester, f"cli:{user()}", draft, read))
        _done(one, outcome.change.key if outcome else "", "opened", as_json=as_json)


@app.command("revise", epilog="Example: chatops change revise CR-1 --repo . --commit HEAD --as ada")
@documented
def revise_(
    key: Key,
    *,
    repo: Repo = HERE,
    commit: Commit = "HEAD",
    options: Options,
    person: Person = None,
    as_json: AsJson = False,
) -> None:
    """Send a new revision; what is documented stays as it was unless given."""
    read = read_commit(repo, commit)
    with house() as one:
        present = show(one, key).change.present
        sender = author_of(read, person, one.facts())
        draft = redraft_of(present, read, options)
        revise(one, Revise(key, sender, f"cli:{user()}", present.number, draft, read))
        _done(one, key, "revised", as_json=as_json)


@app.command(
    "cancel", epilog="Example: chatops change cancel CR-1 --as ada --reason 'It waits for May.'"
)
def cancel_(
    key: Key,
    *,
    reason: Annotated[str, typer.Option(help="Why, for those who were asked.")],
    person: Annotated[str, typer.Option("--as", help="Directory id of who takes it back.")],
    as_json: AsJson = False,
) -> None:
    """Take a change request back, for good; what is owed for it stays owed."""
    with house() as one:
        number = show(one, key).change.present.number
        cancel(one, Cancel(key, person, number, f"cli:{user()}", reason))
        _done(one, key, "cancelled", as_json=as_json)


@app.command("show", epilog="Example: chatops change show CR-1 --json")
def show_(key: Key, *, as_json: AsJson = False) -> None:
    """Show a change, why it is in its state, its decisions and its audit trail (chain checked)."""
    with house() as one:
        shown, told, now = show(one, key), trail(one, key), one.now()
    if as_json:
        entries = [
            {"number": entry.number, "hash": entry.hash} | entry.data for entry in told.entries
        ]
        audit = {"sound": told.problem is None, "problem": told.problem, "entries": entries}
        coming = next_as_json(shown, now)
        whole_change = change_as_json(shown.change, shown.verdict)
        say.as_json(whole_change | {"next": coming, "audit": audit})
    else:
        say.out(*whole(shown, told, now))
    raise typer.Exit(NO if told.problem else YES)


@app.command("list", epilog="Example: chatops change list --all --requester ada")
def list_(
    *,
    requester: Annotated[str | None, typer.Option(help="Only of this person (id).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Expired ones too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List change requests, newest first."""
    with house() as one:
        found = listed(one, open_only=not everything, requester=requester, limit=limit)
    if as_json:
        say.as_json([change_as_json(shown.change, shown.verdict) for shown in found])
        return
    say.out(listing(found) if found else "There are no change requests.")


def _done(one: House, key: str, verb: str, *, as_json: bool) -> None:
    shown = show(one, key)
    if as_json:
        say.as_json(change_as_json(shown.change, shown.verdict))
        return
    say.out(f"{key} {verb}: {say.shown(sentence_of(shown.change, shown.verdict))}")
    if shown.change.unreachable:
        say.out(f"  {say.shown(shown.change.unreachable)}")
    for leaf in shown.verdict.leaves():
        if not leaf.met and not is_done(shown.change, shown.verdict):
            say.out(f"  {say.shown(leaf.sentence)}")
