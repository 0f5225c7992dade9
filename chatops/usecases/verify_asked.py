"""Each asking for a proof says how many entries there were, which the log has to bear out.

A proof convinces that it left nothing out by the log's own word. So whoever wrote down fewer
entries than there were, to give out half a story, is found here.
"""

from chatops.ledger.bundle import PROOF, READS
from chatops.ledger.findings import Findings
from chatops.ledger.walk import CHAINS
from chatops.store.askings import Asking
from chatops.store.database import Reading


def verify_asked(reading: Reading, findings: Findings) -> None:
    """Compare what was noted of each proof with what had been written by then."""
    for one in reading.compared.askings(PROOF):
        sentence = _wrong(one)
        if sentence:
            where = f"entry {one.place.number} of {READS}"
            findings.add(CHAINS, "asked", where, sentence)


def _wrong(one: Asking) -> str:
    said = f"It says that a proof of {one.about} was asked for when that had {one.size:,} entries"
    if one.next and one.next.precedes(one.place):
        return f"{said}, but entry {one.size + 1:,} was there already."
    if one.size and not (one.last and one.last.id < one.place.id):
        return f"{said}, but entry {one.size:,} was not there yet."
    return ""
