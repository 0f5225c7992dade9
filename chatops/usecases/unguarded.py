"""Work of many parts, of which one that fails must not keep the others from being done.

Whoever runs it says how: a tick logs what goes wrong and goes on; elsewhere it is raised.
"""

from collections.abc import Callable

Guard = Callable[[str, Callable[[], int]], int | None]
"""Given what it is about (the change's key; empty for several) and the work: does it, and returns
what it does, or None where it failed and that was reported."""


def unguarded(_: str, work: Callable[[], int]) -> int:
    """Do the work and let it raise."""
    return work()
