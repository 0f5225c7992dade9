"""`chatops audit prove`, and what `audit verify` says of the file it made."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from chatops.cli import audit_bundle
from chatops.cli.audit_bundle import verify_bundle
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.evidence import OpenedWord
from tests.cli.terminal import Seen, Terminal
from tests.databases import empty_database
from tests.ledger import bundles
from tests.ledger.bundles import (
    COMMENT,
    NEW,
    OLD,
    POLICY,
    SALT,
    SmallLog,
    body,
    bundle,
    decided,
    log,
)

KEYS = [NEW.public]
KEY = f"log.example+{NEW.public.id.hex()}"


@pytest.fixture
def sealing(terminal: Terminal) -> Terminal:
    """A change in a log that has a key."""
    (terminal.folder / "data").mkdir()
    empty_database(terminal.folder / "data")
    assert terminal.opens("--title", "Raise the limit").code == 0
    return terminal


def public(terminal: Terminal) -> str:
    return terminal.types("audit", "init", "--name", "log.example").out.strip()


class TestProve:
    def test_the_file_is_written_and_verified(self, sealing: Terminal) -> None:
        key = public(sealing)
        sealing.approves("CR-1", "ada")
        seen = sealing.types("audit", "prove", "cr-1")
        assert (seen.code, seen.out) == (0, "")
        size = (sealing.folder / "CR-1.proof.json").stat().st_size
        assert seen.err == (
            f"CR-1.proof.json: {size:,} bytes, 2 entries, under the checkpoint of 4 entries.\n"
            f"To check it, anywhere: chatops audit verify CR-1.proof.json --key {key}\n"
        )
        told = sealing.types("audit", "verify", "CR-1.proof.json", "--key", key)
        assert told.code == 0
        assert "linus asked for commit" in told.out
        assert "title: Raise the limit" in told.out
        assert "ada approved revision 1" in told.out

    def test_other_scopes_and_places(self, sealing: Terminal) -> None:
        public(sealing)
        seen = sealing.types("audit", "prove", "audit:keys", "--out", "-")
        assert json.loads(seen.out)["about"] == "audit:keys"
        assert seen.err.startswith(f"The proof: {len(seen.out):,} bytes, 1 entry, under the")
        assert "chatops audit verify FILE --key log.example+" in seen.err
        assert sealing.types("audit", "prove", "audit:keys").code == 0
        assert (sealing.folder / "audit-keys.proof.json").exists()
        assert sealing.types("audit", "prove", "CR-1", "--out", "mine.json").code == 0
        assert json.loads((sealing.folder / "mine.json").read_text())["about"] == "CR-1"

    def test_after_a_rotation(self, sealing: Terminal) -> None:
        """The first key goes on to prove; the next one says what to do about an earlier proof."""
        first = public(sealing)
        assert sealing.types("audit", "prove", "CR-1", "--out", "first.json").code == 0
        new = sealing.types("audit", "rotate").out.strip()
        assert sealing.types("audit", "prove", "CR-1", "--out", "new.json").code == 0
        both = sealing.folder / "both.txt"
        both.write_text(f"{first}\n{new}\n")
        for file, key, why in (
            ("first.json", first, ""),
            ("new.json", first, ""),
            ("new.json", new, ""),
            ("new.json", "both.txt", ""),
            ("first.json", new, "replaced since, ask for a new one, or give the key of then."),
            ("first.json", "both.txt", "give only the one that is known to be right."),
        ):
            seen = sealing.types("audit", "verify", file, "--key", key)
            assert (seen.code, seen.err.strip().endswith(why)) == (1 if why else 0, True)

    def test_without_a_key_the_mend_is_named(self, sealing: Terminal) -> None:
        seen = sealing.types("audit", "prove", "CR-1")
        assert seen.code == 1
        assert seen.err == (
            "error: The audit log has no key yet, so nobody can prove anything. "
            "Make one: chatops audit init\n"
        )
        assert not (sealing.folder / "CR-1.proof.json").exists()

    def test_what_is_not_there(self, sealing: Terminal) -> None:
        public(sealing)
        assert sealing.types("audit", "prove", "CR-9").err == "error: There is no change CR-9.\n"
        seen = sealing.types("audit", "prove", "digest:max")
        assert (seen.code, seen.err) == (
            1,
            "error: The audit log has no entries about digest:max.\n",
        )


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "proof.json"
    path.write_text(bundle())
    return path


def verified(terminal: Terminal, path: Path, *more: str, key: str = NEW.public.vkey) -> Seen:
    return terminal.types("audit", "verify", str(path), "--key", key, *more)


class TestVerify:
    def test_nothing_else_is_needed(
        self, proof: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither settings nor a database, a policy, a directory: nothing is opened or made."""
        empty = proof.parent / "elsewhere"
        empty.mkdir()
        monkeypatch.chdir(empty)
        monkeypatch.setenv("CHATOPS_DATABASE_URL", "no-database")
        monkeypatch.setenv("CHATOPS_DATA_DIR", str(empty / "data"))
        monkeypatch.setenv("CHATOPS_POLICY_FILE", "/no/policy")
        assert verified(terminal, proof).code == 0
        assert list(empty.iterdir()) == []

    @pytest.mark.parametrize("indent", [None, 2])
    def test_it_may_be_laid_out_anew(
        self, proof: Path, terminal: Terminal, indent: int | None
    ) -> None:
        seen = verified(terminal, proof)
        document = json.loads(proof.read_text())
        first = {"checkpoint": document.pop("checkpoint")}  # as an export begins
        for one in (first | document, dict(sorted((first | document).items()))):
            proof.write_text(json.dumps(one, indent=indent, separators=(",", ":")))
            assert verified(terminal, proof) == seen

    def test_the_story_is_told(self, proof: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert verify_bundle(proof, KEYS) == 0
        shown = " ".join(capsys.readouterr().out.split())
        for part in (
            "CR-1: 4 entries of the audit log log.example",
            "2 2026-03-02 09:02:00 UTC cannot be read",
            "comment: Looks good, “Ünï” and all",
            "why: [erased]",
            f"{len(POLICY)} characters; --policy prints it",
            "✓ Proved: these are entries 1 to 4 of CR-1, in the audit log log.example under its",
            f"checkpoint of 9 entries, which the key {KEY} signed.",
            "✓ As the same log says, they were all there was when ana on the command line asked",
            "- 1 text of an entry is not in it: erased, or left out.",
            "- The text of policy abababababab is not in it.",
        ):
            assert part in shown
        assert "The key given is of the same log" not in shown
        assert POLICY not in shown

    def test_policies_and_another_key_of_the_log(self, proof: Path, terminal: Terminal) -> None:
        seen = verified(terminal, proof, "--policy", key=OLD.public.vkey)
        assert f"\n│ {POLICY}\n" in seen.out
        assert "✓ The key given is of the same log" in seen.out

    def test_a_checkpoint_that_was_kept_elsewhere(self, proof: Path, terminal: Terminal) -> None:
        own = log().checkpoint()
        same, other = sealed(own, NEW), sealed(replace(own, root=bytes(32)), NEW)
        earlier, foreign = sealed(Checkpoint("log.example", 3, bytes(32)), OLD), sealed(own, OLD)
        seen = verified(terminal, proof, "--against", same)
        assert (seen.code, seen.err) == (0, "")
        assert seen.out.endswith("✓ The checkpoint that was kept elsewhere is the same.\n")
        seen = verified(terminal, proof, "--against", f"{earlier}\n{same}")
        assert seen.code == 0
        told = "- 1 other checkpoint could not be compared with a proof; use an export.\n"
        assert seen.out.endswith(told)
        assert verified(terminal, proof, "--json", "--against", same).json["compared"] == 1
        seen = verified(terminal, proof, "--against", earlier)
        assert (seen.code, seen.out, seen.err) == (
            2,
            "",
            (
                "error: A proof can only be compared with a checkpoint of its own size, 9 entries. "
                "To compare any other use an export.\n"
            ),
        )
        seen = verified(terminal, proof, "--against", f"{same}\n{other}")
        assert (seen.code, seen.out) == (1, "")
        assert "two different logs of one size were signed, a split view." in seen.err
        seen = verified(terminal, proof, "--against", foreign)
        assert (seen.code, seen.out) == (1, "")
        assert "None of the keys given signed this" in seen.err

    def test_programs_read_it(self, proof: Path, terminal: Terminal) -> None:
        seen = verified(terminal, proof, "--json")
        assert (seen.code, seen.json["proved"], len(seen.json["entries"])) == (0, True, 4)
        proof.write_text(bundle().replace(COMMENT[:5], "Other"))
        refused = verified(terminal, proof, "--json")
        sentence = "The words in “comment” of entry 2 of CR-1 are not those that were written."
        assert (refused.code, refused.json) == (1, {"proved": False, "sentence": sentence})

    def test_words_do_not_control_the_terminal(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "proof.json"
        event = decided("") | {"tag": "change:unreachable", "sentence": "[red]\x1b[2J\u202eevil"}
        path.write_text(bundle(SmallLog().add(body(1, event)), policies={}, rotations=()))
        assert verify_bundle(path, KEYS) == 0
        shown = capsys.readouterr().out
        assert "[red][2Jevil" in shown
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", shown)

    def test_words_forge_no_lines_of_the_story(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        comment = "Fine.\n✓ Proved: more\nfor production, policy ab" + " x" * 60 + " title: y"
        monkeypatch.setattr(bundles, "WORDS", {1: [OpenedWord("comment", SALT, comment)]})
        policy = "a\n✓ Proved: all"
        digest = sha256(policy.encode()).hexdigest()
        one = SmallLog().add(body(1, decided(comment) | {"policy_digest": digest}))
        path = tmp_path / "proof.json"
        path.write_text(bundle(one, policies={digest: policy}, rotations=()))
        assert verify_bundle(path, KEYS, policy=True) == 0
        lines = capsys.readouterr().out.splitlines()
        place = next(one.index("Fine.") for one in lines if "comment: Fine." in one)
        (after,) = (at for at, one in enumerate(lines) if "comment: Fine." in one)
        written = lines[after + 1 : lines.index("", after)]
        assert len(written) > 3
        assert {one[:place].strip() for one in written} == {""}
        assert "│ ✓ Proved: all" in lines
        assert [one for one in lines if one.startswith("✓ Proved")] == [
            one for one in lines if one.startswith("✓ Proved: this is the first entry of CR-1")
        ]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The proof is not JSON."),
            (bundle().encode()[:-9], "The proof is not JSON."),
            (b'{"format":"chatops-proof/1","\xff":1}', "The proof is not text in UTF-8."),
            (b'{"format":"chatops-proof/2"}', "That is no proof of the format chatops-proof/1."),
        ],
        ids=["empty", "cut", "bytes", "version"],
    )
    def test_what_proves_nothing_is_refused_in_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, sentence: str
    ) -> None:
        path = tmp_path / "proof.json"
        path.write_bytes(content)
        assert verify_bundle(path, KEYS) == 1
        seen = capsys.readouterr()
        assert (seen.out, seen.err) == ("", f"error: Not proved. {sentence}\n")

    def test_a_file_that_is_too_long_is_not_read_to_its_end(
        self, proof: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(audit_bundle, "_MOST_BYTES", proof.stat().st_size - 1)
        assert verify_bundle(proof, KEYS) == 1
        assert "A proof has 8,000,000 characters at most." in capsys.readouterr().err

    def test_a_damaged_file_gives_one_sentence_or_the_same_story(
        self, proof: Path, terminal: Terminal
    ) -> None:
        whole, seen = proof.read_bytes(), verified(terminal, proof, "--json")
        for place in range(0, len(whole), len(whole) // 40):
            proof.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            damaged = verified(terminal, proof, "--json")
            if damaged.code == 1:
                assert damaged.json["proved"] is False
            else:
                is_same = damaged == seen
                assert is_same or (damaged.code == 2 and damaged.err.count("\n") == 1)

    def test_a_key_of_another_log(self, proof: Path, terminal: Terminal) -> None:
        other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        seen = verified(terminal, proof, key=other)
        assert (seen.code, seen.err) == (
            1,
            "error: Not proved. The proof is of the log log.example; the key is of PeterNeumann.\n",
        )
