"""The mark of an event's field that holds what somebody wrote, or what names people.

The audit log keeps a commitment to it; the text lies beside the log, where it can be erased.
"""

ERASED = "[erased]"
"""What stands in the place of an erased text."""
ALTERED = "[not what was written]"
"""What stands in the place of a text that does not open its commitment, or is missing."""


def private(by: str = "") -> dict[str, str]:
    """Return the mark of what somebody wrote; without `by` a tool did.

    `by` is the event's field with the person (directory id) who wrote it.
    """
    return {"private": by}


def naming(about: str = "") -> dict[str, str]:
    """Return the mark of what was made here and names people; nobody is quoted by it.

    `about` is the event's field with the person (directory id) whom it is about.
    """
    return {"private": about, "made": "here"}


PRIVATE, NAMING = private(), naming()
