"""What became another since somebody's own decision, part by part."""

from collections.abc import Iterator

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.difference import Difference, differences
from chatops.slack.views import rich
from chatops.slack.views.rich import Part
from chatops.slack.views.text import counted, one_line

_SIDE = 160  # characters of what it was, and of what it is
_PARTS = 10
_SHORT_SHA = 12
_CONTEXT = 30  # characters before the first difference


def is_asked_again(change: Change, person: str) -> bool:
    """Tell whether the person's last word is an approval of something else than the present."""
    last = _earlier_word(change, person)
    return last is not None and last.verb is Verb.APPROVE


def changed_since(change: Change, person: str) -> Iterator[Part]:
    """Yield what changed since the person decided; nothing where they know what there is."""
    last = _earlier_word(change, person)
    if last is None:
        return
    word = "approval" if last.verb is Verb.APPROVE else "rejection"
    yield rich.section(rich.bold(f"Changed since your {word} of revision {last.revision}"))
    found = _differences(change, last)
    if not found:
        yield rich.section(rich.text("Nothing but who contributed."))
        return
    yield rich.bullets(_line(one) for one in found[:_PARTS])
    if len(found) > _PARTS:
        yield rich.section(rich.text(f"and {counted(len(found) - _PARTS, 'part')} more in Details"))


def _earlier_word(change: Change, person: str) -> Decision | None:
    """Return the last word of a person that is about another revision and still theirs."""
    last = change.latest_by(person)
    stands = last is not None and last.verb is not Verb.WITHDRAW and not change.covers(last)
    return last if stands else None


def _differences(change: Change, last: Decision) -> tuple[Difference, ...]:
    seen = next((one for one in change.revisions if one.number == last.revision), None)
    return differences(seen, change.present) if seen else ()


def _line(one: Difference) -> Part:
    if one.part == "commit":
        before, after = one.before[:_SHORT_SHA], one.after[:_SHORT_SHA]
    else:
        before, after = _apart(one.before, one.after)
    return rich.section(rich.bold(f"{one.label}: "), rich.text(f"{before} → {after}"))


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
