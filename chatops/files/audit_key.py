"""The private key of the audit log in a file, and its public key beside it.

The private key is PKCS #8 in PEM, without a passphrase: whoever may read the file may sign. So
only its owner may (mode 0600), and a file that others can read is refused, as ssh does. Beside
it, in `KEY.pub`, stands the public key as one line, which holds the log's name too. All signing
is securesystemslib's.
"""

import os
import stat
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chatops.files.audit_kms import SECONDS, is_uri, load_kms, public_path_of
from chatops.files.audit_public import (
    INIT,
    LARGEST,
    bad,
    check_name,
    put,
    read_public,
    why,
    write_public,
    writing,
)
from chatops.ledger.keys import PublicKey, Signer

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_RESTORE = "Restore it from a backup."
Stamps = tuple[tuple[int, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class FileSigner:
    """Signs with a private key that was read from a file."""

    public: PublicKey
    _private: Any = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return the signature."""
        return bytes.fromhex(self._private.sign(message).signature)


class LiveKey:
    """The key as its file is at this moment; it may be called from any thread.

    Files are read again only where their status changed, as it does when keys are rotated.
    """

    def __init__(self, where: str, folder: Path, *, seconds: float = SECONDS) -> None:
        self._where = where
        self._folder = folder
        self._seconds = seconds
        self._lock = threading.Lock()
        self._last: tuple[Stamps, Signer | None] | None = None

    def __call__(self) -> Signer | None:
        """Return what `load` returns; raise what it raises."""
        with self._lock:
            stamps = tuple(map(_stamp, _files(self._where, self._folder)))
            if self._last is None or self._last[0] != stamps:
                self._last = None
                self._last = stamps, load(self._where, self._folder, seconds=self._seconds)
            return self._last[1]


def load(where: str, folder: Path, *, seconds: float = SECONDS) -> Signer | None:
    """Return what signs: the key of a file (None where there is none), or of a KMS by its URI.

    `folder` holds the public key of a KMS's. Raises `Refused("bad_audit_key")`.
    """
    if is_uri(where):
        return load_kms(where, folder, seconds=seconds)
    return load_file(Path(where))


def create(path: Path, name: str) -> FileSigner:
    """Make a key of the log `name`; raise `Refused("bad_audit_key")` where there is a file.

    A crash leaves either nothing or the private key without the public one, which `complete`
    writes then.
    """
    from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]  # noqa: PLC0415

    check_name(name)
    private = CryptoSigner.generate_ed25519()
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            put(path, private.private_bytes, 0o600, os.link)  # which never replaces a file
        except FileExistsError:
            raise bad(f"There is a file {path} already. It is left as it is.") from None
    return complete(path, name)


def complete(path: Path, name: str) -> FileSigner:
    """Write the public key beside a private one that has none yet; return what signs."""
    private = _private(path)
    signer = FileSigner(PublicKey(name, _raw(private)), private)
    write_public(public_path(path), signer.public)
    return signer


def load_file(path: Path) -> FileSigner | None:
    """Return what signs with the key of the file; None where there is no file.

    Raises `Refused("bad_audit_key")` for a file that others may read, or that is no such key.
    """
    try:
        private = _private(path)
    except FileNotFoundError:
        return None
    public = read_public(public_path(path))
    if public is None:
        beside = public_path(path)
        raise bad(f"The public key {beside} is missing.", f"Restore it, or run: {INIT}")
    if public.key != _raw(private):
        mend = "Copy both files from where they belong together."
        raise bad(f"The public key {public_path(path)} does not belong to {path}.", mend)
    return FileSigner(public, private)


def raw_public(path: Path) -> bytes:
    """Return the 32 bytes of the public key that belongs to a private one; raise as `load_file`."""
    return _raw(_private(path))


def public_path(path: Path) -> Path:
    """Return where the public key of a key file is."""
    return path.with_name(f"{path.name}.pub")


def _private(path: Path) -> Any:
    """Return securesystemslib's signer; raise `Refused`, and FileNotFoundError."""
    # Imported here: it takes a fifth of a second, and most of the program signs nothing.
    from cryptography.exceptions import InternalError, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
    from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]  # noqa: PLC0415

    try:
        key = load_pem_private_key(_content(path), None)
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError):
        told = f"{path} is no private key in PEM without a passphrase."
        raise bad(told, _RESTORE) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise bad(f"{path} is a key of another kind than Ed25519.", _RESTORE)
    return CryptoSigner(key)


def _content(path: Path) -> bytes:
    """Return what the file holds; what is looked at is what is read, whoever swaps files."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        mend = f"Let this user read {path}, with mode 0600."
        raise bad(f"{path} cannot be read: {why(error)}.", mend) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise bad(f"{path} is no file.", _RESTORE)
        if status.st_mode & _OTHERS:
            mode = stat.S_IMODE(status.st_mode)
            told = f"Others may read or write {path} (mode {mode:04o}):"
            raise bad(told, f"chmod 600 {path}")
        return os.read(descriptor, LARGEST)
    finally:
        os.close(descriptor)


def _raw(private: Any) -> bytes:
    return bytes.fromhex(private.public_key.keyval["public"])


def _files(where: str, folder: Path) -> tuple[Path, ...]:
    if is_uri(where):
        return (public_path_of(where, folder),)
    return Path(where), public_path(Path(where))


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mode, status.st_mtime_ns, status.st_ctime_ns
