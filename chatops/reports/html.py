"""The weekly digest as one page that needs nothing else: no requests, no scripts, no fonts.

Every number links to the list of its changes, every change to what its audit trail tells.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from chatops.core.digest import DAILY, OF_90_DAYS, Count, Digest, Figure
from chatops.core.digest_json import hash_of
from chatops.core.digest_list import Listed, Told
from chatops.core.text import storable
from chatops.core.weeks import zone_of
from chatops.reports import charts
from chatops.reports.sealing import extent, in_short, is_note
from chatops.reports.words import LABELS, NOTHING, Names, label, took, whose

MOST = 500
"""So many changes stand in the page with their trails, and so many in one list."""

MOST_TOLD = 200  # entries of one trail
_ELSEWHERE = "; the CSV file has all"

_OUTCOMES = tuple((name, count) for count, name in DAILY.items())
"""What is told of each day."""


@dataclass(frozen=True, slots=True)
class _Listing:
    """The first changes behind a number, and how many more there are."""

    anchor: str
    title: str
    keys: tuple[str, ...]
    total: int
    elsewhere: str = _ELSEWHERE


def page(
    digest: Digest,
    lists: Mapping[Figure, tuple[str, ...]],
    changes: Mapping[str, Listed],
    trails: Mapping[str, tuple[Told, ...]],
    names: Names,
    *,
    sha256: str = "",
    checkpoint: str | None = None,
    week: int | None = None,
    days: Mapping[tuple[Count, str], tuple[str, ...]] | None = None,
) -> str:
    """Return the page as HTML; `names` gives the name of a person's, system's or team's id.

    Of `changes` the first 500 are told of one by one, as far as `trails` has theirs. `sha256` is
    the hash of the digest that was sent, where this is the part of it that somebody may see, and
    `checkpoint` what it says of the audit log; None where none was sent.
    `week` tells how many changes of the week there are (by default all of them), which come first,
    and `days` which stand behind the numbers of a day.
    """
    listings = _listings(lists, names) | _daily(days or {})
    shown = [changes[key] for key in list(changes)[:MOST]]
    told = _template().render(
        **_words(digest, names),
        **_figures(digest, names),
        hash=sha256 or hash_of(digest),
        **_log(checkpoint),
        listings=list(listings.values()),
        href=_links(listings),
        changes=changes,
        shown=shown,
        week=len(changes) if week is None else week,
        drawn={one.key for one in shown},
        trails=trails,
    )
    return storable(told)


def _figures(digest: Digest, names: Names) -> dict[str, object]:
    """Return the digest and what is drawn of its numbers."""
    figures = digest.figures
    return {
        "digest": digest,
        "figures": figures,
        "per_day": charts.per_day(figures.days),
        "by_team": charts.by_team(figures.speeds, names),
        "nothing": list(_nothing(digest)),
    }


def _log(checkpoint: str | None) -> dict[str, object]:
    """Return what is said of the audit log: in a sentence, and as a note that can be compared."""
    if checkpoint is None:
        return {"log": "", "checkpoint": ""}
    told = f"{extent(checkpoint)} when this was made" if checkpoint else in_short("")
    return {"log": told, "checkpoint": checkpoint if is_note(checkpoint) else ""}


def _listings(
    lists: Mapping[Figure, tuple[str, ...]], names: Names
) -> dict[tuple[Count, str], _Listing]:
    return {
        (one.count, one.of): _Listing(
            f"list-{number}",
            label(one.count, one.of, names),
            keys[:MOST],
            len(keys),
            "" if one.count in OF_90_DAYS else _ELSEWHERE,
        )
        for number, (one, keys) in enumerate(lists.items(), 1)
        if keys
    }


def _daily(days: Mapping[tuple[Count, str], tuple[str, ...]]) -> dict[tuple[Count, str], _Listing]:
    """Return the lists of single days: no system or team is called like one."""
    return {
        (count, day): _Listing(
            f"on-{day}-{DAILY[count]}", f"{LABELS[count]} on {day}", keys[:MOST], len(keys)
        )
        for (count, day), keys in days.items()
        if keys
    }


def _links(listings: Mapping[tuple[Count, str], _Listing]) -> Callable[..., str]:
    def href(count: Count, of: str = "") -> str:
        found = listings.get((count, of))
        return f"#{found.anchor}" if found else ""

    return href


def _words(digest: Digest, names: Names) -> dict[str, object]:
    """Return what the template says things with."""
    zone = zone_of(digest.zone)

    def local(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    return {
        "Count": Count,
        "outcomes": _OUTCOMES,
        "MOST": MOST,
        "MOST_TOLD": MOST_TOLD,
        "names": names,
        "label": lambda count, of="": label(count, of, names),
        "whose": lambda count, of: whose(count, of, names),
        "took": took,
        "age": lambda since: took(_seconds(digest.ends - since)),
        "local": local,
        "iso": lambda moment: moment.isoformat(timespec="seconds"),
        "last_day": digest.ends - timedelta(days=1),
        "link_of": _link_of,
    }


def _seconds(length: timedelta) -> int:
    return max(0, int(length.total_seconds()))


def _link_of(row: Listed) -> str:
    """Return the change's link where it leads to a web page, which `javascript:` does not."""
    return row.link if row.link.startswith(("https://", "http://")) else ""


def _nothing(digest: Digest) -> Iterator[str]:
    """Yield what did not happen, as parts of a sentence."""
    figures = digest.figures
    for count, said in NOTHING.items():
        if not figures.number(count) and not figures.by(count):
            yield said
    if not figures.adopted:
        yield "the policy stayed as it was"
    if not digest.short:
        yield "every system has enough approvers"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("chatops.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = "{:,}".format
    return environment.get_template("digest.html")
