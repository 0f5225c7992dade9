"""Keys for tests: always the same ones, made from a seed."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from chatops.ledger.keys import PublicKey, Signer


@dataclass(frozen=True)
class SeededSigner:
    """A `chatops.ledger.keys.Signer` in memory."""

    public: PublicKey
    private: CryptoSigner

    def sign(self, message: bytes) -> bytes:
        return bytes.fromhex(self.private.sign(message).signature)


@cache
def signer(name: str = "log.example", seed: int = 1) -> SeededSigner:
    """Return the key of this name; another seed gives another key of the same log."""
    private = Ed25519PrivateKey.from_private_bytes(sha256(str(seed).encode()).digest())
    public = PublicKey(name, private.public_key().public_bytes_raw())
    return SeededSigner(public, CryptoSigner(private))


def assert_signs(one: Signer | None) -> None:
    """Fail unless its public key verifies what it signs."""
    assert one is not None
    assert one.public.verifies(b"text", one.sign(b"text"))
