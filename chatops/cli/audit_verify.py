"""`chatops audit verify`: the database, a proof or an export; only what is proved is a yes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.audit_bundle import verify_bundle
from chatops.cli.audit_progress import Told, progressing
from chatops.cli.audit_verify_view import (
    export_as_json,
    export_told,
    verified_as_json,
    verified_table,
)
from chatops.cli.doors import COULD_NOT_TELL, NO, YES, house, settings
from chatops.cli.public_keys import public_keys
from chatops.core.refused import Refused
from chatops.ledger.bundle import MOST_CHARACTERS, is_bundle
from chatops.ledger.export import ExportProof, proven_export
from chatops.ledger.export_lines import BEGINS, LONGEST
from chatops.ledger.keys import PublicKey
from chatops.ledger.note import LONGEST as LONGEST_LINE
from chatops.ledger.unproven import Unproven
from chatops.reports import export_csv
from chatops.usecases.verify_log import Asked, Depth, verify_log
from chatops.usecases.verify_witnesses import Witness

_FIRST = 200  # bytes that tell what a file is
_NO_KEY = (
    "To verify a file the log's public key is needed: --key PUBKEY. Whoever runs the log prints it "
    "with: chatops audit key. Take it from them, not from whoever sent the file."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    example = "Example: chatops audit verify CR-1.proof.json --key keys.txt"
    app.command("verify", epilog=example)(verify_)


File = Annotated[
    Path | None, typer.Argument(help="A proof or an export; without one: the database.")
]
Keys = Annotated[
    list[str] | None,
    typer.Option(metavar="PUBKEY|FILE", help="The log's public key, or a file of keys."),
]
Against = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE|TEXT", help="A checkpoint that was kept elsewhere."),
]
How = Annotated[Depth, typer.Option(help="Of the database: hashes, entries too, or tables too.")]
Long = Annotated[bool, typer.Option("--policy", help="Print the policies of a proof, too.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def verify_(
    file: File = None,
    *,
    key: Keys = None,
    against: Against = None,
    depth: How = Depth.ALL,
    policy: Long = False,
    as_json: AsJson = False,
) -> None:
    """Verify the whole log in the database, or what a file proves.

    Exit code 0: proved; 1: something is wrong; 2: could not tell.
    """
    witnesses = tuple(map(_witness, against or ()))
    keys = public_keys(key) if key else ()
    first = _beginning(file) if file else b""
    is_proof = file is not None and _is_proof(file, first)
    if policy and not is_proof:
        raise Refused("bad_usage", "--policy is for the proof of a change.")
    if file is None:
        code = _database(Asked(keys, witnesses, depth=depth), as_json=as_json)
    elif not keys:
        raise Refused("bad_usage", _NO_KEY)
    elif not is_proof:
        code = _export(file, first, keys, witnesses, as_json=as_json)
    else:
        notes = [note for one in witnesses for note in one.notes()]
        code = verify_bundle(file, keys, notes, json=as_json, policy=policy)
    raise typer.Exit(code)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(_FIRST)


def _is_proof(path: Path, first: bytes) -> bool:
    """Tell by the whole file: a proof may be laid out anew, its members in any order."""
    if first.startswith(export_csv.BEGINS):
        return False
    with path.open("rb") as opened:
        read = opened.readline if first.startswith(BEGINS) else opened.read
        return is_bundle(read(MOST_CHARACTERS + 1).decode(errors="replace"))


def _database(asked: Asked, *, as_json: bool) -> int:
    own = settings().audit_file
    if own.exists():
        asked = replace(
            asked, witnesses=(Witness(str(own), _text_lines(own), is_own=True), *asked.witnesses)
        )
    with house() as one, progressing() as progress:
        verified = verify_log(one, asked, progress)
    if as_json:
        say.as_json(verified_as_json(verified))
    else:
        say.out(*verified_table(verified))
    return NO if verified.findings else YES


def _export(
    path: Path,
    first: bytes,
    keys: tuple[PublicKey, ...],
    witnesses: tuple[Witness, ...],
    *,
    as_json: bool,
) -> int:
    is_csv = first.startswith(export_csv.BEGINS)
    if not is_csv and not first.startswith(BEGINS):
        say.error(f"{path} is neither a proof nor an export of a log.")
        return COULD_NOT_TELL
    notes = [note for one in witnesses for note in one.notes()]
    try:
        with progressing() as progress:
            proof = _proven(path, keys, notes, progress, is_csv=is_csv)
    except Unproven as unproven:
        if as_json:
            say.as_json({"proved": False, "sentence": unproven.sentence})
        else:
            say.error(f"Not proved. {unproven.sentence}")
        return NO
    if as_json:
        say.as_json(export_as_json(proof))
    else:
        say.out(*export_told(proof))
    return YES if proof.entries else COULD_NOT_TELL


def _proven(
    path: Path, keys: tuple[PublicKey, ...], notes: Iterable[str], progress: Told, *, is_csv: bool
) -> ExportProof:
    lines = _lines(path, progress)
    if is_csv:
        return proven_export(export_csv.lines_of_csv(lines), keys, notes, begin=2)
    return proven_export(lines, keys, notes)


def _lines(path: Path, progress: Told) -> Iterator[bytes]:
    """Yield the lines; one that is too long comes in parts, which are no lines of an export."""
    size, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while raw := file.readline(2 * LONGEST):
            done += len(raw)
            progress("bytes", done, size)
            yield raw


def _witness(given: str) -> Witness:
    """Return the text of a checkpoint, out of a file where there is one of that name."""
    path = Path(given)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # a text that can be no name of a file
        is_file = False
    found = Witness(given, _read(path)) if is_file else Witness("the text given", given)
    if not tuple(found.notes()):
        told = f"--against: there is no checkpoint in {found.name[:200]}."
        if not is_file and "\n" not in given:
            told = f"{told} There is no such file either."
        raise Refused("bad_usage", told)
    return found


def _text_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file that may be long; a line that is no checkpoint's comes in parts."""
    with path.open(encoding="utf-8", errors="replace") as file:
        while line := file.readline(LONGEST_LINE):
            yield line


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
