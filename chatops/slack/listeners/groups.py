"""Slack tells that a user group became another: its members, its name, or that it is off."""

from typing import Any

from slack_bolt import Ack

from chatops.slack.groups import GroupReader, only
from chatops.slack.payloads import GroupChange
from chatops.usecases.house import House
from chatops.usecases.refresh_groups import refresh_groups


def change(ack: Ack, event: dict[str, Any], house: House, groups: GroupReader) -> None:
    """Ask Slack who is in the group now, if the policy names it."""
    changed = GroupChange.model_validate(event)
    refresh_groups(house, only(changed.group, groups))
    ack()
