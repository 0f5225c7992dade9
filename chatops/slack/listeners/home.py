"""App Home: it is opened, or a page of it is turned."""

from contextlib import suppress
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.slack.failures import CALL_FAILED
from chatops.slack.identity import Identity
from chatops.slack.payloads import Click, HomeOpened, Who
from chatops.slack.payloads_home import page_of
from chatops.slack.views.home import closed_home
from chatops.slack.views.home import home as drawn
from chatops.usecases.home import home
from chatops.usecases.house import House
from chatops.usecases.outdate_home import outdate_home
from chatops.usecases.visit_home import visit_home

Body = dict[str, Any]


def show(event: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Publish the home tab; somebody who may not use the app reads why.

    Where Slack does not take it now (many people open theirs in the same minute), the outbox
    publishes it as soon as it may.
    """
    opened = HomeOpened.model_validate(event)
    if opened.tab != "home":
        return
    try:
        _publish(opened, client, house, identity.person(Who(id=opened.user)))
    except Refused as refused:
        client.views_publish(user_id=opened.user, view=closed_home(refused.sentence))


def turn_page(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Publish another page of the home tab."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    content = home(house, person.id, page_of(click))
    visit_home(house, person.id, content.page)
    with suppress(*CALL_FAILED):  # the page that is there stays, and the button with it
        view = drawn(content)
        client.views_publish(user_id=click.user.id, view=view)
    ack()


def _publish(opened: HomeOpened, client: WebClient, house: House, person: Person) -> None:
    visit_home(house, person.id)
    try:
        client.views_publish(user_id=opened.user, view=drawn(home(house, person.id)))
    except CALL_FAILED:
        outdate_home(house, person.id)
