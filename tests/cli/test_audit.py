"""`chatops audit init`, `rotate`, `seal`, `checkpoint` and `key` as they are typed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatops.cli.public_keys import public_keys
from chatops.files import audit_keeping
from chatops.files.audit_key import create, load_file, public_path
from chatops.files.audit_kms import public_path_of
from chatops.ledger.checkpoint import Checkpoint, checkpoint_of, sealed
from chatops.ledger.keys import PublicKey, key_of
from chatops.usecases import rotate_key as rotating
from chatops.usecases.log_keys import LogKeys, log_keys
from chatops.usecases.seal import seal
from tests.cli.terminal import Seen, Terminal
from tests.databases import empty_database
from tests.files.kms import URI, Troubles, kms
from tests.ledger.signing import signer

INIT = ("audit", "init", "--name", "log.example")


def keys(terminal: Terminal) -> LogKeys:
    with terminal.house() as house, house.store.reading() as reading:
        return log_keys(reading)


def first_line(seen: Seen) -> PublicKey:
    assert seen.code == 0, seen.err
    return key_of(seen.out.splitlines()[0])


def assert_sealing_goes_on(terminal: Terminal) -> None:
    """A new entry is sealed, by the key that the log has now, and all checkpoints are good."""
    terminal.opens()
    seen = terminal.types("audit", "seal")
    assert seen.code == 0, seen.err
    found = keys(terminal)
    assert found.current is not None
    checkpoint_of(seen.out, [found.current])
    with terminal.house() as house, house.store.reading() as reading:
        for one in reading.log.checkpoints(0, 99):
            assert found.ring().checkpoint(one.note).size == one.size


@pytest.fixture(autouse=True)
def database(terminal: Terminal) -> None:
    """There is a database; to make one takes longer than the test."""
    (terminal.folder / "data").mkdir()
    empty_database(terminal.folder / "data")


@pytest.fixture
def key_file(terminal: Terminal) -> Path:
    """The log has a key, which is this file."""
    assert terminal.types(*INIT).code == 0
    return terminal.folder / "data" / "audit.key"


class TestInit:
    """The key is made, the log knows it, and whoever typed it knows what to do with it."""

    def test_a_key_is_made(self, terminal: Terminal) -> None:
        seen = terminal.types(*INIT)
        public = first_line(seen)
        assert public.name == "log.example"
        path = terminal.folder / "data" / "audit.key"
        assert path.stat().st_mode & 0o777 == 0o600
        assert key_of(public_path(path).read_text()) == public
        assert seen.err.splitlines() == [
            f"The audit log is sealed with the key {public.id.hex()} from now on.",
            "Above is the public key: give it to your auditors. It is no secret.",
            "The private key is data/audit.key: back it up, apart from the database.",
            "Whoever has it can sign for this log; without it nobody can, ever again.",
        ]
        assert keys(terminal).current == public
        assert b"PRIVATE KEY" not in (terminal.folder / "data" / "chatops.db").read_bytes()
        assert_sealing_goes_on(terminal)

    def test_a_second_time_it_changes_nothing(self, terminal: Terminal, key_file: Path) -> None:
        before = key_file.read_bytes(), keys(terminal)
        for more in ((), ("--key", "other.key")):
            seen = terminal.types("audit", "init", *more)
            assert (seen.code, seen.out) == (1, "")
            assert seen.err.startswith("error: The audit log has a key already: log.example+")
        assert (key_file.read_bytes(), keys(terminal)) == before
        assert not (terminal.folder / "other.key").exists()

    def test_a_crash_before_the_log_knew_of_it(self, terminal: Terminal) -> None:
        made = audit_keeping.take("data/audit.key", terminal.folder, "log.example")
        seen = terminal.types("audit", "seal")
        assert (seen.code, "chatops audit init" in seen.err) == (1, True)
        assert first_line(terminal.types("audit", "init")) == made.public
        assert_sealing_goes_on(terminal)

    def test_a_public_key_that_got_lost_is_written_again(
        self, terminal: Terminal, key_file: Path
    ) -> None:
        public_path(key_file).unlink()
        seen = terminal.types("audit", "seal")
        assert (seen.code, "or run: chatops audit init" in seen.err) == (2, True)
        seen = terminal.types("audit", "init")
        assert (seen.code, "was missing" in seen.err) == (1, True)
        assert_sealing_goes_on(terminal)

    def test_another_path_has_to_be_set(self, terminal: Terminal) -> None:
        seen = terminal.types(*INIT, "--key", "keys/audit.key")
        assert "Set CHATOPS_AUDIT_KEY=keys/audit.key and start the service anew." in seen.err
        assert terminal.types("audit", "seal").code == 1
        terminal.environment.setenv("CHATOPS_AUDIT_KEY", "keys/audit.key")
        assert_sealing_goes_on(terminal)

    def test_a_key_that_others_can_read_seals_nothing(
        self, terminal: Terminal, key_file: Path
    ) -> None:
        key_file.chmod(0o644)
        seen = terminal.types("audit", "seal")
        assert (seen.code, "chmod 600 data/audit.key" in seen.err) == (2, True)

    def test_a_file_of_checkpoints_of_a_lost_log_has_to_be_looked_at_first(
        self, terminal: Terminal
    ) -> None:
        kept = sealed(Checkpoint("log.example", 9, bytes(32)), signer("log.example"))
        (terminal.folder / "data" / "checkpoints.txt").write_text(f"{kept}\n")
        other = ("audit", "init", "--name", "new.example")
        for words in (INIT, (*INIT, "--begin-anew"), other):
            seen = terminal.types(*words)
            assert (seen.code, "restored from an older copy" in seen.err) == (1, True)
            assert not list((terminal.folder / "data").glob("audit.key*"))
        assert first_line(terminal.types(*other, "--begin-anew")).name == "new.example"
        assert_sealing_goes_on(terminal)

    def test_a_key_that_is_there_is_kept_where_it_may_not_begin(self, terminal: Terminal) -> None:
        made = create(terminal.folder / "data" / "audit.key", "log.example")
        kept = sealed(Checkpoint("log.example", 9, bytes(32)), signer("log.example"))
        (terminal.folder / "data" / "checkpoints.txt").write_text(f"{kept}\n")
        assert terminal.types("audit", "init").code == 1
        (terminal.folder / "data" / "checkpoints.txt").unlink()
        assert first_line(terminal.types("audit", "init")) == made.public

    @pytest.mark.usefixtures("key_file")
    @pytest.mark.parametrize("word", ["init", "rotate"])
    def test_an_empty_key_names_none(self, terminal: Terminal, word: str) -> None:
        before = sorted((terminal.folder / "data").iterdir())
        seen = terminal.types("audit", word, "--key", "")
        told = "error: --key names neither a file nor a URI.\n"
        assert (seen.out, seen.err) == ("", told)
        assert sorted((terminal.folder / "data").iterdir()) == before

    @pytest.mark.usefixtures("key_file")
    def test_where_there_is_a_key_one_error_says_so(self, terminal: Terminal) -> None:
        seen = terminal.types("audit", "init", "--key", "awskms:alias/x")
        assert (seen.code, seen.err.count("error: ")) == (1, 1)
        assert seen.err.startswith("error: The audit log has a key already: log.example+")

    def test_a_replica_that_got_one_of_two_files_is_helped(
        self, terminal: Terminal, key_file: Path
    ) -> None:
        public, private = public_path(key_file).read_bytes(), key_file.read_bytes()
        terminal.types("audit", "rotate")
        new = key_file.read_bytes()
        public_path(key_file).write_bytes(public)  # the private one was copied alone
        seen = terminal.types("audit", "seal")
        assert (seen.code, "Copy both files" in seen.err) == (2, True)
        assert "was missing" in terminal.types("audit", "init").err
        assert_sealing_goes_on(terminal)
        key_file.write_bytes(private)
        public_path(key_file).unlink()
        seen = terminal.types("audit", "init")
        assert "was replaced. Copy both files of the new one: data/audit.key and " in seen.err
        assert (seen.err.count("error: "), public_path(key_file).exists()) == (1, False)
        assert key_file.read_bytes() == private != new

    def test_a_name_that_cannot_be(self, terminal: Terminal) -> None:
        seen = terminal.types("audit", "init", "--name", "two words")
        assert (seen.code, "The name of a log is ASCII" in seen.err) == (1, True)
        assert keys(terminal).current is None


class TestRotate:
    """A new key takes the place of the old one, and what the old one signed stays good."""

    def test_in_place(self, terminal: Terminal, key_file: Path) -> None:
        old, private = keys(terminal).current, key_file.read_bytes()
        assert old is not None
        terminal.types("audit", "seal")
        seen = terminal.types("audit", "rotate")
        new = first_line(seen)
        assert new.name == "log.example"
        who = f"Auditors who know {old.id.hex()}"
        kept = key_file.with_name(f"audit.key.{old.id.hex()}.old")
        assert kept.read_bytes() == private
        assert seen.err.splitlines() == [
            f"From 1 entry on the audit log is sealed with the key {new.id.hex()}.",
            f"Above is its public key. {who} can check that it took over.",
            f"The old private key is data/{kept.name}. Nothing needs it any more: remove it.",
            "The private key is data/audit.key: back it up, apart from the database.",
            "Whoever has it can sign for this log; without it nobody can, ever again.",
        ]
        assert_sealing_goes_on(terminal)
        assert first_line(terminal.types("audit", "rotate")) != new
        assert_sealing_goes_on(terminal)
        assert len(keys(terminal).ring().keys) == 3

    @pytest.mark.usefixtures("key_file")
    def test_a_service_that_runs_goes_on_with_the_new_key(self, terminal: Terminal) -> None:
        with terminal.house() as running:
            seal(running)
            new = first_line(terminal.types("audit", "rotate"))
            made = seal(running)
        assert made is not None
        assert checkpoint_of(made.note, [new]).size == made.size == 2

    def test_without_a_key_there_is_nothing_to_replace(self, terminal: Terminal) -> None:
        seen = terminal.types("audit", "rotate")
        assert (seen.code, "has no key yet: chatops audit init" in seen.err) == (1, True)
        assert not list((terminal.folder / "data").glob("audit*"))

    @pytest.mark.parametrize("known", ["before", "after"])
    def test_a_crash_around_the_moment_when_the_log_knew_of_it(
        self, known: str, terminal: Terminal, key_file: Path
    ) -> None:
        after = audit_keeping.take(f"{key_file}.new", terminal.folder, "log.example")
        if known == "after":
            with terminal.house() as house:
                rotating.rotate_key(house, after, "cli:root")
            assert terminal.types("audit", "seal").code == 1
        assert first_line(terminal.types("audit", "rotate")) == after.public
        assert len(keys(terminal).rotations) == 1
        assert_sealing_goes_on(terminal)

    def test_one_that_is_refused_leaves_nothing(self, terminal: Terminal, key_file: Path) -> None:
        key_file.rename(f"{key_file}.away")
        before = sorted(key_file.parent.iterdir())
        for more in ((), ("--key", "data/other.key")):
            seen = terminal.types("audit", "rotate", *more)
            assert (seen.code, "is not here" in seen.err) == (1, True)
            assert sorted(key_file.parent.iterdir()) == before
        waits = audit_keeping.take(f"{key_file}.new", terminal.folder, "log.example")
        terminal.types("audit", "rotate")
        assert load_file(Path(f"{key_file}.new")) is not None  # somebody else may count on it
        Path(f"{key_file}.away").rename(key_file)
        assert first_line(terminal.types("audit", "rotate")) == waits.public

    @pytest.mark.usefixtures("key_file")
    def test_a_path_that_cannot_be_written_is_named(self, terminal: Terminal) -> None:
        seen = terminal.types("audit", "rotate", "--key", "/proc/x.key")
        assert (seen.code, seen.err.startswith("error: /proc/x.key cannot be written: ")) == (
            2,
            True,
        )

    def test_one_that_was_interrupted_is_told_with_what_ends_it(
        self, terminal: Terminal, key_file: Path
    ) -> None:
        after = audit_keeping.take(f"{key_file}.new", terminal.folder, "log.example")
        with terminal.house() as house:
            rotating.rotate_key(house, after, "cli:root")
        for step in ("waits", "half in place"):
            if step != "waits":
                Path(f"{key_file}.new").replace(key_file)
            seen = terminal.types("audit", "seal")
            told = "error: A rotation was interrupted: chatops audit rotate\n"
            assert (seen.code, seen.err) == (1, told), step
        assert first_line(terminal.types("audit", "rotate")) == after.public
        assert_sealing_goes_on(terminal)

    def test_a_crash_in_the_midst_of_putting_it_in_place(
        self, terminal: Terminal, key_file: Path
    ) -> None:
        after = audit_keeping.take(f"{key_file}.new", terminal.folder, "log.example")
        with terminal.house() as house:
            rotating.rotate_key(house, after, "cli:root")
        Path(f"{key_file}.new").replace(key_file)
        assert first_line(terminal.types("audit", "rotate")) == after.public
        assert_sealing_goes_on(terminal)

    def test_elsewhere(self, terminal: Terminal, key_file: Path) -> None:
        private = key_file.read_bytes()
        seen = terminal.types("audit", "rotate", "--key", "keys/new.key")
        new = first_line(seen)
        assert "Set CHATOPS_AUDIT_KEY=keys/new.key" in seen.err
        assert terminal.types("audit", "rotate", "--key", "keys/new.key").err == seen.err
        assert len(keys(terminal).rotations) == 1
        assert key_file.read_bytes() == private
        assert terminal.types("audit", "seal").code == 1
        terminal.environment.setenv("CHATOPS_AUDIT_KEY", "keys/new.key")
        assert keys(terminal).current == new
        assert_sealing_goes_on(terminal)
        seen = terminal.types("audit", "rotate", "--key", "keys/new.key")
        assert (seen.code, "seals the audit log already" in seen.err) == (1, True)


class TestKms:
    """The key is a KMS's: its URI is a setting, its public key a file."""

    @pytest.fixture
    def troubles(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Troubles]:
        with kms(monkeypatch) as found:
            yield found

    def test_from_the_first_day(self, terminal: Terminal, troubles: Troubles) -> None:
        terminal.environment.setenv("CHATOPS_AUDIT_KEY", URI)
        seen = terminal.types(*INIT)
        assert keys(terminal).current == first_line(seen)
        assert seen.err.splitlines()[2:] == [f"The private key stays in {URI}."]
        assert_sealing_goes_on(terminal)
        terminal.opens()
        troubles.signing = OSError("no route to it")
        seen = terminal.types("audit", "seal")
        assert (seen.code, f"{URI} did not sign: no route to it." in seen.err) == (2, True)

    @pytest.mark.usefixtures("troubles")
    def test_another_replica_asks_for_the_public_key(self, terminal: Terminal) -> None:
        terminal.environment.setenv("CHATOPS_AUDIT_KEY", URI)
        terminal.types(*INIT)
        public_path_of(URI, terminal.folder / "data").unlink()
        assert terminal.types("audit", "seal").code == 2
        seen = terminal.types("audit", "init")
        assert (seen.code, "was missing" in seen.err) == (1, True)
        assert_sealing_goes_on(terminal)

    @pytest.mark.usefixtures("troubles", "key_file")
    def test_later(self, terminal: Terminal) -> None:
        seen = terminal.types("audit", "rotate", "--key", URI)
        assert keys(terminal).current == first_line(seen)
        assert f"Set CHATOPS_AUDIT_KEY={URI} and start the service anew." in seen.err
        terminal.environment.setenv("CHATOPS_AUDIT_KEY", URI)
        assert_sealing_goes_on(terminal)
        seen = terminal.types("audit", "rotate")
        assert (seen.code, "seals the audit log already" in seen.err) == (1, True)


class TestSealed:
    """Checkpoints and keys as they are printed can be saved and given away."""

    def test_without_a_key(self, terminal: Terminal) -> None:
        for word in ("seal", "key"):
            seen = terminal.types("audit", word)
            assert (seen.code, seen.out) == (1, "")
            assert "has no key yet: chatops audit init" in seen.err
        for more in ((), ("--json",)):
            seen = terminal.types("audit", "checkpoint", *more)
            assert (seen.code, seen.err) == (
                1,
                "error: The audit log has no key yet: chatops audit init\n",
            )

    def test_without_the_private_key(self, terminal: Terminal, key_file: Path) -> None:
        current = keys(terminal).current
        assert current is not None
        key_file.unlink()
        for word in ("seal", "rotate"):
            seen = terminal.types("audit", word)
            told = f"error: The private key of {current.vkey} is not here. Restore it"
            assert (seen.code, seen.err.startswith(told)) == (1, True)
        assert terminal.types("audit", "init").code == 1

    @pytest.mark.usefixtures("key_file")
    def test_the_newest_checkpoint(self, terminal: Terminal) -> None:
        sealed = terminal.types("audit", "seal")
        again = terminal.types("audit", "seal")
        assert again.err == "Nothing was written since the last checkpoint.\n"
        shown = terminal.types("audit", "checkpoint")
        assert sealed.out == again.out == shown.out
        current = keys(terminal).current
        assert current is not None
        found = checkpoint_of(shown.out, [current])
        told = terminal.types("audit", "checkpoint", "--json").json
        assert (told["origin"], told["size"]) == ("log.example", 1)
        assert (told["root"], told["note"]) == (found.root.hex(), shown.out)
        assert re.match(r"20\d\d-", told["at"])

    @pytest.mark.usefixtures("key_file")
    def test_the_present_key_can_be_saved_and_replaced_ones_are_no_keys_to_trust(
        self, terminal: Terminal
    ) -> None:
        first = keys(terminal).current
        assert first is not None
        new = first_line(terminal.types("audit", "rotate"))
        seen = terminal.types("audit", "key")
        assert (seen.out, seen.err) == (f"{new.vkey}\n", "")
        told = terminal.types("audit", "key", "--all")
        assert told.out == f"{new.vkey}\n# replaced at 1 entry: {first.vkey}\n"
        for one in (seen, told):
            path = terminal.folder / "keys.txt"
            path.write_text(one.out)
            assert public_keys([str(path)]) == (new,)
        present = {"key": new.vkey, "signs_up_to": None}
        assert terminal.types("audit", "key", "--json").json == [present]
        assert terminal.types("audit", "key", "--all", "--json").json == [
            present,
            {"key": first.vkey, "signs_up_to": 1},
        ]
