"""The audit log's public key in a file: one line, the vkey, which names the log too."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chatops.core.refused import Refused
from chatops.ledger.keys import KEY_BYTES, PublicKey, key_of
from chatops.ledger.unproven import Unproven

INIT = "chatops audit init"
LARGEST = 10_000  # bytes that are read of a key's file; a PEM of Ed25519 has 119


def check_name(name: str) -> None:
    """Raise `Refused("invalid_input")` for what can be no log's name."""
    try:
        PublicKey(name, bytes(KEY_BYTES))
    except Unproven as error:
        raise Refused("invalid_input", error.sentence, field="name") from None


def read_public(path: Path) -> PublicKey | None:
    """Return the public key of a file; None where there is none. Raises `Refused`."""
    try:
        text = path.read_bytes()[:LARGEST].decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        mend = f"Let this user read {path}, or restore it from a backup."
        raise bad(f"{path} cannot be read: {why(error)}.", mend) from None
    try:
        return key_of(text)
    except Unproven as error:
        mend = f"Restore it, or remove it and run: {INIT}"
        raise bad(f"{path} is no public key. {error.sentence}", mend) from None


def write_public(path: Path, public: PublicKey) -> None:
    """Write a public key to a file that everybody may read."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, f"{public.vkey}\n".encode(), 0o644, os.replace)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses into `Refused("bad_audit_key")`."""
    try:
        yield
    except OSError as error:
        mend = "Make its folder writable, or name another path."
        raise bad(f"{path} cannot be written: {why(error)}.", mend) from None


def put(path: Path, content: bytes, mode: int, place: Callable[[str, Path], None]) -> None:
    """Make the file, complete or not at all; it is there after a power cut, too."""
    descriptor, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        place(made, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        Path(made).unlink(missing_ok=True)


def bad(sentence: str, mend: str = "") -> Refused:
    """Return what a key that cannot be used is refused with; `mend` is said after the sentence."""
    return Refused("bad_audit_key", f"{sentence} {mend}".rstrip(), mend=mend)


def why(error: Exception) -> str:
    """Return why the operating system said no."""
    return getattr(error, "strerror", None) or str(error)
