"""What a person wrote, and what names them, is erased beside the log and in all tables.

The log itself stays as it is: its entries have commitments only, and every proof holds. What was
erased reads "[erased]". Messages in Slack, exports and backups are not touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chatops.core.events_audit import PersonRedacted
from chatops.core.redacting import Redact, check_reason, check_redaction, whom_of
from chatops.core.refused import Refused
from chatops.core.text import clean, one_line
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class Redacted:
    """How much was erased by its kind, and by what names and addresses it was looked for."""

    person: str
    counts: Mapping[str, int]
    calls: tuple[str, ...]
    is_listed: bool


def redact(house: House, command: Redact) -> Redacted:
    """Erase it all in one transaction, with an entry that says so where there was anything.

    Raises `Refused`: what `check_redaction` raises, unknown_person for somebody of whom neither
    the directory nor the log knows, and what `store/erasing.py` raises.
    """
    directory = house.facts().directory
    check_redaction(command, directory)
    listed = directory.find(command.person)
    with house.store.transaction() as tx:
        if listed is None and not tx.knows(command.person):
            name = one_line(command.person)[:80]
            sentence = f"Neither the directory nor the log knows “{name}”."
            raise Refused("unknown_person", sentence, field="person")
        whom = whom_of(command, listed, tx.contributors())
        check_reason(command, whom)
        counts = tx.erase(whom, listed)
        if counts:
            words = counts.get("commitments", 0)
            event = PersonRedacted(command.person, command.by, words, clean(command.why))
            tx.note_redaction(event, house.now())
    return Redacted(command.person, counts, whom.calls, listed is not None)
