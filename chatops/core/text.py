"""What people type, made safe to store: no control characters, no lone surrogates, a limit.

Nothing else is changed: markup, mentions and formulas are data here, and each surface
disarms them when it shows them.
"""

import re

LONGEST = 100_000  # characters of one field; a whole runbook fits
TITLE = 300

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def clean(text: str) -> str:
    """Return `text` with unix line ends, without control characters and outer white space."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unix).strip()


def one_line(text: str) -> str:
    """Return `text` cleaned, with every run of white space turned into one space."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """Tell whether nothing visible is left: white space and zero-width characters only."""
    return not _INVISIBLE.sub("", text)


def too_long(text: str, limit: int = LONGEST) -> str | None:
    """Return the sentence for a text over `limit` characters, else None."""
    if len(text) <= limit:
        return None
    return (
        f"This is {len(text):,} characters long; {limit:,} is the most. Put the rest behind a link."
    )
