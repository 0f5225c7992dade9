"""Type-ahead for menus."""

from typing import Any

from slack_bolt import Ack

from chatops.slack.identity import Identity
from chatops.slack.payloads import Suggestion
from chatops.slack.views.place_fields import system_options
from chatops.usecases.house import House

_SHOWN = 20


def systems(ack: Ack, body: dict[str, Any], house: House, identity: Identity) -> None:
    """Offer systems of the registry."""
    asked = Suggestion.model_validate(body)
    identity.person(asked.user)
    found = house.facts().registry.search(asked.value, limit=_SHOWN)
    ack(options=system_options(found))
