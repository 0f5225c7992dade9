"""The form that asks why."""

from chatops.slack.views.blocks import Element, View, context, field, modal, plain
from chatops.slack.views.ids import VALUE, Field, Form, Target


def reject_form(target: Target) -> View:
    """Return the form; the reason is required."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": VALUE,
        "multiline": True,
        "max_length": 3000,
        "focus_on_load": True,
        "placeholder": plain("What has to be mended before you can approve?", 150),
    }
    note = (
        f"Your rejection blocks {target.key} until you approve or withdraw it. "
        "The requester is told your reason."
    )
    blocks = [context(note), field(Field.REASON, f"Why not revision {target.revision}?", element)]
    title = f"Reject {target.key}"
    return modal(Form.REJECT, title, blocks, submit="Reject", close="Cancel", metadata=target.value)
