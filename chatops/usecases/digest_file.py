"""The file of a digest: for its director with every change, for a channel with those it sees."""

from chatops.core.digest import Digest
from chatops.core.named import named
from chatops.reports.csv import csv_of
from chatops.reports.html import page
from chatops.usecases.digest_contents import Contents, digest_contents
from chatops.usecases.house import House
from chatops.usecases.seen_in_channel import seen_in_channel

TRAILS = 500  # changes whose trails stand in the page


def digest_file(
    house: House, digest: Digest, part: str, channel: str, *, sha256: str = ""
) -> bytes:
    """Return the CSV or the page (`part`) of a digest with the changes that `channel` may see.

    `sha256` is the hash of the digest that was sent.
    """
    contents = digest_contents(house, digest, trails=0 if part == "csv" else TRAILS)
    if channel:
        contents = _only(contents, seen_in_channel(house, channel, contents.changes.keys()))
    if part == "csv":
        return csv_of(contents.changes.values()).encode()
    names = named(house.facts())
    lists, changes, trails = contents.lists, contents.changes, contents.trails
    return page(digest, lists, changes, trails, names, sha256=sha256).encode()


def _only(contents: Contents, seen: frozenset[str]) -> Contents:
    return Contents(
        {one: tuple(key for key in keys if key in seen) for one, keys in contents.lists.items()},
        {key: row for key, row in contents.changes.items() if key in seen},
        {key: told for key, told in contents.trails.items() if key in seen},
    )
