"""`chatops audit prove`, and `audit verify` of the file it makes: the proof of one scope."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from chatops.cli import say
from chatops.cli.doors import NO, YES, house, user
from chatops.cli.outputs import check_output, write_output
from chatops.core.refused import Refused
from chatops.ledger.bundle import MOST_CHARACTERS, Proven, proven
from chatops.ledger.checkpoint import checkpoint_of, claimed_checkpoint
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

_MOST_BYTES = MOST_CHARACTERS  # it is made in ASCII
_STANDARD_OUTPUT = "-"
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
    name = out or f"{_ODD.sub('-', named)}.proof.json"
    if name != _STANDARD_OUTPUT:
        check_output(Path(name))
    with house() as one:
        text = prove(one, named, f"cli:{user()}")
        keys = _keys(one)
    if name == _STANDARD_OUTPUT:
        sys.stdout.write(text)
    else:
        write_output(Path(name), (text.encode(),))
    _tell(text, name, keys)


def verify_bundle(
    path: Path,
    keys: Iterable[PublicKey],
    against: Sequence[str] = (),
    *,
    json: bool = False,
    policy: bool = False,
) -> int:
    """Check a proof with nothing but these keys and print what it tells; return the exit code.

    `against` are checkpoints (notes) that were kept elsewhere. `policy` prints the texts of its
    policies, too. Raises OSError where there is no such file, `Refused` where no checkpoint can be
    compared.
    """
    keys = tuple(keys)
    try:
        found = proven(_text(path), keys)
        same = _compared(found, keys, against)
    except Unproven as error:
        if json:
            say.as_json({"proved": False, "sentence": error.sentence})
        else:
            say.error(f"Not proved. {error.sentence}")
        return NO
    if json:
        say.as_json(as_json(found) | {"compared": same})
    else:
        say.out(*_whole(found, keys, is_long=policy), *_same(same, len(against)))
    return YES


def _compared(found: Proven, keys: tuple[PublicKey, ...], against: Sequence[str]) -> int:
    """Return how many of the notes say the same; only those of one size can be compared."""
    own = found.checkpoint
    size = say.many(own.size, "entry", "entries")
    said = [(note, claimed_checkpoint(note)) for note in against]
    equal = [note for note, one in said if (one.origin, one.size) == (own.origin, own.size)]
    if against and not equal:
        told = f"A proof can only be compared with a checkpoint of its own size, {size}."
        raise Refused("cannot_tell", f"{told} To compare any other use an export.")
    for note in equal:
        if checkpoint_of(note, (found.key, *keys)).root != own.root:
            told = f"The checkpoint of {size} that was kept elsewhere has another root"
            raise Unproven(f"{told}: two different logs of one size were signed, a split view.")
    return len(equal)


def _same(same: int, given: int) -> Iterator[RenderableType]:
    if same:
        yield say.line("✓ The checkpoint that was kept elsewhere is the same.", "green")
    if given > same:
        other = say.many(given - same, "other checkpoint")
        yield say.line(f"- {other} could not be compared with a proof; use an export.", "dim")


def _keys(one: House) -> LogKeys:
    with one.store.reading() as reading:
        return log_keys(reading)


def _tell(text: str, name: str, keys: LogKeys) -> None:
    """Say how large it is and what to do with it, beside the file itself."""
    found = proven(text, keys.ring().keys)
    size = say.many(found.checkpoint.size, "entry", "entries")
    count = say.many(len(found.entries), "entry", "entries")
    where = "The proof" if name == _STANDARD_OUTPUT else name
    say.note(f"{where}: {len(text):,} bytes, {count}, under the checkpoint of {size}.")
    said = "FILE" if name == _STANDARD_OUTPUT else name
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


def _told(one: ToldEntry) -> RenderableType:
    """Return the entry; what people wrote stands in a column of its own, whatever they wrote."""
    words = Table.grid(padding=(0, 1))
    for name, text in one.words:
        quoted = say.shown(text).replace("\n", "\n│ ")
        words.add_row(" ", say.line(f"{name}:"), Text(quoted), style="dim")
    bound = [say.line(one.bound, "dim")] if one.bound else []
    return Group(say.line(one.sentence), *bound, *([words] if one.words else []))


def _policies(found: Proven, *, is_long: bool) -> Iterator[RenderableType]:
    """Yield by which policies was judged: the length of each text, or itself."""
    for digest, text in found.policies.items():
        length = say.many(len(text), "character")
        yield ""
        more = "" if is_long else "; --policy prints it"
        yield say.line(f"Policy {digest[:SHORT]}, {length}{more}", "bold")
        if is_long:
            yield "│ " + say.shown(text).replace("\n", "\n│ ")
