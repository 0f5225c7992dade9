"""Public keys of the log, and what signs with the private one.

A key is written as a line that holds its name and itself, the `vkey` of a signed note:
`NAME+ID+BASE64`, the id in 8 hexadecimal digits (https://c2sp.org/signed-note). The name is that
of the log, its origin. Keys are Ed25519 (RFC 8032); securesystemslib checks signatures.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Protocol

from chatops.ledger.unproven import Unproven

KEY_BYTES, SIGNATURE_BYTES, ID_BYTES = 32, 64, 4
_ED25519 = b"\x01"
_NAME = re.compile(r"[!-*,-~]{1,200}")  # printable ASCII but for space and plus
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 key (32 bytes) under the name of its log."""

    name: str
    key: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise Unproven("The name of a log is ASCII without spaces or “+”, 200 at most.")
        if len(self.key) != KEY_BYTES:
            raise Unproven(f"An Ed25519 key has {KEY_BYTES} bytes, not {len(self.key)}.")

    @cached_property
    def id(self) -> bytes:
        """Return the 4 bytes that tell the keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:ID_BYTES]

    @property
    def vkey(self) -> str:
        """Return the key as one line."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature is this key's over the message."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        # Imported here: it takes a fifth of a second, and most of the program checks no signature.
        from securesystemslib.exceptions import (  # noqa: PLC0415
            UnverifiedSignatureError,
            VerificationError,
        )
        from securesystemslib.signer import Signature  # type: ignore[attr-defined]  # noqa: PLC0415

        checker = self._checker
        try:
            checker.verify_signature(Signature(checker.keyid, signature.hex()), message)
        except (UnverifiedSignatureError, VerificationError):
            return False
        return True

    @cached_property
    def _checker(self) -> Any:
        from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # noqa: PLC0415

        return SSlibKey(self.id.hex(), "ed25519", "ed25519", {"public": self.key.hex()})


class Signer(Protocol):
    """Whatever holds the private key: a file, a KMS, an HSM."""

    @property
    def public(self) -> PublicKey:
        """Return its public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature, 64 bytes; raise `Refused("no_signature")`."""
        ...


def key_of(vkey: str) -> PublicKey:
    """Return the key that is written so; raise `Unproven`."""
    found = _VKEY.fullmatch(vkey.strip())
    if not found:
        raise Unproven("That is no public key. It is one line: NAME+ID+BASE64.")
    name, key_id, encoded = found.groups()
    decoded = decoded_base64(encoded, "the public key")
    if decoded[:1] != _ED25519:
        raise Unproven("The public key is of another kind than Ed25519.")
    key = PublicKey(name, decoded[1:])
    if key.id.hex() != key_id:
        raise Unproven(f"The public key has the id {key.id.hex()}, but the line says {key_id}.")
    return key


def decoded_base64(text: str, what: str) -> bytes:
    """Return the bytes; raise `Unproven` for any but the one canonical spelling (RFC 4648)."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unproven(f"In {what} there is text that is not Base64.") from None
    if base64.b64encode(decoded).decode() != text:
        raise Unproven(f"In {what} there is Base64 in an unusual spelling.")
    return decoded
