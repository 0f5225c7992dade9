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


@dataclass(frozen=True, slots=True)
class Place:
    """A channel (id) of cards; `is_open` says that other organisations may read it."""

    channel: str
    is_open: bool = False


class Channel(BaseModel):
    """What is looked at of a channel."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    name: str = ""
    is_member: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False


def places_of(facts: Facts) -> tuple[Place, ...]:
    """Return where the directory says that cards go; open is what each of its teams opens."""
    found: dict[str, bool] = {}
    of_systems = ((one.channel, facts.directory.team(one.team)) for one in facts.registry.systems)
    of_teams = ((one.channel, one) for one in facts.directory.teams)
    for channel, team in (*of_teams, *of_systems):
        if channel:
            found[channel] = found.get(channel, True) and bool(team and team.shared)
    return tuple(Place(channel, is_open) for channel, is_open in found.items())


def examine_channels(slack: Paced, places: Iterable[Place]) -> Iterator[Check]:
    """Yield a check for each channel."""
    for place in places:
        name = f"channel {place.channel}"
        try:
            answer = slack.call("conversations.info", channel=place.channel)
        except SlackApiError as failure:
            code = str(failure.response.get("error"))
            if code == "missing_scope":
                yield _unseen()
                return
            yield Check(name, Health.FAIL, f"Slack says {code}.", _mending(code))
        except CALL_FAILED as failure:
            yield Check(name, Health.FAIL, f"Slack cannot be reached: {failure}", "Try again.")
        else:
            yield _channel(name, Channel.model_validate(answer["channel"]), place)


def _unseen() -> Check:
    sentence = "They cannot be looked at without the scopes channels:read and groups:read."
    mend = "Grant these two for the examination, or look in Slack that the bot is in each."
    return Check("channels", Health.WARN, sentence, mend)


def _channel(name: str, channel: Channel, place: Place) -> Check:
    if channel.is_archived:
        mend = "Unarchive it, or name another channel in the directory."
        return Check(name, Health.FAIL, f"#{channel.name} is archived.", mend)
    if not channel.is_member:
        mend = f"In Slack: /invite the bot in #{channel.name}."
        return Check(name, Health.FAIL, f"The bot is not in #{channel.name}.", mend)
    if channel.is_ext_shared and not place.is_open:
        sentence = f"#{channel.name} is shared with another organisation, which reads every card."
        mend = "Name an internal channel in the directory, or allow it: the team's shared: true."
        return Check(name, Health.WARN, sentence, mend)
    shared = ", and shared with another organisation as its team says" * channel.is_ext_shared
    return Check(name, Health.OK, f"#{channel.name}: the bot is in it{shared}.")


def _mending(code: str) -> str:
    if code == "channel_not_found":
        return "Correct the ID in the directory; in a private channel /invite the bot first."
    if code == "ratelimited":
        return "Wait a minute and look again."
    return "See the error in Slack's reference of conversations.info."
