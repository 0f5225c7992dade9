"""The fewest people who have to sign off by a policy, as far as its text and the log alone tell.

Nobody knows here of which tier a system is, or who is in which team. What cannot be told may
apply or not, so the answer is a number below which no approval can be right, whatever else holds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatops.core.assistance import Degree


@dataclass(frozen=True, slots=True)
class Place:
    """What the log tells of a change that rules ask about; empty where it does not."""

    environment: str
    systems: tuple[str, ...]
    kind: str
    risk: str
    assistance: str
    source: str


@dataclass(frozen=True, slots=True)
class Least:
    """So many people at least; `sticky` tells that an approval may outlive its revision.

    An approval counts for so many `seconds`; None where nobody knows.
    """

    people: int
    sticky: bool
    seconds: int | None = None


UNREAD = Least(1, sticky=True)
"""What holds where the policy's text is not known."""


def least(text: str, place: Place) -> Least:
    """Return what the policy of this canonical text asks for at least.

    Raises ValueError, KeyError or TypeError for what is no text of a policy.
    """
    policy = json.loads(text)["policy"]
    rules = policy["rules"]
    asked = [(_people(rule), _applies(rule.get("when", {}), place)) for rule in rules]
    surely = [count for count, applies in asked if applies is True]
    perhaps = [count for count, applies in asked if applies is not False]
    lines = (line for rule in rules for line in rule["require"])
    sticky = any(line.get("sticky") for line in lines)
    return Least(max([min(perhaps, default=1), *surely]), sticky, _seconds(policy, place))


def _seconds(policy: Mapping[str, Any], place: Place) -> int:
    """Return for how long approvals count: of what an AI generated they may end earlier."""
    usual = int(policy["approvals_expire_after"])
    is_generated = place.assistance == Degree.GENERATED.word
    return min(usual, int(policy["generated_expire_after"])) if is_generated else usual


def _people(rule: Mapping[str, Any]) -> int:
    """Return how many people one rule asks for; who signs a shared line may sign another one."""
    signed = [line for line in rule["require"] if line["requires"] == "sign_offs"]
    apart = sum(line["count"] for line in signed if not line.get("shared"))
    shared = (line["count"] for line in signed if line.get("shared"))
    return int(max(apart, *shared, 0))


def _applies(when: Mapping[str, Any], place: Place) -> bool | None:
    """Tell whether the rule applies; None where the log does not tell."""
    answers = [_holds(name, value, place) for name, value in when.items()]
    if False in answers:
        return False
    return None if None in answers else True


def _holds(name: str, wanted: Any, place: Place) -> bool | None:
    match name:
        case "systems":
            return any(one in wanted for one in place.systems) if place.systems else None
        case "sources":
            source = place.source
            return source in wanted or source.partition(":")[0] in wanted if source else None
        case "ai_assisted":
            return _is(place.assistance, wanted, place.assistance != Degree.NONE.word)
        case "ai_generated":
            return _is(place.assistance, wanted, place.assistance == Degree.GENERATED.word)
        case _:
            known = {"environments": place.environment, "kinds": place.kind, "risks": place.risk}
            return known[name] in wanted if known.get(name) else None


def _is(told: str, wanted: Any, answer: bool) -> bool | None:  # noqa: FBT001 - a value
    return wanted is answer if told else None
