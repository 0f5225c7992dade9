"""Systems that no rule is sure to cover: some of their changes could not be judged at all."""

from collections.abc import Iterator
from itertools import product

from chatops.core.assistance import Degree
from chatops.core.policy import Policy, When
from chatops.core.revision import Kind, Risk
from chatops.core.systems import Registry
from chatops.files.conditions import fits
from chatops.files.document import Misplaced

_SOURCES = ("slack", "api", "cli")
_SORTS = frozenset(product(Kind, Risk, Degree, _SOURCES))
"""All sorts of changes, as far as they can be enumerated."""


def uncovered(policy: Policy, registry: Registry) -> Iterator[Misplaced]:
    """Yield each system of which some changes meet no rule, with its environments."""
    sorts = [(rule.when, _sorts(rule.when)) for rule in policy.rules]
    for system in registry.systems:
        places = [
            name
            for name in system.environments
            if _SORTS.difference(*(sort for when, sort in sorts if fits(when, system, name)))
        ]
        if places:
            sentence = (
                f"No rule covers every change of {system.id} in {' or '.join(places)}: such "
                "changes cannot be approved. Add a rule for it."
            )
            yield Misplaced(("rules",), sentence)


def _sorts(when: When) -> frozenset[tuple[Kind, Risk, Degree, str]]:
    """Return the sorts of changes to which the rule is sure to apply."""
    hangs_on_more = (
        when.labels or when.during or when.needs_files or when.contributor_below is not None
    )
    if hangs_on_more:
        return frozenset()
    return frozenset(one for one in _SORTS if _meets(when, *one))


def _meets(when: When, kind: Kind, risk: Risk, degree: Degree, source: str) -> bool:
    return (
        (not when.kinds or kind.value in when.kinds)
        and (not when.risks or risk.value in when.risks)
        and (not when.sources or source in when.sources)
        and when.ai_assisted in {None, degree is not Degree.NONE}
        and when.ai_generated in {None, degree is Degree.GENERATED}
    )
