"""Whether the bot can post where the directory says that cards go, and who else reads there.

https://docs.slack.dev/reference/methods/conversations.info describes channels. A private channel
is as good as an open one; a channel that other organisations share shows them every card.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from slack_sdk.errors import SlackApiError

from chatops.core.check import Check, Health
from chatops.core.facts import Facts
from chatops.slack.failures import CALL_FAILED
from chatops.slack.paced import Paced

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A channel (id) of cards; `is_open` says that other organisations may read it.

    `named_in` is where its id can be corrected. `is_fallback` says that it stands in for others,
    and `has_cards` is False where only checkpoints of the log go, which are for everybody.
    """

    channel: str
    is_open: bool = False
    named_in: str = "the directory"
    is_fallback: bool = False
    has_cards: bool = True


class Channel(BaseModel):
    """What is looked at of a channel."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    name: str = ""
    is_member: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    is_private: bool = False


def places_of(facts: Facts, fallback: str = "", audit: str = "") -> tuple[Place, ...]:
    """Return where the directory says that cards and digests go; open is what its teams open.

    The cards of every team may go to the fallback; checkpoints of the log go to `audit`.
    """
    found = _places_of_cards(facts, fallback)
    if not audit or audit in {one.channel for one in found}:
        return found
    return (*found, Place(audit, is_open=True, named_in="CHATOPS_AUDIT_CHANNEL", has_cards=False))


def _places_of_cards(facts: Facts, fallback: str) -> tuple[Place, ...]:
    found: dict[str, bool] = {}
    of_systems = ((one.channel, facts.directory.team(one.team)) for one in facts.registry.systems)
    of_teams = ((one.channel, one) for one in facts.directory.teams)
    of_directors = ((one.digest_channel, None) for one in facts.directory.people)
    for channel, team in (*of_teams, *of_systems, *of_directors):
        if channel:
            found[channel] = found.get(channel, True) and bool(team and team.shared)
    of_directory = tuple(
        Place(channel, is_open, is_fallback=channel == fallback)
        for channel, is_open in found.items()
    )
    if not fallback or fallback in found:
        return of_directory
    is_open = all(one.shared for one in facts.directory.teams)
    named_in = "CHATOPS_FALLBACK_CHANNEL"
    return (*of_directory, Place(fallback, is_open, named_in, is_fallback=True))


def examine_channels(slack: Paced, places: Iterable[Place]) -> Iterator[Check]:
    """Yield a check for each channel, and one of the fallback where not all cards may go there."""
    seen: list[tuple[Place, Channel]] = []
    for place in places:
        found = _looked_at(slack, place)
        if found is None:
            yield _unseen()
            return
        if isinstance(found, Channel):
            seen.append((place, found))
            found = _channel(_name(place), found, place)
        yield found
    yield from _of_fallback(seen)


def _name(place: Place) -> str:
    return f"channel {place.channel}"


def _looked_at(slack: Paced, place: Place) -> Channel | Check | None:
    """Return the channel, or why Slack does not tell; None where it tells of no channel at all."""
    try:
        answer = slack.call("conversations.info", channel=place.channel)
    except SlackApiError as failure:
        code = str(failure.response.get("error"))
        mend = _mending(code, place)
        said = Check(_name(place), Health.FAIL, f"Slack says {code}.", mend)
        return None if code == "missing_scope" else said
    except CALL_FAILED as failure:
        why = f"Slack cannot be reached: {failure}"
        return Check(_name(place), Health.FAIL, why, "Try again.")
    return Channel.model_validate(answer["channel"])


def _of_fallback(seen: Iterable[tuple[Place, Channel]]) -> Iterator[Check]:
    """Warn of a public fallback: it never stands in for a private channel."""
    private = [f"#{one.name}" for place, one in seen if one.is_private and place.has_cards]
    others = f" and {len(private) - _MOST_NAMED} more" * (len(private) > _MOST_NAMED)
    public = [one for place, one in seen if place.is_fallback and not one.is_private]
    for one in public if private else ():
        sentence = (
            f"#{one.name} is public and never stands in for a private channel: once "
            f"{', '.join(private[:_MOST_NAMED])}{others} can be posted in no more, its cards "
            "stand nowhere."
        )
        mend = "Name a private channel in CHATOPS_FALLBACK_CHANNEL, and invite the bot there."
        yield Check("fallback channel", Health.WARN, sentence, mend)


def _unseen() -> Check:
    sentence = "They cannot be looked at without the scopes channels:read and groups:read."
    mend = "Grant these two for the examination, or look in Slack that the bot is in each."
    return Check("channels", Health.WARN, sentence, mend)


def _channel(name: str, channel: Channel, place: Place) -> Check:
    if channel.is_archived:
        mend = f"Unarchive it, or name another channel in {place.named_in}."
        return Check(name, Health.FAIL, f"#{channel.name} is archived.", mend)
    if not channel.is_member:
        mend = f"In Slack: /invite the bot in #{channel.name}."
        return Check(name, Health.FAIL, f"The bot is not in #{channel.name}.", mend)
    if channel.is_ext_shared and not place.is_open:
        sentence = f"#{channel.name} is shared with another organisation, which reads every card."
        mend = (
            f"Name an internal channel in {place.named_in}, or allow it: the team's shared: true."
        )
        return Check(name, Health.WARN, sentence, mend)
    says = "as its team says" if place.has_cards else "which reads the log's checkpoints"
    shared = f", and shared with another organisation {says}" * channel.is_ext_shared
    return Check(name, Health.OK, f"#{channel.name}: the bot is in it{shared}.")


def _mending(code: str, place: Place) -> str:
    if code == "channel_not_found":
        return f"Correct the ID in {place.named_in}; in a private channel /invite the bot first."
    if code == "ratelimited":
        return "Wait a minute and look again."
    return "See the error in Slack's reference of conversations.info."
