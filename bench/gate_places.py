"""What server and load of the gate's measurement have to agree on."""

import os

COMMITS = 32


def commit(number: int) -> str:
    """Return the SHA that connection `number` asks about."""
    return f"{number:040x}"


def pin(*, first: bool) -> None:
    """Keep the server on the first processor and the load off it, where there are several."""
    if not hasattr(os, "sched_setaffinity"):
        return
    processors = sorted(os.sched_getaffinity(0))
    mine = processors[:1] if first else processors[1:]
    os.sched_setaffinity(0, mine or processors)
