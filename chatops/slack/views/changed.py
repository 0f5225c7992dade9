"""What a revision made another: since somebody's own decision, or since the one before it."""

from collections.abc import Iterator

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.difference import Difference, differences
from chatops.slack.views import rich
from chatops.slack.views.rich import Part
from chatops.slack.views.text import joined, one_line

_SIDE = 160  # characters of what it was, and of what it is; a revision has 14 parts
_SHORT_SHA = 12
_CONTEXT = 30  # characters before the first difference
_NOTHING = "nothing but who contributed"


def is_asked_again(change: Change, person: str) -> bool:
    """Tell whether the person's last word is an approval of something else than the present."""
    last = _word(change, person)
    return last is not None and last.verb is Verb.APPROVE and not change.covers(last)


def changed_since(change: Change, person: str) -> Iterator[Part]:
    """Yield what changed since the person decided, and for who has not, since the revision before.

    Nothing for who decided on the present revision: they know what there is.
    """
    last = _word(change, person)
    if last is None:
        before = change.present.number - 1
        title = f"What changed since revision {before}"
    elif change.covers(last):
        return
    else:
        before = last.revision
        word = "approval" if last.verb is Verb.APPROVE else "rejection"
        title = f"Changed since your {word} of revision {before}"
    if before:
        yield rich.section(rich.bold(title))
        yield from _lines(_between(change, before, change.present.number))


def changed_in(change: Change, number: int) -> Iterator[Part]:
    """Yield what revision `number` made another than the one before it."""
    found = _between(change, number - 1, number)
    if found:
        yield from _lines(found)


def named_in(change: Change | None, number: int) -> str:
    """Return the same as `“Title” and “Rollback plan”`; empty where nobody knows what it was."""
    found = _between(change, number - 1, number) if change else None
    if found is None:
        return ""
    return joined(tuple(f"“{one.label}”" for one in found)) or _NOTHING


def _word(change: Change, person: str) -> Decision | None:
    """Return the last word of a person, if it is still theirs."""
    last = change.latest_by(person)
    return None if last is None or last.verb is Verb.WITHDRAW else last


def _between(change: Change, before: int, after: int) -> tuple[Difference, ...] | None:
    known = {one.number: one for one in change.revisions}
    return differences(known[before], known[after]) if {before, after} <= known.keys() else None


def _lines(found: tuple[Difference, ...] | None) -> Iterator[Part]:
    if found:
        yield rich.bullets(map(_line, found))
    else:
        yield rich.section(rich.text(f"{_NOTHING.capitalize()}."))


def _line(one: Difference) -> Part:
    if one.part == "commit":
        before, after = one.before[:_SHORT_SHA], one.after[:_SHORT_SHA]
    else:
        before, after = _apart(one.before, one.after)
    told = f"{before} → {after}"
    shown = rich.sentence(told) if one.part == "window" else (rich.text(told),)
    return rich.section(rich.bold(f"{one.label}: "), *shown)


def _apart(before: str, after: str) -> tuple[str, str]:
    """Return both sides shortened; two long texts that begin alike are shown where they part."""
    start = 0
    if max(len(before), len(after)) > _SIDE:
        start = max(0, _alike(before, after) - _CONTEXT)
    dots = "…" if start else ""
    return _side(f"{dots}{before[start:]}"), _side(f"{dots}{after[start:]}")


def _alike(before: str, after: str) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(before), len(after)))


def _side(text: str) -> str:
    return one_line(text, _SIDE) if text.strip() else "nothing"
