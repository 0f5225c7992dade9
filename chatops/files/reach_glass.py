"""Break-glass, its review and the lifting of rejections, where nobody could do them."""

from collections.abc import Iterator

from chatops.core.facts import Facts
from chatops.core.policy import ANYONE, BreakGlass, Policy
from chatops.core.sources import resolved
from chatops.core.systems import System
from chatops.files.document import Misplaced
from chatops.files.reach_people import able, few


def short_of_breakers(facts: Facts, policy: Policy) -> Iterator[Misplaced]:
    """Yield what the policy allows to nobody, with the systems for which it does."""
    if policy.lift:
        nobody = _systems_without(policy.lift, facts)
        if nobody:
            told = f"Nobody may lift a rejection for {few(nobody)}: `lift_rejections` names nobody."
            yield Misplaced(("lift_rejections",), f"{told} Name somebody.")
    glass = policy.break_glass
    if glass:
        yield from _glass(glass, facts)


def _glass(glass: BreakGlass, facts: Facts) -> Iterator[Misplaced]:
    nobody = _systems_without(glass.sources, facts)
    if nobody:
        told = f"Nobody may break the glass for {few(nobody)}: its `from` names nobody there."
        yield Misplaced(("break_glass", "from"), f"{told} Name somebody.")
    unpaid = [one.id for one in facts.registry.systems if _is_unpayable(glass, one, facts)]
    if unpaid:
        told = (
            f"The review after a break-glass can never be paid for {few(unpaid)}: it asks for "
            f"{glass.reviewers}, and `review_from` has fewer besides who broke it."
        )
        yield Misplaced(("break_glass",), f"{told} Name more people.")
    if glass.debt_level and not any(able((ANYONE,), glass.debt_level, facts)):
        told = f"Nobody is {glass.debt_level} or above, as an overdue review asks for."
        yield Misplaced(("break_glass",), f"{told} Write another `debt_level`.")


def _systems_without(sources: tuple[str, ...], facts: Facts) -> list[str]:
    return [
        system.id
        for system in facts.registry.systems
        if not _hangs_on_groups(sources) and not _named(sources, system, facts)
    ]


def _is_unpayable(glass: BreakGlass, system: System, facts: Facts) -> bool:
    """Tell whether too few are left to review, whoever breaks the glass."""
    if _hangs_on_groups(glass.sources + glass.review_from):
        return False
    breakers = _named(glass.sources, system, facts)
    reviewers = _named(glass.review_from, system, facts)
    return bool(breakers) and all(len(reviewers - {one}) < glass.reviewers for one in breakers)


def _named(sources: tuple[str, ...], system: System, facts: Facts) -> set[str]:
    named = [resolved(one, system, facts.directory) for one in sources]
    return set(able(named, None, facts))


def _hangs_on_groups(sources: tuple[str, ...]) -> bool:
    return any(one.startswith("group:") for one in sources)
