"""Which files a rule is about: patterns as in a CODEOWNERS file, where the last match wins.

A pattern with a slash at its start or in its middle is anchored at the root; `*` and `?` stop at
a slash, `**` does not; a directory takes everything below it, `docs/*` only what stands directly
in it. As in CODEOWNERS square brackets are plain characters (`app/[id]/`), and a backslash takes
the next character as it is. Source: https://docs.github.com/articles/about-code-owners.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_ANY_DEPTH = re.compile(r"(?:^|(?<=/))\*\*(?:/|$)")


@dataclass(frozen=True, slots=True)
class PathPattern:
    """One line of patterns; with `is_exception` it takes out what earlier lines took in."""

    text: str
    is_exception: bool = False
    _match: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_match", re.compile(_expression(self.text), re.DOTALL))

    def matches(self, path: str) -> bool:
        """Tell whether the file at this path (relative to the root) is meant."""
        return self._match.fullmatch(path.removeprefix("./").lstrip("/")) is not None


def touched(patterns: tuple[PathPattern, ...], paths: Iterable[str]) -> bool:
    """Tell whether any of these files is meant: for each the last pattern that matches decides."""
    return any(_takes(patterns, path) for path in paths)


def is_anchored(text: str) -> bool:
    """Tell whether a pattern starts at the root and so means one place only."""
    return text.startswith("/") and not text.startswith("/**")


def _takes(patterns: tuple[PathPattern, ...], path: str) -> bool:
    last = next((one for one in reversed(patterns) if one.matches(path)), None)
    return last is not None and not last.is_exception


def _expression(text: str) -> str:
    body = text.strip("/")
    rooted = "/" in text.rstrip("/") and not body.startswith("**/")
    start = "" if rooted else "(?:.*/)?"
    if text.endswith("/"):
        end = "/.+"
    elif text.endswith("/*"):
        end = ""
    else:
        end = "(?:/.*)?"
    return f"{start}{_translated(body.removeprefix('**/'))}{end}"


def _translated(body: str) -> str:
    parts, at = [], 0
    while at < len(body):
        deep = _ANY_DEPTH.match(body, at)
        if deep:
            parts.append("(?:.*/)?" if deep[0].endswith("/") else ".*")
            at = deep.end()
            continue
        one = body[at]
        if one == "\\" and at + 1 < len(body):
            at += 1
            parts.append(re.escape(body[at]))
        else:
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(one) or re.escape(one))
        at += 1
    return "".join(parts)
