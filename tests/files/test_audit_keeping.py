"""A crash while keys are made or replaced leaves nothing that cannot be taken up again."""

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from chatops.core.refused import Refused
from chatops.files.audit_keeping import (
    is_waiting,
    next_path,
    old_path,
    restore_public,
    switch,
    take,
)
from chatops.files.audit_key import create, load, load_file, public_path
from tests.ledger.signing import assert_signs, signer


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


class TestTake:
    """What a crash left is taken up again."""

    def test_the_same_key_again(self, tmp_path: Path) -> None:
        where = str(tmp_path / "audit.key")
        first = take(where, tmp_path)
        assert re.fullmatch("chatops-[0-9a-f]{8}", first.public.name)
        assert take(where, tmp_path).public == first.public

    def test_a_crash_before_the_public_key_was_written(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        first = create(path, "log.example")
        public_path(path).unlink()
        again = take(str(path), tmp_path, "log.example")
        assert again.public == first.public
        assert_signs(load(str(path), tmp_path))

    def test_a_public_key_without_its_private_one_is_replaced(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        lost = create(path, "log.example")
        path.unlink()
        assert take(str(path), tmp_path, "log.example").public != lost.public
        assert_signs(load_file(path))

    def test_a_key_of_another_name_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        create(path, "log.example")
        with pytest.raises(Refused, match="is of the log “log") as refused:
            take(str(path), tmp_path, "other.example")
        assert refused.value.field == "name"

    def test_a_public_key_that_got_lost_is_written_again(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        public = signer("log.example").public
        assert not restore_public(str(path), tmp_path, public)
        public = create(path, "log.example").public
        assert not restore_public(str(path), tmp_path, public)
        public_path(path).unlink()
        with pytest.raises(Refused, match="is not that of the audit log"):
            restore_public(str(path), tmp_path, signer("log.example").public)
        assert restore_public(str(path), tmp_path, public)
        assert_signs(load(str(path), tmp_path))


class Crash(Exception):  # noqa: N818 - no error of the program's
    """It ends here."""


class TestSwitch:
    """A new key takes the place of the old one; a crash anywhere is mended by doing it again."""

    STEPS = 6

    @pytest.mark.parametrize("step", range(STEPS + 1))
    def test_a_crash_at_any_step(
        self, step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "audit.key"
        first = create(path, "log.example")
        second = create(next_path(path), "log.example")
        with monkeypatch.context() as patched, suppress(Crash):
            crash_at(step, patched)
            switch(path, first.public)
            assert step == self.STEPS
        if step < self.STEPS:
            assert is_waiting(path, second.public)
            switch(path, first.public)
        found, old = load_file(path), load_file(old_path(path, first.public))
        assert found is not None
        assert old is not None
        assert (found.public, old.public) == (second.public, first.public)
        assert (mode(path), mode(old_path(path, first.public))) == (0o600, 0o600)
        assert len(names(tmp_path)) == 4
        assert not is_waiting(path, second.public)


def crash_at(step: int, patched: pytest.MonkeyPatch) -> None:
    """Fail before the call of the operating system with this number that changes a file."""
    left = [step]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **more: object) -> object:
            if not left[0]:
                raise Crash
            left[0] -= 1
            return real(*given, **more)

        return call

    for name in ("link", "replace", "fsync"):
        patched.setattr(os, name, counted(getattr(os, name)))
