"""What a SQLite connection promises: durable commits, sound references, readers beside a writer."""

from contextlib import closing
from pathlib import Path

import pytest

from chatops.store.on_sqlite import connect


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 2000)],
)
def test_every_connection_is_opened_so(tmp_path: Path, pragma: str, value: object) -> None:
    """`synchronous` 2 is FULL: a commit is on the disk before it is acknowledged."""
    with closing(connect(tmp_path / "chatops.db")) as connection:
        assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
