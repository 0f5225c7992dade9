"""Cards of 10, 100 and 1,000 waiting changes: the time to judge and draw one, and its size.

The limit of the time is Slack's: 50 updates a minute leave 1,200 ms for each. That of the size is
the text that all blocks of a message may hold together.
"""

import json
import time
from collections.abc import Iterator

from bench.feasible import Row
from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.slack.views.card import card
from tests import builders as make

SIZES = (10, 100, 1_000)
UPDATE_MILLISECONDS, MESSAGE_KILOBYTES = 1_200.0, 12.0
FACTS = make.facts()


def rows() -> Iterator[Row]:
    """Return milliseconds and kilobytes of one card, for each number of them in a row."""
    for size in SIZES:
        changes = [_change(number) for number in range(size)]
        start = time.process_time()
        sizes = [_drawn(one) for one in changes]
        milliseconds = (time.process_time() - start) * 1_000 / size
        kilobytes = max(sizes) / 1_000
        ratio = milliseconds / UPDATE_MILLISECONDS
        yield (f"card, one of {size:,}, ms", milliseconds, UPDATE_MILLISECONDS, ratio, "< 0.01")
        share = kilobytes / MESSAGE_KILOBYTES
        yield (f"card, largest of {size:,}, kB", kilobytes, MESSAGE_KILOBYTES, share, "< 1")


def _change(number: int) -> Change:
    return make.opened(
        key=f"CR-{number + 1}",
        the_commit=make.commit(),
        title=f"Raise the retry limit, step {number}",
        description="Card payments time out under load. " * 20,
        degree="generated",
        tool="Claude",
    )


def _drawn(change: Change) -> int:
    message = card(change, evaluate(change, FACTS, make.NOW), FACTS, make.NOW)
    return len(json.dumps(message.blocks).encode())
