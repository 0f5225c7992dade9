"""The file of a digest: for its director with every change, for a channel with those it sees."""

from chatops.core.digest import Digest
from chatops.core.named import named
from chatops.reports.csv import csv_of
from chatops.reports.html import page
from chatops.usecases.digest_contents import Contents, digest_contents
from chatops.usecases.house import House
from chatops.usecases.seen_in_channel import seen_in_channel

ROWS = 20_000  # changes in the CSV file
TITLES = 5_000  # changes of which the lists in the page tell more than the key
TRAILS = 500  # changes whose trails stand in the page


def digest_file(
    house: House,
    digest: Digest,
    part: str,
    channel: str = "",
    *,
    sha256: str = "",
    checkpoint: str | None = None,
) -> bytes:
    """Return the CSV or the page (`part`) of a digest with the changes that `channel` may see.

    Without a channel those are all. `sha256` is the hash of the digest that was sent, `checkpoint`
    what it says of the audit log.
    """
    if part == "csv":
        found = digest_contents(house, digest, most=ROWS)
        rows = _seen(house, found, channel).changes.values()
        return csv_of(rows, left_out=len(found.week[ROWS:])).encode()
    every = digest_contents(house, digest, most=TITLES, trails=TRAILS, habits=True)
    found, names = _seen(house, every, channel), named(house.facts())
    told = found.lists, found.changes, found.trails
    made = page(
        *(digest, *told, names),
        sha256=sha256,
        checkpoint=checkpoint,
        week=len(found.week),
        days=found.days,
    )
    return made.encode()


def _seen(house: House, contents: Contents, channel: str) -> Contents:
    """Return what the channel may see of it; all of it without a channel."""
    if not channel:
        return contents
    return contents.only(seen_in_channel(house, channel, contents.changes.keys()))
