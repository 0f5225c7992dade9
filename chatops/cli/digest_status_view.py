"""Who was sent which digest, and who attested it, on a terminal or for a program."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from chatops.cli.say import line, moment
from chatops.core.directory import Directory
from chatops.core.weeks import zone_of
from chatops.usecases.digest_status import DigestStatus


def status_table(found: Sequence[DigestStatus], directory: Directory) -> Table:
    """Return a row for each director and week; moments are in the director's zone."""
    table = Table("week", "director", "sent", "attested", box=None)
    for one in found:
        name = directory.name_of(one.director)
        table.add_row(one.week, line(name), line(_sent(one)), line(_said(one)))
    return table


def status_as_json(one: DigestStatus) -> dict[str, Any]:
    """Return the same; `attestation` is what was last said, perhaps of an earlier version."""
    sent, said = one.sent, one.said
    return {
        "director": one.director,
        "week": one.week,
        "version": sent.version if sent else None,
        "sent_at": sent.made_at.isoformat(timespec="seconds") if sent else None,
        "sent_by": sent.by if sent else "",
        "hash": sent.hash if sent else "",
        "attested": one.is_attested,
        "reminded_at": said.reminded_at.isoformat(timespec="seconds")
        if said and said.reminded_at
        else None,
        "attestation": {
            "version": said.version,
            "at": said.at.isoformat(timespec="seconds"),
            "hash": said.hash,
            "checkpoint": said.checkpoint,
            "note": said.note,
        }
        if said and said.at
        else None,
    }


def _sent(one: DigestStatus) -> str:
    if one.sent is None:
        return "no"
    version = f", version {one.sent.version}" if one.sent.is_corrected else ""
    return f"{_local(one.sent.made_at, one)}{version}"


def _said(one: DigestStatus) -> str:
    return "; ".join(_parts(one)) or "no"


def _parts(one: DigestStatus) -> Iterator[str]:
    said = one.said
    if said is None:
        return
    if said.at:
        version = "" if one.is_attested else f"only version {said.version}, "
        yield f"{version}{_local(said.at, one)}"
        yield from (said.note,) if said.note else ()
    if said.reminded_at and not one.is_attested:
        yield f"no, reminded {_local(said.reminded_at, one)}"


def _local(at: datetime, one: DigestStatus) -> str:
    return moment(at.astimezone(zone_of(one.zone)))
