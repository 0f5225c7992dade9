"""What Slack tells of channels: who came, what became of them.

Follows https://docs.slack.dev/reference/events
"""

from pydantic import BaseModel

from chatops.slack.payloads import Who


class ChannelNews(BaseModel):
    """channel_archive, channel_unarchive, channel_deleted, channel_left, the same of group_."""

    model_config = Who.model_config
    type: str
    channel: str

    @property
    def what(self) -> str:
        """Return what became of it: archive, unarchive, deleted, left."""
        return self.type.partition("_")[2]

    @property
    def was_public(self) -> bool | None:
        """Tell that of a deleted channel, of which Slack tells nothing more; else None.

        Of private ones Slack says group_deleted.
        """
        return True if self.type == "channel_deleted" else None


class Joined(BaseModel):
    """member_joined_channel; `inviter` is missing where nobody invited them."""

    model_config = Who.model_config
    user: str
    channel: str
    inviter: str = ""


class ChannelRenamed(BaseModel):
    """channel_id_changed."""

    model_config = Who.model_config
    old_channel_id: str
    new_channel_id: str
