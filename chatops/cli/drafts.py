"""What the options of `chatops change` mean: texts, files, times, and whose name it is in."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from chatops.core.assistance import Degree
from chatops.core.commit import Commit as Read
from chatops.core.draft import Draft
from chatops.core.facts import Facts
from chatops.core.refused import Refused
from chatops.core.revision import Revision
from chatops.core.text import LONGEST

HERE = Path()
Repo = Annotated[Path, typer.Option(help="Folder of the git repository.")]
Commit = Annotated[str, typer.Option(help="SHA of the commit, or HEAD.")]
Person = Annotated[
    str | None, typer.Option("--as", help="Directory id of who asks. Default: the author.")
]
Text = str | None


@dataclass(frozen=True, slots=True)
class Options:
    """The documentation as given on the command line; None leaves a field as it is."""

    title: Annotated[Text, typer.Option(help="Default: the commit's first line.")]
    description: Annotated[Text, typer.Option(help="Text or @FILE. Default: rest of the message.")]
    link: Annotated[Text, typer.Option(help="Pull request or ticket.")]
    ai: Annotated[Text, typer.Option(help="none, assisted or generated; detection overrides none.")]
    tool: Annotated[Text, typer.Option(help="The AI tool that was used.")]
    risk: Annotated[Text, typer.Option(help="low, medium or high.")]
    kind: Annotated[Text, typer.Option(help="standard, normal or emergency.")]
    label: Annotated[
        list[str] | None, typer.Option(help="May be repeated; replaces all, '' for none.")
    ]
    rollback_plan: Annotated[Text, typer.Option(help="Text or @FILE: how to undo it.")]
    test_evidence: Annotated[Text, typer.Option(help="Text or @FILE: how you know that it works.")]
    window_start: Annotated[
        Text, typer.Option(help="Planned start with time zone, as 2026-03-02T22:00+01:00.")
    ]
    window_end: Annotated[Text, typer.Option(help="Planned end, exclusive.")]


def documented(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command each of `Options` as an option; it takes them together as `options`."""
    fields = get_type_hints(Options, include_extras=True)
    own = [one for one in signature(command).parameters.values() if one.name != "options"]
    given = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=hint)
        for name, hint in fields.items()
    ]

    @wraps(command)
    def wrapped(**values: Any) -> None:
        options = Options(**{name: values.pop(name) for name in fields})
        command(**values, options=options)

    wrapped.__dict__["__signature__"] = Signature([*own, *given])
    wrapped.__annotations__ = {one.name: one.annotation for one in (*own, *given)}
    return wrapped


def author_of(commit: Read, given: str | None, facts: Facts) -> str:
    """Return the directory id of whoever asks: as given, or else the commit's author."""
    if given:
        return given
    person = facts.directory.by_email(commit.author.email)
    if person is None:
        facts.rules()  # an unreadable directory is the reason for all that lacks
        who = f"{commit.author.name} <{commit.author.email}>"
        sentence = (
            f"The author of {commit.sha[:12]}, {who}, is not in the directory. Say who asks with "
            "--as PERSON_ID, or add the address to a person there."
        )
        raise Refused("unknown_person", sentence, field="requester")
    return person.id


def draft_of(systems: Sequence[str], environment: str, commit: Read, options: Options) -> Draft:
    """Return the draft of a new change: the commit's words where none are given."""
    return Draft(
        systems=tuple(systems),
        environment=environment,
        commit=commit.sha,
        title=_or(options.title, commit.title),
        description=_or(_text(options.description), commit.body),
        link=_or(options.link, ""),
        degree=_or(options.ai, "none"),
        tool=_or(options.tool, ""),
        risk=_or(options.risk, "medium"),
        kind=_or(options.kind, "normal"),
        labels=tuple(options.label or ()),
        rollback_plan=_or(_text(options.rollback_plan), ""),
        test_evidence=_or(_text(options.test_evidence), ""),
        window_start=_moment(options.window_start, "--window-start"),
        window_end=_moment(options.window_end, "--window-end"),
    )


def redraft_of(present: Revision, commit: Read, options: Options) -> Draft:
    """Return the draft of a revision: the present documentation where none is given."""
    before = present.documentation
    declared = not present.assistance.evidence
    degree = present.assistance.degree if declared else Degree.NONE
    return Draft(
        systems=present.systems,
        environment=present.environment,
        commit=commit.sha,
        title=_or(options.title, before.title),
        description=_or(_text(options.description), before.description),
        link=_or(options.link, before.link),
        degree=_or(options.ai, degree.word),
        tool=_or(options.tool, present.assistance.tool if declared else ""),
        risk=_or(options.risk, before.risk.value),
        kind=_or(options.kind, before.kind.value),
        labels=before.labels if options.label is None else tuple(options.label),
        rollback_plan=_or(_text(options.rollback_plan), before.rollback_plan),
        test_evidence=_or(_text(options.test_evidence), before.test_evidence),
        window_start=_moment(options.window_start, "--window-start") or before.window_start,
        window_end=_moment(options.window_end, "--window-end") or before.window_end,
    )


def _or(given: str | None, otherwise: str) -> str:
    return otherwise if given is None else given


def _text(given: str | None) -> str | None:
    """Read `@FILE`, or standard input for `@-`; anything else is the text itself."""
    if given is None or not given.startswith("@"):
        return given
    if given == "@-":
        return sys.stdin.read(LONGEST + 1)
    path = Path(given[1:])
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LONGEST + 1)
    except OSError as error:
        sentence = f"{path} cannot be read ({error.strerror}). Name a text file after the @."
        raise Refused("bad_usage", sentence) from None
    except UnicodeDecodeError:
        raise Refused("bad_usage", f"{path} is not UTF-8 text. Name a text file.") from None


def _moment(given: str | None, option: str) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        sentence = (
            f"{option}: “{given}” is no time with a time zone. Write it as 2026-03-02T22:00+01:00."
        )
        raise Refused("bad_usage", sentence)
    return moment
