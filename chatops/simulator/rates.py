"""Rate limits: how often a method may be called before 429 and Retry-After.

Tiers follow https://docs.slack.dev/apis/web-api/rate-limits; each is a bucket that holds one
minute's calls. Tier 1 holds ten, because an app may open ten Socket Mode connections at once.
"""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Tier:
    """A bucket of `burst` calls that fills up again by `per_minute`."""

    per_minute: float
    burst: int


TIER_1 = Tier(1, 10)
TIER_2 = Tier(20, 20)
TIER_3 = Tier(50, 50)
TIER_4 = Tier(100, 100)
SPECIAL = Tier(600, 600)
POSTS = Tier(300, 300)  # "several hundred a minute" in the whole workspace
POSTS_PER_CHANNEL = Tier(60, 5)
RESPONSES = Tier(60, 3)


@dataclass
class _Bucket:
    left: float
    filled_at: float


@dataclass
class Rates:
    """The buckets of one app in one workspace."""

    clock: "Callable[[], float]"
    enabled: bool
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def retry_after(self, key: str, tier: Tier) -> int | None:
        """Count one call; return the seconds to wait when it is one too many."""
        if not self.enabled:
            return None
        now = self.clock()
        bucket = self._buckets.setdefault(key, _Bucket(tier.burst, now))
        elapsed = max(0.0, now - bucket.filled_at)
        bucket.left = min(tier.burst, bucket.left + elapsed * tier.per_minute / 60)
        bucket.filled_at = now
        if bucket.left < 1:
            return math.ceil((1 - bucket.left) * 60 / tier.per_minute)
        bucket.left -= 1
        return None
