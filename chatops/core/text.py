"""What people type, made safe to store: no control characters, no lone surrogates, a limit.

Nothing else is changed: markup, mentions and formulas are data here, and each surface
disarms them when it shows them.
"""

import re
from datetime import timedelta
from itertools import islice
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


def span(length: timedelta) -> str:
    """Say a length of time in its largest whole unit: `7 days`, `24 hours`, `90 minutes`."""
    minutes = int(length.total_seconds() // 60)
    for unit, size in (("day", 1440), ("hour", 60)):
        count, rest = divmod(minutes, size)
        if count and not rest and (count, unit) != (1, "day"):  # a day is told in hours
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def is_filler(text: str) -> bool:
    """Tell whether a text only fills its field: `n/a`, `tbd`, `...`, one letter again and again.

    A text without any letter or digit says nothing either, nor does one filler after another.
    """
    words = map(said, text.split())
    if all(len(set(one)) <= 1 or one in _FILLS for one in words):
        return True
    return "".join(islice(filter(str.isalnum, text.casefold()), _LONGEST_FILL + 1)) in _FILLS


def said(text: str) -> str:
    """Return the letters and digits alone, in one case: what two texts say, however written."""
    return "".join(filter(str.isalnum, text.casefold()))


def seen(text: str) -> int:
    """Return how many characters there are to see, a run of white space counted as one."""
    return len(" ".join("".join(filter(_shows, text)).split()))


def _shows(one: str) -> bool:
    return one.isspace() or not is_blank(one)


_FILLS = frozenset(
    """na none no nil null nothing notapplicable notneeded nonerequired yes ok okay done todo tbd
    tba tbc fixme wip test testing tests tested asdf asd qwerty foo bar baz foobar later unknown
    seeabove seebelow asabove same sameasabove ditto default placeholder loremipsum lorem ipsum
    blank empty text why what""".split()  # noqa: SIM905 - read as text
)
_LONGEST_FILL = max(map(len, _FILLS))
