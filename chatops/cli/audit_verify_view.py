"""What verifying found, in a table and sentences."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from chatops.cli.say import many, shown
from chatops.core.text import one_line
from chatops.ledger.export import ExportProof
from chatops.ledger.findings import Verified


def verified_table(done: Verified) -> Iterator[RenderableType]:
    """Yield every first fault, and what was looked at."""
    found = done.findings
    for part in found.parts():
        for fault, times in found.of(part):
            more = f" (and {times - 1:,} more of the kind)" if times > 1 else ""
            yield one_line(shown(f"✗ {part}: {fault}{more}"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for part, told in _parts(done):
        wrong = len(found.of(part))
        if part in done.skipped:
            table.add_row(part, "", "not looked at: --depth all")
            continue
        is_compared = part != "witnesses" or done.witnessed
        good = Text("✓", "green") if is_compared else Text("-", "yellow")
        result = Text(f"✗ {many(wrong, 'fault')}", "red") if wrong else good
        table.add_row(part, result, shown(told))
    yield table
    yield from _notes(done)


def export_told(proof: ExportProof) -> Iterator[RenderableType]:
    """Yield what an export proves, and what it cannot."""
    header = proof.header
    log = f"the log {header.origin}, as of {many(header.size, 'entry', 'entries')}"
    count = many(proof.entries, "entry", "entries")
    said = "" if header.complete else ", as this file says"
    if header.complete:
        yield shown(f"{_mark(proof)} All {count} of {log}: nothing was changed, added or removed.")
        yield f"  Checkpoints that fit, signed by the keys given: {proof.checkpoints:,}."
    else:
        yield from _part_told(proof, f"{count} of {log}")
    if proof.compared:
        agree = "agrees" if proof.compared == 1 else "agree"
        yield f"  {many(proof.compared, 'checkpoint')} from elsewhere {agree} with it."
    yield f"  Words: {proof.opened:,} opened, {proof.erased:,} erased{said}."
    missing = f", {proof.missing:,} missing" if proof.missing else ""
    yield f"  Texts of policies: {proof.policies:,}{missing}."
    if not proof.compared:
        yield _nothing_compared("the key")


def _part_told(proof: ExportProof, what: str) -> Iterator[str]:
    """Yield what an export proves of which somebody left out the rest."""
    each = ", each proved by itself" if proof.entries else ": this proves nothing"
    yield one_line(shown(f"{_mark(proof)} {what}{each}."))
    yield f"  The file says it was asked for: {one_line(shown(proof.header.filter))}."
    yield "  What else there may be is not in this export, which cannot show that all is here."
    yield "  Nor does it show the chains: the hash before each entry is as this file says."


def _mark(proof: ExportProof) -> str:
    return "✓" if proof.entries else "-"


def _nothing_compared(holds: str) -> str:
    """Return what nobody may overlook: that nobody else was asked."""
    return (
        f"! No checkpoint from outside was compared: whoever has {holds} could have written all "
        "of this anew. Compare one that others kept: --against FILE|TEXT"
    )


def verified_as_json(done: Verified) -> dict[str, Any]:
    """Return the same for a program; `proved` is false where anything is wrong."""
    faults = [
        {"part": part, "where": fault.where, "sentence": fault.sentence, "times": times}
        for part in done.findings.parts()
        for fault, times in done.findings.of(part)
    ]
    counted = {one.name: getattr(done, one.name) for one in fields(done) if one.name != "findings"}
    return {"proved": not faults, "faults": faults, "unsealed": done.unsealed} | counted


def export_as_json(proof: ExportProof) -> dict[str, Any]:
    """Return the same for a program."""
    header, checkpoint = proof.header, proof.checkpoint
    told = {"proved": proof.entries > 0, "origin": header.origin, "complete": header.complete}
    told |= {"filter": header.filter, "size": header.size, "root": checkpoint.root.hex()}
    counted = ("entries", "checkpoints", "compared", "opened", "erased", "policies", "missing")
    return told | {name: getattr(proof, name) for name in counted}


def _parts(done: Verified) -> Iterator[tuple[str, str]]:
    yield "keys", "the log has its key" if done.has_key else "the log has no key"
    yield "chains", f"{many(done.entries, 'entry', 'entries')} in {many(done.chains, 'chain')}"
    yield "tree", f"{many(done.size, 'entry', 'entries')} sealed"
    yield "checkpoints", f"{done.checkpoints:,}, the newest of {done.signed:,} entries"
    yield "words", f"{done.opened:,} opened, {done.erased:,} erased"
    others = f"; of other logs: {done.others:,}" if done.others else ""
    outside = many(done.witnessed, "checkpoint") if done.witnessed else "no checkpoint"
    yield "witnesses", f"{outside} from outside the database, {done.held:,} in entries{others}"
    approvals = many(done.approvals, "approval")
    yield "tables", f"{many(done.changes, 'change')} and {approvals} follow from entries"


def _notes(done: Verified) -> Iterator[str]:
    if not done.has_key:
        yield "Nothing is sealed without a key: chatops audit init"
    elif done.unsealed:
        count = many(done.unsealed, "entry waits", "entries wait")
        them = "it" if done.unsealed == 1 else "them"
        yield f"{count} to be sealed; no checkpoint proves {them} yet."
    if done.signed < done.size:
        yield f"The newest {done.size - done.signed:,} sealed entries wait for their checkpoint."
    if not done.witnessed:
        yield _nothing_compared("database and key")
    if done.unread:
        yield f"Of {done.unread:,} approvals the policy's text is not kept: one person was enough."
