"""Database files for the tests: made once in each process, for to make one takes 80 ms."""

import tempfile
from functools import cache
from pathlib import Path

from chatops.store.database import open_store


def empty_database(folder: Path) -> str:
    """Write a SQLite file with all tables and no rows where a house looks; return its address."""
    path = folder / "chatops.db"
    path.write_bytes(_template())
    return f"sqlite:///{path}"


def upgrade(url: str) -> None:
    """Bring a database to the newest schema."""
    store = open_store(url)
    store.upgrade()
    store.close()


def as_role(url: str, role: str) -> str:
    """Return the address of the same PostgreSQL database, for connections in this role."""
    return f"{url}{'&' if '?' in url else '?'}options=-c%20role%3D{role}"


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chatops.db"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()
