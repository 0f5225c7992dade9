"""The witness file: whole notes one after the other, whatever a crash leaves behind."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from chatops.core.refused import Refused
from chatops.files.witness import WitnessFile
from chatops.ledger.checkpoint import Checkpoint, notes_in, sealed
from tests.ledger.signing import signer

NOTES = [
    sealed(Checkpoint("log.example", size, bytes([size]) * 32), signer()) for size in (1, 2, 3)
]
ALL = "".join(f"{one}\n" for one in NOTES).encode()


def after(last: str) -> list[str]:
    return NOTES[NOTES.index(last) + 1 :] if last else NOTES


def keeps(path: Path, missing: Callable[[str], list[str]] = after) -> int:
    return WitnessFile(path).keep("log.example", missing)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints.txt"


def test_it_holds_every_note_once_with_a_blank_line_between(path: Path) -> None:
    assert [keeps(path), keeps(path)] == [3, 0]
    assert path.read_bytes() == ALL
    assert notes_in(path.read_text()) == tuple(NOTES)
    assert WitnessFile(path).last("log.example") == NOTES[-1]


def test_it_is_made_for_its_owner_and_group_and_stays_as_it_is_made(path: Path) -> None:
    before = os.umask(0)
    try:
        keeps(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o600)
    keeps(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_note_that_a_crash_cut_off_anywhere_is_completed(path: Path) -> None:
    for length in range(len(ALL)):
        path.write_bytes(ALL[:length])
        keeps(path)
        assert path.read_bytes() == ALL, length


def test_what_somebody_wrote_there_stays_and_notes_follow_whole(path: Path) -> None:
    for ending in ("", "\n", "\n\n"):
        path.write_text(f"Moved from the old host.{ending}")
        keeps(path)
        assert path.read_text() == f"Moved from the old host.\n\n{ALL.decode()}"
    path.write_bytes(ALL[:-1] + b"\xe2\x80 torn")  # no text at all
    keeps(path, lambda _: NOTES[2:])
    assert notes_in(path.read_text(errors="replace")) == tuple(NOTES)


def test_of_a_long_file_only_the_end_is_read(path: Path) -> None:
    path.write_bytes(b"x" * 200_000 + b"\n\n" + ALL[: len(NOTES[0].encode()) + 1])
    assert keeps(path) == 2
    assert path.read_bytes().endswith(ALL)


def test_two_processes_that_share_it_write_nothing_twice_nor_wait_for_each_other(
    path: Path,
) -> None:
    def slowly(last: str) -> list[str]:
        with pytest.raises(Refused, match="another process holds its lock") as caught:
            keeps(path)
        assert caught.value.code == "no_witness"
        return after(last)

    assert [keeps(path, slowly), keeps(path)] == [3, 0]
    assert path.read_bytes() == ALL


def test_notes_of_another_log_are_passed_over(path: Path) -> None:
    other = sealed(Checkpoint("old.example", 9, bytes(32)), signer("old.example"))
    keeps(path, lambda _: NOTES[:2])
    path.write_bytes(path.read_bytes() + f"{other}\n".encode() + NOTES[2].encode()[:40])
    file = WitnessFile(path)
    for look in (file.last, file.seen):
        assert [look(one) for one in ("log.example", "old.example", "", "new.example")] == [
            NOTES[1],
            other,
            other,
            "",
        ]
    assert keeps(path) == 1
    assert path.read_text() == "".join(f"{one}\n" for one in (*NOTES[:2], other, NOTES[2]))


def test_what_was_seen_is_read_again_only_where_the_file_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = WitnessFile(path)
    assert file.seen("") == ""
    keeps(path, lambda _: NOTES[:1])
    assert file.seen("log.example") == NOTES[0]
    with monkeypatch.context() as patched:
        patched.delattr(os, "pread")
        assert file.seen("log.example") == NOTES[0]
    keeps(path)
    assert file.seen("log.example") == NOTES[2]
    path.unlink()
    os.mkfifo(path)
    assert file.seen("log.example") == ""


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def below_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("a file")


@pytest.mark.parametrize(
    ("make", "why"),
    [(a_folder, "Is a directory"), (a_pipe, "no regular file"), (below_a_file, "File exists")],
)
def test_what_takes_no_notes_says_why(
    tmp_path: Path, make: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / "folder" / "checkpoints.txt"
    path.parent.mkdir()
    make(path)
    with pytest.raises(Refused, match=f"{path} takes no checkpoints: .*{why}") as caught:
        keeps(path)
    assert caught.value.code == "no_witness"


def test_a_full_disk_is_told_and_completed_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, text: write(file, text[:100]))
    with pytest.raises(Refused, match="only 100 of"):
        keeps(path)
    monkeypatch.undo()
    keeps(path)
    assert path.read_bytes() == ALL


def test_a_file_that_is_not_there_has_no_note_and_is_not_made_by_looking(path: Path) -> None:
    assert WitnessFile(path).last("") == ""
    assert not path.exists()
