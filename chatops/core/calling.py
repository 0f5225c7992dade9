"""How somebody is called in texts: by a name, however it is spaced and turned, or an address.

Texts are compared by what can be read in them: compatibility forms (NFKC) and cases are one, and
characters that nobody sees do not count. Scripts that write no spaces have no bounds of words.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from unicodedata import normalize

_UNSEEN = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0001-\U000e01ef]"
)
_UNSPACED = (  # Thai to Khmer, Hangul, kana, Han
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECES = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]").match
_BETWEEN = r"[\W_]{1,9}"
_SHORTEST = 3


def plain(text: str) -> str:
    """Return the text as it is compared."""
    return text.lower() if text.isascii() else _UNSEEN.sub("", _folded(text))


def pieces(call: str) -> list[str]:
    """Return the words of a name, as they are compared; of some scripts each character."""
    return _PIECES.findall(plain(call))


def is_too_short(call: str) -> bool:
    """Tell whether a name would be found in too many texts."""
    found = pieces(call)
    return sum(map(len, found)) < (2 if found and _IS_UNSPACED(found[0]) else _SHORTEST)


class Calls:
    """Names and addresses that are looked for all at once."""

    def __init__(self, calls: Iterable[str]) -> None:
        wanted = sorted({plain(one).strip() for one in calls} - {""}, key=len, reverse=True)
        either = "|".join(form for one in wanted for form in _forms(one))
        self._pattern = re.compile(either) if either else None

    def are_in(self, text: str) -> bool:
        """Tell whether one of them is in the text."""
        if self._pattern is None:
            return False
        if text.isascii():
            return bool(self._pattern.search(text.lower()))
        folded = _folded(text)  # what is unseen may stand within a word, or between two
        return any(self._pattern.search(_UNSEEN.sub(gap, folded)) for gap in ("", " "))


def _folded(text: str) -> str:
    return normalize("NFKC", normalize("NFKC", text).casefold())


def _forms(call: str) -> list[str]:
    """Return patterns of one name: as it is, and turned round as `Lovelace, Ada` is."""
    if "@" in call or is_too_short(call):
        return [_bounded(r"\s+".join(map(re.escape, call.split())), call[0], call[-1])]
    words = [found for one in re.split(r"[\W_]+", call) if (found := _PIECES.findall(one))]
    turned = (words[at:] + words[:at] for at in range(len(words)))
    return [_joined([piece for word in one for piece in word]) for one in turned]


def _joined(words: list[str]) -> str:
    made = words[0]
    for before, after in pairwise(words):
        is_open = _IS_UNSPACED(before) and _IS_UNSPACED(after)
        made += (r"[\W_]{0,9}" if is_open else _BETWEEN) + after
    return _bounded(made, words[0][0], words[-1][-1])


def _bounded(pattern: str, first: str, last: str) -> str:
    """Return the pattern of a whole word or words, where the script has such."""
    before = "" if _IS_UNSPACED(first) else r"(?<![^\W_])"
    after = "" if _IS_UNSPACED(last) else r"(?![^\W_])"
    return f"{before}{pattern}{after}"
