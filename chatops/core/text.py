"""What people type, made safe to store: no control characters, no lone surrogates, a limit.

Nothing else is changed: markup, mentions and formulas are data here, and each surface
disarms them when it shows them.
"""

import re
from unicodedata import category

LONGEST = 100_000  # characters of one field; a whole runbook fits
TITLE = 300

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\ud800-\udfff]")
_UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"}  # categories that show nothing by themselves
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a symbol that are drawn as nothing


def clean(text: str) -> str:
    """Return `text` with unix line ends, without control characters and outer white space."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unix).strip()


def storable(text: str) -> str:
    """Return `text` with a question mark for each character that no database can hold.

    Unlike `clean` it never turns a wrong name into a right one by leaving characters out.
    """
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


def one_line(text: str) -> str:
    """Return `text` cleaned, with every run of white space turned into one space."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to see: white space, controls and zero-width characters."""
    return all(category(one) in _UNSEEN or one in _FILLERS for one in text)


def too_long(text: str, limit: int = LONGEST) -> str | None:
    """Return the sentence for a text over `limit` characters, else None."""
    if len(text) <= limit:
        return None
    return (
        f"This is {len(text):,} characters long; {limit:,} is the most. Put the rest behind a link."
    )
