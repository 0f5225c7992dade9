"""A KMS that lives in this process; its driver is registered with securesystemslib as others are.

A URI is `testkms:NAME/VERSION`. Its keys come from seeds, and `troubles` is what it does wrong.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from securesystemslib.signer import (  # type: ignore[attr-defined]
    SIGNER_FOR_URI_SCHEME,
    Signature,
    Signer,
    SSlibKey,
)

from tests.ledger.signing import signer

URI = "testkms:chatops/1"


@dataclass
class Troubles:
    """What goes wrong, by the call: an error is raised, an event is waited for."""

    connecting: Exception | None = None
    telling: Exception | None = None
    signing: Exception | threading.Event | None = None
    signs_with: int = 1  # the seed
    known_as: str = URI
    key: SSlibKey = field(default_factory=lambda: signer("kms").private.public_key)


class TestKms(Signer):
    __test__ = False
    troubles: ClassVar[Troubles] = Troubles()

    def __init__(self, public: Any) -> None:
        self._public = public

    @property
    def public_key(self) -> Any:
        return self._public

    @classmethod
    def import_(cls, name: str) -> tuple[str, SSlibKey]:
        assert name == "chatops"
        _go_wrong(cls.troubles.telling)
        return cls.troubles.known_as, cls.troubles.key

    @classmethod
    def from_priv_key_uri(cls, uri: str, public: Any, secrets_handler: Any = None) -> "TestKms":
        assert (uri, secrets_handler) == (URI, None)
        _go_wrong(cls.troubles.connecting)
        return cls(public)

    def sign(self, payload: bytes) -> Signature:
        _go_wrong(self.troubles.signing)
        return signer(seed=self.troubles.signs_with).private.sign(payload)


def _go_wrong(trouble: Exception | threading.Event | None) -> None:
    if isinstance(trouble, threading.Event):
        trouble.wait(10)
    elif trouble:
        raise trouble


@contextmanager
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Troubles]:
    """Let URIs of this KMS be known."""
    troubles = Troubles()
    monkeypatch.setitem(SIGNER_FOR_URI_SCHEME, "testkms", TestKms)
    monkeypatch.setattr(TestKms, "troubles", troubles)
    yield troubles
    if isinstance(troubles.signing, threading.Event):
        troubles.signing.set()
