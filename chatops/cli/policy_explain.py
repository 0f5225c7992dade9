"""`chatops policy explain`: why a change is in its state, and what if others had decided."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from chatops.cli import say
from chatops.cli.doors import COULD_NOT_TELL, NO, YES, Key, house
from chatops.cli.verdict_view import tree
from chatops.core.announce import announcements
from chatops.core.as_json import verdict_as_json
from chatops.core.decision import Verb
from chatops.core.refused import Refused
from chatops.core.verdict import State, Verdict
from chatops.core.what_if import Supposed
from chatops.usecases.explain import Explained, explain

_SUPPOSITION = re.compile(r"(approve|reject|withdraw|lift):(\S+)")
_EXAMPLE = "Example: chatops policy explain CR-1 --if approve:ada --if approve:grace"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", epilog=_EXAMPLE)(explain_)


def explain_(
    key: Key,
    *,
    supposed: Annotated[
        list[str] | None,
        typer.Option("--if", help="approve:PERSON; also reject, withdraw, lift; repeatable."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="A moment with its zone: 2026-03-02T09:00+01:00.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say why a change is in its state: exit code 0 approved, 1 not, 2 cannot tell."""
    decisions = [_supposition(one) for one in supposed or ()]
    moment = _moment(at) if at else None
    with house() as one:
        known = explain(one, key, decisions, moment)
    if as_json:
        say.as_json(_json(known))
    else:
        say.out(*_told(known))
    raise typer.Exit(_code(known.then or known.verdict))


def _supposition(text: str) -> Supposed:
    found = _SUPPOSITION.fullmatch(text.strip())
    if not found:
        sentence = f"“{text}” is not of the form approve:PERSON, with an id of the directory."
        raise Refused("bad_usage", f"--if: {sentence}")
    return Supposed(person=found[2], verb=Verb(found[1]))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        sentence = f"--at: “{text}” is no moment with a zone. Write it as 2026-03-02T09:00+01:00."
        raise Refused("bad_usage", sentence)
    return moment


def _told(known: Explained) -> Iterator[RenderableType]:
    title = say.line(known.change.present.documentation.title)
    yield Text.assemble((known.change.key, "bold"), "  ", title)
    for sentence in announcements(known.change, known.facts, known.at):
        yield say.line(sentence, "yellow")
    yield from _branch(f"At {say.moment(known.at)}", known.verdict)
    if known.supposition is None or known.then is None:
        return
    yield ""
    yield from _branch("If they had decided", known.then)
    for sentence in _remarks(known):
        yield say.line(sentence, "yellow")


def _branch(when: str, verdict: Verdict) -> Iterator[RenderableType]:
    yield Text.assemble(f"{when}: ", say.state(verdict.state.value))
    yield tree(verdict)


def _remarks(known: Explained) -> Iterator[str]:
    for one in known.supposition.refusals if known.supposition else ():
        yield f"{one.supposed.verb.value}:{one.supposed.person} is refused: {one.sentence}"
    if known.assumed:
        names = ", ".join(map(known.facts.directory.name_of, known.assumed))
        yield f"Slack was not asked yet about {names}: taken for full members."


def _json(known: Explained) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": known.change.key,
        "at": known.at.isoformat(timespec="seconds"),
        "state": known.verdict.state.value,
        "verdict": verdict_as_json(known.verdict),
    }
    if known.supposition is None or known.then is None:
        return told
    refused = [
        {
            "person": one.supposed.person,
            "verb": one.supposed.verb.value,
            "sentence": one.sentence,
        }
        for one in known.supposition.refusals
    ]
    after = {"state": known.then.state.value, "verdict": verdict_as_json(known.then)}
    assumed = {"taken_for_full_members": list(known.assumed)}
    return told | {"if": after | {"refused": refused} | assumed}


def _code(verdict: Verdict) -> int:
    if verdict.state is State.ERROR:
        return COULD_NOT_TELL
    return YES if verdict.state is State.APPROVED else NO
