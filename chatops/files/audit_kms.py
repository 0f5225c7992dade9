"""A private key in a KMS or HSM, by its URI: it never leaves there, and each signing is a call.

The URIs and the drivers are securesystemslib's. The log's checkpoints are Ed25519 (C2SP), so of
its signers only those serve that can sign so; the others are refused with a sentence. Drivers
raise whatever they like and may hang, so each call runs in a thread of its own and has a limit.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chatops.core.refused import Refused
from chatops.files.audit_public import bad, read_public
from chatops.ledger.keys import PublicKey

SECONDS = 10.0
"""A call may take so long."""
_LONGEST = 200

_URI = re.compile(r"[a-z][a-z0-9+.-]+:.*", re.DOTALL)
_EXTRAS = {"hv": "vault"}
_OTHER_KINDS = {  # what securesystemslib cannot sign Ed25519 with
    "awskms": "AWS KMS",
    "azurekms": "Azure Key Vault",
    "gcpkms": "Google Cloud KMS",
    "gnupg": "GnuPG",
    "hsm": "PKCS #11",
    "tkey": "Tillitis TKey",
}
_KINDS = "Keep it in HashiCorp Vault (hv:NAME/VERSION), or in a file."


def is_uri(where: str) -> bool:
    """Tell whether this is the URI of a key, and no path."""
    return bool(_URI.fullmatch(where))


def public_path_of(uri: str, folder: Path) -> Path:
    """Return where the public key of a KMS's key is kept, in the data folder."""
    return folder / f"audit-{sha256(uri.encode()).hexdigest()[:8]}.pub"


class KmsSigner:
    """Signs with a key in a KMS; whatever comes back is checked against the public key."""

    def __init__(self, uri: str, public: PublicKey, *, seconds: float = SECONDS) -> None:
        """Reach for the key; raise `Refused("bad_audit_key")`."""
        kind = _kind(uri)
        self.public = public
        self._uri = uri
        self._calls = _Calls(seconds)
        key = _library().SSlibKey(
            public.id.hex(), "ed25519", "ed25519", {"public": public.key.hex()}
        )
        self._signer, error = self._calls.made(lambda: kind.from_priv_key_uri(uri, key))
        if error:
            raise bad(f"{uri} cannot be used: {_told(uri, error)}")

    def sign(self, message: bytes) -> bytes:
        """Return the signature; raise `Refused("no_signature")`."""
        made, error = self._calls.made(lambda: bytes.fromhex(self._signer.sign(message).signature))
        if error:
            raise Refused("no_signature", f"{self._uri} did not sign: {_told(self._uri, error)}")
        if not self.public.verifies(message, made):
            sentence = f"What {self._uri} signed does not fit its public key {self.public.vkey}."
            raise Refused("no_signature", sentence)
        return bytes(made)


def load_kms(uri: str, folder: Path, *, seconds: float = SECONDS) -> KmsSigner:
    """Return what signs with the key; raise `Refused("bad_audit_key")`."""
    path = public_path_of(uri, folder)
    public = read_public(path)
    if public is None:
        raise bad(f"The public key of {uri} is not in {path}. Run: chatops audit init --key {uri}")
    return KmsSigner(uri, public, seconds=seconds)


def import_kms(uri: str, name: str, *, seconds: float = SECONDS) -> KmsSigner:
    """Ask the KMS for the public key; raise `Refused("bad_audit_key")`."""
    kind = _kind(uri)
    name_there = urlsplit(uri).path.rpartition("/")[0]  # the driver finds the version itself
    made, error = _Calls(seconds).made(lambda: kind.import_(name_there))
    if error:
        raise bad(f"{uri} did not tell its public key: {_told(uri, error)}")
    known_as, key = made
    if known_as != uri:
        raise bad(f"There the newest key is {known_as}. Give that as its URI.")
    if key.keytype != "ed25519":
        raise bad(f"{uri} is a key of another kind than Ed25519: {key.keytype}.")
    public = PublicKey(name, bytes.fromhex(key.keyval["public"]))
    return KmsSigner(uri, public, seconds=seconds)


class _Calls:
    """Calls of a driver, one after the other in a thread of their own."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="audit-key")

    def made(self, call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
        """Return what the call returns, and the error where it does not."""
        future = self._thread.submit(call)
        try:
            error = future.exception(self._seconds)
        except TimeoutError:
            future.cancel()  # one that waits for another that hangs
            return None, TimeoutError(f"no answer within {self._seconds:g} seconds")
        return (None, error) if error else (future.result(), None)


def _kind(uri: str) -> Any:
    """Return securesystemslib's signer for this URI; raise `Refused`."""
    scheme = uri.partition(":")[0]
    if scheme in _OTHER_KINDS:
        told = f"securesystemslib signs with {_OTHER_KINDS[scheme]}, but not with Ed25519."
        raise bad(f"{told} {_KINDS}")
    kind = _library().SIGNER_FOR_URI_SCHEME.get(scheme)
    if kind is None or scheme == "file2":
        raise bad(f"“{uri}” is no key. {_KINDS}")
    return kind


def _told(uri: str, error: BaseException) -> str:
    """Return what a driver says, and how a missing one is installed."""
    from securesystemslib.exceptions import UnsupportedLibraryError  # noqa: PLC0415

    first = str(error).strip().partition("\n")[0].rstrip(".")
    told = f"{first[:_LONGEST] or type(error).__name__}."
    extra = _EXTRAS.get(uri.partition(":")[0])
    if isinstance(error, UnsupportedLibraryError) and extra:
        return f'{told} Install it: pip install "securesystemslib[{extra}]"'
    return told


def _library() -> Any:
    """Return securesystemslib; imported here, for it takes a fifth of a second."""
    from securesystemslib import signer  # noqa: PLC0415

    return signer
