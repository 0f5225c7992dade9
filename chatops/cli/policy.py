"""`chatops policy`: check a policy file, show the one in force, and print an example."""

import sys
from importlib.resources import files as package_files
from pathlib import Path
from typing import Annotated, Any

import typer

from chatops.cli import policy_adopt, policy_explain, policy_simulate, say
from chatops.cli.doors import COULD_NOT_TELL, NO, YES, house, settings
from chatops.cli.policy_file import checked
from chatops.core.refused import Refused
from chatops.files.mistakes import Unreadable
from chatops.settings import Settings
from chatops.store.database import UNAVAILABLE
from chatops.usecases.in_force import InForce, in_force

app = typer.Typer(
    help="The policy: check it, try it, adopt it.", no_args_is_help=True, rich_markup_mode=None
)
File = Annotated[Path | None, typer.Argument(help="Default: as in the settings.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_SQLITE = "sqlite:///"


@app.command("check", epilog="Example: chatops policy check policy.yml")
def check(file: File = None, *, as_json: AsJson = False) -> None:
    """Check the policy and its names: exit code 0 sound, 1 not sound; warnings are printed."""
    given = settings()
    path = file or given.chatops_policy_file
    try:
        read = checked(path, given.chatops_directory_file)
    except Unreadable as error:
        if error.name != path.name:
            raise
        _mistaken(error, as_json=as_json)
        raise typer.Exit(NO) from None
    policy = read.policy
    present = _present(given)
    if as_json:
        found = list(read.lines)
        base = {"rules": len(policy.rules), "digest": policy.digest, "warnings": found}
        say.as_json(base | {"in_force": _adopted(present) if present else None})
        return
    say.out(f"{path}: {say.many(len(policy.rules), 'rule')}, digest {policy.digest[:12]}")
    for one in read.lines:
        say.out(f"warning: {say.shown(one)}")
    if present and present.adopted and present.adopted.digest != policy.digest:
        say.out(
            f"{_since(present)} This file has no say until it is adopted: "
            f"chatops policy adopt {path} --as PERSON --why TEXT"
        )


@app.command("show", epilog="Example: chatops policy show > policy.yml")
def show(*, as_json: AsJson = False) -> None:
    """Show the policy in force, since when, by whom and why: exit code 2 if it cannot be read."""
    with house() as one:
        present = in_force(one)
    text = _text(present)
    facts = present.facts
    if as_json:
        known = {"digest": facts.policy.digest if facts.policy else None, "text": text}
        about = {"adopted": _adopted(present), "file_differs": present.differs}
        say.as_json(known | about | {"problems": list(facts.problems)})
    else:
        sys.stdout.write(_headed(present, text))
    for problem in facts.problems:
        say.error(problem)
    if present.differs:
        file = settings().chatops_policy_file
        say.note(f"{file} says something else and has no say. Adopt it, or write this into it.")
    raise typer.Exit(COULD_NOT_TELL if facts.problems else YES)


@app.command("example", epilog="Example: chatops policy example > policy.yml")
def example() -> None:
    """Print the policy as shipped."""
    shipped = package_files("chatops").joinpath("shipped", "policy.yml")
    sys.stdout.write(shipped.read_text(encoding="utf-8"))


policy_explain.register(app)
policy_simulate.register(app)
policy_adopt.register(app)


def _mistaken(error: Unreadable, *, as_json: bool) -> None:
    if as_json:
        found = [{"line": one.line, "sentence": one.sentence} for one in error.mistakes]
        say.as_json({"errors": found})
        return
    for text in error.lines:
        say.error(text)


def _present(given: Settings) -> InForce | None:
    """Return what is in force by the database; None where there is none to ask.

    A policy is checked in places that have no database too: there the file is all there is.
    """
    url = given.database_url
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists():
        return None
    try:
        with house() as one:
            return in_force(one)
    except (Refused, *UNAVAILABLE):
        say.note("The database did not tell which policy is in force. Ask it: chatops doctor")
        return None


def _adopted(present: InForce) -> dict[str, Any] | None:
    last = present.adopted
    if last is None:
        return None
    return {
        "digest": last.digest,
        "by": last.by,
        "why": last.why,
        "approved_by": last.approved_by,
        "at": last.at.isoformat(timespec="seconds"),
    }


def _since(present: InForce) -> str:
    last = present.adopted
    if last is None:
        return "No policy was adopted yet: the file is in force."
    who = present.facts.directory.name_of(last.by)
    allowed = f", allowed by {last.approved_by}" if last.approved_by else ""
    when = say.moment(last.at)
    return f"In force: policy {last.digest[:12]}, adopted {when} by {who}{allowed}."


def _text(present: InForce) -> str:
    if present.adopted is not None:
        return present.adopted.text
    try:
        return settings().chatops_policy_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _headed(present: InForce, text: str) -> str:
    """Return the text under comments that say what it is, so that it can be saved as a file."""
    policy, last = present.facts.policy, present.adopted
    lines = [_since(present)]
    if last is not None:
        lines.append(f"Why: {say.line(last.why).plain}")
    elif policy is not None:
        lines.append(f"Digest: {policy.digest}")
    comments = "".join(f"# {say.line(one).plain}\n" for one in lines)
    # Into a file goes the text as it is: a space in the place of a tab would be another policy.
    return f"{comments}\n{say.shown(text) if sys.stdout.isatty() else text.strip()}\n"
