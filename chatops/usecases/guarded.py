"""Verifying goes on where a part of the database holds what nobody can read."""

from collections.abc import Iterator
from contextlib import contextmanager

from chatops.ledger.findings import Findings
from chatops.store.database import UNAVAILABLE
from chatops.store.log_walk import is_no_text

UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a cell raises that somebody edited."""


@contextmanager
def guarded(findings: Findings, kind: str, where: str) -> Iterator[None]:
    """Note what cannot be read, and go on; a database that is away is none of it."""
    try:
        yield
    except UNREADABLE:
        _note(findings, kind, where)
    except UNAVAILABLE as error:
        if not is_no_text(error):
            raise
        _note(findings, kind, where)


def _note(findings: Findings, kind: str, where: str) -> None:
    sentence = "A row holds what nobody can read, so not all of it was looked at."
    findings.add(kind, "unreadable", where, sentence)
