"""What differs between two revisions, part by part; and whether what an approval covers did."""

from collections.abc import Iterable
from dataclasses import dataclass

from chatops.core.change import Change
from chatops.core.decision import Decision
from chatops.core.policy import Part
from chatops.core.revision import Revision, content
from chatops.ledger.canonical import digest

_LABELS = {
    "systems": "Systems",
    "environment": "Environment",
    "commit": "Commit",
    "title": "Title",
    "description": "What and why",
    "link": "Link",
    "kind": "Kind",
    "labels": "Labels",
    "risk": "Risk",
    "rollback_plan": "Rollback plan",
    "test_evidence": "Test evidence",
    "window": "Planned window",
    "assistance": "AI assistance",
    "files": "Files",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that became another; the texts are as a person reads them."""

    part: str
    label: str
    before: str
    after: str


def differences(before: Revision, after: Revision) -> tuple[Difference, ...]:
    """Return every part that differs, in the order of the form.

    Contributors are no part of it: they only ever grow, and the verdict names them.
    """
    old, new = content(before), content(after)
    return tuple(
        Difference(part, label, _shown(part, before, after), _shown(part, after, before))
        for part, label in _LABELS.items()
        if old[part] != new[part]
    )


def unchanged_since(change: Change, decision: Decision, sticky: Iterable[Part]) -> bool:
    """Tell whether nothing but sticky parts differs since the decision, in no revision between.

    Contributors are left out: whoever joined can no longer approve, and the rules look at all of
    them anew.
    """
    since = [one for one in change.revisions if one.number >= decision.revision]
    if not since or since[0].digest != decision.revision_digest:
        return False
    left_out = {"contributors", "salt", *(one.value for one in sticky)}
    first = _covered(since[0], left_out)
    return all(_covered(one, left_out) == first for one in since[1:])


def _covered(revision: Revision, left_out: set[str]) -> str:
    parts = {name: value for name, value in content(revision).items() if name not in left_out}
    return digest(parts)


def _shown(part: str, revision: Revision, other: Revision) -> str:
    written = revision.documentation
    match part:
        case "assistance":
            return revision.assistance.sentence
        case "files":
            return _files(revision, other)
        case "window":
            start, end = written.window_start, written.window_end
            return f"{start:%Y-%m-%d %H:%M %Z} to {end:%Y-%m-%d %H:%M %Z}" if start and end else ""
        case _:
            value = content(revision)[part]
            return ", ".join(value) if isinstance(value, list) else str(value)


def _files(revision: Revision, other: Revision) -> str:
    """Say how many files there are, and name some of those that are not the same in the other."""
    if revision.files is None:
        return "not read"
    number, (added, deleted) = len(revision.files), revision.lines
    size = f"{number:,} file{'' if number == 1 else 's'}, +{added:,} -{deleted:,} lines"
    same = set(other.files or ())
    own = [one.path for one in revision.files if one not in same]
    more = f" and {len(own) - _NAMED:,} more" if len(own) > _NAMED else ""
    return f"{size}: {', '.join(own[:_NAMED])}{more}" if own else size


_NAMED = 5
