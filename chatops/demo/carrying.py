"""What the past left to be said is said at once: Slack's pace is for what is said from now on."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from chatops import bootstrap
from chatops.settings import Settings
from chatops.simulator.workspace import Workspace
from chatops.slack.buckets import Buckets
from chatops.slack.connection import Installation
from chatops.slack.courier import SlackCourier
from chatops.usecases.deliver import deliver
from chatops.usecases.house import House

_AT_ONCE = 20
_HURRY = 1_000  # times as fast


def carry_all(house: House, settings: Settings, workspace: Workspace) -> None:
    """Carry everything that is due into this workspace."""
    connection = bootstrap.connection_of(settings)
    buckets = Buckets(lambda: time.monotonic() * _HURRY)
    courier = SlackCourier(
        house, connection, Installation(connection), monotonic=time.monotonic, buckets=buckets
    )
    with _unlimited(workspace):
        while deliver(house, courier, limit=_AT_ONCE):
            pass


@contextmanager
def _unlimited(workspace: Workspace) -> Iterator[None]:
    """Let the workspace take any number of calls meanwhile."""
    limited, workspace.rates.enabled = workspace.rates.enabled, False
    try:
        yield
    finally:
        workspace.rates.enabled = limited
