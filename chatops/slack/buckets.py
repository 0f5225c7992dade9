"""Token buckets: how fast we may call Slack, so that it need not tell us.

Tiers follow https://docs.slack.dev/apis/web-api/rate-limits, each with room for a short burst
and a little below Slack's own number. Nobody sleeps here: the answer says how long to wait, and
other channels go on meanwhile.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

_PER_CHANNEL = "chat.postMessage"
_MOST_BUCKETS = 10_000
_ROUNDING = 1e-5  # of a clock that counts from 1970: who comes on the dot is let through
_LONGEST_TURN = 60.0  # seconds; then ask again


@dataclass(frozen=True, slots=True)
class Tier:
    """So many calls a minute on average, and `burst` at once."""

    per_minute: float
    burst: int


METHODS = {
    "chat.postMessage": Tier(240, 30),  # "several hundred a minute" in the whole workspace
    "chat.update": Tier(48, 6),
    "chat.delete": Tier(45, 5),
    "chat.getPermalink": Tier(240, 30),  # "hundreds" a minute, for the shortcut on a message
    "conversations.history": Tier(45, 10),
    "conversations.replies": Tier(45, 10),
    "conversations.open": Tier(45, 10),
    "views.publish": Tier(95, 20),
    "files.getUploadURLExternal": Tier(95, 20),
    "files.completeUploadExternal": Tier(95, 20),
    "conversations.info": Tier(45, 20),
    "conversations.members": Tier(95, 30),
    "users.info": Tier(95, 50),  # one call for each person who acts
    "users.list": Tier(19.8, 2),  # a page every three seconds, by the roster
    "usergroups.users.list": Tier(19, 10),
    "usergroups.list": Tier(19, 3),
}
CHANNEL = Tier(60, 3)  # one message a second, short bursts are let through


@dataclass(slots=True)
class _Bucket:
    tier: Tier
    left: float
    filled_at: float
    closed_until: float = 0.0
    promised: float = -math.inf

    def wait(self, now: float) -> float:
        """Return the seconds until one call is allowed; fills up what has come in since."""
        rate = self.tier.per_minute / 60
        self.left = min(self.tier.burst, self.left + max(0.0, now - self.filled_at) * rate)
        self.filled_at = now
        missing = (1 - self.left) / rate if self.left < 1 - _ROUNDING else 0.0
        return max(missing, self.closed_until - now, 0.0)

    def promise(self, now: float, wait: float) -> float:
        """Return the seconds until the caller's turn: those who have to wait come one by one."""
        turn = max(now + wait, self.promised + 60 / self.tier.per_minute)
        self.promised = min(turn, now + _LONGEST_TURN)
        return max(self.promised - now, wait)

    def is_idle(self, now: float) -> bool:
        """Tell whether the bucket is as good as new."""
        return self.wait(now) == 0.0 and self.left >= self.tier.burst


class Buckets:
    """The buckets of one app in one workspace; thread-safe. `monotonic` tells seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def take(self, method: str, channel: str = "") -> float:
        """Take one call and return 0, or take nothing and return the seconds to wait."""
        with self._lock:
            now = self._monotonic()
            asked = [self._bucket((method, ""), METHODS[method], now)]
            if method == _PER_CHANNEL:
                asked.append(self._bucket((method, channel), CHANNEL, now))
            wait = max(one.wait(now) for one in asked)
            if wait == 0.0:
                for one in asked:
                    one.left -= 1
                return 0.0
            return max(one.promise(now, wait) for one in asked if one.wait(now) > 0.0)

    def give_back(self, method: str, channel: str = "") -> None:
        """Take back a call that had no effect: what it was for may be tried in another way."""
        with self._lock:
            for key in {(method, ""), (method, channel)}:
                if key in self._buckets:
                    self._buckets[key].left += 1

    def close(self, method: str, seconds: float, channel: str = "") -> None:
        """Let no call of the method through for so long: Slack said Retry-After.

        It does not say whether `channel` or the whole workspace is meant. The first is believed,
        so that other channels go on, until a second channel is told to wait too.
        """
        with self._lock:
            now = self._monotonic()
            narrow = channel and not self._others_closed(method, channel, now)
            key = (method, channel if narrow else "")
            bucket = self._bucket(key, CHANNEL if narrow else METHODS[method], now)
            bucket.closed_until = max(bucket.closed_until, now + seconds)

    def _others_closed(self, method: str, channel: str, now: float) -> bool:
        return any(
            known == method and other not in {"", channel} and bucket.closed_until > now
            for (known, other), bucket in self._buckets.items()
        )

    def _bucket(self, key: tuple[str, str], tier: Tier, now: float) -> _Bucket:
        if key not in self._buckets and len(self._buckets) >= _MOST_BUCKETS:
            busy = {k: one for k, one in self._buckets.items() if not one.is_idle(now)}
            self._buckets = busy
        return self._buckets.setdefault(key, _Bucket(tier, tier.burst, now))
