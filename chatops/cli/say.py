"""How the command line talks: plainly, and never in control of the terminal.

What people typed is shown without markup and without control or direction-changing characters,
so that a title cannot recolour, erase or forge a line.
"""

import json
import re
import sys
from datetime import datetime
from io import StringIO
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from chatops.core.text import clean, one_line

_DIRECTION = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
COLOURS = {
    "approved": "green",
    "allowed": "green",
    "ok": "green",
    "overridden": "magenta",  # never the colour of an approval
    "pending": "yellow",
    "stale": "yellow",
    "warn": "yellow",
    "frozen": "cyan",
    "blocked": "red",
    "denied": "red",
    "error": "red",
    "expired": "red",
    "fail": "red",
}


def shown(text: str) -> str:
    """Return user text, possibly of several lines, harmless for a terminal."""
    return _DIRECTION.sub("", clean(text)).replace("\t", "    ")


def line(text: str, style: str = "") -> Text:
    """Return user text as one harmless line."""
    return Text(one_line(shown(text)), style=style)


def state(word: str) -> Text:
    """Return a state's word in its colour."""
    return Text(word, style=f"bold {COLOURS.get(word, '')}".strip())


def many(number: int, one: str, more: str = "") -> str:
    """Return `1 team`, `2 teams`; `more` is the plural where it is not with an s."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


def moment(at: datetime) -> str:
    """Return a moment to the minute, in its own time zone."""
    return f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}".strip()


def out(*parts: RenderableType) -> None:
    """Print to standard output; strings are printed as they are, without markup."""
    console = Console(markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, str))
    sys.stdout.write(_trimmed(captured.get()))


def drawn(*parts: RenderableType) -> str:
    """Return what `out` prints, as plain text of 80 columns."""
    page = StringIO()
    console = Console(file=page, width=80, markup=False, emoji=False, highlight=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))
    return _trimmed(page.getvalue())


def _trimmed(text: str) -> str:
    """Return it without the spaces that tables leave at the end of each line."""
    return "\n".join(one.rstrip(" ") for one in text.split("\n"))


def as_json(value: Any) -> None:
    """Print a JSON document."""
    sys.stdout.write(json_of(value))


def json_of(value: Any) -> str:
    """Return a JSON document; everything but ASCII is escaped."""
    return json.dumps(value, indent=2) + "\n"


def error(text: str) -> None:
    """Print one line to standard error."""
    sys.stderr.write(f"error: {one_line(shown(text))}\n")


def note(text: str) -> None:
    """Print one line to standard error that is no error."""
    sys.stderr.write(f"{one_line(shown(text))}\n")
