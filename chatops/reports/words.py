"""What each number of the weekly digest is called, the same wherever it is read."""

from collections.abc import Callable

from chatops.core.digest import Count

Names = Callable[[str], str]
"""Given the id of a person, a system or a team: its name; anything else stays as it is."""

LABELS = {
    Count.OPENED: "Opened",
    Count.KIND: "Kind",
    Count.ASSISTED: "AI-assisted",
    Count.GENERATED: "AI-generated",
    Count.SIGNED_ASSISTED: "AI-assisted, signed",
    Count.APPROVED: "Approved",
    Count.REJECTED: "Rejected",
    Count.BROKEN: "Break-glass",
    Count.OWED: "Owed",
    Count.EXPIRED: "Expired",
    Count.CANCELLED: "Cancelled",
    Count.STUCK: "Stuck for over 3 days",
    Count.DURING: "Opened during a freeze or reset",
    Count.BYPASSED: "Deployed past the gate",
    Count.SIGNED: "Signed",
    Count.UNREAD: "Approved without opening Details",
    Count.HASTY: "Approved within 10 seconds",
    Count.AFTER_HOURS: "Approved after hours",
    Count.PAIR: "Approve only each other",
    Count.NEVER: "Never rejects",
}


def label(count: Count, of: str, names: Names) -> str:
    """Return what is counted: `Opened`, or `Opened: Checkout` where it is for a name."""
    return f"{LABELS[count]}: {whose(count, of, names)}" if of else LABELS[count]


def whose(count: Count, of: str, names: Names) -> str:
    """Return for whom or what it is counted: `Checkout`, `Ana and Ben`, `Emergency`."""
    if count is Count.PAIR:
        return " and ".join(map(names, of.split()))
    return of.capitalize() if count is Count.KIND else names(of)


NOTHING = {
    Count.REJECTED: "nothing was rejected",
    Count.BROKEN: "nobody broke the glass",
    Count.OWED: "nothing is owed",
    Count.EXPIRED: "nothing expired",
    Count.CANCELLED: "nothing was cancelled",
    Count.STUCK: "nothing is stuck",
    Count.BYPASSED: "nothing went past the gate",
    Count.UNREAD: "nobody approved without opening Details",
    Count.HASTY: "nobody approved within ten seconds",
    Count.AFTER_HOURS: "nobody approved after hours",
    Count.PAIR: "nobody approves only each other",
    Count.NEVER: "nobody approves often without ever rejecting",
}
"""What is said where there is nothing to count, as the part of a sentence."""


def took(seconds: int) -> str:
    """Return a length of time in its two largest units: `2 days 3 h`, `3 h 20 min`, `12 min`."""
    minutes = seconds // 60
    hours, days = minutes // 60, minutes // 1440
    if minutes < 1:
        return "under a minute"
    if not hours:
        return f"{minutes} min"
    if not days:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    rest = f" {hours % 24} h" if hours % 24 else ""
    return f"{days:,} {'day' if days == 1 else 'days'}{rest}"
