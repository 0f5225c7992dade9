"""Reports as they were last looked at and found good.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/reports`, and read the difference.
"""

import os
from pathlib import Path


def compare(name: str, made: str) -> None:
    path = Path(__file__).parent / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(made.encode("utf-8"))
    assert made == path.read_bytes().decode("utf-8")
