"""The two files as they are at this moment."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chatops.core.lasting import hours
from chatops.core.refused import Refused
from chatops.files.live import LiveFiles

SHIPPED = Path(__file__).parents[2] / "chatops" / "shipped"


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("policy.yml", "directory.yml"):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    return tmp_path


@pytest.fixture
def live(folder: Path, clock: Clock) -> LiveFiles:
    return LiveFiles(folder / "policy.yml", folder / "directory.yml", clock=clock)


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_unchanged_files_are_not_read_again(live: LiveFiles, clock: Clock) -> None:
    first = live.facts()
    assert first.problems == ()
    clock.now += 10
    assert live.facts() is first


def test_a_change_is_seen_by_the_next_call(live: LiveFiles, folder: Path) -> None:
    before = live.facts().rules().digest
    edit(folder / "policy.yml", lambda text: text.replace("72 working", "36 working"))
    after = live.facts().rules()
    assert after.expires_after == hours(36)
    assert after.digest != before


def test_an_edit_within_the_same_tick_of_the_clock_is_seen(
    live: LiveFiles, folder: Path, clock: Clock
) -> None:
    path = folder / "policy.yml"
    live.facts()
    status = path.stat()
    edit(path, lambda text: text.replace("72 working", "36 working"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    clock.now += 1
    assert live.facts().rules().expires_after == hours(36)


@pytest.mark.parametrize("name", ["policy.yml", "directory.yml"])
def test_a_file_that_breaks_is_a_problem_until_it_is_mended(
    live: LiveFiles, folder: Path, name: str
) -> None:
    good = (folder / name).read_bytes()
    sound = live.facts()
    (folder / name).write_bytes(b"version: 1\nwrong: true\n")
    broken = live.facts()
    assert broken.problems[0].startswith(f"The {Path(name).stem} cannot be used. {name}, line ")
    with pytest.raises(Refused, match="Nothing can be decided until this is mended"):
        broken.rules()
    (folder / name).unlink()
    assert "There is no file" in live.facts().problems[0]
    (folder / name).write_bytes(good)
    mended = live.facts()
    assert (mended.problems, mended.policy) == ((), sound.policy)


def test_both_files_can_be_a_problem(live: LiveFiles, folder: Path) -> None:
    for path in folder.iterdir():
        path.write_text("", encoding="utf-8")
    assert [one.split()[1] for one in live.facts().problems] == ["directory", "policy"]


def test_a_name_that_leaves_the_directory_breaks_the_policy(live: LiveFiles, folder: Path) -> None:
    edit(folder / "policy.yml", lambda text: text.replace("from: anyone", "from: person:radia"))
    assert live.facts().problems == ()
    edit(folder / "directory.yml", lambda text: text.replace("radia", "sandi"))
    assert "There is no person “radia” in the directory." in live.facts().problems[0]


def test_it_may_be_asked_from_many_threads(live: LiveFiles, folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        seen = [one.result() for one in [pool.submit(live.facts) for _ in range(8)]]
    assert len(seen) == 8
    assert len({id(one) for one in seen}) == 1
    assert (folder / "policy.yml").exists()
