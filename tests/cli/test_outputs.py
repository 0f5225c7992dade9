"""`audit prove` and `audit export` write over nothing but proofs and exports."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatops.cli.outputs import write_output
from chatops.core.refused import Refused
from tests.cli.terminal import Terminal
from tests.databases import empty_database
from tests.ledger.bundles import bundle

OURS = [bundle().encode(), b'{"checkpoint":"x', b'\xef\xbb\xbf"index","scope",', b""]
OTHERS = [b"-----BEGIN PRIVATE KEY-----\n", b'{"format":"other"}', b"\x00\xff", b"log.example+1+A"]


@pytest.mark.parametrize("content", OURS)
def test_an_earlier_one_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    write_output(path, [b"a", b"b"])
    assert path.read_bytes() == b"ab"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", OTHERS)
def test_anything_else_stays(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Refused, match="is neither a proof nor an export"):
        write_output(path, [b"ab"])
    assert path.read_bytes() == content


def test_what_is_no_file_stays(tmp_path: Path) -> None:
    (tmp_path / "ours").write_bytes(OURS[0])
    link = tmp_path / "link"
    link.symlink_to("ours")
    for path in (tmp_path, link, Path(os.devnull)):
        with pytest.raises(Refused):
            write_output(path, [b"ab"])


def test_what_came_there_meanwhile_stays_and_half_a_file_is_never_there(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def parts() -> Iterator[bytes]:
        yield b"ab"
        path.write_bytes(OTHERS[0])

    with pytest.raises(Refused):
        write_output(path, parts())
    assert path.read_bytes() == OTHERS[0]
    assert list(tmp_path.iterdir()) == [path]


def test_who_may_read_it_is_as_the_caller_wants_it(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_output(tmp_path / "file", [b"a"])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


@pytest.mark.parametrize("command", [("prove", "CR-1"), ("export",)])
def test_the_private_key_is_not_written_over(terminal: Terminal, command: tuple[str, ...]) -> None:
    (terminal.folder / "data").mkdir()
    empty_database(terminal.folder / "data")
    assert terminal.opens().code == 0
    assert terminal.types("audit", "init", "--name", "log.example").code == 0
    key = terminal.folder / "data" / "audit.key"
    before = key.read_bytes()
    seen = terminal.types("audit", *command, "--out", "data/audit.key")
    assert (seen.code, seen.err) == (
        2,
        (
            "error: data/audit.key is there and is neither a proof nor an export. "
            "Give --out another name.\n"
        ),
    )
    assert key.read_bytes() == before
    with terminal.house() as house, house.store.reading() as reading:
        assert reading.entries("audit:reads") == ()
