"""What is erased beside the log, against what the newest redaction tells is erased.

An entry of a redaction tells digests of all words and all contents that were erased by then, with
what is left of them. Entries of earlier versions tell none. Without an entry nothing
is erased.
"""

from collections.abc import Iterator

from chatops.core.events_audit import REDACTIONS, PersonRedacted
from chatops.ledger.fault import Fault
from chatops.store.database import Reading
from chatops.store.erased import NOTHING


def told_erased(reading: Reading) -> Iterator[Fault]:
    """Yield what differs: something else is erased, or what is left of it was changed."""
    told = [one for one in reading.compared.scope(REDACTIONS) if one.tag == PersonRedacted.TAG]
    words, contents = reading.compared.erased()
    if not told:
        if words != NOTHING:  # contents are told one by one
            yield Fault(REDACTIONS, "words are erased beside the log, and no entry tells of it")
        return
    newest = told[-1]
    if newest.event.get("all_words", "") not in {"", words}:
        yield Fault(REDACTIONS, f"other words are erased than entry {newest.number} tells of")
    if newest.event.get("all_contents", "") not in {"", contents}:
        what = "other revisions or digests are erased, or with something else left,"
        yield Fault(REDACTIONS, f"{what} than entry {newest.number} tells of")
