"""Slack tells that an account changed: deactivated, made a guest, made a member again."""

from typing import Any

from slack_bolt import Ack

from chatops.slack.identity import Identity
from chatops.slack.payloads import UserChange


def change(ack: Ack, event: dict[str, Any], identity: Identity) -> None:
    """Remember how the person stands from now on."""
    identity.learn(UserChange.model_validate(event).user)
    ack()
