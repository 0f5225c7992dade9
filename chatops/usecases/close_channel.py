"""Slack tells that a channel was archived or deleted, or that our bot was taken out of it."""

from chatops.usecases.house import House
from chatops.usecases.lose_channel import lose_channel
from chatops.usecases.shown_in import shown_in


def close_channel(house: House, channel: str, why: str, *, is_public: bool | None = None) -> bool:
    """Lose the channel before the next card fails there; False for one that shows no cards."""
    facts = house.facts()
    with house.store.reading() as reading:
        is_named = channel in {
            house.fallback,
            *(team.channel for team in facts.directory.teams),
            *(system.channel for system in facts.registry.systems),
        }
        is_ours = is_named or any(shown_in(house, channel, reading))
    return is_ours and lose_channel(house, channel, why, is_public=is_public)
