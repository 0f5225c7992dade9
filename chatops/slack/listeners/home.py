"""App Home is opened: an inbox for whoever opens it."""

from typing import Any

from slack_sdk import WebClient

from chatops.core.refused import Refused
from chatops.slack.identity import Identity
from chatops.slack.inbox import inbox
from chatops.slack.payloads import HomeOpened, Who
from chatops.slack.views.blocks import View
from chatops.slack.views.home import closed_home, home
from chatops.usecases.house import House


def show(event: dict[str, Any], client: WebClient, house: House, identity: Identity) -> None:
    """Publish the home tab; somebody who may not use the app reads why."""
    opened = HomeOpened.model_validate(event)
    if opened.tab == "home":
        client.views_publish(user_id=opened.user, view=_view(opened, house, identity))


def _view(opened: HomeOpened, house: House, identity: Identity) -> View:
    try:
        person = identity.person(Who(id=opened.user))
    except Refused as refused:
        return closed_home(refused.sentence)
    mine = inbox(house, person.id)
    return home(mine.waiting, mine.own, mine.facts)
