"""Until when somebody is away, as people write it: a day, or a day with a time."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from chatops.core.refused import Refused
from chatops.core.text import one_line


def until(text: str, zone: str | None) -> datetime:
    """Return the aware moment: a day alone is its 00:00, in `zone` (IANA) where none is written.

    Without a zone, or with one that nobody knows, it is UTC. Raises `Refused("invalid_input")`.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        sentence = (
            f"“{one_line(text)[:80]}” is no day. Write it as YYYY-MM-DD, or with a time: "
            "YYYY-MM-DDTHH:MM."
        )
        raise Refused("invalid_input", sentence, field="until") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_zone(zone))


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):  # not found, no name at all, a folder of zones
        return UTC
