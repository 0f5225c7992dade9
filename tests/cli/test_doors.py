"""Who calls is what the operating system says, not what the caller's environment does."""

import os
import pwd

import pytest

from chatops.cli.doors import user


def test_nobody_calls_under_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "mallory")
    assert user() == pwd.getpwuid(os.getuid()).pw_name


def test_who_has_no_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 3_000_000_001)
    assert user() == "3000000001"
