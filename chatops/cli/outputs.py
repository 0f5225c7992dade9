"""Files that `audit prove` and `audit export` write: complete or not at all, over nothing else."""

import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from chatops.core.refused import Refused
from chatops.ledger.bundle import is_bundle
from chatops.ledger.export_lines import BEGINS
from chatops.reports import export_csv

_BEGINNING = 200


def check_output(path: Path) -> None:
    """Raise `Refused("bad_usage")` where something is that is no proof and no export.

    A private key, or anything else that is worth something, is not written over by mistake.
    """
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(kind) or not _is_ours(path):
        told = f"{path} is there and is neither a proof nor an export. Give --out another name."
        raise Refused("bad_usage", told)


def write_output(path: Path, parts: Iterable[bytes]) -> None:
    """Write the file in place of an earlier proof or export; raise `Refused("bad_usage")`."""
    check_output(path)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(made, "xb", opener=_for_its_owner) as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        check_output(path)  # it took its time
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def _for_its_owner(name: str, flags: int) -> int:
    """Open what nobody else may read: it holds what people wrote."""
    return os.open(name, flags, 0o600)


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.read(_BEGINNING)
    is_export = first.startswith((BEGINS, export_csv.BEGINS))
    return not first or is_export or is_bundle(first.decode(errors="replace"))
