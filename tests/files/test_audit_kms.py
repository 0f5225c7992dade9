"""A key that is elsewhere: named by its URI, asked with a limit, and never believed."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from chatops.core.refused import Refused
from chatops.files.audit_keeping import take
from chatops.files.audit_key import LiveKey, load
from chatops.files.audit_kms import import_kms, load_kms, public_path_of
from chatops.files.audit_public import write_public
from tests.files.kms import URI, Troubles, kms
from tests.ledger.signing import assert_signs, signer


@pytest.fixture
def troubles(monkeypatch: pytest.MonkeyPatch) -> Iterator[Troubles]:
    with kms(monkeypatch) as found:
        yield found


def test_its_public_key_is_asked_for_once_and_kept(troubles: Troubles, tmp_path: Path) -> None:
    taken = take(URI, tmp_path, "log.example")
    assert_signs(taken)
    troubles.telling = OSError("away")
    again = take(URI, tmp_path, "log.example")
    assert again.public == taken.public == signer("log.example").public
    live = LiveKey(URI, tmp_path)
    assert_signs(live())
    assert live() is live()


@pytest.mark.usefixtures("troubles")
def test_without_its_public_key_it_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(URI, tmp_path)
    told = f"is not in {public_path_of(URI, tmp_path)}. Run: chatops audit init --key {URI}"
    assert refused.value.code == "bad_audit_key"
    assert refused.value.sentence == f"The public key of {URI} {told}"


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ({"telling": OSError("no route\nto it")}, "did not tell its public key: no route."),
        ({"telling": ZeroDivisionError()}, "did not tell its public key: ZeroDivisionError."),
        ({"known_as": "testkms:chatops/2"}, "There the newest key is testkms:chatops/2."),
        ({"key": CryptoSigner.generate_ecdsa().public_key}, "than Ed25519: ecdsa."),
        ({"connecting": OSError("refused")}, "cannot be used: refused."),
    ],
)
def test_what_cannot_be_taken(
    trouble: dict[str, object], sentence: str, troubles: Troubles, tmp_path: Path
) -> None:
    for name, value in trouble.items():
        setattr(troubles, name, value)
    with pytest.raises(Refused) as refused:
        take(URI, tmp_path, "log.example")
    assert refused.value.code == "bad_audit_key"
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ({"signing": PermissionError("permission denied.")}, "sign: permission denied."),
        ({"signs_with": 2}, "does not fit its public key log.example+"),
    ],
)
def test_what_did_not_sign(trouble: dict[str, object], sentence: str, troubles: Troubles) -> None:
    taken = import_kms(URI, "log.example")
    for name, value in trouble.items():
        setattr(troubles, name, value)
    with pytest.raises(Refused) as refused:
        taken.sign(b"text")
    assert refused.value.code == "no_signature"
    assert sentence in refused.value.sentence


def test_one_that_hangs_is_waited_for_no_longer(troubles: Troubles, tmp_path: Path) -> None:
    write_public(public_path_of(URI, tmp_path), signer("log.example").public)
    taken = load_kms(URI, tmp_path, seconds=0.05)
    hung = troubles.signing = threading.Event()
    for _ in range(2):
        with pytest.raises(Refused, match=r"no answer within 0.05 seconds\.") as refused:
            taken.sign(b"text")
        assert refused.value.code == "no_signature"
    troubles.signing = None
    hung.set()
    assert_signs(load_kms(URI, tmp_path))


def test_a_driver_that_is_missing_is_named_with_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        take("hv:chatops/1", tmp_path)
    sentence = 'requires hvac and cryptography. Install it: pip install "securesystemslib[vault]"'
    assert refused.value.sentence.endswith(sentence)


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("awskms:alias/x", "signs with AWS KMS, but not with Ed25519"),
        ("gcpkms:projects/p", "signs with Google Cloud KMS, but not"),
        ("azurekms://x/keys/y/1", "signs with Azure Key Vault, but not"),
        ("hsm:2", "signs with PKCS #11, but not"),
        ("file2:/tmp/x", "is no key. Keep it in HashiCorp Vault"),
        ("nokms:x", "is no key. Keep it in"),
    ],
)
def test_other_kinds_are_refused(uri: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        take(uri, tmp_path)
    assert refused.value.code == "bad_audit_key"
    assert sentence in refused.value.sentence
    write_public(public_path_of(uri, tmp_path), signer().public)
    with pytest.raises(Refused, match="Keep it in HashiCorp Vault"):
        load(uri, tmp_path)
