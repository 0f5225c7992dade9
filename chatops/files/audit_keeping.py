"""Keys of the audit log are made, found again after a crash, and replaced by other ones.

A key that replaces another waits beside it as `KEY.new` until the log knows of it; then it takes
its place, and the old one is `KEY.ID.old`. Each step can be done again where a crash ended it.
"""

import os
import secrets
from collections.abc import Collection
from pathlib import Path

from chatops.core.refused import Refused
from chatops.files.audit_key import complete, create, load_file, public_path, raw_public
from chatops.files.audit_kms import import_kms, is_uri, load_kms, public_path_of
from chatops.files.audit_public import bad, check_name, read_public, write_public
from chatops.ledger.keys import PublicKey, Signer


def take(where: str, folder: Path, name: str | None = None) -> Signer:
    """Return the key of a path or URI, made where it is missing, with its public key in a file.

    Without a name a new log gets one by chance. Raises `Refused`: bad_audit_key, and
    invalid_input for a name that cannot be, or is not that of a key which is there already.
    """
    new_name = name or f"chatops-{secrets.token_hex(4)}"
    check_name(new_name)
    found = _in_kms(where, folder, new_name) if is_uri(where) else _in_file(Path(where), new_name)
    if name and found.public.name != name:
        sentence = f"The key at {where} is of the log “{found.public.name}”. Leave the name out."
        raise Refused("invalid_input", sentence, field="name")
    return found


def _in_file(path: Path, name: str) -> Signer:
    if path.exists() and not public_path(path).exists():
        return complete(path, name)
    return load_file(path) or create(path, name)


def _in_kms(uri: str, folder: Path, name: str) -> Signer:
    path = public_path_of(uri, folder)
    if path.exists():
        return load_kms(uri, folder)
    found = import_kms(uri, name)
    write_public(path, found.public)
    return found


def missing(where: str, folder: Path) -> tuple[Path, ...]:
    """Return those files of the key of a path or URI that are not there yet."""
    public = public_file(where, folder)
    files = (public,) if is_uri(where) else (Path(where), public)
    return tuple(one for one in files if not one.exists())


def restore_public(
    where: str, folder: Path, public: PublicKey, replaced: Collection[PublicKey] = ()
) -> bool:
    """Write the public key of the log's private one where its file is missing.

    So it does where that is still of a key that was `replaced`. Returns whether it did; raises
    `Refused("bad_audit_key")` where the private key is another one.
    """
    path = public_file(where, folder)
    if not (is_uri(where) or Path(where).exists()):
        return False
    if path.exists() and read_public(path) not in replaced:
        return False
    key = import_kms(where, public.name).public.key if is_uri(where) else raw_public(Path(where))
    if key in {one.key for one in replaced}:
        files = where if is_uri(where) else f"{where} and {path}"
        raise bad(f"The key at {where} was replaced. Copy both files of the new one: {files}.")
    if key != public.key:
        raise bad(f"The key at {where} is not that of the audit log, {public.vkey}.")
    write_public(path, public)
    return True


def public_file(where: str, folder: Path) -> Path:
    """Return where the public key of a path or URI is kept."""
    return public_path_of(where, folder) if is_uri(where) else public_path(Path(where))


def next_path(path: Path) -> Path:
    """Return where the key waits that is to replace the one at `path`."""
    return path.with_name(f"{path.name}.new")


def old_path(path: Path, public: PublicKey) -> Path:
    """Return where a key is kept that was replaced."""
    return path.with_name(f"{path.name}.{public.id.hex()}.old")


def waiting_key(where: str) -> PublicKey | None:
    """Return the public key that waits to take the place of a path's, if any can be read."""
    try:
        return None if is_uri(where) else read_public(public_path(next_path(Path(where))))
    except Refused:
        return None


def is_waiting(path: Path, public: PublicKey | None) -> bool:
    """Tell whether this key waits to take the place of the one at `path`."""
    return public is not None and read_public(public_path(next_path(path))) == public


def switch(path: Path, before: PublicKey) -> None:
    """Put the key that waits in the place of the one before, which is kept as an old one."""
    new, old = next_path(path), old_path(path, before)
    if new.exists():
        if path.exists() and not old.exists():
            os.link(path, old)
        new.replace(path)
    write_public(public_path(old), before)
    public_path(new).replace(public_path(path))
