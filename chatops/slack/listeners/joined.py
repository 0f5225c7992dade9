"""Slack tells who came to a channel; where it is our own bot, it introduces itself."""

from typing import Any

from slack_bolt import Ack

from chatops.slack.connection import Installation
from chatops.slack.payloads_channels import Joined
from chatops.usecases.house import House
from chatops.usecases.introduce import introduce
from chatops.usecases.people_behind import people_behind
from chatops.usecases.restore_channel import restore_channel


def change(ack: Ack, event: dict[str, Any], house: House, installation: Installation) -> None:
    """Let cards go there again if they went elsewhere, and say what will be posted there."""
    news = Joined.model_validate(event)
    if news.user == installation.here().bot_user_id:
        inviter = people_behind(house, (news.inviter,)).get(news.inviter)
        restore_channel(house, news.channel)
        introduce(house, news.channel, inviter.id if inviter else "")
    ack()


def heard(ack: Ack) -> None:
    """Take note of news of a channel; what was remembered of it is forgotten by now."""
    ack()
