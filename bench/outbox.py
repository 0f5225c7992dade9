"""How fast outdated cards reach Slack, in updates a minute: the outbox to the tier of chat.update.

A thousand changes have their card in Slack. All cards are outdated at once, and in the second row
five times each, which is one update all the same. The workspace counts and refuses as Slack's
tiers say; the clock of both sides is one that jumps, so that twenty minutes take one. In the end
every card was changed once and none was posted twice, or there is no row.
"""

import logging
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from chatops import bootstrap
from chatops.core.draft import Draft
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.notices import CardOutdated
from chatops.core.request import Open
from chatops.demo import run as demo
from chatops.simulator.rates import TIER_3, Rates, Tier
from chatops.simulator.server import running as running_workspace
from chatops.simulator.workspace import Workspace
from chatops.slack.connection import Connection, Installation
from chatops.slack.courier import SlackCourier
from chatops.usecases.deliver import deliver
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change

AIM, CHANGES, TIMES = ">= 0.9", 1000, 5
CHANNEL, METHOD = "C01PAYMENTS", "chat.update"
STEP = 0.25  # seconds of the jumping clock
HASTE = 1000  # how much faster the clock is for whoever posts the cards at first
LONGEST = 3600.0
DRAFT = Draft(
    systems=("checkout",),
    environment="production",
    title="Raise the retry limit",
    commit="a" * 40,
    description="Card payments time out under load; the provider asks for more patience.",
    rollback_plan="Revert and deploy again.",
    test_evidence="Load test 418, all green.",
)

Row = tuple[str, float, float, float, str]


@dataclass
class Clock:
    """A clock that stands still until it is moved; Unix seconds."""

    seconds: float = field(default_factory=time.time)

    def now(self) -> datetime:
        """Return the moment."""
        return datetime.fromtimestamp(self.seconds, UTC)


@dataclass
class Counted(Rates):
    """The workspace's rates, which also count what was let through and what was refused."""

    made: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def retry_after(self, key: str, tier: Tier) -> int | None:
        """Count one call."""
        seconds = super().retry_after(key, tier)
        (self.made if seconds is None else self.refused)[key] += 1
        return seconds


@dataclass
class OnlyCards:
    """Carries cards; lines and direct messages are no part of this."""

    courier: SlackCourier

    def carry(self, errand: Errand) -> Receipt:
        """Carry a card, and say of all else that it was sent."""
        is_card = isinstance(errand.notice, CardOutdated)
        return self.courier.carry(errand) if is_card else Receipt(Result.SENT)


@dataclass
class Office:
    """A house, its workspace, and the clock of both."""

    house: House
    workspace: Workspace
    connection: Connection
    clock: Clock

    def drain(self, haste: int = 1) -> float:
        """Carry everything; return the seconds that the clock was moved meanwhile."""
        begun, courier = self.clock.seconds, self._courier(haste)
        while self.is_waiting():
            while deliver(self.house, courier, limit=20):
                pass
            self.clock.seconds += STEP
            assert self.clock.seconds < begun + LONGEST, "something is never sent"
        return self.clock.seconds - begun - STEP

    def _courier(self, haste: int) -> OnlyCards:
        def monotonic() -> float:
            return self.clock.seconds * haste

        here = Installation(self.connection)
        return OnlyCards(SlackCourier(self.house, self.connection, here, monotonic=monotonic))

    def is_waiting(self) -> bool:
        """Tell whether something is not settled."""
        with self.house.store.reading() as reading:
            counts = reading.outbox_counts()
        assert not counts["dead"], "something was given up"
        return counts["waiting"] + counts["claimed"] > 0


def rows() -> list[Row]:
    """Return a row for each way in which cards become outdated."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="chatops-bench-") as folder, _office(folder) as one:
        keys = _opened(one)
        return [
            _row(one, keys, f"outbox, {CHANGES} cards outdated, 1/min", 1),
            _row(one, keys, f"outbox, the same {TIMES} times over, 1/min", TIMES),
        ]


@contextmanager
def _office(folder: str) -> Iterator[Office]:
    clock, path = Clock(), Path(folder)
    definition = demo.definition_of_the_demo()
    demo.settle(path, clock.now())
    with running_workspace(definition, clock=lambda: clock.seconds) as slack:
        settings = demo.settings_of(demo.environment_of(definition, slack.api_url, path))
        connection = bootstrap.connection_of(settings)
        with bootstrap.house(settings, now=clock.now) as house:
            yield Office(house, slack.workspace, connection, clock)


def _opened(one: Office) -> list[str]:
    """Open the changes and let their cards be posted, for once without any tier."""
    one.workspace.rates = Rates(one.workspace.clock, enabled=False)
    made = [open_change(one.house, Open("diego", "slack", DRAFT)) for _ in range(CHANGES)]
    one.drain(haste=HASTE)
    return [outcome.change.key for outcome in made if outcome]


def _row(one: Office, keys: list[str], what: str, times: int) -> Row:
    one.clock.seconds += 600  # every bucket is full
    one.workspace.rates = rates = Counted(one.workspace.clock, enabled=True)
    before = _shown(one.workspace)
    for _ in range(times):
        with one.house.store.transaction() as tx:
            for key in keys:
                tx.redraw(key, (CHANNEL,), one.clock.now())
    minutes = one.drain() / 60
    _assert_each_once(before, _shown(one.workspace), rates)
    ours, limit = CHANGES / minutes, TIER_3.per_minute
    return (what, ours, limit, ours / limit, AIM)


def _shown(workspace: Workspace) -> dict[str, str]:
    """Return when each card was changed last, by its `ts`."""
    found = workspace.messages.of(CHANNEL)
    return {message.ts: message.edited or "" for message in found if not message.thread_ts}


def _assert_each_once(before: dict[str, str], after: dict[str, str], rates: Counted) -> None:
    assert len(after) == CHANGES
    assert before.keys() == after.keys(), "a card was posted twice, or is gone"
    changed = sum(before[ts] != edited for ts, edited in after.items())
    assert (changed, rates.made[METHOD]) == (CHANGES, CHANGES), "lost or sent twice"
    assert not rates.refused[METHOD], f"{rates.refused[METHOD]} calls were refused with 429"
