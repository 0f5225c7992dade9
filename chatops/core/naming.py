"""By which sources somebody is named at a moment: their teams, rotas, groups, or by name.

Stored with each decision, so that gaining a membership never upgrades an older approval.
"""

from collections.abc import Iterator

from chatops.core.asks import Ask
from chatops.core.facts import Facts
from chatops.core.policy import ANYONE
from chatops.core.sources import members

IN_PLACE = "for "
"""Begins a source that named the absent person, not the delegate."""


def naming(asks: tuple[Ask, ...], person: str, absent: str | None, facts: Facts) -> tuple[str, ...]:
    """Return every resolved source that names the person now, and the absent one they act for."""
    own = _sources(asks, person, facts)
    others = _sources(asks, absent, facts) if absent else ()
    return tuple(sorted({*own, *(f"{IN_PLACE}{one}" for one in others)}))


def was_named(ask: Ask, named_by: tuple[str, ...], *, in_place: bool) -> bool:
    """Tell whether any of the ask's sources named them when they signed."""
    before = IN_PLACE if in_place else ""
    return ask.of_anyone or any(f"{before}{one}" in named_by for one in ask.sources)


def _sources(asks: tuple[Ask, ...], person: str, facts: Facts) -> Iterator[str]:
    yield from facts.directory.sources_of(person)
    yield from (f"group:{group}" for group, people in facts.groups.items() if person in people)
    for one in {source for ask in asks for source in ask.sources}:
        if one == ANYONE or person in members(one, facts):
            yield one
