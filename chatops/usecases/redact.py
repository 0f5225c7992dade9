"""What a person wrote, and what names them, is erased beside the log and in all tables.

The log itself stays as it is: its entries have commitments only, and every proof holds. What was
erased reads "[erased]". Messages in Slack, exports and backups are not touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chatops.core.events_audit import PersonRedacted
from chatops.core.redacting import (
    Redact,
    Whom,
    check_calls,
    check_reason,
    check_redaction,
    signed_names,
    whom_of,
)
from chatops.core.text import clean
from chatops.store.database import Transaction
from chatops.store.erasing import Erasure
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class Redacted:
    """How much was erased, or would be, and by what names and addresses it was looked for.

    `signed` are names under which they signed commits, by which nothing was looked for: anybody
    can sign with any name. `is_emptied` is False where the database keeps traces for now.
    """

    person: str
    erasure: Erasure
    calls: tuple[str, ...]
    is_listed: bool
    signed: tuple[str, ...] = ()
    is_emptied: bool = True

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how much it is, by its kind."""
        return self.erasure.counts


def redact(house: House, command: Redact, *, is_rehearsal: bool = False) -> Redacted:
    """Erase it all in one transaction, with an entry that says so where there was anything.

    A rehearsal tells what would be erased, and erases nothing. Raises `Refused`: what
    `check_redaction` and `whom_of` raise, and what `store/erasing.py` does.
    """
    with house.store.transaction() as tx:
        whom, done = _looked_up(house, command, tx)
        if is_rehearsal:
            return replace(done, erasure=tx.look_for(whom))
        erasure = tx.erase(whom)
        if erasure.counts:
            tx.note_redaction(_event(whom, command, erasure), house.now())
    is_emptied = not erasure.counts or house.store.forget()
    return replace(done, erasure=erasure, is_emptied=is_emptied)


def _looked_up(house: House, command: Redact, tx: Transaction) -> tuple[Whom, Redacted]:
    directory = house.facts().directory
    check_redaction(command, directory)
    check_calls(command)
    listed, seen = directory.find(command.person), frozenset(tx.contributors())
    whom = whom_of(command, listed, seen, is_stored=tx.knows(command.person))
    check_reason(command, whom)
    done = Redacted(command.person, Erasure({}, 0, {}), whom.calls, listed is not None)
    return whom, replace(done, signed=signed_names(whom, seen))


def _event(whom: Whom, command: Redact, erasure: Erasure) -> PersonRedacted:
    return PersonRedacted(
        person=whom.person,
        by=command.by,
        words=erasure.counts.get("commitments", 0),
        why=clean(command.why),
        all_words=erasure.commitments,
        all_contents=erasure.contents,
    )
