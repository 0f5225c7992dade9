"""What is announced on every card that it touches: a reset that is on, a freeze on or near.

The days that are left become others each day, so this is no part of the verdict and its digest.
"""

from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.policy import Policy
from chatops.core.window import Span, Window

SOON = timedelta(days=7)


def announcements(change: Change, facts: Facts, now: datetime) -> tuple[str, ...]:
    """Return a sentence for each reset and freeze that a change of these systems has to mind."""
    windows = facts.policy.windows if facts.policy else ()
    systems = tuple(filter(None, map(facts.registry.find, change.present.systems)))
    environment = change.present.environment
    return tuple(
        _sentence(one, now)
        for one in windows
        if _is_news(one, now) and any(one.touches(system, environment) for system in systems)
    )


def calendar(policy: Policy, now: datetime) -> tuple[str, ...]:
    """Return a sentence for each reset and freeze that is on or to come, the next one first."""
    coming = (one for one in policy.windows if now < one.ends)
    return tuple(
        f"{_sentence(one, now)} For {_scope(one)}."
        for one in sorted(coming, key=lambda one: (one.begins, one.name))
    )


def _scope(window: Window) -> str:
    systems = ", ".join(window.systems) or "every system"
    tiers = f" of tier {', '.join(map(str, window.tiers))}" if window.tiers else ""
    environments = f" in {', '.join(window.environments)}" if window.environments else ""
    return f"{systems}{tiers}{environments}"


def _is_news(window: Window, now: datetime) -> bool:
    ahead = SOON if window.span is Span.FREEZE else timedelta(0)
    return window.begins - ahead <= now < window.ends


def _sentence(window: Window, now: datetime) -> str:
    because = f" {window.reason}" if window.reason else ""
    if not window.is_on(now):
        begins = f"{window.begins:%Y-%m-%d %H:%M}"
        what = "nothing may go" if window.refuses else "stricter rules"
        return f"{window.name}: {what} from {begins} until {window.until}.{because}"
    what = "frozen, nothing may go" if window.refuses else "stricter rules"
    left = window.days_left(now)
    days = f"{left} day{'' if left == 1 else 's'}"
    return f"{window.name}: {what} until {window.until}, {days} left.{because}"
