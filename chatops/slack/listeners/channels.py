"""Slack tells what became of a channel: it is closed to us, open again, or has another id."""

from typing import Any

from slack_bolt import Ack

from chatops.slack.payloads_channels import ChannelNews, ChannelRenamed
from chatops.slack.views.mending import CLOSED
from chatops.usecases.close_channel import close_channel
from chatops.usecases.house import House
from chatops.usecases.rename_channel import rename_channel
from chatops.usecases.restore_channel import restore_channel


def closed(ack: Ack, event: dict[str, Any], house: House) -> None:
    """Let its cards go elsewhere: it was archived or deleted, or our bot was taken out."""
    news = ChannelNews.model_validate(event)
    why = CLOSED[news.what].format(channel=news.channel)
    close_channel(house, news.channel, why, is_public=news.was_public)
    ack()


def open_again(ack: Ack, event: dict[str, Any], house: House) -> None:
    """Let cards go there again, if they went elsewhere: it was unarchived."""
    restore_channel(house, ChannelNews.model_validate(event).channel)
    ack()


def renamed(ack: Ack, event: dict[str, Any], house: House) -> None:
    """Follow the channel to its new id."""
    change = ChannelRenamed.model_validate(event)
    rename_channel(house, change.old_channel_id, change.new_channel_id)
    ack()
