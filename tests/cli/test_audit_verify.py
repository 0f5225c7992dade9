"""`chatops audit export` and `audit verify`: exit codes and what is said."""

import sqlite3
from contextlib import closing
from pathlib import Path
from runpy import run_module

import pytest

from tests.cli.terminal import Terminal
from tests.databases import empty_database

ALONE = "! No checkpoint from outside was compared: whoever has"
COMPARE = "Compare one that others kept: --against FILE|TEXT"


@pytest.fixture
def key(terminal: Terminal) -> str:
    """Return the public key of a log with an approved change in it."""
    (terminal.folder / "data").mkdir()
    empty_database(terminal.folder / "data")
    assert terminal.opens("--title", "Raise the limit").code == 0
    public = terminal.types("audit", "init", "--name", "log.example").out.strip()
    terminal.approves("CR-1", "ada")
    assert terminal.types("audit", "seal").code == 0
    return public


def edit(terminal: Terminal, *statements: str) -> None:
    with closing(sqlite3.connect(terminal.folder / "data" / "chatops.db")) as file, file:
        for one in statements:
            file.execute(one)


def test_another_process_that_imports_the_program_does_not_run_it() -> None:
    assert run_module("chatops", run_name="__mp_main__")["__name__"] == "__mp_main__"


class TestDatabase:
    def test_a_sound_one_is_proved(self, terminal: Terminal, key: str) -> None:
        seen = terminal.types("audit", "verify", "--key", key)
        assert (seen.code, seen.err) == (0, "")
        assert seen.out.splitlines() == [
            "keys         ✓  the log has its key",
            "chains       ✓  3 entries in 2 chains",
            "tree         ✓  3 entries sealed",
            "checkpoints  ✓  1, the newest of 3 entries",
            "words        ✓  1 opened, 0 erased",
            "witnesses    -  no checkpoint from outside the database, 0 in entries",
            "tables       ✓  1 change and 0 approvals follow from entries",
            f"{ALONE} database and key could have written all of this anew. {COMPARE}",
        ]
        assert terminal.types("audit", "verify", "--json").json["proved"]

    @pytest.mark.parametrize(("depth", "unseen"), [("hashes", 2), ("entries", 1), ("all", 0)])
    def test_a_part_can_be_left_out_and_is_named(
        self, terminal: Terminal, key: str, depth: str, unseen: int
    ) -> None:
        assert key
        edit(terminal, "UPDATE changes SET requester = 'eve'", "DROP TRIGGER words_refuse_delete")
        edit(terminal, "DELETE FROM words")
        seen = terminal.types("audit", "verify", "--depth", depth)
        assert seen.code == (0 if depth == "hashes" else 1)
        assert seen.out.count("not looked at: --depth all") == unseen
        assert ("words: entry 1 of CR-1" in seen.out) is (depth != "hashes")
        assert ("tables: CR-1" in seen.out) is (depth == "all")

    def test_what_is_wrong_is_named(self, terminal: Terminal, key: str) -> None:
        assert key
        edit(
            terminal,
            "DROP TRIGGER entries_refuse_update",
            "UPDATE entries SET body = REPLACE(body, '\"ada\"', '\"eve\"')",
        )
        seen = terminal.types("audit", "verify")
        assert seen.code == 1
        assert seen.out.startswith("✗ chains: entry 2 of CR-1: It does not fit its hash")
        told = terminal.types("audit", "verify", "--json")
        assert told.code == 1
        assert not told.json["proved"]
        assert told.json["faults"][0]["where"] == "entry 2 of CR-1"

    def test_the_witness_file_and_any_other_are_compared(
        self, terminal: Terminal, key: str
    ) -> None:
        assert key
        note = terminal.types("audit", "checkpoint").out
        (terminal.folder / "data" / "checkpoints.txt").write_text(note)
        pasted = "\n".join(("Look:", *(f"> {one}".rstrip() for one in note.split("\n")), "Bye."))
        seen = terminal.types("audit", "verify", "--against", pasted)
        assert seen.code == 0
        assert "witnesses    ✓  2 checkpoints from outside the database, 0 in entries" in seen.out
        edit(terminal, "DROP TRIGGER checkpoints_refuse_delete", "DELETE FROM checkpoints")
        edit(terminal, "DROP TRIGGER leaves_refuse_delete", "DELETE FROM leaves WHERE number = 2")
        seen = terminal.types("audit", "verify", "--against", "data/checkpoints.txt")
        assert seen.code == 1
        assert "The log was cut off: it has 2 entries now." in seen.out

    def test_checkpoints_of_another_log_are_a_fault_only_where_they_were_given(
        self, terminal: Terminal, key: str
    ) -> None:
        assert key
        note = terminal.types("audit", "checkpoint").out
        file = terminal.folder / "data" / "checkpoints.txt"
        file.write_text(f"{note.replace('log.example', 'old.example')}\n{note}\n")
        seen = terminal.types("audit", "verify")
        assert seen.code == 0
        assert "; of other logs: 1 tables" in " ".join(seen.out.split())
        seen = terminal.types("audit", "verify", "--against", "data/checkpoints.txt")
        assert (seen.code, "✗ witnesses" in seen.out) == (1, True)

    def test_without_a_key_it_says_how_to_begin(self, terminal: Terminal) -> None:
        seen = terminal.types("audit", "verify")
        assert seen.code == 0
        assert seen.out.endswith(
            "Nothing is sealed without a key: chatops audit init\n"
            f"{ALONE} database and key could have written all of this anew. {COMPARE}\n"
        )


class TestExport:
    @pytest.mark.parametrize("form", ["jsonl", "csv"])
    def test_it_is_verified_without_the_database(
        self, terminal: Terminal, key: str, form: str
    ) -> None:
        path = f"export.{form}"
        seen = terminal.types("audit", "export", "--format", form, "--out", path)
        assert (seen.code, seen.out) == (0, "")
        told = f"Written to {path}. Verify it: chatops audit verify {path} --key PUBKEY\n"
        assert seen.err == told
        assert not Path(f"{path}.part").exists()
        note = terminal.types("audit", "checkpoint").out
        (terminal.folder / "data").rename(terminal.folder / "gone")
        seen = terminal.types("audit", "verify", path, "--key", key, "--against", note)
        assert (seen.code, seen.err) == (0, "")
        assert seen.out.startswith("✓ All 4 entries of the log log.example, as of 4 entries:")
        assert "  1 checkpoint from elsewhere agrees with it." in seen.out
        assert not (terminal.folder / "data").exists()
        changed = Path(path).read_bytes().replace(b"ada", b"eve").replace(b"YWRh", b"ZXZl")
        assert changed != Path(path).read_bytes()
        Path(path).write_bytes(changed)
        seen = terminal.types("audit", "verify", path, "--key", key)
        assert (seen.code, seen.out) == (1, "")
        assert seen.err.startswith("error: Not proved. Line ")

    def test_a_part_says_what_it_cannot_show(self, terminal: Terminal, key: str) -> None:
        asked = ("--change", "cr-1", "--since", "2020-01-01", "--person", "ada")
        assert terminal.types("audit", "export", *asked, "--out", "part.jsonl").code == 0
        seen = terminal.types("audit", "verify", "part.jsonl", "--key", key)
        assert seen.code == 0
        assert seen.out.startswith("✓ 1 entry of the log log.example, as of 4 entries, each proved")
        assert "person ada, change CR-1" in seen.out
        assert "cannot show that all is here" in seen.out
        assert "1 opened, 0 erased, as this file says" in seen.out or "0 opened, 0" in seen.out
        assert f"{ALONE} the key could have written all of this anew. {COMPARE}" in seen.out
        seen = terminal.types("audit", "verify", "part.jsonl", "--key", key, "--json")
        assert (seen.json["proved"], seen.json["complete"], seen.json["entries"]) == (
            True,
            False,
            1,
        )

    def test_what_cannot_be_told_is_no_no(self, terminal: Terminal, key: str) -> None:
        Path("other.txt").write_text("x")
        for arguments, told in (
            (("other.txt", "--key", key), "other.txt is neither a proof nor an export of a log."),
            (("other.txt",), "To verify a file the log's public key is needed: --key PUBKEY."),
            (("none.jsonl", "--key", key), "No such file"),
            (("other.txt", "--key", "x"), "--key: That is no public key."),
            (("--against", "x"), "in the text given. There is no such file either."),
            (("--against", "other.txt"), "--against: there is no checkpoint in other.txt."),
            (("--policy",), "--policy is for the proof of a change."),
        ):
            seen = terminal.types("audit", "verify", *arguments)
            assert (seen.code, seen.out) == (2, "")
            assert told in seen.err

    def test_what_the_file_says_is_one_line_of_what_is_printed(
        self, terminal: Terminal, key: str
    ) -> None:
        """Nobody signed what was asked for."""
        assert (
            terminal.types("audit", "export", "--change", "cr-1", "--out", "part.jsonl").code == 0
        )
        forged = b"all\\n\xe2\x9c\x93 All 4 entries of the log\xe2\x80\xae"
        Path("part.jsonl").write_bytes(
            Path("part.jsonl").read_bytes().replace(b"change CR-1", forged, 1)
        )
        seen = terminal.types("audit", "verify", "part.jsonl", "--key", key)
        assert seen.code == 0
        told = "  The file says it was asked for: all ✓ All 4 entries of the log."
        assert told in seen.out.splitlines()

    def test_an_export_without_entries_proves_nothing(self, terminal: Terminal, key: str) -> None:
        asked = ("--change", "cr-1", "--until", "2020-01-01", "--out", "none.jsonl")
        seen = terminal.types("audit", "export", *asked)
        assert (seen.code, "the export is empty, and proves nothing." in seen.err) == (0, True)
        seen = terminal.types("audit", "verify", "none.jsonl", "--key", key)
        assert (seen.code, "✓" in seen.out) == (2, False)
        assert seen.out.startswith("- 0 entries of the log log.example")
        seen = terminal.types("audit", "verify", "none.jsonl", "--key", key, "--json")
        assert (seen.code, seen.json["proved"]) == (2, False)

    def test_an_export_is_read_by_its_owner_alone(self, terminal: Terminal, key: str) -> None:
        assert key
        before = Path("mine.jsonl.part")
        before.write_text("mine")
        assert terminal.types("audit", "export", "--out", "mine.jsonl").code == 0
        assert Path("mine.jsonl").stat().st_mode & 0o777 == 0o600
        assert before.read_text() == "mine"
        assert terminal.types("audit", "prove", "CR-1", "--out", "proof.json").code == 0
        assert Path("proof.json").stat().st_mode & 0o777 == 0o600
        Path("link.jsonl").symlink_to("mine.jsonl")
        seen = terminal.types("audit", "export", "--out", "link.jsonl")
        assert (seen.code, "Give --out another name." in seen.err) == (2, True)

    @pytest.mark.parametrize(
        ("asked", "told", "code"),
        [
            (("--since", "0001-01-01T00:00:00+14:00"), "is no date such as", 2),
            (("--until", "9999-12-31T23:59:59-14:00"), "is no date such as", 2),
            (("--since", "2026-01-02", "--until", "2026-01-02"), "--since has to be before", 2),
            (("--person", "Ada Lovelace"), "of a person with the id “Ada Lovelace”.", 1),
            (("--system", "nosuch"), "of a system with the id “nosuch”.", 1),
            (("--change", "CR-9"), "of a change with the id “CR-9”.", 1),
        ],
    )
    def test_what_is_known_of_nobody_is_refused(
        self, terminal: Terminal, key: str, asked: tuple[str, ...], told: str, code: int
    ) -> None:
        assert key
        seen = terminal.types("audit", "export", *asked, "--out", "x.jsonl")
        assert (seen.code, told in seen.err) == (code, True), seen.err
        assert not Path("x.jsonl").exists()

    def test_what_cannot_be_exported(self, terminal: Terminal) -> None:
        seen = terminal.types("audit", "export", "--since", "yesterday", "--out", "x.jsonl")
        assert (seen.code, "is no date such as 2026-03-01" in seen.err) == (2, True)
        seen = terminal.types("audit", "export", "--out", "x.jsonl")
        assert (seen.code, "chatops audit init" in seen.err) == (1, True)
        assert not list(terminal.folder.glob("x.jsonl*"))
