"""What doctor says of the two files."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from chatops.core.check import Health
from chatops.files.doctor import examine_files
from tests.files.policies.shipped import BEFORE_ALL_WINDOWS, SHIPPED

DIRECTORY = SHIPPED / "directory.yml"
RESET = SHIPPED / "policies" / "90-day-reset.yml"


def told(policy: Path, directory: Path = DIRECTORY, now: datetime | None = None) -> list[str]:
    found = examine_files(policy, directory, now)
    return [f"{one.name} {one.health.value}: {one.sentence}" for one in found]


@pytest.mark.parametrize("file", [SHIPPED / "policy.yml", *sorted(RESET.parent.iterdir())])
def test_shipped_files_are_sound(file: Path) -> None:
    health = [one.health for one in examine_files(file, DIRECTORY, BEFORE_ALL_WINDOWS)]
    assert health == [Health.OK, Health.OK]


def test_a_warning_is_told_with_its_line() -> None:
    assert len(told(RESET)) == 2
    *_, warning = told(RESET, now=BEFORE_ALL_WINDOWS + timedelta(days=300))
    assert warning == (
        "policy warn: 90-day-reset.yml, line 27: Rule “reset” can no longer match: “90-day safety "
        "reset” ended at 2026-05-30 00:00 Europe/Berlin. Mend its `when`, or remove it."
    )


def test_files_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("version: 1\nvision: 2\n", encoding="utf-8")
    broken = told(wrong, wrong)
    assert broken[0].startswith("directory fail: wrong.yml, line 1: ")
    assert broken[1].startswith("policy fail: wrong.yml, line 1: “expires_after” is missing.")
