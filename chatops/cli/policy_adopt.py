"""`chatops policy adopt`: put a policy in force, after its difference was seen."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.doors import NO, YES, house, settings, user
from chatops.cli.policy_file import Checked, checked
from chatops.cli.policy_simulate import Since, period, simulated
from chatops.cli.policy_view import difference, sentences
from chatops.core.adopting import Adopt, check_adoption
from chatops.usecases.adopt import Adopted, Waiting, adopt
from chatops.usecases.house import House

_EXAMPLE = "Example: chatops policy adopt policy.yml --as ada --why 'Two outages in a week.'"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("adopt", epilog=_EXAMPLE)(adopt_)


def adopt_(
    file: Annotated[Path, typer.Argument(help="The policy to put in force.")],
    *,
    person: Annotated[str, typer.Option("--as", help="Who adopts it (id in the directory).")],
    why: Annotated[str, typer.Option(help="Why; the audit trail keeps it.")],
    since: Since = "90d",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; needs --yes.")] = False,
) -> None:
    """Put a policy in force everywhere: exit code 0 in force, 1 not, 2 cannot tell.

    Where the policy in force names a system for policy changes, the first run opens a change
    request, and a run after its approval adopts.
    """
    past = period(since)
    read = checked(file, settings().chatops_directory_file)
    command = _command(read, person, why)
    for one in read.lines:
        say.note(f"warning: {one}")
    with house() as one_house:
        check_adoption(command, one_house.facts())
        found = simulated(one_house, read.policy, past)
        if not as_json:
            say.out(*difference(found))
        if not (yes or _is_confirmed(read)):
            raise typer.Exit(NO)
        told = replace(command, difference="\n".join(sentences(found)))
        outcome = adopt(one_house, told)
        names = _channels(outcome, one_house)
    if as_json:
        say.as_json(_json(outcome, read))
    else:
        say.out(*_lines(outcome, read, names))
    raise typer.Exit(YES if isinstance(outcome, Adopted) else NO)


def _command(read: Checked, person: str, why: str) -> Adopt:
    digest = read.policy.digest
    return Adopt(person, f"cli:{user()}", why, read.path.name, read.text, digest)


def _is_confirmed(read: Checked) -> bool:
    if not sys.stdin.isatty():
        say.error("Nothing was adopted: nobody is here to confirm it. Say --yes.")
        return False
    if typer.confirm(f"Put policy {read.policy.digest[:12]} in force?", err=True):
        return True
    say.note("Nothing was adopted.")
    return False


def _channels(outcome: Adopted | Waiting, one: House) -> tuple[str, ...]:
    """Return the channels that are told, each with the team or the systems it belongs to."""
    if isinstance(outcome, Waiting):
        return ()
    facts = one.facts()
    names = {team.channel: team.name for team in facts.directory.teams}
    for system in facts.registry.systems:
        if system.channel:
            names.setdefault(system.channel, system.name)
    return tuple(f"{names.get(each, 'a system')} ({each})" for each in outcome.channels)


def _lines(outcome: Adopted | Waiting, read: Checked, channels: tuple[str, ...]) -> list[str]:
    digest = read.policy.digest[:12]
    if isinstance(outcome, Waiting):
        began = "was opened" if outcome.opened else "is not approved yet"
        told = (
            f"Policy {digest} is not in force. {outcome.key} {began}: people approve it in Slack; "
            "then run the same command again."
        )
        return [told, *(f"  {say.shown(one)}" for one in outcome.sentences)]
    allowed = f", allowed by {outcome.approved_by}" if outcome.approved_by else ""
    lines = [f"Policy {digest} is in force{allowed}. Open changes were judged anew."]
    if outcome.overridden:
        lines.append("It was let through by break-glass, not approved: a review is owed.")
    if channels:
        lines.append(f"Told in the channels of {', '.join(channels)}.")
    return lines


def _json(outcome: Adopted | Waiting, read: Checked) -> dict[str, object]:
    known: dict[str, object] = {"digest": read.policy.digest}
    if isinstance(outcome, Waiting):
        waiting = {"change": outcome.key, "opened": outcome.opened}
        return known | {"in_force": False} | waiting | {"sentences": list(outcome.sentences)}
    allowed = {"change": outcome.approved_by, "overridden": outcome.overridden}
    return known | {"in_force": True} | allowed | {"channels": list(outcome.channels)}
