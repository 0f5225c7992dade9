"""What entries of redactions tell of the words that are erased beside the log.

Without it whoever hands out an export could leave any words out of it: of what was erased nothing
is left that could be checked.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from chatops.ledger.canonical import digest
from chatops.ledger.unproven import Unproven

_REDACTED = "person:redacted"


class Erasures:
    """Takes a whole log in its order; keeps a hash of each word that is erased."""

    def __init__(self) -> None:
        self._erased: list[str] = []
        self._told = 0
        self._all = ""

    def tells(self, event: Mapping[str, Any]) -> None:
        """Take an entry's event: that of a redaction tells how many words it erased."""
        if event["tag"] == _REDACTED:
            words, every = event.get("words"), event.get("all_words")
            self._told += words if type(words) is int else 0
            self._all = every if type(every) is str else ""

    def erased(self, scope: str, number: int, field: str) -> None:
        """Take a word of which nothing is left."""
        self._erased.append(digest([scope, number, field]))

    def check(self) -> None:
        """Raise `Unproven` where other words are erased than the redactions tell."""
        count = len(self._erased)
        if count > self._told:
            sentence = f"Of {count:,} texts nothing is left, but the entries tell of"
            raise Unproven(f"{sentence} {self._told:,} erased: somebody left words out.")
        found = hashlib.sha256("\n".join(sorted(self._erased)).encode()).hexdigest()
        if self._all and found != self._all:
            raise Unproven("Other texts are erased here than the last redaction tells of.")
