"""`chatops audit prove`, and `audit verify` of the file it makes: the proof of one scope."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from chatops.cli import say
from chatops.cli.doors import NO, YES, house, user
from chatops.files.audit_public import put
from chatops.ledger.bundle import MOST_CHARACTERS, Proven, proven
from chatops.ledger.keys import PublicKey
from chatops.ledger.unproven import Unproven
from chatops.reports.proven import (
    SHORT,
    ToldEntry,
    as_json,
    extent,
    handed_over,
    moment,
    not_proved,
    proved,
    story,
    title,
)
from chatops.usecases.house import House
from chatops.usecases.log_keys import LogKeys, log_keys
from chatops.usecases.prove import prove

_MOST_BYTES = 4 * MOST_CHARACTERS  # of UTF-8
_CHANGE = re.compile(r"cr-\d+", re.IGNORECASE)
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("prove", epilog="Example: chatops audit prove CR-1 --out CR-1.proof.json")(prove_)


def prove_(
    about: Annotated[
        str, typer.Argument(help="Key of the change, as CR-1; or another scope, as digest:max.")
    ],
    *,
    out: Annotated[
        str | None, typer.Option(help="File to write; default: CR-1.proof.json; - for here.")
    ] = None,
) -> None:
    """Write the proof of all that happened to a change, for whoever does not trust us.

    What was written is sealed before. That somebody asked is written down, too.
    """
    named = about.upper() if _CHANGE.fullmatch(about) else about
    with house() as one:
        text = prove(one, named, f"cli:{user()}")
        keys = _keys(one)
    name = out or f"{_ODD.sub('-', named)}.proof.json"
    if name == "-":
        sys.stdout.write(text)
    else:
        put(Path(name), text.encode(), 0o644, os.replace)
    _tell(text, name, keys)


def verify_bundle(
    path: Path, keys: Iterable[PublicKey], *, json: bool = False, policy: bool = False
) -> int:
    """Check a proof with nothing but these keys and print what it tells; return the exit code.

    `policy` prints the texts of its policies, too. Raises OSError where there is no such file.
    """
    keys = tuple(keys)
    try:
        found = proven(_text(path), keys)
    except Unproven as error:
        if json:
            say.as_json({"proved": False, "sentence": error.sentence})
        else:
            say.error(f"Not proved. {error.sentence}")
        return NO
    if json:
        say.as_json(as_json(found))
    else:
        say.out(*_whole(found, keys, is_long=policy))
    return YES


def _keys(one: House) -> LogKeys:
    with one.store.reading() as reading:
        return log_keys(reading)


def _tell(text: str, name: str, keys: LogKeys) -> None:
    """Say how large it is and what to do with it, beside the file itself."""
    found = proven(text, keys.ring().keys)
    size = say.many(found.checkpoint.size, "entry", "entries")
    count = say.many(len(found.entries), "entry", "entries")
    where = "The proof" if name == "-" else name
    say.note(f"{where}: {len(text):,} bytes, {count}, under the checkpoint of {size}.")
    said = "FILE" if name == "-" else name
    say.note(f"To check it, anywhere: chatops audit verify {said} --key {found.key.vkey}")


def _text(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise Unproven(f"A proof has {MOST_CHARACTERS:,} characters at most.")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Unproven("The proof is not text in UTF-8.") from None


def _whole(
    found: Proven, keys: tuple[PublicKey, ...], *, is_long: bool
) -> Iterator[RenderableType]:
    yield say.line(title(found), "bold")
    yield ""
    grid = Table.grid(padding=(0, 2))
    for one in story(found):
        grid.add_row("", str(one.number), moment(one.at), _told(one))
    yield grid
    yield from _policies(found, is_long=is_long)
    yield ""
    for told in filter(None, (proved(found), handed_over(found, keys), extent(found))):
        yield say.line(f"✓ {told}", "green")
    yield from (say.line(f"- {one}", "dim") for one in not_proved(found))


def _told(one: ToldEntry) -> Text:
    told = say.line(one.sentence)
    if one.bound:
        told.append(f"\n{say.shown(one.bound)}", style="dim")
    for name, text in one.words:
        told.append(f"\n{say.shown(name)}: {say.shown(text)}", style="dim")
    return told


def _policies(found: Proven, *, is_long: bool) -> Iterator[RenderableType]:
    """Yield by which policies was judged: the length of each text, or itself."""
    for digest, text in found.policies.items():
        length = say.many(len(text), "character")
        yield ""
        more = "" if is_long else "; --policy prints it"
        yield say.line(f"Policy {digest[:SHORT]}, {length}{more}", "bold")
        if is_long:
            yield say.shown(text)
