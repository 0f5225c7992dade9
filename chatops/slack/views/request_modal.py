"""The form for a new request, and the same form filled in to edit one.

Block ids are the field names of `core.draft.Draft`, so that each mistake finds its place. A
text input of Slack holds 3,000 characters: a longer text that is already there stays as it is
unless the person writes a new one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.draft import Draft
from chatops.core.revision import Revision
from chatops.core.systems import Registry, System
from chatops.core.text import TITLE
from chatops.slack.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    modal,
    small_print,
)
from chatops.slack.views.change_fields import LONGEST, change_fields, is_too_long
from chatops.slack.views.ids import Action, Field, Form, Target
from chatops.slack.views.place_fields import place
from chatops.slack.views.rich import date_token
from chatops.slack.views.text import shorten, width

BLANK = Draft(systems=(), environment="", title="", commit="", degree="")
REQUIRED = ("description", "rollback_plan", "test_evidence")


def request_form(
    registry: Registry,
    filled: Draft = BLANK,
    *,
    back_from: datetime | None = None,
    needed: Sequence[Block] = (),
) -> View:
    """Return the form for a new request, filled in as far as something is known.

    `back_from` is when a draft that is back was typed; `needed` are the blocks that say which
    approvals it will need. Slack tells of what is typed and chosen here before it is sent.
    """
    systems = tuple(filter(None, map(registry.find, filled.systems)))
    blocks = [
        *(_returned(back_from) if back_from else ()),
        *place(registry, systems, filled.environment, dispatch=True),
        *change_fields(_shortened(filled), saved=True),
        *needed,
    ]
    made = modal(Form.REQUEST, "Request a change", blocks, submit="Request", close="Cancel")
    return {**made, "notify_on_close": True}


def edit_form(
    change: Change,
    registry: Registry,
    *,
    systems: tuple[System, ...] | None = None,
    revision: Revision | None = None,
) -> View:
    """Return the form that makes the next revision; `systems` are newly chosen ones.

    `revision` is the one that was edited so far: a form that is drawn again stays about that.
    """
    present = revision or change.present
    before = tuple(filter(None, map(registry.find, present.systems)))
    chosen = before if systems is None else systems
    note = (
        f"Sending this makes revision {present.number + 1} of {change.key}; approvals so far do "
        "not cover it. Only the requester and contributors can send it."
    )
    blocks = [
        context(note),
        *place(registry, chosen, present.environment if chosen == before else ""),
        *change_fields(_filled(present), saved=False),
    ]
    target = Target(change.key, present.number)
    title = f"Edit {change.key}"
    return modal(
        Form.EDIT, title, blocks, submit="Send revision", close="Cancel", metadata=target.value
    )


def texts_of(revision: Revision) -> dict[Field, str]:
    """Return the texts of a revision by field."""
    written = revision.documentation
    return {
        Field.TITLE: written.title,
        Field.DESCRIPTION: written.description,
        Field.LINK: written.link,
        Field.COMMIT: revision.commit,
        Field.LABELS: ", ".join(written.labels),
        Field.TOOL: revision.assistance.tool,
        Field.ROLLBACK_PLAN: written.rollback_plan,
        Field.TEST_EVIDENCE: written.test_evidence,
    }


def revision_of(change: Change, number: int) -> Revision | None:
    """Return the revision with this number, if there is one."""
    return next((one for one in change.revisions if one.number == number), None)


def kept(draft: Draft, revision: Revision) -> dict[str, str]:
    """Return the texts that were too long for the form and were not replaced, by field name."""
    return {
        name.value: text
        for name, text in texts_of(revision).items()
        if is_too_long(text) and not getattr(draft, name.value).strip()
    }


def _filled(revision: Revision) -> Draft:
    """Return the fields of a revision as somebody would have typed them."""
    written, assistance = revision.documentation, revision.assistance
    return Draft(
        systems=revision.systems,
        environment=revision.environment,
        title=written.title,
        commit=revision.commit,
        description=written.description,
        link=written.link,
        degree=assistance.degree.word,
        tool=assistance.tool,
        risk=written.risk.value,
        rollback_plan=written.rollback_plan,
        test_evidence=written.test_evidence,
        window_start=written.window_start,
        window_end=written.window_end,
        kind=written.kind.value,
        labels=(", ".join(written.labels),),
    )


def _shortened(filled: Draft) -> Draft:
    """Return the draft with texts that fit into the form; a cut link would lead elsewhere."""
    return replace(
        filled,
        title=shorten(filled.title, TITLE),
        description=shorten(filled.description, LONGEST),
        link=filled.link if width(filled.link) <= LONGEST else "",
        rollback_plan=shorten(filled.rollback_plan, LONGEST),
        test_evidence=shorten(filled.test_evidence, LONGEST),
    )


def _returned(typed_at: datetime) -> tuple[Block, ...]:
    told = f"Your draft of {date_token(typed_at)} is back."
    return (
        small_print(told),
        actions(button("Start anew", Action.START_ANEW, "draft"), block_id="returned"),
    )
