"""The form for a new request, and the same form filled in to edit one.

Block ids are the field names of `core.draft.Draft`, so that each mistake finds its place. A
text input of Slack holds 3,000 characters: a longer text that is already there stays as it is
unless the person writes a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.draft import Draft
from chatops.core.revision import Revision
from chatops.core.systems import Registry
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


@dataclass(frozen=True, slots=True)
class Back:
    """A draft that is back: when it was typed, and for the button what to begin with without it."""

    typed_at: datetime
    anew: str


def request_form(
    registry: Registry,
    filled: Draft = BLANK,
    *,
    slot: str = "",
    back: Back | None = None,
    needed: Sequence[Block] = (),
) -> View:
    """Return the form for a new request, filled in as far as something is known.

    `slot` is where its draft is kept, and `back` what is told of one that is back; `needed` are
    the blocks that say which approvals it will need.
    """
    systems = tuple(filter(None, map(registry.find, filled.systems)))
    blocks = [
        *_returned(back),
        *place(registry, systems, filled.environment),
        *change_fields(_shortened(filled)),
        *needed,
    ]
    return _kept_on_close(
        modal(
            Form.REQUEST,
            "Request a change",
            blocks,
            submit="Request",
            close="Cancel",
            metadata=slot,
        )
    )


def edit_form(
    change: Change,
    registry: Registry,
    filled: Draft | None = None,
    *,
    revision: Revision | None = None,
    back: Back | None = None,
) -> View:
    """Return the form that makes the next revision, `filled` in so far, or as the present one is.

    `revision` is the one that was edited so far: a form that is drawn again stays about that.
    `back` is what is told of a draft that is back.
    """
    present = revision or change.present
    target = Target(change.key, present.number)
    shown = completed(filled, present) if filled else _filled(present)
    systems = tuple(filter(None, map(registry.find, shown.systems)))
    note = (
        f"Sending this makes revision {present.number + 1} of {change.key}; approvals so far do "
        "not cover it. Only the requester and contributors can send it."
    )
    blocks = [
        *_returned(back),
        context(note),
        *place(registry, systems, shown.environment),
        *change_fields(shown),
    ]
    title, slot = f"Edit {change.key}", target.value
    return _kept_on_close(
        modal(Form.EDIT, title, blocks, submit="Send revision", close="Cancel", metadata=slot)
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


def completed(draft: Draft, revision: Revision) -> Draft:
    """Return the draft with the texts that were too long for the form and were left empty."""
    kept = {
        name.value: text
        for name, text in texts_of(revision).items()
        if is_too_long(text) and not getattr(draft, name.value).strip()
    }
    return replace(draft, **kept)  # type: ignore[arg-type]  # all of them texts


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


def _returned(back: Back | None) -> tuple[Block, ...]:
    if back is None:
        return ()
    return (
        small_print(f"Your draft of {date_token(back.typed_at)} is back."),
        actions(button("Start anew", Action.START_ANEW, back.anew), block_id="returned"),
    )


def _kept_on_close(form: View) -> View:
    """Have Slack tell when somebody closes the form, by accident perhaps."""
    return {**form, "notify_on_close": True}
