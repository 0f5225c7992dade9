"""A digest as a channel may read it: nothing is told there of changes of other private channels."""

from dataclasses import replace

from chatops.core.digest_shown import ShownDigest
from chatops.core.digest_veiled import named_in, veiled
from chatops.usecases.house import House
from chatops.usecases.seen_in_channel import seen_in_channel


def digest_in_channel(house: House, shown: ShownDigest, channel: str) -> ShownDigest:
    """Return the digest for this channel; as it is for its director, where `channel` is empty."""
    if not channel:
        return shown
    seen = seen_in_channel(house, channel, named_in(shown.digest))
    return replace(shown, digest=veiled(shown.digest, seen))
