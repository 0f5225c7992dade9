"""A key that cannot be used safely is refused, and says what to do about it."""

import os
import re
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from chatops.core.refused import Refused
from chatops.files.audit_keeping import (
    next_path,
    switch,
)
from chatops.files.audit_key import LiveKey, create, load, load_file, public_path
from chatops.files.audit_public import write_public
from chatops.ledger.keys import Signer, key_of
from tests.ledger.signing import assert_signs, signer


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


class TestCreate:
    """A private key that only its owner reads, and beside it a public one for everybody."""

    def test_the_files(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "audit.key"
        before = os.umask(0)
        try:
            made = create(path, "log.example")
        finally:
            os.umask(before)
        assert_signs(made)
        assert (mode(path), mode(public_path(path))) == (0o600, 0o644)
        assert path.read_text().startswith("-----BEGIN PRIVATE KEY-----\n")
        assert key_of(public_path(path).read_text()) == made.public
        assert names(path.parent) == ["audit.key", "audit.key.pub"]
        assert "PRIVATE" not in repr(made)
        assert_signs(load(str(path), tmp_path))

    def test_a_file_that_is_there_stays_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        path.write_text("precious")
        with pytest.raises(Refused, match="already") as refused:
            create(path, "log.example")
        assert refused.value.code == "bad_audit_key"
        assert path.read_text() == "precious"
        assert names(tmp_path) == ["audit.key"]

    def test_two_at_once_make_one_key(self, tmp_path: Path) -> None:
        path, made = tmp_path / "audit.key", list[Signer]()
        barrier = threading.Barrier(4)

        def one() -> None:
            barrier.wait()
            with suppress(Refused):
                made.append(create(path, "log.example"))

        threads = [threading.Thread(target=one) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        (only,) = made
        found = load_file(path)
        assert found is not None
        assert found.public == only.public

    @pytest.mark.parametrize("name", ["", "two words", "a+b", "é", "x" * 201])
    def test_a_name_that_cannot_be(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="name of a log") as refused:
            create(tmp_path / "audit.key", name)
        assert (refused.value.code, refused.value.field) == ("invalid_input", "name")
        assert names(tmp_path) == []


def encrypted(path: Path) -> None:
    how = PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, *how))


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def of_another(path: Path) -> None:
    write_public(public_path(path), signer("log.example").public)


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "the group may read": (lambda path: path.chmod(0o640), r"mode 0640\): chmod 600 "),
    "others may write": (lambda path: path.chmod(0o602), "Others may read or write"),
    "no file": (a_folder, "is no file"),
    "a pipe nobody writes to": (a_pipe, "is no file"),
    "unreadable": (a_loop, "cannot be read: Too many levels of symbolic links"),
    "empty": (lambda path: path.write_bytes(b""), "is no private key in PEM"),
    "no PEM": (lambda path: path.write_bytes(b"\xff" * 99), "is no private key in PEM"),
    "half of it": (lambda path: path.write_bytes(path.read_bytes()[:60]), "in PEM"),
    "a passphrase": (encrypted, "without a passphrase"),
    "another kind": (
        lambda path: path.write_bytes(CryptoSigner.generate_ecdsa().private_bytes),
        "another kind than Ed25519",
    ),
    "no public key": (lambda path: public_path(path).unlink(), "pub is missing"),
    "a folder as public key": (lambda path: a_folder(public_path(path)), "Is a directory"),
    "no public key in the file": (
        lambda path: public_path(path).write_bytes(b"x"),
        "is no public key. That is no public key. It is one line",
    ),
    "no text in the public key's file": (
        lambda path: public_path(path).write_bytes(b"\xff"),
        "cannot be read: .*decode",
    ),
    "the public key of another": (of_another, "does not belong to"),
}


class TestLoad:
    """A missing file is no key; any other file that is not ours alone is refused."""

    def test_no_file_is_no_key(self, tmp_path: Path) -> None:
        assert load(str(tmp_path / "audit.key"), tmp_path) is None

    @pytest.mark.parametrize("fault", BAD)
    def test_what_is_refused(self, fault: str, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        create(path, "log.example")
        spoil, sentence = BAD[fault]
        spoil(path)
        with pytest.raises(Refused) as refused:
            load(str(path), tmp_path)
        assert refused.value.code == "bad_audit_key"
        assert re.search(sentence, refused.value.sentence)

    @pytest.mark.parametrize("which", ["audit.key", "audit.key.pub"])
    def test_a_byte_that_is_wrong_never_makes_another_key(self, which: str, tmp_path: Path) -> None:
        path, spoiled = tmp_path / "audit.key", tmp_path / which
        public, content = create(path, "log.example").public, spoiled.read_bytes()
        refusals = 0
        for index in range(len(content)):
            flipped = bytes([content[index] ^ 1])
            spoiled.write_bytes(content[:index] + flipped + content[index + 1 :])
            try:
                found = load_file(path)
            except Refused as refused:
                refusals += refused.code == "bad_audit_key"
            else:
                refusals += found is not None and found.public == public
        assert refusals == len(content)

    def test_a_link_to_a_file_is_judged_by_the_file(self, tmp_path: Path) -> None:
        real, link = tmp_path / "real", tmp_path / "audit.key"
        create(real, "log.example")
        link.symlink_to(real)
        public_path(link).symlink_to(public_path(real))
        assert_signs(load(str(link), tmp_path))
        real.chmod(0o644)
        with pytest.raises(Refused, match="chmod 600"):
            load(str(link), tmp_path)


class TestLiveKey:
    """The key is what its file is now, and is read again only where the file changed."""

    def test_made_replaced_and_taken_away(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        live = LiveKey(str(path), tmp_path)
        assert live() is None
        first = create(path, "log.example")
        found = live()
        assert found is not None
        assert (found.public, live()) == (first.public, found)
        second = create(next_path(path), "log.example")
        switch(path, first.public)
        found = live()
        assert found is not None
        assert found.public == second.public
        path.unlink()
        assert live() is None

    def test_one_that_becomes_readable_to_others_is_refused_until_it_is_mended(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "audit.key"
        create(path, "log.example")
        live = LiveKey(str(path), tmp_path)
        assert_signs(live())
        path.chmod(0o644)
        for _ in range(2):
            with pytest.raises(Refused, match="chmod 600"):
                live()
        path.chmod(0o600)
        assert_signs(live())
