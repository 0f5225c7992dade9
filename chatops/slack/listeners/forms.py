"""Forms that were sent: a new request, a revision, a rejection."""

from dataclasses import replace
from typing import Any

from slack_bolt import Ack

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.draft import Draft
from chatops.core.request import Open, Revise
from chatops.core.revision import Revision
from chatops.slack.commits import CommitReader
from chatops.slack.identity import Identity
from chatops.slack.listeners.buttons import SURFACE
from chatops.slack.payloads import OpenView, Submission
from chatops.slack.views.ids import Field
from chatops.slack.views.request_modal import REQUIRED, kept, revision_of
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show
from chatops.usecases.revise import revise

Body = dict[str, Any]


def request(ack: Ack, body: Body, house: House, identity: Identity, commits: CommitReader) -> None:
    """Open a change request."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    draft = _draft(sent.view)
    command = Open(person.id, SURFACE, draft, commits(draft.system, draft.commit))
    open_change(house, command, delivery=sent.delivery)
    ack()


def edit(ack: Ack, body: Body, house: House, identity: Identity, commits: CommitReader) -> None:
    """Send a new revision."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    target = sent.view.target
    draft = _completed(
        _draft(sent.view), revision_of(show(house, target.key).change, target.revision)
    )
    commit = commits(draft.system, draft.commit)
    command = Revise(target.key, person.id, SURFACE, target.revision, draft, commit)
    revise(house, command, delivery=sent.delivery)
    ack()


def reject(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Reject the revision that the person was shown, with their reason."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    reason = sent.view.text(Field.REASON)
    command = Decide(target.key, person.id, Verb.REJECT, target.revision, SURFACE, reason)
    decide(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def _draft(view: OpenView) -> Draft:
    return Draft(
        system=view.text(Field.SYSTEM),
        environment=view.text(Field.ENVIRONMENT),
        title=view.text(Field.TITLE),
        commit=view.text(Field.COMMIT),
        description=view.text(Field.DESCRIPTION),
        link=view.text(Field.LINK),
        degree=view.text(Field.DEGREE),
        tool=view.text(Field.TOOL),
        risk=view.text(Field.RISK),
        rollback_plan=view.text(Field.ROLLBACK_PLAN),
        test_evidence=view.text(Field.TEST_EVIDENCE),
        window_start=view.moment(Field.WINDOW_START),
        window_end=view.moment(Field.WINDOW_END),
        required=REQUIRED,
    )


def _completed(draft: Draft, revision: Revision | None) -> Draft:
    """Keep the texts that were too long for the form and were left empty."""
    if revision is None:
        return draft
    return replace(draft, **kept(draft, revision))  # type: ignore[arg-type]  # all of them texts
