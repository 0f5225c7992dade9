"""A draft: what somebody filled in, and what has to be mended before it is a revision."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from chatops.core.assistance import Assistance, Degree
from chatops.core.commit import SHA
from chatops.core.refused import Invalid, Refused
from chatops.core.revision import Documentation, Kind, Risk
from chatops.core.systems import Registry
from chatops.core.text import LONGEST, TITLE, clean, is_blank, one_line, too_long

FARTHEST = timedelta(days=366)  # of a window from today
MOST_SYSTEMS = 20
MOST_LABELS = 20
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,59}")


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form as they were typed; `required` must not be left blank.

    The field names are those of the form, so that each mistake finds its place.
    """

    systems: tuple[str, ...]
    environment: str
    title: str
    commit: str
    description: str = ""
    link: str = ""
    degree: str = "none"
    tool: str = ""
    risk: str = "medium"
    rollback_plan: str = ""
    test_evidence: str = ""
    window_start: datetime | None = None
    window_end: datetime | None = None
    kind: str = "normal"
    labels: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft without mistakes."""

    systems: tuple[str, ...]
    environment: str
    commit: str
    documentation: Documentation
    assistance: Assistance


def check(draft: Draft, registry: Registry, now: datetime) -> Checked:
    """Return the draft in its final form; raise `Invalid` naming every mistake by field."""
    mistakes: dict[str, str] = {}
    for field, sentence in _mistakes(draft, registry, now):
        mistakes.setdefault(field, sentence)
    if mistakes:
        raise Invalid(mistakes)
    return Checked(
        systems=_systems(draft),
        environment=draft.environment.strip(),
        commit=draft.commit.strip().lower(),
        documentation=Documentation(
            title=one_line(draft.title),
            description=clean(draft.description),
            link=draft.link.strip(),
            risk=Risk(draft.risk),
            rollback_plan=clean(draft.rollback_plan),
            test_evidence=clean(draft.test_evidence),
            window_start=draft.window_start,
            window_end=draft.window_end,
            kind=Kind(draft.kind),
            labels=_labels(draft),
        ),
        assistance=Assistance(Degree[draft.degree.upper()], one_line(draft.tool)),
    )


def _mistakes(draft: Draft, registry: Registry, now: datetime) -> Iterator[tuple[str, str]]:
    yield from _place(draft, registry)
    if is_blank(draft.title):
        yield "title", "Give the change a title."
    if not SHA.fullmatch(draft.commit.strip().lower()):
        yield "commit", "Give the full SHA, 40 hexadecimal digits: `git rev-parse HEAD` prints it."
    yield from _lengths(draft)
    if draft.link.strip() and not is_link(draft.link.strip()):
        yield "link", "Give a whole address that starts with https:// or http://."
    yield from _assistance(draft)
    if draft.kind not in {one.value for one in Kind}:
        yield "kind", "Choose standard, normal or emergency."
    yield from _labelled(draft)
    if draft.risk not in {one.value for one in Risk}:
        yield "risk", "Choose low, medium or high."
    yield from _window(draft, now)
    for field in draft.required:
        if is_blank(getattr(draft, field, "")):
            yield field, "The policy asks for this. Write something an approver can judge."


def _systems(draft: Draft) -> tuple[str, ...]:
    """Return the systems as they are stored: each once, the first one first."""
    return tuple(dict.fromkeys(one.strip() for one in draft.systems if one.strip()))


def _labels(draft: Draft) -> tuple[str, ...]:
    """Return the labels as they are stored: each once, in order of the alphabet."""
    return tuple(sorted({one.strip() for one in draft.labels if one.strip()}))


def _labelled(draft: Draft) -> Iterator[tuple[str, str]]:
    labels = _labels(draft)
    if len(labels) > MOST_LABELS:
        yield "labels", f"{MOST_LABELS} labels are the most."
    for one in labels:
        if not LABEL.fullmatch(one):
            shown = one_line(one)[:40]
            yield "labels", f"“{shown}” is no label: use letters, digits and . _ / : - only."


def _place(draft: Draft, registry: Registry) -> Iterator[tuple[str, str]]:
    systems = _systems(draft)
    if not systems:
        yield "system", "Choose the system that changes."
    if len(systems) > MOST_SYSTEMS:
        yield "system", f"{MOST_SYSTEMS} systems are the most of one change. Split it."
        return
    for system_id in systems:
        try:
            registry.place(system_id, draft.environment.strip())
        except Refused as refused:
            yield refused.field or "system", refused.sentence


def _lengths(draft: Draft) -> Iterator[tuple[str, str]]:
    limits = {
        "title": TITLE,
        "description": LONGEST,
        "rollback_plan": LONGEST,
        "test_evidence": LONGEST,
        "link": 2000,
        "tool": 60,
    }
    for field, limit in limits.items():
        problem = too_long(getattr(draft, field).strip(), limit)
        if problem:
            yield field, problem


def is_link(link: str) -> bool:
    """Tell whether this is a whole web address, without anything that could be markup."""
    if not link.isprintable() or any(character in ' <>|"' for character in link):
        return False
    try:
        parts = urlsplit(link)
        known = parts.port != 0  # raises for what is no port
    except ValueError:
        return False
    return known and parts.scheme in {"http", "https"} and bool(parts.hostname)


def _assistance(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.degree.upper() not in Degree.__members__:
        yield "degree", "Choose none, assisted or generated."
    elif draft.degree != "none" and is_blank(draft.tool):
        yield "tool", "Name the AI tool that was used."


def _window(draft: Draft, now: datetime) -> Iterator[tuple[str, str]]:
    start, end = draft.window_start, draft.window_end
    if (start is None) != (end is None):
        missing = "window_end" if end is None else "window_start"
        yield missing, "Give both the start and the end of the window, or neither."
    elif start is None or end is None:
        return
    elif start.tzinfo is None or end.tzinfo is None:
        naive = "window_start" if start.tzinfo is None else "window_end"
        yield naive, "Say in which time zone: 2026-03-02T09:00+01:00."
    elif end <= start:
        yield "window_end", "The window has to end after it starts."
    elif end <= now:
        yield "window_end", "This window is already over."
    elif max(end - now, now - start) > FARTHEST:
        yield "window_start", "Plan a window within a year of today."
