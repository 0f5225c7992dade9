"""Several changes approved at once: the form, and what it was sent with."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.slack.identity import Identity
from chatops.slack.listeners.redrawing import several_done
from chatops.slack.payloads import Click, Submission
from chatops.slack.payloads_home import page_of, ticked
from chatops.slack.views.bulk import NONE_CHOSEN, NONE_LEFT, several_form
from chatops.slack.views.ids import SURFACE, Target
from chatops.usecases.approve_several import approve_several
from chatops.usecases.home import home
from chatops.usecases.house import House

Body = dict[str, Any]


def ask(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form with the changes of that page of App Home that may be approved together."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    content = home(house, person.id, page_of(click))
    changes = [one.change for one in content.several]
    if not changes:
        raise Refused("none_left", NONE_LEFT)
    client.views_open(trigger_id=click.trigger_id, view=several_form(changes, content.facts))
    ack()


def approve(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Approve each change that was ticked, and say how each ended."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    targets = ticked(sent.view)
    if not targets:
        raise Refused("invalid_input", NONE_CHOSEN)
    commands = [_decision(one, person, sent.view.blocks.digest) for one in targets]
    answers = approve_several(house, commands, delivery=sent.delivery)
    ack(response_action="update", view=several_done(house, answers, person))


def _decision(target: Target, person: Person, shown: str) -> Decide:
    return Decide(target.key, person.id, Verb.APPROVE, target.revision, SURFACE, shown=shown)
