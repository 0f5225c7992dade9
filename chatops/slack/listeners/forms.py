"""Forms that were sent: a new request, a revision, and those that ask for a few words."""

from typing import Any

from slack_bolt import Ack

from chatops.core.commit import Commit
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.draft import Draft
from chatops.core.glass import Break
from chatops.core.lifting import Lift
from chatops.core.paying import Pay
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.core.request import Open, Revise
from chatops.core.text import is_blank
from chatops.slack.commits import CommitReader
from chatops.slack.filled import draft_of
from chatops.slack.identity import Identity
from chatops.slack.listeners.undo import undo_offer
from chatops.slack.payloads import OpenView, Submission
from chatops.slack.views import replies
from chatops.slack.views.ids import SURFACE, Field
from chatops.slack.views.request_modal import completed, revision_of
from chatops.slack.views.undone import undo_modal
from chatops.usecases.break_glass import break_glass
from chatops.usecases.decide import decide
from chatops.usecases.drop_draft import drop_draft
from chatops.usecases.house import House
from chatops.usecases.lift import lift
from chatops.usecases.open_change import open_change
from chatops.usecases.pay import pay
from chatops.usecases.read import show
from chatops.usecases.revise import revise

Body = dict[str, Any]


def request(ack: Ack, body: Body, house: House, identity: Identity, commits: CommitReader) -> None:
    """Open a change request."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    draft = draft_of(sent.view)
    command = Open(person.id, SURFACE, draft, _commit(draft, commits))
    open_change(house, command, delivery=sent.delivery)
    drop_draft(house, person.id, sent.view.slot)
    ack(response_action="clear")  # a form that was begun anew lies over the earlier one


def edit(ack: Ack, body: Body, house: House, identity: Identity, commits: CommitReader) -> None:
    """Send a new revision."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    draft = _completed(sent.view, house)
    commit = _commit(draft, commits)
    command = Revise(target.key, person.id, SURFACE, target.revision, draft, commit)
    revise(house, command, delivery=sent.delivery)
    drop_draft(house, person.id, sent.view.slot)
    ack(response_action="clear")


def reject(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Reject the revision that the person was shown, with their reason."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    reason, shown = sent.view.text(Field.REASON), sent.view.blocks.digest
    command = Decide(target.key, person.id, Verb.REJECT, target.revision, SURFACE, reason, shown)
    decide(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def approve(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Approve the revision that the person was shown, with a comment, a condition, or both."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    told = decide(house, _qualified(sent.view, person), delivery=sent.delivery)
    note = undo_offer(house, told.change, person) if told else None
    if note is None:
        ack(response_action="clear")
    else:
        ack(response_action="update", view=undo_modal(note))


def lift_rejection(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Lift somebody else's rejection, with a reason."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    reason, shown = sent.view.text(Field.REASON), sent.view.blocks.digest
    command = Lift(target.key, person.id, target.revision, SURFACE, reason, shown)
    lift(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def go_ahead(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Break the glass for the revision that the person was shown, with a reason."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    reason = sent.view.text(Field.REASON)
    command = Break(target.key, person.id, target.revision, SURFACE, reason)
    break_glass(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def pay_debt(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Give a follow-up review, or the evidence that a condition was kept."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    words = sent.view.text(Field.TEXT)
    pay(house, Pay(target.key, target.number, person.id, SURFACE, words), delivery=sent.delivery)
    ack(response_action="clear")


def _commit(draft: Draft, commits: CommitReader) -> Commit | None:
    """Return the commit as the first of the systems knows it that has it at hand."""
    found = (commits(system, draft.commit) for system in draft.systems)
    return next((one for one in found if one is not None), None)


def _qualified(view: OpenView, person: Person) -> Decide:
    condition, target = view.text(Field.CONDITION), view.target
    comment, due = view.text(Field.REASON), view.moment(Field.CONDITION_DUE)
    if is_blank(condition) and due:
        raise Refused("invalid_input", replies.WHICH_CONDITION, field=Field.CONDITION)
    if is_blank(condition) and is_blank(comment):
        raise Refused("invalid_input", replies.WHICH_WORDS, field=Field.REASON)
    return Decide(
        target.key,
        person.id,
        Verb.APPROVE,
        target.revision,
        SURFACE,
        comment,
        view.blocks.digest,
        condition,
        due,
    )


def _completed(view: OpenView, house: House) -> Draft:
    """Return what the form holds, with the texts that were too long for it."""
    draft, change = draft_of(view), show(house, view.target.key).change
    revision = revision_of(change, view.target.revision)
    return completed(draft, revision) if revision else draft
