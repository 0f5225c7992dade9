"""App Home: it is opened, or a page of it is turned."""

from typing import Any

from slack_bolt import Ack

from chatops.core.errand import Result
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.slack.homes import Homes
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


def show(event: Body, house: House, identity: Identity, homes: Homes) -> None:
    """Publish the home tab; somebody who may not use the app reads why.

    Where Slack does not take it now (many people open theirs in the same minute), the outbox
    publishes it as soon as it may.
    """
    opened = HomeOpened.model_validate(event)
    if opened.tab != "home":
        return
    try:
        person = identity.person(Who(id=opened.user))
    except Refused as refused:
        closed = closed_home(refused.sentence)
        homes.put(opened.user, lambda: closed)
    else:
        _publish(homes, house, opened.user, person)


def turn_page(ack: Ack, body: Body, house: House, identity: Identity, homes: Homes) -> None:
    """Publish another page of the home tab; now, or by the outbox as soon as Slack takes it."""
    click = Click.model_validate(body)
    _publish(homes, house, click.user.id, identity.person(click.user), page_of(click))
    ack()


def _publish(homes: Homes, house: House, slack_id: str, person: Person, page: int = 1) -> None:
    content = home(house, person.id, page)
    visit_home(house, person.id, content.page)
    if homes.put(slack_id, lambda: drawn(content)).result is not Result.SENT:
        outdate_home(house, person.id)
